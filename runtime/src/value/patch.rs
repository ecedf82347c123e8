//! [`Patch`]: a field of an update with three states.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of an update: left as it is, cleared, or set.
///
/// On the wire the three states are an absent field, null and a value. Structs that contain a `Patch` skip
/// [`Unchanged`](Self::Unchanged) fields when they are written; written alone, it is null.
///
/// ```
/// use specwright_runtime::value::Patch;
///
/// assert_eq!(Patch::default(), Patch::<u8>::Unchanged);
/// assert_eq!(Patch::from(7), Patch::Set(7));
/// assert_eq!(Patch::<u8>::from(None), Patch::Clear);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// The field is absent, and the value stays as it is.
    #[default]
    Unchanged,
    /// The field is null, and the value is removed.
    Clear,
    /// The field has a new value.
    Set(T),
}

impl<T> Patch<T> {
    /// Returns whether the value stays as it is.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }

    /// Returns whether the value is removed.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        matches!(self, Self::Clear)
    }

    /// Returns the new value, if there is one.
    #[must_use]
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Unchanged | Self::Clear => None,
        }
    }

    /// Returns what the new value dereferences to, if there is one.
    #[must_use]
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(Deref::deref)
    }

    /// Applies the update to a stored value.
    ///
    /// ```
    /// use specwright_runtime::value::Patch;
    ///
    /// let mut stored = Some(1);
    /// Patch::Unchanged.apply(&mut stored);
    /// assert_eq!(stored, Some(1));
    /// Patch::Set(2).apply(&mut stored);
    /// assert_eq!(stored, Some(2));
    /// Patch::Clear.apply(&mut stored);
    /// assert_eq!(stored, None);
    /// ```
    pub fn apply(self, stored: &mut Option<T>) {
        match self {
            Self::Unchanged => {}
            Self::Clear => *stored = None,
            Self::Set(value) => *stored = Some(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

/// `None` clears.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

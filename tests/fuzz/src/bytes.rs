//! Choices taken from bytes.

/// Reader of choices. Zeros follow the last byte, so every input makes a complete program.
#[derive(Debug)]
pub(crate) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Bytes<'a> {
        Bytes(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// Returns a number below a limit; zero if the limit is zero.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let number = u16::from_le_bytes([self.byte(), self.byte()]);
        usize::from(number) % limit.max(1)
    }

    pub(crate) fn pick<T: Copy>(&mut self, things: &[T]) -> Option<T> {
        let index = self.below(things.len());
        things.get(index).copied()
    }

    /// Returns the bytes up to a zero byte, as text.
    pub(crate) fn text(&mut self) -> String {
        String::from_utf8_lossy(self.until(0)).into_owned()
    }

    /// Returns the bytes up to a delimiter, which is skipped.
    pub(crate) fn until(&mut self, delimiter: u8) -> &'a [u8] {
        let length = self.0.iter().position(|byte| *byte == delimiter).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest.get(1..).unwrap_or_default();
        text
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }
}

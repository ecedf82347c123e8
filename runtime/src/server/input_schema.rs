//! Schemas of requests: parameters and bodies, as plain data for a `static`.

use super::schema::{Condition, PresenceRule, Schema};

/// Schema of the requests to one operation.
#[derive(Debug, Clone, Copy)]
pub struct InputSchema {
    /// Parameters in the path, the query, headers and cookies.
    pub parameters: &'static [ParameterSchema],
    /// Body, if the operation takes one.
    pub body: Option<BodySchema>,
    /// Rules about which parameters are present.
    pub rules: &'static [PresenceRule],
    /// Message of the client, if the operation opens a stream to which it sends any.
    pub message: Option<Schema>,
}

impl InputSchema {
    /// No parameters and no body.
    pub const ANY: Self = Self::new(&[], None);

    /// Creates a schema without rules about which parameters are present.
    #[must_use]
    pub const fn new(parameters: &'static [ParameterSchema], body: Option<BodySchema>) -> Self {
        Self { parameters, body, rules: &[], message: None }
    }

    /// Sets rules about which parameters are present.
    #[must_use]
    pub const fn rules(mut self, rules: &'static [PresenceRule]) -> Self {
        self.rules = rules;
        self
    }

    /// Sets the schema of the messages of the client.
    #[must_use]
    pub const fn message(mut self, message: Schema) -> Self {
        self.message = Some(message);
        self
    }
}

/// Location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl Location {
    /// Returns the name: `path`, `query`, `header` or `cookie`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// Schema of a parameter.
#[derive(Debug, Clone, Copy)]
pub struct ParameterSchema {
    /// Name; case-insensitive for headers.
    pub name: &'static str,
    /// Location.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// Whether it may occur several times. `schema` is then that of the list, or that of each value if the
    /// list has no rules.
    pub repeated: bool,
    /// What separates several values, instead of several occurrences.
    pub separator: Option<char>,
    /// How a value is written that is not plain.
    pub style: ParameterStyle,
    /// Schema of the value.
    pub schema: Schema,
    /// Conditions on other parameters under which it is also required.
    pub required_when: &'static [Condition],
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
}

impl ParameterSchema {
    /// Optional query parameter without a name or rules, to complete a struct literal.
    pub const ANY: Self = Self::query("", Schema::Any);

    /// Creates a path parameter.
    #[must_use]
    pub const fn path(name: &'static str, schema: Schema) -> Self {
        Self::new(Location::Path, name, schema).required()
    }

    /// Creates an optional query parameter.
    #[must_use]
    pub const fn query(name: &'static str, schema: Schema) -> Self {
        Self::new(Location::Query, name, schema)
    }

    /// Creates an optional header.
    #[must_use]
    pub const fn header(name: &'static str, schema: Schema) -> Self {
        Self::new(Location::Header, name, schema)
    }

    /// Creates an optional cookie.
    #[must_use]
    pub const fn cookie(name: &'static str, schema: Schema) -> Self {
        Self::new(Location::Cookie, name, schema)
    }

    const fn new(location: Location, name: &'static str, schema: Schema) -> Self {
        Self {
            name,
            location,
            required: false,
            repeated: false,
            separator: None,
            style: ParameterStyle::Plain,
            schema,
            required_when: &[],
            empty_is_absent: false,
        }
    }

    /// Makes the value JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.style = ParameterStyle::Json;
        self
    }

    /// Makes the entries of a map parameters of the query, with the names of their keys. `besides` are the names of the
    /// other parameters.
    #[must_use]
    pub const fn form(mut self, besides: &'static [&'static str]) -> Self {
        self.style = ParameterStyle::Form { besides };
        self
    }

    /// Makes the entries of a map parameters of the query, with their keys in brackets. `besides` are the names of the
    /// other parameters.
    #[must_use]
    pub const fn deep_object(mut self, besides: &'static [&'static str]) -> Self {
        self.style = ParameterStyle::DeepObject { besides };
        self
    }

    /// Makes the parameter required.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets conditions on other parameters under which it is also required.
    #[must_use]
    pub const fn required_when(mut self, conditions: &'static [Condition]) -> Self {
        self.required_when = conditions;
        self
    }

    /// Counts an empty value as absent.
    #[must_use]
    pub const fn unless_empty(mut self) -> Self {
        self.empty_is_absent = true;
        self
    }

    /// Allows several values in one, with a character between them.
    #[must_use]
    pub const fn separated(mut self, separator: char) -> Self {
        self.repeated = true;
        self.separator = Some(separator);
        self
    }

    /// Allows several occurrences.
    #[must_use]
    pub const fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterStyle {
    /// As a plain value, or several.
    Plain,
    /// As JSON.
    Json,
    /// Each entry of a map as a parameter with the name of its key.
    Form {
        /// Names of the other parameters.
        besides: &'static [&'static str],
    },
    /// Each entry of a map as a parameter with its key in brackets.
    DeepObject {
        /// Names of the other parameters.
        besides: &'static [&'static str],
    },
}

impl ParameterStyle {
    /// Returns the key of a map that a parameter of the query is an entry of. `name` is that of the map.
    pub(super) fn key<'a>(&self, name: &str, written: &'a str) -> Option<&'a str> {
        let (key, besides) = match *self {
            Self::Plain | Self::Json => return None,
            Self::Form { besides } => (written, besides),
            Self::DeepObject { besides } => {
                (written.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']')?, besides)
            }
        };
        // The name of another parameter, or an entry of another map.
        let is_other =
            |other: &&str| written.strip_prefix(*other).is_some_and(|rest| rest.is_empty() || rest.starts_with('['));
        (!besides.iter().any(is_other)).then_some(key)
    }
}

/// Schema of a body.
#[derive(Debug, Clone, Copy)]
pub struct BodySchema {
    /// Whether it is required.
    pub required: bool,
    /// Media type.
    pub media: Media,
    /// Schema of the value; for a form, that of an object whose fields are the parts.
    pub schema: Schema,
}

impl BodySchema {
    /// Optional body with any JSON.
    pub const ANY: Self = Self::json(Schema::Any).optional();

    /// Creates a required JSON body.
    #[must_use]
    pub const fn json(schema: Schema) -> Self {
        Self { required: true, media: Media::Json, schema }
    }

    /// Creates a required form.
    #[must_use]
    pub const fn form(schema: Schema) -> Self {
        Self { required: true, media: Media::Form, schema }
    }

    /// Creates a required URL-encoded form.
    #[must_use]
    pub const fn url_encoded(schema: Schema) -> Self {
        Self { required: true, media: Media::UrlEncoded, schema }
    }

    /// Creates a required body that is a string.
    #[must_use]
    pub const fn text(schema: Schema) -> Self {
        Self { required: true, media: Media::Text, schema }
    }

    /// Creates a required body that is the contents of a file.
    #[must_use]
    pub const fn file(schema: Schema) -> Self {
        Self { required: true, media: Media::File, schema }
    }

    /// Makes the body optional.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// Media type of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Media {
    /// JSON.
    Json,
    /// Form with parts, `multipart/form-data`.
    Form,
    /// URL-encoded form, `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// String of the media type of the operation.
    Text,
    /// Contents of a file, of the media type of the operation.
    File,
}

impl Media {
    /// Returns true if the body has a structure that is checked.
    pub(super) const fn is_structured(self) -> bool {
        matches!(self, Self::Json | Self::Form | Self::UrlEncoded)
    }
}

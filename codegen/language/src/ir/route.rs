//! Routes: methods and paths.

use crate::source::{Span, Spanned};

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of HTTP")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
    Trace,
    Query,
}

impl Method {
    /// All methods that operations can have.
    pub const ALL: [Method; 9] = [
        Method::Get,
        Method::Head,
        Method::Post,
        Method::Put,
        Method::Patch,
        Method::Delete,
        Method::Options,
        Method::Trace,
        Method::Query,
    ];

    /// Returns the method as in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Trace => "TRACE",
            Method::Query => "QUERY",
        }
    }
}

/// Method and path of an operation.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// Template of the path, with parameters in braces: `/v1/things/{thing_id}`.
    pub path: String,
    /// Parts of the path between the slashes.
    pub segments: Vec<Segment>,
    /// Place of method and path.
    pub span: Span,
}

impl Route {
    /// Whether two routes differ by the names of parameters at most, which no caller sends.
    pub fn has_shape_of(&self, other: &Route) -> bool {
        let is_same = |(one, other): (&Segment, &Segment)| match (one, other) {
            (Segment::Literal(one), Segment::Literal(other)) => one == other,
            (Segment::Parameter(_), Segment::Parameter(_)) => true,
            (Segment::Within { .. }, Segment::Within { .. }) => one.template() == other.template(),
            _ => false,
        };
        self.method == other.method
            && self.segments.len() == other.segments.len()
            && self.segments.iter().zip(&other.segments).all(is_same)
    }

    /// Returns method and path without the names of parameters.
    pub fn shape(&self) -> String {
        let segments: Vec<String> = self.segments.iter().map(Segment::template).collect();
        format!("{} {}", self.method.as_str(), segments.join("/"))
    }
}

/// A part of a path between two slashes.
#[derive(Debug)]
pub enum Segment {
    /// Literal text.
    Literal(String),
    /// Name of a parameter, with its place in the template.
    Parameter(Spanned<String>),
    /// Parameters between literal strings: `{id}:restart`, `{name}.tar.gz`, `{name}.{format}`.
    Within {
        /// Text before the first parameter.
        before: String,
        /// Name of each parameter, with its place in the template, and the text after it, which is not empty between
        /// two parameters.
        values: Vec<(Spanned<String>, String)>,
    },
}

impl Segment {
    /// Returns the names of the parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &Spanned<String>> {
        let (whole, within): (_, &[(Spanned<String>, String)]) = match self {
            Segment::Literal(_) => (None, &[]),
            Segment::Parameter(name) => (Some(name), &[]),
            Segment::Within { values, .. } => (None, values),
        };
        whole.into_iter().chain(within.iter().map(|(name, _)| name))
    }

    /// Returns the segment without the names of its parameters, which no caller sends: `{}:restart`.
    pub fn template(&self) -> String {
        match self {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(_) => "{}".to_owned(),
            Segment::Within { before, values } => {
                values.iter().fold(before.clone(), |template, (_, after)| template + "{}" + after)
            }
        }
    }
}

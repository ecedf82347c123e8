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
    /// Returns method and path without the names of parameters, which no caller sends.
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
    /// A parameter between literal strings, of which one may be empty: `{id}:restart`, `{name}.tar.gz`.
    Within {
        /// Text before the parameter.
        before: String,
        /// Name of the parameter, with its place in the template.
        name: Spanned<String>,
        /// Text after the parameter.
        after: String,
    },
}

impl Segment {
    /// Returns the name of the parameter.
    pub fn parameter(&self) -> Option<&Spanned<String>> {
        match self {
            Segment::Literal(_) => None,
            Segment::Parameter(name) | Segment::Within { name, .. } => Some(name),
        }
    }

    /// Returns the segment without the name of its parameter, which no caller sends: `{}:restart`.
    pub fn template(&self) -> String {
        match self {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(_) => "{}".to_owned(),
            Segment::Within { before, after, .. } => format!("{before}{{}}{after}"),
        }
    }
}

//! Routes of a server: the operations of the specification, and those that only the real servers have.

use http::Method;
use servicestage_server::Routes;
use servicestage_server::runtime::meta::Segment;
use servicestage_server::runtime::server::{BodySchema, Media, Schema};

/// What a route leads to.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// Operation of the specification, with the schema of its JSON body.
    Operation(Option<Schema>),
    /// Route of the real server, by name, with the schema of its body.
    Extra(&'static str, Option<Schema>),
}

/// One method of one path.
struct Entry {
    method: Method,
    /// Literals; `None` is a parameter.
    segments: Vec<Option<&'static str>>,
    target: Target,
}

/// All routes of a server, in the order in which `Allow` lists their methods.
#[derive(Default)]
pub(crate) struct Table(Vec<Entry>);

/// Reason why a request has no route.
pub(crate) enum NoRoute {
    UnknownPath,
    /// Another method exists; with the value of `Allow`.
    OtherMethod(String),
}

impl Table {
    /// Adds the operations of a router.
    pub(crate) fn operations(mut self, routes: &Routes) -> Self {
        self.0.extend(routes.operations().map(|(meta, input)| Entry {
            method: Method::from_bytes(meta.method.as_str().as_bytes()).unwrap_or_default(),
            segments: meta.segments.iter().map(literal).collect(),
            target: Target::Operation(input.body.as_ref().and_then(json)),
        }));
        self
    }

    /// Adds a route; `*` is a parameter.
    pub(crate) fn extra(mut self, method: Method, path: &'static str, name: &'static str) -> Self {
        let segments = path.split('/').skip(1).map(|segment| (segment != "*").then_some(segment)).collect();
        self.0.push(Entry { method, segments, target: Target::Extra(name, None) });
        self
    }

    /// Sets the schema of the body of the route added last.
    pub(crate) fn body(mut self, schema: Schema) -> Self {
        if let Some(Entry { target: Target::Extra(_, body), .. }) = self.0.last_mut() {
            *body = Some(schema);
        }
        self
    }

    /// Finds the route of a request.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Result<Target, NoRoute> {
        let mut others = Vec::new();
        for entry in self.0.iter().filter(|entry| fits(&entry.segments, path)) {
            if entry.method == *method {
                return Ok(entry.target);
            }
            others.push(entry.method.as_str());
        }
        Err(if others.is_empty() { NoRoute::UnknownPath } else { NoRoute::OtherMethod(others.join(", ")) })
    }
}

fn literal(segment: &Segment) -> Option<&'static str> {
    match *segment {
        Segment::Literal(text) => Some(text),
        _ => None,
    }
}

fn json(body: &BodySchema) -> Option<Schema> {
    (body.media == Media::Json).then_some(body.schema)
}

fn fits(segments: &[Option<&str>], path: &str) -> bool {
    let Some(path) = path.strip_prefix('/') else { return false };
    let mut parts = path.split('/');
    let all = segments.iter().all(|segment| match (segment, parts.next()) {
        (Some(literal), Some(part)) => *literal == part,
        (None, Some(part)) => !part.is_empty(),
        (_, None) => false,
    });
    all && parts.next().is_none()
}

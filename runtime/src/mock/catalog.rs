//! Lookup of operations and their examples.

use std::cmp::Reverse;
use std::fmt;

use super::described::{Described, Example};
use super::operation::Operation;
use super::sample::Samples;
use super::strings::Strings;
use crate::meta::{OperationMeta, Segment};
use crate::server::selection::selected;

/// Operations of a service.
pub(super) struct Catalog {
    operations: Vec<Described>,
    pub(super) samples: Samples,
}

/// Error of invalid examples.
#[derive(Debug)]
pub(super) struct Broken(String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the examples of the mock are invalid: {}; regenerate them", self.0)
    }
}

impl std::error::Error for Broken {}

impl Catalog {
    /// Reads the examples of operations. `strings` keep patterns of responses.
    pub(super) fn read(
        operations: Vec<Operation>,
        examples: &[&str],
        strings: &'static [&'static str],
    ) -> Result<Self, Broken> {
        let mut operations: Vec<Described> =
            operations.into_iter().map(|operation| Described { operation, examples: Vec::new() }).collect();
        for text in examples {
            let examples: Vec<Example> = serde_json::from_str(text).map_err(|error| Broken(error.to_string()))?;
            for example in examples {
                let known = operations.iter_mut().find(|described| described.meta().id == example.operation);
                known.ok_or_else(|| Broken(format!("there is no {}", example.operation)))?.examples.push(example);
            }
        }
        let samples = Samples::collect(&operations, Strings(strings));
        Ok(Self { operations, samples })
    }

    pub(super) fn operations(&self) -> &[Described] {
        &self.operations
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&Described> {
        self.operations.iter().find(|described| described.meta().id == id)
    }

    /// Returns the operation that the router selects for a request. As there, the most specific path takes
    /// precedence over the method.
    pub(super) fn find<B>(&self, host: Option<&str>, request: &http::Request<B>) -> Option<&Described> {
        let (method, path) = (request.method().as_str(), request.uri().path());
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let served = |described: &&Described| {
            let meta = described.meta();
            host.is_none_or(|host| meta.host.id == host) && fits(meta.segments, &parts)
        };
        let shape = self.operations.iter().filter(served).map(|described| shape(described.meta())).min()?;
        let same = |described: &&Described| {
            described.meta().method.as_str() == method && shape == self::shape(described.meta())
        };
        let found: Vec<&Described> = self.operations.iter().filter(served).filter(same).collect();
        selected(&found, Described::meta, request)
    }
}

fn fits(segments: &[Segment], parts: &[&str]) -> bool {
    segments.len() == parts.len() && segments.iter().zip(parts).all(|(segment, part)| segment.fits(part))
}

/// Returns where a route has parameters, and how much text is around them. Of two matching routes, the
/// smaller one has its first parameter later, or more text around it.
fn shape(meta: &OperationMeta) -> Vec<Option<Reverse<usize>>> {
    let texts = |segment: &Segment| segment.texts().map(|texts| Reverse(texts.iter().map(|text| text.len()).sum()));
    meta.segments.iter().map(texts).collect()
}

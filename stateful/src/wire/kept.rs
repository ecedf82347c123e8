//! Responses to searches, kept until their revision changes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, Uri};

use super::read;

/// Header with the revision of a response.
pub(super) const REVISION: &str = "x-resource-revision";
/// Size of all bodies together beyond which they are forgotten.
const ROOM: usize = 16 * 1024 * 1024;

/// Bodies by request.
#[derive(Default)]
pub(super) struct Kept(Mutex<Bodies>);

#[derive(Default)]
struct Bodies {
    by_search: HashMap<String, (HeaderValue, Bytes)>,
    size: usize,
}

/// Search whose response may be kept.
pub(super) struct Search {
    /// Address without the revision, tenant and consumer.
    key: String,
    address: String,
    known: Option<String>,
}

impl Search {
    pub(super) fn of(request: &Request<Body>) -> Self {
        let uri = request.uri();
        let mut address = format!("{}?", uri.path());
        let mut known = None;
        for pair in uri.query().unwrap_or_default().split('&') {
            match pair.strip_prefix("rev=") {
                Some(revision) => known = Some(revision.to_owned()),
                None => address.extend([pair, "&"]),
            }
        }
        let mut key = address.clone();
        for name in ["x-domain-name", "x-consumerid"] {
            key.push('\n');
            key.push_str(&String::from_utf8_lossy(request.headers().get(name).map_or(b"", HeaderValue::as_bytes)));
        }
        Self { key, address, known }
    }

    /// Returns whether the caller knows the revision of a response.
    pub(super) fn knows(&self, response: &Response<Body>) -> bool {
        let revision = response.headers().get(REVISION).and_then(|revision| revision.to_str().ok());
        self.known.is_some() && self.known.as_deref() == revision
    }
}

impl Kept {
    fn bodies<T>(&self, work: impl FnOnce(&mut Bodies) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns the address that asks whether the kept response is still right, with that response.
    pub(super) fn find(&self, search: &Search) -> Option<(Uri, Response<Body>)> {
        let (revision, body) = self.bodies(|bodies| bodies.by_search.get(&search.key).cloned())?;
        let text = revision.to_str().ok()?;
        if search.known.as_deref() == Some(text) {
            return None;
        }
        let address = format!("{}rev={text}", search.address).parse().ok()?;
        let mut response = Response::new(Body::from(body));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response.headers_mut().insert(REVISION, revision);
        Some((address, response))
    }

    /// Keeps a response.
    pub(super) async fn keep(&self, search: &Search, response: Response<Body>) -> Response<Body> {
        let Some(revision) = response.headers().get(REVISION).cloned() else { return response };
        let (parts, body) = response.into_parts();
        let body = read(body).await.unwrap_or_default();
        self.bodies(|bodies| {
            if bodies.size > ROOM {
                *bodies = Bodies::default();
            }
            bodies.size += body.len() + search.key.len();
            if let Some((_, before)) = bodies.by_search.insert(search.key.clone(), (revision, body.clone())) {
                bodies.size -= before.len() + search.key.len();
            }
        });
        Response::from_parts(parts, Body::from(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_kept_has_a_limit() {
        let kept = Kept::default();
        let search = |number: usize| {
            let request = Request::builder().uri(format!("/instances?appId={number}"));
            Search::of(&request.body(Body::empty()).unwrap())
        };
        for number in 0..4 {
            let response = Response::builder().header(REVISION, "1").body(Body::from(vec![b' '; ROOM / 3])).unwrap();
            kept.keep(&search(number), response).await;
        }
        // The first three fill the room.
        let found: Vec<bool> = (0..4).map(|number| kept.find(&search(number)).is_some()).collect();
        assert_eq!(found, [false, false, false, true]);
    }
}

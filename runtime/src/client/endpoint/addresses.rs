//! Several addresses of one host, and failover between them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Uri;

use super::base_url::BaseUrl;
use crate::client::transport::TransportError;

/// Base URLs of a host, one or several. Converts from a string or a list of strings:
/// `"https://10.0.0.1:30100"`, `["https://10.0.0.1:30100", "https://10.0.0.2:30100"]`.
///
/// Calls go to the first address until there is no connection to it. The next address then stays in use until
/// it fails too. A request that reached one address never goes to another.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoints(Vec<String>);

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An invalid URL may contain a password.
        f.debug_list().entries(self.0.iter().map(|text| BaseUrl::parse(text))).finish()
    }
}

impl From<&str> for Endpoints {
    fn from(url: &str) -> Self {
        Self(vec![url.to_owned()])
    }
}

impl From<String> for Endpoints {
    fn from(url: String) -> Self {
        Self(vec![url])
    }
}

impl From<&String> for Endpoints {
    fn from(url: &String) -> Self {
        Self(vec![url.clone()])
    }
}

impl From<Cow<'_, str>> for Endpoints {
    fn from(url: Cow<'_, str>) -> Self {
        Self(vec![url.into_owned()])
    }
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Endpoints {
    fn from(urls: [T; N]) -> Self {
        urls.into_iter().collect()
    }
}

impl<T: Into<String>> From<Vec<T>> for Endpoints {
    fn from(urls: Vec<T>) -> Self {
        urls.into_iter().collect()
    }
}

impl<T: Into<String> + Clone, const N: usize> From<&[T; N]> for Endpoints {
    fn from(urls: &[T; N]) -> Self {
        urls.as_slice().into()
    }
}

impl<T: Into<String> + Clone> From<&[T]> for Endpoints {
    fn from(urls: &[T]) -> Self {
        urls.iter().cloned().collect()
    }
}

impl<T: Into<String>> FromIterator<T> for Endpoints {
    fn from_iter<I: IntoIterator<Item = T>>(urls: I) -> Self {
        Self(urls.into_iter().map(Into::into).collect())
    }
}

/// Checked addresses of one host, and the one in use.
pub(crate) struct Addresses {
    first: BaseUrl,
    others: Vec<BaseUrl>,
    current: AtomicUsize,
}

impl Addresses {
    /// Parses configured endpoints.
    ///
    /// # Errors
    /// Returns a clause that continues "the endpoint …".
    pub(crate) fn parse(endpoints: &Endpoints) -> Result<Self, String> {
        let mut urls = endpoints.0.iter().map(|text| BaseUrl::parse(text));
        let first = urls.next().ok_or("must not be an empty list")??;
        Ok(Self { others: urls.collect::<Result<_, _>>()?, ..first.into() })
    }

    /// Rejects plain http over a network unless it is allowed.
    pub(crate) fn check_exposure(&self, allow_plain_http: bool) -> Result<(), String> {
        self.urls().try_for_each(|url| url.check_exposure(allow_plain_http))
    }

    fn urls(&self) -> impl Iterator<Item = &BaseUrl> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Returns the position of the address in use.
    pub(crate) fn current(&self) -> usize {
        self.current.load(Ordering::Relaxed)
    }

    pub(crate) fn get(&self, index: usize) -> &BaseUrl {
        index.checked_sub(1).and_then(|index| self.others.get(index)).unwrap_or(&self.first)
    }

    fn after(&self, index: usize) -> usize {
        if index < self.others.len() { index + 1 } else { 0 }
    }

    /// Records that an address failed. Changes nothing if another call recorded it first.
    fn failed(&self, index: usize) {
        let next = self.after(index);
        let _ = self.current.compare_exchange(index, next, Ordering::Relaxed, Ordering::Relaxed);
    }
}

impl From<BaseUrl> for Addresses {
    fn from(url: BaseUrl) -> Self {
        Self { first: url, others: Vec::new(), current: AtomicUsize::new(0) }
    }
}

impl fmt::Display for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.first.as_str())?;
        self.others.iter().try_for_each(|url| write!(f, ", {}", url.as_str()))
    }
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.others.is_empty() {
            return self.first.fmt(f);
        }
        f.debug_list().entries(self.urls()).finish()
    }
}

/// Destination of a request: path and query, at any of the addresses.
pub(crate) struct Route {
    addresses: Arc<Addresses>,
    /// Position of the address in `url`.
    index: usize,
    /// Length of the address in `url`.
    base: usize,
    url: Bytes,
    uri: Uri,
}

impl Route {
    /// Creates a route from a whole URL. Behind the address at `index`, `base` bytes long, it is encoded and starts
    /// with a slash.
    ///
    /// # Errors
    /// Returns an error if the URL is invalid, which does not depend on the address.
    pub(crate) fn new(addresses: Arc<Addresses>, index: usize, base: usize, url: Bytes) -> Result<Self, http::Error> {
        let uri = Uri::from_maybe_shared(url.clone())?;
        Ok(Self { addresses, index, base, url, uri })
    }

    /// Returns the first URL.
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    fn uri_at(&self, index: usize) -> Result<Uri, http::Error> {
        if index == self.index {
            return Ok(self.uri.clone());
        }
        let target = self.url.get(self.base..).unwrap_or_default();
        let url = [self.addresses.get(index).as_str().as_bytes(), target].concat();
        Ok(Uri::from_maybe_shared(Bytes::from(url))?)
    }
}

/// Rotation of one attempt through the addresses. Tries each at most once, starting with the one in use.
pub(crate) struct AddressRotation<'a> {
    route: &'a Route,
    index: usize,
    left: usize,
    waiting: bool,
}

impl<'a> AddressRotation<'a> {
    pub(crate) fn new(route: &'a Route) -> Self {
        Self { route, index: route.addresses.current(), left: route.addresses.others.len(), waiting: false }
    }

    /// Returns the URL at the current address.
    ///
    /// # Errors
    /// Fails as [`Route::new`] does.
    pub(crate) fn uri(&self) -> Result<Uri, http::Error> {
        self.route.uri_at(self.index)
    }

    /// Returns true if there is no other address to try.
    pub(crate) fn is_last(&self) -> bool {
        self.left == 0
    }

    /// Awaits work that depends on this address. If the call is dropped meanwhile, later calls start with the
    /// next address.
    pub(crate) async fn wait<T>(&mut self, work: impl Future<Output = T>) -> T {
        self.waiting = true;
        let outcome = work.await;
        self.waiting = false;
        outcome
    }

    /// Awaits the response of this address. If none arrives, through no fault of the request, later calls
    /// start with the next address.
    pub(crate) async fn watch<T>(
        &mut self,
        response: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let response = self.wait(response).await;
        if response.as_ref().is_err_and(|error| error.is_connect() || error.is_interrupted() || error.is_timeout()) {
            self.failed();
        }
        response
    }

    /// Moves to the next untried address; returns `false` if there is none.
    pub(crate) fn next(&mut self) -> bool {
        if self.is_last() {
            return false;
        }
        self.left -= 1;
        self.index = self.route.addresses.after(self.index);
        true
    }

    /// Records that the address failed.
    pub(crate) fn failed(&self) {
        self.route.addresses.failed(self.index);
    }
}

impl Drop for AddressRotation<'_> {
    fn drop(&mut self) {
        // The call timed out. Count it: an address that drops packets would otherwise stay in use forever,
        // since the timeout of a call may be shorter than that of the transport.
        if self.waiting {
            self.failed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::transport::TransportErrorKind;

    fn route(urls: &[&str]) -> Route {
        let addresses = Arc::new(Addresses::parse(&urls.into()).unwrap());
        let base = addresses.get(0).as_str();
        let (length, url) = (base.len(), format!("{base}/x"));
        Route::new(addresses, 0, length, Bytes::from(url)).unwrap()
    }

    fn uri(rotation: &AddressRotation<'_>) -> String {
        rotation.uri().unwrap().to_string()
    }

    fn next(route: &Route) -> String {
        uri(&AddressRotation::new(route))
    }

    async fn fail(rotation: &mut AddressRotation<'_>) {
        let refused = async { Err::<(), _>(TransportError::new(TransportErrorKind::Connect, "refused")) };
        rotation.watch(refused).await.unwrap_err();
    }

    #[test]
    fn texts_and_lists_of_texts_are_endpoints() {
        let two = Endpoints(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(Endpoints::from(["a", "b"]), two);
        assert_eq!(Endpoints::from(vec!["a".to_owned(), "b".to_owned()]), two);
        assert_eq!(Endpoints::from(&["a", "b"]), two);
        assert_eq!(Endpoints::from(&["a", "b"][..]), two);
        assert_eq!(Endpoints::from("a"), Endpoints::from(&"a".to_owned()));
        assert_eq!(Endpoints::from("a".to_owned()), Endpoints::from(Cow::from("a")));
    }

    #[test]
    fn one_wrong_address_spoils_the_list() {
        let parse = |urls: &[&str]| Addresses::parse(&urls.into()).map(|_| ()).unwrap_err();
        assert_eq!(parse(&[]), "must not be an empty list");
        assert_eq!(parse(&["https://a", "ftp://b"]), "\"ftp://b\" is neither http nor https");
        let addresses = Addresses::parse(&["https://a", "http://b"].into()).unwrap();
        assert!(addresses.check_exposure(false).is_err());
    }

    #[tokio::test]
    async fn each_is_asked_once_and_the_last_good_one_first() {
        let route = route(&["a", "b", "c"]);
        let mut rotation = AddressRotation::new(&route);
        assert_eq!(uri(&rotation), "https://a/x");
        fail(&mut rotation).await;
        assert!(rotation.next());
        assert_eq!(uri(&rotation), "https://b/x");
        rotation.watch(async { Ok(()) }).await.unwrap();
        drop(rotation);

        let mut rotation = AddressRotation::new(&route);
        for expected in ["https://b/x", "https://c/x", "https://a/x"] {
            assert_eq!(uri(&rotation), expected);
            fail(&mut rotation).await;
            assert_eq!(rotation.next(), expected != "https://a/x");
        }
        assert_eq!(next(&route), "https://b/x", "all failed: it begins where it began");
    }

    #[tokio::test]
    async fn two_that_fail_together_skip_no_address() {
        let route = route(&["a", "b", "c"]);
        let (mut one, mut other) = (AddressRotation::new(&route), AddressRotation::new(&route));
        fail(&mut one).await;
        fail(&mut other).await;
        assert_eq!(next(&route), "https://b/x");
    }

    #[tokio::test]
    async fn a_call_that_is_given_up_counts_as_a_failure() {
        let route = route(&["a", "b"]);
        let mut rotation = AddressRotation::new(&route);
        let waiting = rotation.watch(std::future::pending::<Result<(), _>>());
        assert!(tokio::time::timeout(std::time::Duration::ZERO, waiting).await.is_err());
        drop(rotation);
        assert_eq!(next(&route), "https://b/x");

        drop(AddressRotation::new(&route));
        assert_eq!(next(&route), "https://b/x", "nothing was sent");
    }
}

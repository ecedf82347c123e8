//! Proxies of the default transport.

use http::Uri;

use super::network::{Network, Proxy};

/// Loopback addresses in the form of `NO_PROXY`.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// Returns the configured proxies.
///
/// # Errors
/// Returns the reason if one is invalid. Never shows the address of a proxy, which may contain a password.
pub(crate) fn proxies(network: &Network) -> Result<Vec<reqwest::Proxy>, String> {
    match &network.proxy {
        Proxy::None => Ok(Vec::new()),
        Proxy::Url(url) => {
            let exceptions = exceptions(network, None);
            let proxy = proxy(reqwest::Proxy::all, url.expose(), exceptions.as_deref());
            Ok(proxy.map_err(|problem| format!("the proxy {problem}"))?.into_iter().collect())
        }
        Proxy::Variables => from_variables(network, |name| std::env::var(name).ok()),
    }
}

/// Reads the conventional variables.
fn from_variables(network: &Network, variable: impl Fn(&str) -> Option<String>) -> Result<Vec<reqwest::Proxy>, String> {
    let set = |name: &'static str| Some((name, variable(name)?)).filter(|(_, value)| !value.trim().is_empty());
    let exceptions = exceptions(network, ["NO_PROXY", "no_proxy"].into_iter().find_map(set).map(|(_, hosts)| hosts));
    // A CGI program finds the request headers among its variables; a header `Proxy` would become this one.
    let as_cgi = variable("REQUEST_METHOD").is_some();
    let secure = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let plain = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    let mut proxies = Vec::new();
    for (names, make) in [
        (secure, reqwest::Proxy::https as fn(String) -> reqwest::Result<reqwest::Proxy>),
        (plain, reqwest::Proxy::http),
    ] {
        let mut names = names.into_iter().filter(|name| !(as_cgi && *name == "HTTP_PROXY"));
        if let Some((name, url)) = names.find_map(set) {
            let proxy = proxy(make, &url, exceptions.as_deref());
            proxies.extend(proxy.map_err(|problem| format!("the proxy in {name} {problem}"))?);
        }
    }
    Ok(proxies)
}

/// Returns the hosts that bypass the proxy; `None` if all do.
fn exceptions(network: &Network, more: Option<String>) -> Option<String> {
    let loopback = (!network.proxy_loopback).then(|| LOOPBACK.to_owned());
    let all: Vec<String> = loopback.into_iter().chain(network.no_proxy.iter().cloned()).chain(more).collect();
    let is_star = |hosts: &String| hosts.split(',').any(|host| host.trim() == "*");
    (!all.iter().any(is_star)).then(|| all.join(","))
}

/// Returns a proxy, unless all hosts bypass it.
///
/// # Errors
/// Returns a clause that continues "the proxy".
fn proxy(
    make: impl Fn(String) -> reqwest::Result<reqwest::Proxy>,
    url: &str,
    exceptions: Option<&str>,
) -> Result<Option<reqwest::Proxy>, &'static str> {
    const UNUSABLE: &str = "must have the form `http://host:port` or `https://host:port`";
    let url = url.trim();
    let url = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let uri: Uri = url.parse().map_err(|_| UNUSABLE)?;
    let usable = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    if !usable {
        return Err(UNUSABLE);
    }
    let proxy = make(url).map_err(|_| UNUSABLE)?;
    Ok(exceptions.map(|hosts| proxy.no_proxy(reqwest::NoProxy::from_string(hosts))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Result<usize, String> {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        from_variables(&Network::default(), variable).map(|proxies| proxies.len())
    }

    #[test]
    fn variables_are_those_of_other_programs() {
        assert_eq!(found(&[]), Ok(0));
        assert_eq!(found(&[("http_proxy", "proxy:1"), ("HTTPS_PROXY", "https://proxy:2")]), Ok(2));
        assert_eq!(found(&[("all_proxy", "http://me:hunter2@proxy:1")]), Ok(2));
        assert_eq!(found(&[("HTTP_PROXY", " ")]), Ok(0));
    }

    #[test]
    fn a_star_means_all_hosts_and_an_empty_variable_nothing() {
        let proxies = |more: &[(&str, &str)]| found(&[&[("HTTP_PROXY", "proxy:1")], more].concat());
        for all in ["*", " * ", "example.com, *"] {
            assert_eq!(proxies(&[("NO_PROXY", all)]), Ok(0), "{all}");
            assert_eq!(proxies(&[("NO_PROXY", ""), ("no_proxy", all)]), Ok(0), "{all}");
            let given = Network {
                proxy: Proxy::Url("http://proxy:1".into()),
                no_proxy: vec![all.to_owned()],
                ..Network::default()
            };
            assert!(super::proxies(&given).unwrap().is_empty(), "{all}");
        }
        assert_eq!(proxies(&[("NO_PROXY", "*.example.com"), ("no_proxy", "*")]), Ok(1));
        let exceptions = |more: &str| exceptions(&Network::default(), Some(more.to_owned()));
        assert_eq!(exceptions("a.example").unwrap(), format!("{LOOPBACK},a.example"));
    }

    #[test]
    fn callers_of_a_web_server_choose_no_proxy() {
        assert_eq!(found(&[("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http://evil")]), Ok(0));
        assert_eq!(found(&[("REQUEST_METHOD", "GET"), ("http_proxy", "http://good")]), Ok(1));
    }

    #[test]
    fn unusable_proxies_are_named_and_not_shown() {
        for url in ["socks5://me:hunter2@proxy", "http://", "http://me:hunter2 @proxy", "http://me:hunter2@"] {
            assert_eq!(
                found(&[("HTTPS_PROXY", url)]).unwrap_err(),
                "the proxy in HTTPS_PROXY must have the form `http://host:port` or `https://host:port`"
            );
        }
    }
}

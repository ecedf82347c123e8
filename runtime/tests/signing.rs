//! Signer and verifier on their own: bounds, bodies, keys and headers.

#![cfg(feature = "huaweicloud")]

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Request};
use specwright_runtime::huaweicloud::signing::{
    AccessKey, Authorization, BODY_LIMIT, CLOCK_TOLERANCE, Payload, ReceivedRequest, SignError, SignatureScope, Signer,
    Target, VerifyError,
};

const HASH: &str = "x-sdk-content-sha256";
const PEN: &str = r#"{"name":"pen"}"#;
const INK: &str = r#"{"name":"ink"}"#;

fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_355_200)
}

fn key() -> AccessKey {
    AccessKey::new("AK1", "hunter2")
}

fn hash_of(text: &str) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

const TARGET: Target<'static> =
    Target { method: "POST", host: "things.eu-1.example.com", path: "/v1/x", query: "", payload: Payload::Stream };

fn sign(given: &[&str], payload: Payload<'_>) -> Result<HeaderMap, SignError> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", "application/json".parse().unwrap());
    for hash in given {
        headers.append(HASH, hash.parse().unwrap());
    }
    Signer::new().at(noon()).sign(&key(), &Target { payload, ..TARGET }, &mut headers).map(|_| headers)
}

fn verify(headers: &HeaderMap, payload: Payload<'_>, now: SystemTime) -> Result<(), VerifyError> {
    let authorization = Authorization::parse(headers["authorization"].to_str().unwrap()).unwrap();
    authorization.verify(&key(), &ReceivedRequest { target: Target { payload, ..TARGET }, headers, time: now })
}

#[test]
fn a_wrong_hash_is_not_signed() {
    let (body, pen, ink) = (Payload::Bytes(PEN.as_bytes()), hash_of(PEN), hash_of(INK));
    for given in [&[][..], &[&*pen], &[&*pen.to_uppercase()]] {
        let headers = sign(given, body).unwrap();
        assert_eq!(verify(&headers, body, noon()), Ok(()), "{given:?}");
    }
    for given in [&[&*ink][..], &[""], &["unsigned-payload"], &[&pen[..62]], &[&pen, &pen], &[&pen, &ink]] {
        let error = sign(given, body).unwrap_err();
        assert_eq!(error, SignError::ContentHashMismatch, "{given:?}");
    }
    assert_eq!(
        SignError::ContentHashMismatch.to_string(),
        "the header X-Sdk-Content-Sha256 is not the hash of the body: remove it, and the signer computes it"
    );
    // An empty body is signed as such.
    let nothing = Payload::Bytes(b"");
    for given in [&[][..], &[&*hash_of("")], &["UNSIGNED-PAYLOAD"]] {
        let headers = sign(given, nothing).unwrap();
        assert_eq!(verify(&headers, nothing, noon()), Ok(()), "{given:?}");
        assert!(verify(&headers, body, noon()).is_err(), "{given:?}");
    }
    assert_eq!(sign(&[&pen], nothing).unwrap_err(), SignError::ContentHashMismatch);
    // Only the caller can know the hash of a stream.
    for given in [&[][..], &["UNSIGNED-PAYLOAD"]] {
        let headers = sign(given, Payload::Stream).unwrap();
        assert_eq!(verify(&headers, Payload::Stream, noon()), Ok(()), "{given:?}");
        assert_eq!(verify(&headers, body, noon()), Err(VerifyError::UnsignedBody), "{given:?}");
    }
    let headers = sign(&[&pen], Payload::Stream).unwrap();
    assert_eq!(verify(&headers, body, noon()), Ok(()));
    assert_eq!(verify(&headers, Payload::Bytes(INK.as_bytes()), noon()), Err(VerifyError::BodyMismatch));
    assert_eq!(verify(&headers, Payload::Stream, noon()), Err(VerifyError::BodyMismatch), "it has to be compared");
    assert_eq!(sign(&["0a"], Payload::Stream).unwrap_err(), SignError::ContentHashMismatch);
}

#[test]
fn bodies_of_the_very_limit_are_signed() {
    assert_eq!(BODY_LIMIT, 12_582_912);
    let body = vec![b'x'; BODY_LIMIT + 1];
    sign(&[], Payload::Bytes(&body[1..])).unwrap();
    assert_eq!(sign(&[], Payload::Bytes(&body)).unwrap_err(), SignError::BodyTooLarge { bytes: BODY_LIMIT + 1 });
}

#[test]
fn clocks_may_be_apart_by_the_very_tolerance() {
    assert_eq!(CLOCK_TOLERANCE, Duration::from_secs(900));
    let body = Payload::Bytes(PEN.as_bytes());
    let headers = sign(&[], body).unwrap();
    for now in [noon() + CLOCK_TOLERANCE, noon() - CLOCK_TOLERANCE] {
        assert_eq!(verify(&headers, body, now), Ok(()));
    }
    let skew = CLOCK_TOLERANCE + Duration::from_millis(1);
    for now in [noon() + skew, noon() - skew] {
        assert_eq!(verify(&headers, body, now), Err(VerifyError::ClockSkew { skew }));
    }
}

#[test]
fn only_keys_that_a_server_reads_from_the_header_sign() {
    let sign = |signer: Signer, id: &str| {
        signer.at(noon()).sign(&AccessKey::new(id, "secret"), &TARGET, &mut HeaderMap::new()).map(drop)
    };
    let scoped = |region: &str, service: &str| {
        Signer::derived(SignatureScope { region: region.to_owned(), service: service.to_owned() })
    };
    let derived = |id| sign(scoped("eu-1", "things"), id);
    let refused = Err(SignError::InvalidHeader("Authorization"));
    assert_eq!([sign(Signer::new(), "AK/1=x;"), derived("AK=1")], [Ok(()), Ok(())]);
    for id in ["AK, SignedHeaders=", "AK 1", "größe", "AK\u{1}"] {
        assert_eq!([sign(Signer::new(), id), derived(id)], [refused.clone(), refused.clone()], "{id}");
    }
    assert_eq!(derived("AK/1"), refused);
    for (region, service) in [("eu/1", "things"), ("eu-1", "things, Signature=00")] {
        assert_eq!(sign(scoped(region, service), "AK"), refused);
    }
}

#[test]
fn each_algorithm_has_its_own_form() {
    let parse = |start: &str| Authorization::parse(&format!("{start}, SignedHeaders=host, Signature=00")).is_some();
    assert!(parse("SDK-HMAC-SHA256 Access=AK1"));
    assert!(parse("V11-HMAC-SHA256 Credential=AK1/20260102/eu-1/things"));
    for start in [
        "SDK-HMAC-SHA256 Credential=AK1/20260102/eu-1/things",
        "V11-HMAC-SHA256 Access=AK1",
        "V11-HMAC-SHA256 Credential=AK1",
        "SDK-HMAC-SM3 Access=AK1",
        "SDK-HMAC-SHA256 Access=AK1, Access=AK2",
        "SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host",
        "SDK-HMAC-SHA256 Access=AK1, Signature=00",
        "V11-HMAC-SHA256 Credential=AK1/a/b/c, Credential=AK2/a/b/c",
    ] {
        assert!(!parse(start), "{start}");
    }
}

#[test]
fn headers_that_proxies_rewrite_are_signed_on_request_only() {
    let signed = |signer: Signer| {
        let mut headers = HeaderMap::new();
        for name in ["accept", "content-type", "user-agent", "x-a_b", "x-trace", "x_odd"] {
            headers.insert(name, "application/json".parse().unwrap());
        }
        let target = Target { payload: Payload::Bytes(b""), ..TARGET };
        signer.at(noon()).sign(&key(), &target, &mut headers).unwrap();
        let authorization = Authorization::parse(headers["authorization"].to_str().unwrap()).unwrap();
        authorization.signed_headers().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(signed(Signer::new()), ["content-type", "host", "x-sdk-date", "x-trace"]);
    let all = ["accept", "content-type", "host", "user-agent", "x-sdk-date", "x-trace"];
    assert_eq!(signed(Signer::new().all_headers()), all);
}

#[test]
fn a_usual_port_is_no_part_of_the_host() {
    for (url, host) in [
        ("http://a.example:80/x", "a.example"),
        ("https://a.example:443/x", "a.example"),
        ("https://a.example/x", "a.example"),
        ("http://a.example:443/x", "a.example:443"),
        ("https://a.example:80/x", "a.example:80"),
    ] {
        let mut request = Request::get(url).body(()).unwrap();
        Signer::new().at(noon()).sign_request(&key(), &mut request, Payload::Bytes(b"")).unwrap();
        assert_eq!(request.headers()["host"], host, "{url}");
    }
}

#[test]
fn a_signature_names_what_it_is_for() {
    let parse = |text: &'static str| Authorization::parse(text).unwrap();
    let derived = parse("V11-HMAC-SHA256 Credential=AK1/20260102/eu-1/things, SignedHeaders=host, Signature=0a");
    assert_eq!((derived.access_key(), derived.scope()), ("AK1", Some(("eu-1", "things"))));
    assert_eq!(derived.signature(), "0a");
    assert_eq!(parse("SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=0a").scope(), None);
}

#[test]
fn a_date_has_to_be_there_and_signed() {
    let body = Payload::Bytes(PEN.as_bytes());
    let headers = sign(&[], body).unwrap();
    for change in [
        |headers: &mut HeaderMap| drop(headers.remove("x-sdk-date")),
        |headers: &mut HeaderMap| drop(headers.insert("x-sdk-date", "yesterday".parse().unwrap())),
        |headers: &mut HeaderMap| {
            let text = headers["authorization"].to_str().unwrap().replace(";x-sdk-date", "");
            headers.insert("authorization", text.parse().unwrap());
        },
    ] {
        let mut headers = headers.clone();
        change(&mut headers);
        assert_eq!(verify(&headers, body, noon()), Err(VerifyError::MissingDate));
    }
    let (target, other) = (Target { payload: body, ..TARGET }, AccessKey::new("AK2", "hunter2"));
    let authorization = Authorization::parse(headers["authorization"].to_str().unwrap()).unwrap();
    let verdict = authorization.verify(&other, &ReceivedRequest { target, headers: &headers, time: noon() });
    assert_eq!(verdict, Err(VerifyError::SignatureMismatch), "the secret of another key");
}

#[test]
fn errors_say_what_is_wrong_and_debug_shows_no_body() {
    let skew = Duration::from_secs(20 * 60);
    let said = VerifyError::ClockSkew { skew }.to_string();
    assert_eq!(said, "the signature is 20 minutes away from the server's time, 15 are allowed");
    assert_eq!(VerifyError::SignatureMismatch.to_string(), "the signature does not match the request");
    assert_eq!(SignError::MissingHost.to_string(), "the request cannot be signed: its URL has no host");
    assert_eq!(format!("{:?} {:?}", Payload::Bytes(b"hunter2"), Payload::Stream), "Bytes(7 bytes) Stream");
    let mut headers = HeaderMap::new();
    let signature = Signer::new().at(noon()).sign(&key(), &TARGET, &mut headers).unwrap();
    assert_eq!(format!("{signature:?}"), format!("Signature({:?})", signature.as_str()));
}

#[test]
fn a_query_is_sent_in_the_order_in_which_it_is_signed() {
    for (url, sent) in [
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?&", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x"),
    ] {
        let mut request = Request::get(url).body(()).unwrap();
        Signer::new().at(noon()).sign_request(&key(), &mut request, Payload::Bytes(b"")).unwrap();
        assert_eq!(request.uri().to_string(), sent);
    }
}

//! Which servers the default transport talks to: system authorities, extra ones, pinned certificates.

#![cfg(all(feature = "reqwest", feature = "server"))]

use std::net::SocketAddr;
use std::sync::Arc;

use crate::common::{Client, ClientBuilder, client_builder};
use rcgen::{BasicConstraints, CertificateParams, CertifiedKey, IsCa, Issuer, KeyPair};
use sha2::{Digest as _, Sha256};
use specwright_runtime::client::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::{ServerConfig, sign};

/// A certificate that vouches for itself and for this name.
fn self_signed(name: &str) -> CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed([name.to_owned()]).unwrap()
}

fn fingerprint(certificate: &[u8]) -> String {
    let digits: Vec<String> = Sha256::digest(certificate).iter().map(|byte| format!("{byte:02X}")).collect();
    digits.join(":")
}

/// A server with this certificate that answers every request alike.
async fn serve(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Clients that do not trust it hang up.
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(stream.read_u8().await.unwrap());
                }
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{\"things\":[],\"asked\":\"\"}";
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        }
    });
    address
}

async fn serve_self_signed(certified: &CertifiedKey<KeyPair>) -> SocketAddr {
    serve(vec![certified.cert.der().clone()], &certified.signing_key).await
}

fn at(address: SocketAddr, configure: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    configure(client_builder().endpoint(&format!("https://{address}"))).build().unwrap()
}

async fn refusal(client: &Client) -> Error {
    let error = client.list().send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    error
}

#[tokio::test]
async fn nobody_is_trusted_who_vouches_only_for_himself() {
    let certified = self_signed("127.0.0.1");
    let error = refusal(&at(serve_self_signed(&certified).await, |builder| builder)).await.to_string();
    let shown = fingerprint(certified.cert.der()).replace(':', "").to_lowercase();
    assert!(error.contains(": invalid peer certificate: UnknownIssuer; if this is the right server, "), "{error}");
    assert!(error.contains(&format!("use `root_certificate(…)`, or `pinned_fingerprint(…)` with {shown}")), "{error}");
}

#[tokio::test]
async fn a_pinned_certificate_is_trusted_whatever_stands_in_it() {
    let certified = self_signed("another.example.com");
    let address = serve_self_signed(&certified).await;
    let pin = fingerprint(certified.cert.der());
    for pin in [pin.replace(':', ""), pin.clone(), pin.to_lowercase()] {
        at(address, |builder| builder.pinned_fingerprint(pin)).list().send().await.unwrap();
    }
}

#[tokio::test]
async fn an_expired_certificate_can_be_pinned() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let address = serve(vec![certificate.der().clone()], &key).await;
    refusal(&at(address, |builder| builder.root_certificate(certificate.pem()))).await;
    let pin = fingerprint(certificate.der());
    at(address, |builder| builder.pinned_fingerprint(pin)).list().send().await.unwrap();
}

#[tokio::test]
async fn a_pin_says_nothing_about_other_certificates() {
    let (one, other) = (self_signed("127.0.0.1"), self_signed("127.0.0.1"));
    let pin = fingerprint(one.cert.der());
    refusal(&at(serve_self_signed(&other).await, |builder| builder.pinned_fingerprint(&pin))).await;
    // Several can be pinned, for several servers.
    let client = at(serve_self_signed(&other).await, |builder| {
        builder.pinned_fingerprint(&pin).pinned_fingerprint(fingerprint(other.cert.der()))
    });
    client.list().send().await.unwrap();
}

#[tokio::test]
async fn a_copied_certificate_without_its_key_is_worth_nothing() {
    // Certificates are public. A verifier that stops after the comparison lets everybody in.
    let certified = self_signed("127.0.0.1");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let forger = KeyPair::generate().unwrap();
    let resolver = Forged(certified.cert.der().clone(), forger.serialize_der());
    let config = ServerConfig::builder().with_no_client_auth().with_cert_resolver(Arc::new(resolver));
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let _: Result<tokio_rustls::server::TlsStream<TcpStream>, _> = acceptor.accept(stream).await;
        }
    });
    let error = refusal(&at(address, |builder| builder.pinned_fingerprint(fingerprint(certified.cert.der())))).await;
    assert!(error.to_string().contains("BadSignature"), "{error}");
}

/// Shows one certificate and signs with the key of another.
#[derive(Debug)]
struct Forged(CertificateDer<'static>, Vec<u8>);

impl ResolvesServerCert for Forged {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<sign::CertifiedKey>> {
        let key = any_supported_type(&PrivateKeyDer::try_from(self.1.clone()).unwrap()).unwrap();
        Some(Arc::new(sign::CertifiedKey::new(vec![self.0.clone()], key)))
    }
}

#[tokio::test]
async fn an_extra_root_vouches_for_servers_and_their_names() {
    let authority_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(params, authority_key);

    let key = KeyPair::generate().unwrap();
    let issue =
        |name: &str| CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap().der().clone();
    // A bundle, as it is delivered.
    let bundle = format!("Issued for tests.\n{}\n{}", self_signed("unrelated").cert.pem(), authority.pem());

    let right = serve(vec![issue("127.0.0.1")], &key).await;
    at(right, |builder| builder.root_certificate(bundle.as_str())).list().send().await.unwrap();

    let wrong = serve(vec![issue("another.example.com")], &key).await;
    let error = refusal(&at(wrong, |builder| builder.root_certificate(bundle.as_str()))).await;
    assert!(error.to_string().contains("not valid for name"), "{error}");
    assert!(error.to_string().contains("`pinned_fingerprint(…)` with "), "{error}");
}

#[tokio::test]
async fn a_servers_own_certificate_will_do_as_a_root() {
    let certified = self_signed("127.0.0.1");
    let address = serve_self_signed(&certified).await;
    at(address, |builder| builder.root_certificate(certified.cert.pem())).list().send().await.unwrap();
}

#[test]
fn what_cannot_be_trusted_is_reported_when_the_client_is_built() {
    let error = client_builder().pinned_fingerprint("00:11").build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`pinned_fingerprint` needs the SHA-256 of the certificate: 64 hexadecimal digits, with or without colons"
    );
    let error = client_builder().root_certificate("nonsense").build().unwrap_err();
    assert_eq!(error.to_string(), "`root_certificate` has no certificate: PEM contains `-----BEGIN CERTIFICATE-----`");
}

//! Verification of server certificates.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, OtherError, SignatureScheme};
use rustls_platform_verifier::Verifier as SystemVerifier;
use sha2::{Digest as _, Sha256};

use super::network::Network;
use crate::text::{OneLine, SHORT};

type Fingerprint = [u8; 32];

/// Builds the TLS configuration: the system's roots, additional roots and pinned certificates.
///
/// # Errors
/// Returns the reason if a certificate or fingerprint is invalid, or TLS cannot be initialized.
pub(crate) fn config(network: &Network) -> Result<ClientConfig, String> {
    let provider = CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(rustls::crypto::aws_lc_rs::default_provider()));
    let verifier = Verifier {
        pinned: network.pinned_fingerprints.iter().map(|text| fingerprint(text)).collect::<Result<_, _>>()?,
        others: system_verifier(extra_roots(network)?, Arc::clone(&provider)),
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be initialized: {error}"))?;
    // "Dangerous" because a verifier can be too lenient. This one accepts pinned certificates and delegates
    // all others to the system.
    let mut config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn extra_roots(network: &Network) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut roots = Vec::new();
    for pem in &network.extra_roots {
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| format!("`root_certificate` is not valid PEM: {error}"))?;
            // A root that is not an X.509 certificate would disable all others later.
            rustls::RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|error| format!("`root_certificate` has an invalid certificate: {error}"))?;
            roots.push(certificate);
        }
        if roots.len() == before {
            return Err("`root_certificate` has no certificate: PEM contains `-----BEGIN CERTIFICATE-----`".to_owned());
        }
    }
    Ok(roots)
}

#[cfg(any(all(unix, not(target_os = "android")), target_os = "windows"))]
fn system_verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<SystemVerifier, TlsError> {
    SystemVerifier::new_with_extra_roots(roots, provider)
}

#[cfg(not(any(all(unix, not(target_os = "android")), target_os = "windows")))]
fn system_verifier(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<SystemVerifier, TlsError> {
    if roots.is_empty() {
        return SystemVerifier::new(provider);
    }
    Err(TlsError::General("`root_certificate` is not supported on this system: use `pinned_fingerprint`".to_owned()))
}

/// Parses the output of common tools: 64 hexadecimal digits, with or without colons.
fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    let wrong = || {
        "`pinned_fingerprint` needs the SHA-256 of the certificate: 64 hexadecimal digits, with or without colons"
            .to_owned()
    };
    let digits = text.trim().chars().filter(|c| *c != ':').map(|c| c.to_digit(16));
    let digits: Vec<u32> = digits.collect::<Option<_>>().ok_or_else(wrong)?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| u8::try_from(high * 16 + low).unwrap_or_default());
    match bytes.collect::<Vec<u8>>().try_into() {
        Ok(fingerprint) if rest.is_empty() => Ok(fingerprint),
        _ => Err(wrong()),
    }
}

#[derive(Debug)]
struct Verifier {
    pinned: Vec<Fingerprint>,
    /// An error if the system has no roots. It matters only for servers that use TLS without a pinned
    /// certificate.
    others: Result<SystemVerifier, TlsError>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let fingerprint: Fingerprint = Sha256::digest(end_entity).into();
        if self.pinned.contains(&fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let others = self.others.as_ref().map_err(Clone::clone)?;
        others.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now).map_err(|error| {
            let untrusted = Untrusted { fingerprint, error };
            CertificateError::Other(OtherError(Arc::new(untrusted))).into()
        })
    }

    // Pinned certificates still require that the server holds the key.

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Error for an untrusted certificate, with the settings that would trust it.
#[derive(Debug, Clone)]
pub(crate) struct Untrusted {
    fingerprint: Fingerprint,
    error: TlsError,
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hex = String::with_capacity(64);
        for byte in self.fingerprint {
            write!(hex, "{byte:02x}")?;
        }
        // A certificate can have many names. Truncation must not lose the advice.
        let problem = self.error.to_string();
        let problem = OneLine(&problem, SHORT);
        write!(
            f,
            "{problem}; if this is the right server, use `root_certificate(…)`, or `pinned_fingerprint(…)` with {hex}"
        )
    }
}

impl StdError for Untrusted {}

impl Untrusted {
    /// Extracts this error from one of the TLS library.
    pub(crate) fn from_tls(error: &TlsError) -> Option<&Self> {
        match error {
            TlsError::InvalidCertificate(CertificateError::Other(OtherError(error))) => error.downcast_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_tools_print_them() {
        let plain = "00ff".repeat(16);
        let colons = ["00:FF"; 16].join(":");
        let expected = fingerprint(&plain).unwrap();
        assert_eq!(expected[..4], [0, 255, 0, 255]);
        assert_eq!(fingerprint(&format!(" {colons}\n")), Ok(expected));
        for wrong in ["", "00ff", &"0".repeat(63), &"g".repeat(64), &"0".repeat(66), "ä"] {
            assert!(fingerprint(wrong).unwrap_err().contains("64 hexadecimal digits"), "{wrong}");
        }
    }

    #[test]
    fn roots_have_to_be_certificates() {
        let roots =
            |pem: &str| extra_roots(&Network { extra_roots: vec![pem.into()], ..Network::default() }).unwrap_err();
        assert!(roots("").contains("has no certificate"));
        let wrong = roots("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assert!(wrong.contains("has an invalid certificate"), "{wrong}");
        let wrong = roots("-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n");
        assert!(wrong.contains("is not valid PEM"), "{wrong}");
    }
}

//! Hashes and keyed hashes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::access_key::AccessKey;
use super::error::SignError;

/// Returns the SHA-256 of bytes, in lowercase hexadecimal.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Returns true if a string is the SHA-256 of bytes, in digits of either case.
pub(super) fn is_hash_of(text: &str, bytes: &[u8]) -> bool {
    unhex(text).is_some_and(|hash| hash[..] == Sha256::digest(bytes)[..])
}

/// Returns true if a string has the form of a SHA-256.
pub(super) fn is_hash(text: &str) -> bool {
    unhex(text).is_some_and(|hash| hash.len() == 32)
}

/// Returns a keyed hash, ready for input.
pub(super) fn keyed(key: &[u8]) -> Result<Hmac<Sha256>, SignError> {
    // HMAC accepts keys of any length, so this does not happen.
    Hmac::new_from_slice(key).map_err(|_| SignError::InvalidKey)
}

fn keyed_hash(key: &[u8], message: &[&[u8]]) -> Result<Zeroizing<[u8; 32]>, SignError> {
    let mut mac = keyed(key)?;
    for part in message {
        mac.update(part);
    }
    Ok(Zeroizing::new(mac.finalize().into_bytes().into()))
}

/// Returns the key of the derived algorithm: one block of HKDF, in hexadecimal.
pub(super) fn derived_key(key: &AccessKey, info: &str) -> Result<Zeroizing<String>, SignError> {
    let extracted = keyed_hash(key.id().as_bytes(), &[key.secret().expose().as_bytes()])?;
    let expanded = keyed_hash(&*extracted, &[info.as_bytes(), &[1]])?;
    Ok(Zeroizing::new(hex(&*expanded)))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}

/// Decodes hexadecimal; `None` if it is invalid.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(hex(&[0, 0xab, 0xff]), "00abff");
        assert_eq!(unhex("00abFF"), Some(vec![0, 0xab, 0xff]));
        for text in ["0", "0g", "+1", "ä"] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}

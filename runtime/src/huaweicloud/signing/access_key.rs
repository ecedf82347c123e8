//! Access keys.

use crate::value::Secret;

/// Access key: a public id, a secret for signing, and for temporary keys a security token that requests
/// carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    id: String,
    secret: Secret,
    security_token: Option<Secret>,
}

impl AccessKey {
    /// Creates a permanent key from the access key id (AK) and the secret access key (SK).
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { id: id.into(), secret: secret.into(), security_token: None }
    }

    /// Sets the security token, which makes the key a temporary one.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<Secret>) -> Self {
        self.security_token = Some(token.into());
        self
    }

    /// Returns the access key id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the secret access key.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Returns the security token of a temporary key.
    #[must_use]
    pub fn security_token(&self) -> Option<&Secret> {
        self.security_token.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_id_alone() {
        let shown = format!("{:?}", AccessKey::new("AK1", "hunter2").with_security_token("sesame"));
        assert_eq!(shown, r#"AccessKey { id: "AK1", secret: "***", security_token: Some("***") }"#);
    }
}

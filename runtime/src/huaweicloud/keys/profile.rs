//! Access keys from a profile file.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{KeyLookup, KeyProvider, Part, assemble};
use crate::client::client_core::ClientCore;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Variable with the path of the file.
const FILE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/// Profile file with sections of `key = value` lines:
///
/// ```ini
/// [basic]
/// ak = AKEXAMPLE
/// sk = the secret half
/// # Also: security_token, project_id, domain_id, iam_endpoint
/// ```
///
/// Reads the section `basic`, or `global` if there is no `basic`. Lines that start with `#` or `;` are
/// comments.
#[derive(Debug, Clone)]
pub struct ProfileFile {
    /// `None` for the default path.
    path: Option<PathBuf>,
    section: Option<String>,
}

impl ProfileFile {
    /// Creates a provider for the file in the variable `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, or else for
    /// `.huaweicloud/credentials` in the home directory.
    #[must_use]
    pub fn standard() -> Self {
        Self { path: None, section: None }
    }

    /// Creates a provider for a file.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: Some(path.into()), section: None }
    }

    /// Sets the section. Defaults to `basic` or `global`.
    #[must_use]
    pub fn section(mut self, section: impl Into<String>) -> Self {
        self.section = Some(section.into());
        self
    }

    fn find(&self) -> Result<KeyLookup, CredentialsError> {
        let Some(path) = self.path.clone().or_else(usual_place) else {
            return Ok(KeyLookup::NotFound(format!("there is no home directory; set {FILE} to the path of a file")));
        };
        let shown = path.display();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => Zeroizing::new(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(KeyLookup::NotFound(format!(
                    "create {shown} with a section [basic] and the lines `ak = …` and `sk = …`; there is no such file"
                )));
            }
            Err(error) => {
                return Err(CredentialsError::new(format!("{shown} cannot be read: {error}")).with_source(error));
            }
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| CredentialsError::new(format!("{shown} is not UTF-8")))?;
        let wanted: &[&str] = match &self.section {
            Some(section) => &[section],
            None => &["basic", "global"],
        };
        let Some(section) = wanted.iter().find(|wanted| has_section(text, wanted)) else {
            let wanted = wanted.join("] or [");
            return Ok(KeyLookup::NotFound(format!("{shown} has no section [{wanted}]")));
        };
        match assemble(|part| value(text, section, key(part))) {
            Ok(Some(keys)) => Ok(KeyLookup::Found(keys)),
            Ok(None) => Ok(KeyLookup::NotFound(format!("[{section}] in {shown} has neither `ak` nor `sk`"))),
            Err(missing) => {
                let missing = key(missing);
                Err(CredentialsError::new(format!("[{section}] in {shown} lacks `{missing}`")))
            }
        }
    }
}

fn usual_place() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(FILE).filter(|path| !path.is_empty()) {
        return Some(path.into());
    }
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty())?;
    Some(home.join(".huaweicloud").join("credentials"))
}

fn key(part: Part) -> &'static str {
    match part {
        Part::Id => "ak",
        Part::Secret => "sk",
        Part::SecurityToken => "security_token",
        Part::ProjectId => "project_id",
        Part::DomainId => "domain_id",
        Part::IamEndpoint => "iam_endpoint",
    }
}

/// Returns the name of the section that starts on a line.
fn heading(line: &str) -> Option<&str> {
    // Editors put a byte order mark in front of the first line.
    Some(line.trim_start_matches('\u{feff}').trim().strip_prefix('[')?.strip_suffix(']')?.trim())
}

fn has_section(text: &str, section: &str) -> bool {
    text.lines().filter_map(heading).any(|name| name == section)
}

/// Returns the value of a key in a section; the last of several.
// Not with a library: those keep copies of the whole file, including secrets, that are never wiped.
fn value(text: &str, section: &str, key: &str) -> Option<String> {
    let (mut inside, mut found) = (false, None);
    for line in text.lines() {
        if let Some(name) = heading(line) {
            inside = name == section;
        } else if inside
            && !line.trim_start().starts_with(['#', ';'])
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            found = Some(value.trim().to_owned());
        }
    }
    found
}

impl KeyProvider for ProfileFile {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("profile file")
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        let this = self.clone();
        Box::pin(async move {
            // Home directories may be on a network.
            let found = tokio::task::spawn_blocking(move || this.find()).await;
            found.map_err(|error| CredentialsError::new("reading was canceled").with_source(error))?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "ak = outside\n[other]\nak=1\n\n [basic] \r\n# ak = comment\n;sk = comment\n ak = A=K \r\nsk=\n[x]\nak=2\n";

    #[test]
    fn values_belong_to_their_sections() {
        assert_eq!(value(TEXT, "basic", "ak").as_deref(), Some("A=K"));
        assert_eq!(value(TEXT, "basic", "sk").as_deref(), Some(""));
        assert_eq!(value(TEXT, "other", "ak").as_deref(), Some("1"));
        assert_eq!(value(TEXT, "basic", "project_id"), None);
        assert!(has_section(TEXT, "basic") && !has_section(TEXT, "global"));
        assert_eq!(value("\u{feff}[basic]\nak = 1\n", "basic", "ak").as_deref(), Some("1"));
    }
}

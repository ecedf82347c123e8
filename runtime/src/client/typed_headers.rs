//! Documented headers of responses.

use serde::de::DeserializeOwned;

use super::error::Error;
use super::response::{Response, header_text};
use crate::decode::{DecodeError, message};
use crate::value::HeaderFields;

impl<T> Response<T> {
    /// Reads documented headers into their struct. The documentation of the operation names it.
    ///
    /// # Errors
    /// Returns an [`ErrorKind::Decode`](crate::client::ErrorKind::Decode) error if a header does not match its type.
    pub fn typed_headers<H: HeaderFields + DeserializeOwned>(&self) -> Result<H, Error> {
        let unreadable = |path: String, message: String| {
            let response = self.unread();
            Error::decode(&response, DecodeError { path, message, line: 0, column: 0 })
        };
        // All fields are optional, and none is in a body.
        let mut fields: H =
            serde_json::from_str("{}").map_err(|error| unreadable(".".to_owned(), error.to_string()))?;
        for name in H::NAMES {
            if let Some(text) = self.headers().get(*name).and_then(header_text) {
                let read = fields.read_header(name, text);
                read.map_err(|problem| unreadable(format!("header {name}"), message::without_values(&problem)))?;
            }
        }
        Ok(fields)
    }
}

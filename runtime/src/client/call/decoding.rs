//! Decoding of successful responses, for the code that [`operation!`](crate::operation!) writes.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::operation::Decode;
use crate::client::error::Error;
use crate::client::observe;
use crate::client::response::{RawResponse, Response, header_text};
use crate::decode::{self, DecodeError, Unreadable, message};
use crate::media;
use crate::meta::OperationMeta;
use crate::value::{File, HeaderFields, Outcome, OutcomeBody};

/// Decodes a `json` output.
pub fn decode_json<T: DeserializeOwned>(response: RawResponse) -> Result<Response<T>, Error> {
    match decode::lenient(response.get(), items(response.operation())) {
        Ok((body, unreadable)) => {
            let response = response.read(body, unreadable);
            observe::decoded(&response);
            Ok(response)
        }
        Err(error) => Err(Error::decode(&response, error)),
    }
}

/// Returns the member of a page that has its items, if the operation is a paged list.
fn items(meta: &OperationMeta) -> Option<&'static str> {
    Some(meta.paging?.items)
}

/// Decodes a `text` output, which is UTF-8.
pub fn decode_text(response: RawResponse) -> Result<Response<String>, Error> {
    let problem =
        match (std::str::from_utf8(decode::without_mark(response.get())), media::wide_charset(response.headers())) {
            (Ok(text), None) => {
                let text = text.to_owned();
                return Ok(response.map(|_| text));
            }
            (_, Some(charset)) => format!("{charset}, and not UTF-8"),
            (Err(error), None) => format!("not UTF-8 after {} bytes", error.valid_up_to()),
        };
    Err(Error::decode(&response, DecodeError { path: ".".to_owned(), message: problem, line: 0, column: 0 }))
}

/// Decodes a `file` output. A missing type counts as the one in the specification.
pub fn decode_file(response: RawResponse) -> Response<File> {
    let file = File::received(response.headers(), response.get(), response.operation().response_media);
    response.map(|_| file)
}

/// Decodes a `file` output, for [`decode_optional`].
pub fn decode_some_file(response: RawResponse) -> Result<Response<File>, Error> {
    Ok(decode_file(response))
}

/// Decodes an `optional` output: `None` if the status is one of those without a body.
pub fn decode_optional<T>(response: RawResponse, decode: Decode<T>) -> Result<Response<Option<T>>, Error> {
    if response.operation().empty_success.contains(&response.status()) {
        return Ok(response.map(|_| None));
    }
    Ok(decode(response)?.map(Some))
}

/// Decodes an `outcome` output, whose type depends on the status.
pub fn decode_outcome<T: Outcome>(response: RawResponse) -> Result<Response<T>, Error> {
    let mut unreadable = Vec::new();
    let body = ReceivedBody { bytes: response.get(), items: items(response.operation()), unreadable: &mut unreadable };
    match T::read(response.status(), body) {
        Ok(body) => {
            let response = response.read(body, unreadable);
            observe::decoded(&response);
            Ok(response)
        }
        Err(error) => Err(Error::decode(&response, error)),
    }
}

/// A received body, and what of it could not be read.
struct ReceivedBody<'a> {
    bytes: &'a Bytes,
    items: Option<&'static str>,
    unreadable: &'a mut Vec<Unreadable>,
}

impl OutcomeBody for ReceivedBody<'_> {
    type Error = DecodeError;

    fn read<T: DeserializeOwned>(self) -> Result<T, DecodeError> {
        let (body, unreadable) = decode::lenient(self.bytes, self.items)?;
        *self.unreadable = unreadable;
        Ok(body)
    }
}

/// Decodes a `json_and_headers` output.
pub fn decode_json_and_headers<T: DeserializeOwned + HeaderFields>(raw: RawResponse) -> Result<Response<T>, Error> {
    let bytes = raw.get().clone();
    let mut response = decode_json::<T>(raw)?;
    let (headers, body) = response.headers_and_body();
    let mut headers = T::NAMES.iter().filter_map(|name| Some((name, headers.get(*name).and_then(header_text)?)));
    match headers.find_map(|(name, text)| Some((name, body.read_header(name, text).err()?))) {
        None => Ok(response),
        Some((name, problem)) => {
            let (path, message) = (format!("header {name}"), message::without_values(&problem));
            Err(Error::decode(&response.map(|_| bytes), DecodeError { path, message, line: 0, column: 0 }))
        }
    }
}

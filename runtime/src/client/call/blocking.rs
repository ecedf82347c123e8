//! Blocking calls.
//!
//! There is no second client: the asynchronous one runs while the thread waits.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle};

use super::operation::Operation;
use crate::client::error::{Error, ErrorKind};
use crate::client::response::Response;

/// Runtime for blocking calls, driven by a thread of its own until the program ends. Connections belong to
/// the runtime that opened them, so a long-lived runtime lets later calls reuse them.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Blocks on any future of a client: a call in one of its forms, or several calls in an `async` block.
///
/// ```ignore
/// let response = block_on(client.v1().things().list().send_response())?;
/// ```
///
/// # Errors
/// Returns the error of the future. Returns an [`ErrorKind::Configuration`] error inside a Tokio runtime,
/// whose other tasks would stall, or if no thread can be started.
pub fn block_on<T>(future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    if Handle::try_current().is_ok() {
        return Err(misused(
            "there is a Tokio runtime here, which must not be blocked: await `send()` instead, or on a thread for \
             blocking work call `tokio::runtime::Handle::current().block_on(…)`",
        ));
    }
    runtime()?.block_on(future)
}

fn runtime() -> Result<Handle, Error> {
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*runtime {
        return Ok(handle.clone());
    }
    let problem = |error| misused(&format!("the thread for blocking calls cannot be started: {error}"));
    let started = Builder::new_current_thread().enable_all().build().map_err(problem)?;
    let handle = started.handle().clone();
    let thread = std::thread::Builder::new().name("specwright-blocking".to_owned());
    thread.spawn(move || started.block_on(std::future::pending::<()>())).map_err(problem)?;
    Ok(runtime.insert(handle).clone())
}

fn misused(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, None, message)
}

/// Blocking variants of `send`. See [`block_on`] for other futures.
pub trait SendBlocking: Operation {
    /// Sends the request and blocks until the response is decoded.
    ///
    /// # Errors
    /// Returns an error if the request cannot be sent, the service rejects it, or the response cannot be
    /// decoded. Also fails as [`block_on`] does.
    fn send_blocking(self) -> Result<Self::Output, Error> {
        Ok(self.send_response_blocking()?.into_inner())
    }

    /// Sends the request and blocks until the response arrives. Returns it with its status and headers.
    ///
    /// # Errors
    /// Fails as [`send_blocking`](Self::send_blocking) does.
    fn send_response_blocking(self) -> Result<Response<Self::Output>, Error> {
        Self::decode(block_on(self.into_call().send())?)
    }
}

impl<O: Operation> SendBlocking for O {}

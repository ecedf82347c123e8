//! Calls from programs that are not asynchronous.
//!
//! There is no second client: the asynchronous one runs, and the thread waits for it.

use std::sync::{Mutex, PoisonError};

use tokio::runtime::{Builder, Handle};

use super::operation::Operation;
use crate::client::error::{Error, ErrorKind};
use crate::client::response::Response;

/// The runtime that blocking calls are made in, driven by a thread of its own for as long as the
/// program runs. Connections belong to the runtime that opened them, and this one is always there, so
/// that they can be used again by later calls, also by asynchronous ones of the same client.
static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);

/// Waits for anything that a client does: a call in one of its forms, or several calls in an `async`
/// block.
///
/// ```ignore
/// let answer = block_on(client.v1().things().list().send_response())?;
/// ```
///
/// # Errors
/// Those of the future; of kind [`ErrorKind::Configuration`] if there is a Tokio runtime here, whose
/// other work would have to wait too, or if no thread can be started.
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
    let problem = |error| misused(&format!("there can be no blocking calls, since no thread can be started: {error}"));
    let started = Builder::new_current_thread().enable_all().build().map_err(problem)?;
    let handle = started.handle().clone();
    let thread = std::thread::Builder::new().name("huaweicloud-blocking".to_owned());
    thread.spawn(move || started.block_on(std::future::pending::<()>())).map_err(problem)?;
    Ok(runtime.insert(handle).clone())
}

fn misused(message: &str) -> Error {
    Error::new(ErrorKind::Configuration, None, message)
}

/// Sends an operation and waits for its answer. For anything beyond that there is [`block_on`].
pub trait SendBlocking: Operation {
    /// As `send`, without `await`.
    ///
    /// # Errors
    /// If it cannot be sent, is refused, or the answer cannot be read; and as [`block_on`].
    fn send_blocking(self) -> Result<Self::Output, Error> {
        Ok(self.send_response_blocking()?.into_inner())
    }

    /// As `send_response`, without `await`: with the status and headers of the answer.
    ///
    /// # Errors
    /// As [`send_blocking`](Self::send_blocking).
    fn send_response_blocking(self) -> Result<Response<Self::Output>, Error> {
        let response = block_on(self.into_call().send())?;
        let output = Self::decode(&response)?;
        Ok(response.map(|_| output))
    }
}

impl<O: Operation> SendBlocking for O {}

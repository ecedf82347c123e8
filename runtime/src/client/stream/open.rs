//! Opening a web socket.

use std::time::Duration;

use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use super::socket::Socket;
use crate::client::call::Call;
use crate::client::error::Error;
use crate::client::transport::opening::{Connection, Opening};
use crate::meta::OperationMeta;

/// Bytes that wait for a service that does not read, beside one message.
const UNSENT: usize = 128 * 1024;

/// Settings of a connection.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) message_limit: usize,
    /// Longest silence of the service.
    pub(super) silence: Duration,
}

/// Sends the request and returns the connection.
pub(super) async fn open<T, S>(call: Call, settings: Settings) -> Result<Socket<T, S>, Error> {
    let meta = call.operation();
    let connection = connection(call, meta).await?;
    let config = WebSocketConfig::default()
        .max_message_size(Some(settings.message_limit))
        .max_frame_size(Some(settings.message_limit))
        // A message is sent at once, and what a service does not read does not pile up.
        .write_buffer_size(0)
        .max_write_buffer_size(settings.message_limit.saturating_add(UNSENT));
    let inner = WebSocketStream::from_raw_socket(connection, Role::Client, Some(config)).await;
    Ok(Socket::new(inner, meta, settings.silence))
}

async fn connection(mut call: Call, meta: &'static OperationMeta) -> Result<Connection, Error> {
    let (opening, key) = (Opening::default(), generate_key());
    for (name, value) in [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")] {
        call.header_str(name, value);
    }
    call.header_str("Sec-WebSocket-Key", &key);
    call.open(opening.clone());
    let response = call.send().await?;
    let accepted = response.headers().get("Sec-WebSocket-Accept");
    match (response.status(), opening.take()) {
        (101, None) => Err(Error::no_sockets(meta)),
        (101, Some(connection)) if accepted.is_some_and(|given| *given == derive_accept_key(key.as_bytes())) => {
            Ok(connection)
        }
        _ => Err(Error::not_opened(&response)),
    }
}

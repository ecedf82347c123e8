//! Connections that stay open.

use super::Shape;
pub use crate::raw::StreamTransport;
use crate::source::Spanned;

/// Connection that stays open, and carries messages.
#[derive(Debug)]
pub struct Stream {
    /// How the messages travel.
    pub transport: StreamTransport,
    /// Shape of a message from the client. `None`: it sends none.
    pub sends: Option<Spanned<Shape>>,
    /// Time between two pings of the service, in seconds. `None`: it sends none.
    pub ping: Option<u32>,
    /// Codes with which the service closes the connection.
    pub close: Vec<CloseCode>,
}

impl Stream {
    /// Status of the response that opens a web socket.
    pub const SWITCHING_PROTOCOLS: u16 = 101;
}

/// Code with which a service closes a connection.
#[derive(Debug)]
pub struct CloseCode {
    /// The code.
    pub code: u16,
    /// What it means, in Markdown.
    pub doc: String,
}

//! What a response is besides a body: a page, a state to wait for, a revision, a stream of messages.

/// Paging of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Unit of the offset.
    pub style: PagingStyle,
    /// Query parameter with the page size; empty if there is none.
    pub limit: &'static str,
    /// Query parameter with the position of a page: offset, number or cursor. Empty if there is none.
    pub offset: &'static str,
    /// Response field with the items; empty if the response is the list.
    pub items: &'static str,
    /// Response field with the total number of items, if there is one.
    pub total: Option<&'static str>,
}

/// Detection of a final status in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiter {
    /// Path to the status. Each step is a field under one of its names, and enters every item of a list.
    pub status: &'static [&'static [&'static str]],
    /// Statuses of success.
    pub done: &'static [&'static str],
    /// Statuses of failure.
    pub failed: &'static [&'static str],
    /// Path to the error message.
    pub message: &'static [&'static [&'static str]],
    /// Conditions for the message on its sibling fields. It always counts if there are none.
    pub message_when: &'static [FieldCondition],
    /// Interval between polls, in seconds.
    pub interval: u64,
}

/// Condition that a field has one of some values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCondition {
    /// Names of the field.
    pub field: &'static [&'static str],
    /// Values, case-insensitive.
    pub values: &'static [&'static str],
}

/// Parameters of conditional requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// Query parameter with the known revision.
    pub parameter: &'static str,
    /// Response header with the current revision, if there is one.
    pub header: Option<&'static str>,
    /// Query parameter with the time to wait for a change, if there is one.
    pub wait: Option<WaitParameter>,
}

/// Query parameter with a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitParameter {
    /// Name.
    pub name: &'static str,
    /// Format of the duration.
    pub format: DurationFormat,
    /// Longest time to ask for, in seconds. The client truncates longer ones.
    pub longest: Option<u64>,
    /// Query parameters that a response ignores if a change ended the wait.
    pub ignores: &'static [&'static str],
    /// Query parameters that the service rejects together with this one.
    pub excludes: &'static [&'static str],
}

impl WaitParameter {
    /// Parameter without a name or restrictions, to complete a struct literal: `..WaitParameter::BASE`.
    pub const BASE: Self =
        Self { name: "", format: DurationFormat::WithUnit, longest: None, ignores: &[], excludes: &[] };
}

/// Format of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DurationFormat {
    /// With a unit: `30s`, `1500ms`.
    WithUnit,
    /// Integer number of seconds: `30`.
    Seconds,
    /// Integer number of milliseconds: `30000`.
    Milliseconds,
}

/// Position of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingStyle {
    /// Number of items to skip.
    Offset,
    /// Number of the page.
    Page {
        /// Number of the first page.
        first: u64,
    },
    /// Cursor, which the previous page contains.
    Cursor {
        /// JSON pointer to the next cursor in the response.
        next: &'static str,
    },
    /// Query of a link in the previous page.
    Link {
        /// JSON pointer to the link in the response. `None`: the header `Link` with `rel="next"`.
        next: Option<&'static str>,
    },
}

/// Connection that stays open and carries messages. Each message is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamMeta {
    /// How the messages travel.
    pub transport: StreamTransport,
    /// Whether the service sends messages.
    pub receives: bool,
    /// Whether the client sends messages.
    pub sends: bool,
    /// Seconds between two pings of the service, if it sends any.
    pub ping: Option<u32>,
    /// Codes with which the service closes the connection, and what they mean.
    pub close: &'static [(u16, &'static str)],
}

/// How messages travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamTransport {
    /// A web socket.
    WebSocket,
}

impl StreamMeta {
    /// Web socket without messages and pings, to complete a struct literal: `..StreamMeta::BASE`.
    pub const BASE: Self =
        Self { transport: StreamTransport::WebSocket, receives: false, sends: false, ping: None, close: &[] };

    /// Returns the meaning of a close code; `None` if the specification has none.
    #[must_use]
    pub fn close_meaning(&self, code: u16) -> Option<&'static str> {
        self.close.iter().find(|(known, _)| *known == code).map(|(_, meaning)| *meaning)
    }
}

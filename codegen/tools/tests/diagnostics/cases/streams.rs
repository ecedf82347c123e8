//! Streams of messages.

use super::Edit::{Add, Replace};
use super::{Case, Edit, case};

/// A bell that is heard, with nothing wrong.
const BELLS: &str = "\
family: v1
group: bells
doc: Bells in rooms.
source:
  document: manual
  section: \"14\"
host: warehouse
auth: token
error_style: plain

operations:
  hear_bell:
    http: GET /v1/bells/{bell_id}
    doc: Tells when a bell rings.
    source:
      section: \"14.1\"
    path:
      bell_id:
        type: string
        doc: Which bell.
    stream:
      transport: web_socket
      messages: Ringing
      sends: Ringing
      ping: 30
      close:
        4000: The bell is gone.

types:
  Ringing:
    doc: A bell that rings.
    source:
      tables: [14-1]
    fields:
      times:
        type: int32
        presence: required
        doc: How often it rings.

allow:
  missing-example: One is enough here.
";

const WITH: Edit = Add("bells.yaml", BELLS);

macro_rules! bells {
    ($name:literal, $rule:literal, $($from:literal => $to:literal),*) => {
        case($rule, $name, &[WITH, $(Replace("bells.yaml", $from, $to)),*])
    };
}

pub(crate) const STREAMS: &[Case] = &[
    bells!("without_get", "bad-stream", "GET /v1/bells" => "POST /v1/bells"),
    bells!("with_a_response", "bad-stream",
        "    stream:\n" => "    responses:\n      200:\n        body: Ringing\n    stream:\n"),
    bells!("with_a_limit", "bad-stream", "    stream:\n" => "    body_limit: 10\n    stream:\n"),
    bells!("without_time_between_pings", "bad-stream", "ping: 30" => "ping: 0"),
    bells!("code_that_is_no_number", "bad-stream", "4000: The" => "gone: The"),
    bells!("code_beyond_all", "bad-stream", "4000: The" => "5000: The"),
    bells!("code_that_nobody_sends", "bad-stream", "4000: The" => "1006: The"),
    bells!("message_without_type", "unknown-type", "messages: Ringing" => "messages: Rining"),
    bells!("another_transport", "unknown-value", "transport: web_socket" => "transport: websocket"),
    case(
        "bad-stream",
        "named_for_its_response",
        &[WITH, Replace("api.yaml", "version: 1.0.0\n", "version: 1.0.0\ncrates:\n  first_call: v1.hear_bell\n")],
    ),
];

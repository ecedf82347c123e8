//! Leases.

use super::Edit::{Add, Replace};
use super::{Case, Edit, case};

/// Seats in rooms, with nothing wrong.
const SEATS: &str = "\
family: v1
group: seats
doc: Seats in rooms.
source:
  document: manual
  section: \"12\"
host: warehouse
auth: token
error_style: plain

path:
  room_id:
    type: string
    doc: Which room.
  seat_id:
    type: string
    doc: Which seat.

operations:
  open_room:
    http: POST /v1/rooms
    doc: Opens a room.
    source:
      section: \"12.1\"
    responses:
      200:
        body: Room

  take_seat:
    http: POST /v1/rooms/{room_id}/seats
    doc: Takes a seat.
    source:
      section: \"12.2\"
    body:
      type: SeatTake
      presence: required
    responses:
      200:
        body: Seat
    lease:
      within:
        operation: v1.open_room
        id: id
      id: number
      chosen_id:
        field: number
        get: v1.get_seat
      renew: v1.wave
      release: v1.leave_seat
      interval:
        field: patience
        default: 30
      lost: [W.404]

  get_seat:
    http: GET /v1/rooms/{room_id}/seats/{seat_id}
    doc: Gets a seat.
    source:
      section: \"12.5\"
    responses:
      200:
        body: SeatTake

  wave:
    http: PUT /v1/rooms/{room_id}/seats/{seat_id}
    doc: Shows that somebody is there.
    source:
      section: \"12.3\"
    responses:
      204: {}

  leave_seat:
    http: DELETE /v1/rooms/{room_id}/seats/{seat_id}
    doc: Leaves a seat.
    source:
      section: \"12.4\"
    responses:
      204: {}

types:
  Room:
    doc: A room that is open.
    fields:
      id:
        type: string
        presence: required
        doc: Number on the door.

  SeatTake:
    doc: Who wants a seat.
    fields:
      patience:
        type: int32
        presence: optional
        doc: Seconds that nobody else takes it.
      names:
        type: list<Room>
        presence: optional
        doc: Other rooms that will do.
      number:
        type: string
        presence: optional
        doc: Which seat.

  Seat:
    doc: A seat that was taken.
    fields:
      number:
        type: string
        presence: required
        doc: What is written on it.

allow:
  missing-example: One is enough here.
";

const WITH: Edit = Add("seats.yaml", SEATS);

macro_rules! seats {
    ($name:literal, $rule:literal, $($from:literal => $to:literal),+) => {
        case($rule, $name, &[WITH, $(Replace("seats.yaml", $from, $to)),+])
    };
}

pub(crate) const KEPT: &[Case] = &[
    seats!("to_renew", "unknown-operation", "renew: v1.wave" => "renew: v1.waves"),
    seats!("outer_thing", "unknown-operation", "operation: v1.open_room" => "operation: open_room"),
    case(
        "bad-lease",
        "another_family",
        &[
            WITH,
            Replace("seats.yaml", "release: v1.leave_seat", "release: v2.leave_hall"),
            Replace(
                "api.yaml",
                "    doc: The first version.\n",
                "    doc: The first version.\n  v2:\n    doc: The second one.\n",
            ),
            Add(
                "halls.yaml",
                "family: v2\ngroup: halls\ndoc: Halls.\nsource:\n  document: manual\n  section: \"13\"\nhost: warehouse\nauth: token\nerror_style: plain\n\noperations:\n  leave_hall:\n    http: DELETE /v2/halls/{hall_id}\n    doc: Leaves a hall.\n    source:\n      section: \"13.1\"\n    path:\n      hall_id:\n        type: string\n        doc: Which hall.\n    responses:\n      204: {}\n\nallow:\n  missing-example: One is enough here.\n",
            ),
        ],
    ),
    seats!("renewed_without_ids", "bad-lease", "renew: v1.wave" => "renew: v1.open_room"),
    seats!("within_itself", "bad-lease", "operation: v1.open_room\n        id: id" => "operation: v1.take_seat\n        id: number"),
    seats!("within_nothing", "bad-lease", "      within:\n        operation: v1.open_room\n        id: id\n" => ""),
    seats!("renewed_with_a_query", "bad-lease",
        "    doc: Shows that somebody is there.\n" => "    doc: Shows that somebody is there.\n    query:\n      hand:\n        type: string\n        presence: required\n        doc: Which hand.\n"),
    seats!("renewed_with_a_body", "bad-lease",
        "    doc: Shows that somebody is there.\n" => "    doc: Shows that somebody is there.\n    body:\n      type: SeatTake\n      presence: required\n"),
    seats!("released_by_another_name", "bad-lease",
        "    http: DELETE /v1/rooms/{room_id}/seats/{seat_id}\n    doc: Leaves a seat.\n" =>
        "    http: DELETE /v1/rooms/{room_id}/seats/{seat}\n    doc: Leaves a seat.\n    path:\n      seat:\n        type: string\n        doc: Which one.\n"),
    seats!("without_id", "unknown-field", "id: number" => "id: nmber"),
    seats!("id_that_is_a_number", "bad-lease",
        "        type: string\n        presence: required\n        doc: What is written" => "        type: int32\n        presence: required\n        doc: What is written"),
    seats!("id_of_another_type", "bad-lease",
        "        type: string\n        presence: required\n        doc: What is written" => "        type: SeatId\n        presence: required\n        doc: What is written",
        "types:\n" => "types:\n  SeatId:\n    doc: Identifies a seat.\n    id: string\n\n"),
    seats!("id_that_may_be_missing", "bad-lease",
        "        presence: required\n        doc: What is written" => "        presence: optional\n        doc: What is written"),
    seats!("id_in_a_list", "bad-lease", "        body: Seat\n" => "        body: list<Seat>\n"),
    seats!("chosen_id_that_is_required", "bad-lease",
        "        presence: optional\n        doc: Which seat." => "        presence: required\n        doc: Which seat."),
    seats!("chosen_id_in_a_list", "bad-lease", "field: number" => "field: names.id"),
    seats!("chosen_id_of_another_type", "bad-lease",
        "        type: string\n        presence: optional\n        doc: Which seat." => "        type: int32\n        presence: optional\n        doc: Which seat."),
    seats!("without_chosen_id", "unknown-field", "field: number" => "field: nmber"),
    seats!("stored_without_a_body", "bad-lease", "get: v1.get_seat" => "get: v1.wave"),
    seats!("to_get", "unknown-operation", "get: v1.get_seat" => "get: v1.get_seats"),
    seats!("idempotent_with_everything", "bad-idempotence",
        "    body:\n      type: SeatTake\n" => "    idempotent_without: [names]\n    body:\n      type: SeatTake\n"),
    seats!("idempotent_without_what_is_required", "bad-idempotence",
        "    body:\n      type: SeatTake\n" => "    idempotent: true\n    idempotent_without: [patience]\n    body:\n      type: SeatTake\n",
        "        presence: optional\n        doc: Seconds" => "        presence: required\n        doc: Seconds"),
    seats!("idempotent_without_nothing", "unknown-field",
        "    body:\n      type: SeatTake\n" => "    idempotent: true\n    idempotent_without: [name]\n    body:\n      type: SeatTake\n"),
    seats!("interval_that_is_text", "bad-lease",
        "        type: int32\n        presence: optional\n        doc: Seconds" => "        type: string\n        presence: optional\n        doc: Seconds"),
    seats!("interval_in_a_list", "bad-lease", "field: patience" => "field: names.id"),
    seats!("without_interval", "unknown-field", "field: patience" => "field: impatience"),
    seats!("pause_without_length", "bad-lease", "default: 30" => "default: 0"),
    seats!("code_without_documentation", "bad-lease", "[W.404]" => "[W.4044]"),
    seats!("taken_by_lease", "rust-name-collision",
        "    doc: Leaves a seat.\n" => "    rust_method: lease_take_seat\n    doc: Leaves a seat.\n"),
];

//! Edits of the parcels in `post`: parameters of a segment, bodies by status, streams of events, and styles of parameters.

use super::Edit;
use super::wire::edit;

const PARCELS: &str = "parcels.yaml";

pub(super) const EDITS: &[Edit] = &[
    edit(
        "The text between two parameters of a segment changes",
        &["operation-path-changed"],
        &[(PARCELS, "{one}...{other}", "{one}..{other}")],
    ),
    edit(
        "Two parameters of a segment get a segment each",
        &["operation-path-changed"],
        &[(PARCELS, "{one}...{other}", "{one}/{other}")],
    ),
    edit(
        "A parameter of a segment is renamed",
        &["parameter-path-renamed"],
        &[(PARCELS, "{one}...{other}", "{first}...{other}"), (PARCELS, "      one: {", "      first: {")],
    ),
    edit(
        "A parameter of a segment gets a pattern",
        &["parameter-constraint-added"],
        &[(PARCELS, "other: { type: string,", "other: { type: string, pattern: '^[a-z]+$',")],
    ),
    edit(
        "A further status has another body",
        &["response-type-widened", "response-statuses-added", "type-added"],
        &[(PARCELS, "      200: { body: Parcel }\n", "      200: { body: Parcel }\n      202: { body: Queue }\n")],
    ),
    edit(
        "A further status has the same body",
        &["response-statuses-added"],
        &[(PARCELS, "      200: { body: Parcel }\n", "      200: { body: Parcel }\n      201: { body: Parcel }\n")],
    ),
    edit(
        "One of several bodies moves to another status",
        &["variant-relabeled", "response-statuses-changed"],
        &[(PARCELS, "202: { body: Queue }", "203: { body: Queue }")],
    ),
    edit(
        "One of several bodies gets another type",
        &["variant-type-changed"],
        &[(PARCELS, "202: { body: Queue }", "202: { body: Size }")],
    ),
    edit(
        "One of several statuses loses its body",
        &["response-statuses-changed", "response-type-narrowed", "type-removed"],
        &[(PARCELS, "202: { body: Queue }", "202: {}")],
    ),
    edit(
        "A list of a response becomes a stream of events",
        &["response-media-changed"],
        &[(
            PARCELS,
            "      200: { body: list<Parcel> }\n",
            "      200: { body: list<Parcel>, media: text/event-stream }\n",
        )],
    ),
    edit(
        "A stream of events becomes one of lines",
        &["response-media-changed"],
        &[(PARCELS, "text/event-stream", "application/x-ndjson")],
    ),
    edit(
        "A stream of events ends with an event",
        &["response-end-added"],
        &[(PARCELS, "media: text/event-stream }", "media: text/event-stream, end: closed }")],
    ),
    edit(
        "A stream sends other events",
        &["response-type-changed"],
        &[(PARCELS, "body: list<Parcel>, media", "body: list<Queue>, media")],
    ),
    edit(
        "An object in a query gets a required field",
        &["field-became-required"],
        &[(PARCELS, "height: { type: int32, presence: optional", "height: { type: int32, presence: required")],
    ),
    edit(
        "A string in a query becomes JSON",
        &["parameter-style-changed"],
        &[(
            PARCELS,
            "place: { type: string, presence: optional, doc: Place",
            "place: { type: string, presence: optional, style: json, doc: Place",
        )],
    ),
    edit(
        "Entries of a map in a query lose their brackets",
        &["parameter-style-changed"],
        &[(PARCELS, "style: deep_object", "style: form")],
    ),
    edit(
        "Numbers of a map in a query become strings",
        &["parameter-type-widened"],
        &[(PARCELS, "type: map<int32>", "type: map<string>")],
    ),
    edit(
        "A cookie becomes required",
        &["parameter-became-required"],
        &[(PARCELS, "desk: { type: int32, presence: optional", "desk: { type: int32, presence: required")],
    ),
    edit(
        "A number in a cookie becomes a string",
        &["parameter-type-widened"],
        &[(PARCELS, "desk: { type: int32", "desk: { type: string")],
    ),
    edit(
        "A cookie gets another name",
        &["parameter-renamed-optional"],
        &[(PARCELS, "      desk: {", "      table: {")],
    ),
    edit(
        "A parameter has only one value",
        &["parameter-value-added"],
        &[(PARCELS, "place: { type: string, presence: optional, doc", "place: { type: string, value: here, doc")],
    ),
    edit(
        "A parameter with one value gets another",
        &["parameter-value-changed"],
        &[(PARCELS, "value: all", "value: urgent")],
    ),
    edit(
        "A parameter with one value is removed",
        &["parameter-removed-required"],
        &[(PARCELS, "    query:\n      kind: { type: string, value: all, doc: Parcels to count. }\n", "")],
    ),
];

//! The rows of all rules.

use super::Wire::{Breaking as B, Docs as D, Risky as R, Safe as S};
use super::{Row, Verdict};
use crate::diff::definitions::Site::{self, *};

/// Carriers of values.
const CARRIERS: &[Site] = &[Parameter, Field, Body, Response];
/// The same, and what else has a type.
const TYPED: &[Site] = &[Parameter, Field, Body, Response, Variant, ClientParameter];
const INPUTS: &[Site] = &[Parameter, Field, Body];
const LIMITED: &[Site] = &[Parameter, Field];
const RULED: &[Site] = &[Field, Parameter];
const BOUNDED: &[Site] = &[Parameter, Field, Variant, Type, ClientParameter];

/// A verdict is followed by the reason and, if it is not harmless, by what to do.
macro_rules! rows {
    ($($sites:expr, $suffix:literal <> $mirror:literal $title:literal:
        $request:ident $why_request:literal $(=> $do_request:literal)?,
        $response:ident $why_response:literal $(=> $do_response:literal)?;)*) => {
        &[$(Row {
            sites: $sites,
            suffix: $suffix,
            mirror: $mirror,
            title: $title,
            request: Verdict { wire: $request, why: $why_request, advice: concat!($($do_request)?) },
            response: Verdict { wire: $response, why: $why_response, advice: concat!($($do_response)?) },
        }),*]
    };
}

/// Rules with a verdict for each direction.
pub(super) const VALUES: &[Row] = rows! {
    INPUTS, "added-required" <> "removed-required" "was added and is required":
        B "requests without it are rejected" => "Send it in every request. To stay compatible, make it optional.",
        S "clients ignore what they do not know";
    INPUTS, "added-optional" <> "removed-optional" "was added and is optional":
        S "clients can omit it", S "clients ignore what they do not know";
    INPUTS, "removed-required" <> "added-required" "was removed; it was required":
        R "servers may ignore or reject what clients still send" => "Stop sending it.",
        B "clients that require it fail to read the response" => "Make it optional in clients before servers omit it.";
    INPUTS, "removed-optional" <> "added-optional" "was removed; it was optional":
        R "servers may ignore or reject what clients still send" => "Stop sending it.",
        R "clients that use it no longer find it" => "Find out who uses it.";
    LIMITED, "renamed" <> "renamed" "was renamed from `{old}` to `{new}`":
        B "servers do not know the old name" => "Send the new name. To stay compatible, let servers accept both names.",
        B "clients do not find the old name" => "Read the new name. To stay compatible, let servers send both names.";
    LIMITED, "renamed-optional" <> "renamed-optional" "is optional and was renamed from `{old}` to `{new}`":
        R "servers may ignore or reject the old name" => "Send the new name. To stay compatible, let servers accept both names.",
        R "clients that use it do not find the old name" => "Read the new name. To stay compatible, let servers send both names.";
    &[Field], "renamed-with-alias" <> "renamed-with-alias" "was renamed from `{old}` to `{new}`; an alias keeps both readable":
        B "servers do not know the old name" => "Send the new name. To stay compatible, let servers accept both names.",
        B "clients do not find the old name" => "Read the new name. To stay compatible, let servers send both names.";
    INPUTS, "became-required" <> "became-optional" "is now required":
        B "requests without it are rejected" => "Send it in every request. To stay compatible, keep it optional.",
        S "what could be absent is always present";
    INPUTS, "became-optional" <> "became-required" "is now optional":
        S "what clients send is still accepted",
        B "clients that require it fail when it is absent" => "Make it optional in clients before servers omit it.";
    &[Field], "became-nullable" <> "became-not-nullable" "can now be null":
        S "what clients send is still accepted",
        B "clients that require a value fail on null" => "Accept null in clients before servers send it.";
    &[Field], "became-not-nullable" <> "became-nullable" "can no longer be null":
        B "requests with null are rejected" => "Send a value.",
        S "what could be null always has a value";
    &[Field], "became-always-present" <> "became-omissible" "can no longer be absent, but can be null":
        B "requests without it are rejected" => "Send null instead of omitting it.",
        S "what could be absent is present or null";
    &[Field], "became-omissible" <> "became-always-present" "can be absent instead of null":
        S "what clients send is still accepted",
        R "clients that look for null do not find it" => "Treat an absent value like null.";
    &[Field], "became-clearable" <> "became-not-clearable" "is now cleared by null":
        R "requests with null for nothing clear the value" => "Omit the field to keep the value.",
        S "null and absent values are read as before";
    &[Field], "became-not-clearable" <> "became-clearable" "is no longer cleared by null":
        R "requests with null no longer clear the value, without an error" => "Clear the value in another way.",
        S "null and absent values are read as before";
    TYPED, "type-widened" <> "type-narrowed" "has a wider type: `{old}` is now `{new}`":
        S "every value of the old type is accepted",
        B "values may arrive that the old type cannot hold" => "Change the type in clients before servers send such values.";
    TYPED, "type-narrowed" <> "type-widened" "has a narrower type: `{old}` is now `{new}`":
        B "values of the old type may be rejected" => "Send only values of the new type.",
        S "every value fits the old type";
    TYPED, "type-changed" <> "type-changed" "has a different type: `{old}` is now `{new}`":
        B "values of the old type are rejected" => "Send the new type. To stay compatible, add a second field or operation.",
        B "clients of the old type fail to read the value" => "Read the new type. To stay compatible, add a second field or operation.";
    CARRIERS, "encoding-changed" <> "encoding-changed" "is encoded differently: `{old}` is now `{new}`":
        B "servers do not read the old encoding" => "Send the new encoding.",
        B "clients do not read the new encoding" => "Read the new encoding.";
    CARRIERS, "unit-changed" <> "unit-changed" "is a point in time, or no longer one: `{old}` is now `{new}`":
        R "the same number may mean something else" => "Compare the unit with what clients send.",
        R "the same number may mean something else" => "Compare the unit with what clients expect.";
    CARRIERS, "enum-introduced" <> "enum-dropped" "is now an enum: `{old}` is now `{new}`":
        R "servers may reject values that are not listed" => "Send only listed values.",
        S "every listed value fits the old type";
    CARRIERS, "enum-dropped" <> "enum-introduced" "is no longer an enum: `{old}` is now `{new}`":
        S "the listed values are still accepted",
        R "values may arrive that are not listed" => "Handle values that are not listed.";
    CARRIERS, "closed-enum-introduced" <> "closed-enum-dropped" "is now a closed enum: `{old}` is now `{new}`":
        B "values that are not listed are rejected" => "Send only listed values. To stay compatible, make the enum open.",
        S "every listed value fits the old type";
    CARRIERS, "closed-enum-dropped" <> "closed-enum-introduced" "is no longer a closed enum: `{old}` is now `{new}`":
        S "the listed values are still accepted",
        B "clients of the closed enum fail on other values" => "Open the enum in clients before servers send other values.";
    BOUNDED, "constraint-added" <> "constraint-removed" "has a new limit: `{key}` is `{new}`":
        B "values outside of the limit are rejected" => "Send only values within the limit.",
        S "fewer values arrive";
    BOUNDED, "constraint-removed" <> "constraint-added" "no longer has a limit: `{key}` was `{old}`":
        S "what clients send is still accepted",
        R "values may arrive that exceed what clients expect" => "Check what clients can hold.";
    BOUNDED, "constraint-tightened" <> "constraint-loosened" "has a narrower limit: `{key}` was `{old}` and is now `{new}`":
        B "values outside of the new limit are rejected" => "Send only values within the new limit.",
        S "fewer values arrive";
    BOUNDED, "constraint-loosened" <> "constraint-tightened" "has a wider limit: `{key}` was `{old}` and is now `{new}`":
        S "what clients send is still accepted",
        R "values may arrive that exceed what clients expect" => "Check what clients can hold.";
    BOUNDED, "constraint-shifted" <> "constraint-shifted" "has a different limit: `{key}` was `{old}` and is now `{new}`":
        B "values outside of the new limit are rejected" => "Send only values within the new limit.",
        R "values may arrive that exceed what clients expect" => "Check what clients can hold.";
    BOUNDED, "constraint-changed" <> "constraint-changed" "has a different limit: `{key}` was `{old}` and is now `{new}`":
        R "values that were accepted may be rejected" => "Compare what clients send with the new limit.",
        R "values may arrive that clients do not expect" => "Check what clients can hold.";
    LIMITED, "default-added" <> "default-removed" "has a default: `{new}`":
        R "requests without it may have a different effect" => "Send the value explicitly to keep the old effect.",
        D "responses contain the effective value";
    LIMITED, "default-removed" <> "default-added" "no longer has a default; it was `{old}`":
        R "requests without it may have a different effect" => "Send the value explicitly to keep the old effect.",
        D "responses contain the effective value";
    LIMITED, "default-changed" <> "default-changed" "has a different default: `{old}` is now `{new}`":
        R "requests without it have a different effect, without an error" => "Send the value explicitly to keep the old effect.",
        D "responses contain the effective value";
    RULED, "requirement-added" <> "requirement-removed" "is required in more cases: {new}":
        B "requests without it are rejected in these cases" => "Send it in these cases.",
        S "what could be absent is present";
    RULED, "requirement-removed" <> "requirement-added" "is no longer required when {old}":
        S "what clients send is still accepted",
        R "clients that rely on it may not find it" => "Handle its absence.";
    RULED, "requirement-changed" <> "requirement-changed" "is required in different cases: {old}, now {new}":
        B "requests without it are rejected in these cases" => "Send it in these cases.",
        R "clients that rely on it may not find it" => "Handle its absence.";
    &[Field], "inner-requirement-added" <> "inner-requirement-removed" "requires more fields in more cases: {new}":
        B "requests without them are rejected in these cases" => "Send them in these cases.",
        S "what could be absent is present";
    &[Field], "inner-requirement-removed" <> "inner-requirement-added" "no longer requires {old}":
        S "what clients send is still accepted",
        R "clients that rely on it may not find it" => "Handle its absence.";
    &[Field], "inner-requirement-changed" <> "inner-requirement-changed" "requires fields in different cases: {old}, now {new}":
        B "requests without them are rejected in these cases" => "Send them in these cases.",
        R "clients that rely on them may not find them" => "Handle their absence.";
    &[Type, Operation], "rules-added" <> "rules-removed" "has a new rule: {new}":
        B "requests that break the rule are rejected" => "Send only what the rule allows.",
        S "fewer values arrive";
    &[Type, Operation], "rules-removed" <> "rules-added" "no longer has a rule: {old}":
        S "what clients send is still accepted",
        R "values may arrive that the rule excluded" => "Handle what the rule excluded.";
    &[Type, Operation], "rules-changed" <> "rules-changed" "has different rules: {old}, now {new}":
        B "requests that break a rule are rejected" => "Send only what the rules allow.",
        R "values may arrive that the rules excluded" => "Handle what the rules excluded.";
    &[Field, Parameter], "empty-ignored" <> "empty-observed" "counts as absent if it is empty":
        R "an empty value has a different effect" => "Send no empty value.",
        S "what is empty is read as absent";
    &[Field, Parameter], "empty-observed" <> "empty-ignored" "no longer counts as absent if it is empty":
        R "an empty value may be rejected" => "Send no empty value.",
        R "clients read an empty value" => "Handle an empty value.";
    &[Field, Value], "aliases-added" <> "aliases-removed" "can also be written as `{new}`":
        S "servers accept more names",
        R "clients that do not know the alias do not find it" => "Add the alias to clients before servers send it.";
    &[Field, Value], "aliases-removed" <> "aliases-added" "can no longer be written as `{old}`":
        R "servers may ignore or reject the alias" => "Send the name instead of the alias.",
        S "fewer names arrive";
    &[Field, Value], "aliases-changed" <> "aliases-changed" "can be written as `{new}` instead of `{old}`":
        R "servers may ignore or reject the old alias" => "Send the name instead of the alias.",
        R "clients that do not know the new alias do not find it" => "Add the alias to clients before servers send it.";
    &[Field], "leniency-added" <> "leniency-removed" "can be a number or a string":
        S "servers accept both",
        B "clients that expect only one of them fail on the other" => "Accept both in clients before servers send both.";
    &[Field], "leniency-removed" <> "leniency-added" "can no longer be a number or a string alike":
        R "servers may reject the other type" => "Send the declared type.",
        S "only the declared type arrives";
    &[Type], "pair-changed" <> "pair-changed" "separates name and value differently: {old}, now {new}":
        B "the service finds no name and value in it" => "Separate the two in the new way.",
        R "clients split the value in the wrong place" => "Split it in the new way.";
    &[Type], "case-ignored" <> "case-observed" "ignores letter case":
        S "servers accept more spellings",
        R "clients may not recognize the new spellings" => "Ignore letter case in clients.";
    &[Type], "case-observed" <> "case-ignored" "no longer ignores letter case":
        R "servers may reject other spellings" => "Send the listed spelling.",
        S "only the listed spelling arrives";
    &[Response], "body-added" <> "body-removed" "has a body: `{new}`":
        S "requests are the same", S "clients can ignore it";
    &[Response], "body-removed" <> "body-added" "no longer has a body; it was `{old}`":
        S "requests are the same",
        B "clients that read the body fail" => "Stop reading the body.";
    &[Type], "kind-changed" <> "kind-changed" "is of another kind: {old} is now {new}":
        B "values of the old kind are rejected" => "Send the new kind. To stay compatible, add a second type.",
        B "clients of the old kind fail to read the value" => "Read the new kind. To stay compatible, add a second type.";
    &[Type], "opened" <> "closed" "is now open":
        S "the listed values are still accepted",
        B "clients of the closed type fail on values that are not listed" => "Open the type in clients before servers send other values.";
    &[Type], "closed" <> "opened" "is now closed":
        B "values that are not listed are rejected" => "Send only listed values. To stay compatible, keep it open.",
        S "only listed values arrive";
    &[Type], "values-retyped" <> "values-retyped" "has numbers instead of strings as values, or the reverse":
        B "the old values are rejected" => "Send the new values.",
        B "clients of the old values fail" => "Read the new values.";
    &[Type], "extra-added" <> "extra-removed" "has further fields: `{new}`":
        R "servers may reject what they ignored" => "Compare what clients send besides the listed fields with the type.",
        S "clients ignore what they do not know";
    &[Type], "extra-removed" <> "extra-added" "no longer has further fields; they were `{old}`":
        R "servers may ignore or reject what clients still send" => "Stop sending them.",
        R "clients that use them no longer find them" => "Find out who uses them.";
    &[Type], "extra-changed" <> "extra-changed" "has other further fields: `{old}` is now `{new}`":
        B "servers reject the old values" => "Send the new values.",
        B "clients of the old type fail to read them" => "Read the new values.";
    &[Value, Variant], "added" <> "removed" "was added":
        S "clients need not send it", S "clients keep values that they do not know";
    &[Value, Variant], "removed" <> "added" "was removed":
        B "servers may reject it" => "Stop sending it.",
        S "it no longer arrives";
    &[Value, Variant], "added-to-closed" <> "removed-from-closed" "was added to a closed type":
        S "clients need not send it",
        B "clients that do not know it fail" => "Add it to clients before servers send it. To stay compatible, open the type first.";
    &[Value, Variant], "removed-from-closed" <> "added-to-closed" "was removed from a closed type":
        B "requests with it are rejected" => "Stop sending it.",
        S "it no longer arrives";
    &[Value, Variant], "renamed" <> "renamed" "was renamed from `{old}` to `{new}`":
        B "servers do not know the old value" => "Send the new value. To stay compatible, let servers accept both.",
        B "clients do not know the new value" => "Add the new value to clients before servers send it.";
};

macro_rules! plain {
    ($($sites:expr, $suffix:literal <> $mirror:literal $title:literal: $wire:ident $why:literal $(=> $do:literal)?;)*) => {
        rows! { $($sites, $suffix <> $mirror $title: $wire $why $(=> $do)?, $wire $why $(=> $do)?;)* }
    };
}

/// Rules with the same verdict for both directions.
pub(super) const PLAIN: &[Row] = plain! {
    &[Parameter], "path-renamed" <> "path-renamed" "was renamed from `{old}` to `{new}`": D "names of path parameters are not sent";
    &[Parameter], "respelled" <> "respelled" "is spelled differently: `{old}` is now `{new}`": D "names of headers ignore letter case";
    &[Parameter], "location-changed" <> "location-changed" "moved from `{old}` to `{new}`": B "servers look for it elsewhere" => "Send it at the new location.";
    TYPED, "type-replaced" <> "type-replaced" "has an equivalent type: `{old}` is now `{new}`": D "the values are the same";
    CARRIERS, "cardinality-changed" <> "cardinality-changed" "became a list, or is no longer one: `{old}` is now `{new}`": B "a list and a single value are not interchangeable" => "Use the new type. To stay compatible, add a second field or parameter.";
    CARRIERS, "became-secret" <> "became-not-secret" "is now a secret": D "the values are the same";
    CARRIERS, "became-not-secret" <> "became-secret" "is no longer a secret": D "the values are the same";
    &[Field], "decoder-added" <> "decoder-removed" "is encoded as `{new}` says": R "its meaning now depends on another field" => "Decode it accordingly.";
    &[Field], "decoder-removed" <> "decoder-added" "is no longer encoded as `{old}` says": R "its meaning no longer depends on another field" => "Use it as it is.";
    &[Field], "decoder-changed" <> "decoder-changed" "is encoded as `{new}` says, not `{old}`": R "its meaning now depends on another field" => "Decode it accordingly.";
    &[Field], "header-changed" <> "header-changed" "is sent elsewhere: header {old}, now {new}": B "clients look for it elsewhere" => "Read it from the new place.";
    &[Field], "header-respelled" <> "header-respelled" "has a header that is spelled differently: `{old}` is now `{new}`": D "names of headers ignore letter case";
    &[Field], "boxing-changed" <> "boxing-changed" "is stored differently in memory": D "the values are the same";
    &[Parameter], "separator-changed" <> "separator-changed" "separates values differently: {old}, now {new}": B "the values are not told apart" => "Separate the values the new way.";
    &[Parameter], "style-changed" <> "style-changed" "is written in another style: {old}, now {new}": B "servers read it otherwise" => "Write it in the new style.";
    &[Parameter], "value-added" <> "value-removed" "has only one value: `{new}`": B "requests with another value, or without it, are rejected" => "Send this value. To stay compatible, allow other values.";
    &[Parameter], "value-removed" <> "value-added" "can have other values than `{old}`": S "what clients send is still accepted";
    &[Parameter], "value-changed" <> "value-changed" "has another value: `{old}` is now `{new}`": B "requests with the old value are rejected, or are for another operation" => "Send the new value. To stay compatible, add a second operation.";
    &[Parameter], "slash-changed" <> "slash-changed" "encodes slashes as `{new}` instead of `{old}`": B "the path of the request differs" => "Encode slashes the new way.";
    &[Parameter], "scope-changed" <> "scope-changed" "is set by the client as a whole, or no longer": S "requests are the same";
    &[Body, Response], "media-changed" <> "media-changed" "is sent as `{new}` instead of `{old}`": B "the other side does not read it" => "Send and read the new media type.";
    &[Response], "end-added" <> "end-removed" "ends with the event {new}": B "clients read it as one of the events" => "Stop at this event.";
    &[Response], "end-removed" <> "end-added" "no longer ends with the event {old}": S "the end of the response ends it";
    &[Response], "end-changed" <> "end-changed" "ends with another event: {old} is now {new}": B "clients read it as one of the events" => "Stop at the new event.";
    &[Response], "status-changed" <> "status-changed" "has a different status: {old} is now {new}": R "clients that compare the status fail" => "Accept any status of success.";
    &[Variant], "relabeled" <> "relabeled" "has another name: `{old}` is now `{new}`": D "the shape selects the variant";
    &[Response], "headers-added" <> "headers-removed" "has headers: {new}": S "clients ignore them";
    &[Response], "headers-removed" <> "headers-added" "no longer has headers; they were {old}": R "clients that read them find none" => "Do without the headers.";
    &[Response], "headers-changed" <> "headers-changed" "has different headers: {old} is now {new}": R "clients that read the old ones may find none" => "Read the new headers.";
    &[Response], "statuses-added" <> "statuses-removed" "has further statuses of success: {new}": R "clients that expect one status, or a body, fail" => "Accept the new statuses, and responses without a body.";
    &[Response], "statuses-removed" <> "statuses-added" "no longer has some statuses of success: {old}": S "they no longer arrive";
    &[Response], "statuses-changed" <> "statuses-changed" "has different statuses of success: {old} is now {new}": R "clients that expect one status, or a body, fail" => "Accept the new statuses, and responses without a body.";
    &[Type], "discriminator-changed" <> "discriminator-changed" "has a different discriminator: `{key}` was {old} and is now {new}": B "the variant is not recognized" => "Use the new discriminator.";
    &[Operation], "added" <> "removed" "was added": S "no client calls it yet";
    &[Operation], "added-deprecated" <> "removed-after-deprecation" "was added as deprecated": S "no client calls it yet";
    &[Operation], "removed" <> "added" "was removed": B "calls fail" => "Stop calling it. To stay compatible, deprecate it first.";
    &[Operation], "removed-after-deprecation" <> "added-deprecated" "was removed after its deprecation": R "calls of clients that have not migrated fail" => "Stop calling it.";
    &[Operation], "method-changed" <> "method-changed" "has a different method: {old} is now {new}": B "requests with the old method fail" => "Use the new method. To stay compatible, add a second operation.";
    &[Operation], "path-changed" <> "path-changed" "has a different path: `{old}` is now `{new}`": B "requests to the old path fail" => "Use the new path. To stay compatible, add a second operation.";
    &[Operation], "host-changed" <> "host-changed" "has a different host: `{old}` is now `{new}`": B "requests to the old host fail" => "Use the new host.";
    &[Operation], "auth-changed" <> "auth-changed" "has a different authentication scheme: `{old}` is now `{new}`": B "the old credentials are not accepted" => "Use credentials of the new scheme.";
    &[Operation], "auth-dropped" <> "auth-demanded" "no longer requires credentials: `{old}` is now `{new}`": S "servers ignore the old credentials";
    &[Operation], "auth-demanded" <> "auth-dropped" "now requires credentials: `{old}` is now `{new}`": B "requests without credentials are rejected" => "Send credentials.";
    &[Operation], "auth-widened" <> "auth-narrowed" "accepts further authentication schemes: `{old}` is now `{new}`": S "the old credentials are still accepted";
    &[Operation], "auth-narrowed" <> "auth-widened" "accepts fewer authentication schemes: `{old}` is now `{new}`": B "credentials of the other schemes are rejected" => "Use credentials of a scheme that is left.";
    &[Operation], "error-style-changed" <> "error-style-changed" "has a different error format: `{old}` is now `{new}`": B "clients do not find code and message of errors" => "Read errors in the new format.";
    &[Operation], "idempotency-changed" <> "idempotency-changed" "is idempotent, or no longer: {old} is now {new}": R "retries may have a different effect" => "Compare the retries of clients with it.";
    &[Operation], "body-limit-lowered" <> "body-limit-raised" "accepts smaller bodies: {old} bytes are now {new}": B "larger bodies are rejected" => "Send smaller bodies.";
    &[Operation], "body-limit-raised" <> "body-limit-lowered" "accepts larger bodies: {old} bytes are now {new}": S "what clients send is still accepted";
    &[Operation], "error-statuses-added" <> "error-statuses-removed" "has further error statuses: {new}": S "clients handle undocumented statuses";
    &[Operation], "error-statuses-removed" <> "error-statuses-added" "no longer has some error statuses: {old}": S "they no longer arrive";
    &[Operation], "error-statuses-changed" <> "error-statuses-changed" "has different error statuses: {old} is now {new}": S "clients handle undocumented statuses";
    &[Operation], "permissions-added" <> "permissions-removed" "requires further permissions: {new}": R "callers without them are rejected" => "Grant the new permissions before servers require them.";
    &[Operation], "permissions-removed" <> "permissions-added" "requires fewer permissions; removed: {old}": S "callers that were allowed still are";
    &[Operation], "permissions-changed" <> "permissions-changed" "requires different permissions: {old} is now {new}": R "callers without them are rejected" => "Grant the new permissions before servers require them.";
    &[Operation], "paging-added" <> "paging-removed" "is paged: {new}": S "the parameters are the same";
    &[Operation], "paging-removed" <> "paging-added" "is no longer paged; it was {old}": R "loops over pages may not end" => "Read the list with one call.";
    &[Operation], "paging-changed" <> "paging-changed" "is paged differently: {old} is now {new}": R "loops over pages may skip or repeat items" => "Page the new way.";
    &[Operation], "waiter-added" <> "waiter-removed" "has a waiter: {new}": S "the responses are the same";
    &[Operation], "waiter-removed" <> "waiter-added" "no longer has a waiter; it was {old}": S "the responses are the same";
    &[Operation], "waiter-changed" <> "waiter-changed" "has a different waiter: {old} is now {new}": R "loops that wait may not end" => "Wait for the new states.";
    &[Operation], "stream-added" <> "stream-removed" "opens a connection for messages now: {new}": B "clients expect a response" => "Open the connection. To stay compatible, add a second operation.";
    &[Operation], "stream-removed" <> "stream-added" "no longer opens a connection for messages; it was {old}": B "clients cannot open the connection" => "Send a request. To stay compatible, add a second operation.";
    &[Operation], "stream-changed" <> "stream-changed" "carries messages differently: {old} is now {new}": B "clients cannot open the connection" => "Open it the new way. To stay compatible, add a second operation.";
    &[Operation], "client-messages-added" <> "client-messages-removed" "takes messages from clients: `{new}`": S "clients need not send any";
    &[Operation], "client-messages-removed" <> "client-messages-added" "no longer takes messages from clients; they were `{old}`": R "servers may ignore them or close the connection" => "Stop sending them.";
    &[Operation], "client-messages-changed" <> "client-messages-changed" "takes different messages from clients: `{old}` is now `{new}`": B "servers do not read the old messages" => "Send the new messages. To stay compatible, add a second operation.";
    &[Operation], "ping-changed" <> "ping-changed" "sends pings at a different interval: {old}, now {new} seconds": R "clients may take a slower service for a broken one" => "Compare how long clients wait for a sign of life.";
    &[Operation], "close-codes-changed" <> "close-codes-changed" "closes the connection with different codes: {old}, now {new}": R "clients that compare the code may handle the end differently" => "Compare what clients do after each code.";
    &[Operation], "lease-added" <> "lease-removed" "has a lease: {new}": S "the calls are the same";
    &[Operation], "lease-removed" <> "lease-added" "no longer has a lease; it was {old}": S "the calls are the same";
    &[Operation], "lease-changed" <> "lease-changed" "has a different lease: {old} is now {new}": R "what is renewed the old way may expire" => "Renew it the new way.";
    &[Operation], "conditional-added" <> "conditional-removed" "supports conditional reads: {new}": S "clients need not use them";
    &[Operation], "conditional-removed" <> "conditional-added" "no longer supports conditional reads; it was {old}": B "conditional requests have a different effect" => "Read without a condition.";
    &[Operation], "conditional-changed" <> "conditional-changed" "has different conditional reads: {old} is now {new}": B "conditional requests have a different effect" => "Send the new condition.";
    &[Operation], "conditional-respelled" <> "conditional-respelled" "has a header that is spelled differently: `{old}` is now `{new}`": D "names of headers ignore letter case";
    &[Operation], "not-found-changed" <> "not-found-changed" "treats `not found` differently: {old} is now {new}": R "watchers see an error instead of an empty state, or the reverse" => "Handle both in watchers.";
    &[Operation], "wait-limits-changed" <> "wait-limits-changed" "waits for changes with other limits: {old} is now {new}": R "older clients may wait longer than the service does, or receive what they filtered out" => "Update clients that wait for changes.";
    &[Resource, Operation], "moved" <> "moved" "moved from group `{old}` to `{new}`": D "groups are not sent";
    &[Type], "moved" <> "moved" "moved from family `{old}` to `{new}`": D "names of types are not sent";
    &[Type], "usage-changed" <> "usage-changed" "is used differently: {old}, now {new}": D "the cause is reported on its own";
    &[Family, Group, Resource, Document, Type, Example, Erratum, ErrorStyle, Permission], "added" <> "removed" "was added": D "it is not sent by itself";
    &[Family, Group, Resource, Document, Type, Example, Erratum, ErrorStyle, Permission], "removed" <> "added" "was removed": D "it is not sent by itself";
    &[Family, Group, Resource, Document, Type, Example, Erratum, ErrorStyle, Host, Auth, ErrorCatalog, Operation, Api], "renamed" <> "renamed" "was renamed from `{old}` to `{new}`": D "the name is not sent";
    &[Host, Region, Auth, ClientParameter, ErrorCatalog, ErrorCode], "added" <> "removed" "was added": S "no client uses it yet";
    &[Host, Region, Auth], "removed" <> "added" "was removed": R "clients that use it fail" => "Find out who uses it.";
    &[Region], "renamed" <> "renamed" "was renamed from `{old}` to `{new}`": R "clients that use the old name fail" => "Use the new name.";
    &[ClientParameter, ErrorCatalog, ErrorCode], "removed" <> "added" "was removed": S "requests are the same";
    &[ClientParameter], "renamed" <> "renamed" "was renamed from `{old}` to `{new}`": D "names of path parameters are not sent";
    &[ErrorCode], "renamed" <> "renamed" "was renamed from `{old}` to `{new}`": R "programs that compare the old code do not recognize it" => "Compare with both codes.";
    &[Host], "address-changed" <> "address-changed" "has a different address: `{old}` is now `{new}`": B "requests to the old address fail" => "Use the new address. To stay compatible, keep the old one reachable.";
    &[Host], "address-published" <> "address-withdrawn" "has a known address: `{new}`; clients had to set it": R "the address that clients set may not serve any more" => "Compare the address that clients set with the new one.";
    &[Host], "address-withdrawn" <> "address-published" "no longer has a known address: `{old}`; clients have to set it": B "requests to the old address fail" => "Set the address in clients.";
    &[Host], "address-example-changed" <> "address-example-changed" "has a different example of an address: `{old}` is now `{new}`": D "clients set the address themselves";
    &[Host], "nulls-accepted" <> "nulls-rejected" "reads null as absence": S "requests with null are accepted, too";
    &[Host], "nulls-rejected" <> "nulls-accepted" "no longer reads null as absence": R "requests with null may be rejected" => "Leave out what has no value.";
    &[Host], "parameters-changed" <> "parameters-changed" "has different values for client parameters: {old}, now {new}": R "clients send a different value" => "Compare the value with what the host expects.";
    &[Auth], "scheme-changed" <> "scheme-changed" "sends credentials differently: `{key}` was {old} and is now {new}": B "servers do not find the old credentials" => "Send credentials the new way.";
    &[Auth], "scheme-dropped" <> "scheme-demanded" "no longer requires credentials: {old} is now {new}": S "servers ignore the old credentials";
    &[Auth], "scheme-demanded" <> "scheme-dropped" "now requires credentials: {old} is now {new}": B "requests without credentials are rejected" => "Send credentials.";
    &[Auth], "scheme-respelled" <> "scheme-respelled" "has a header that is spelled differently: `{old}` is now `{new}`": D "names of headers ignore letter case";
    &[Auth], "login-added" <> "login-removed" "issues tokens for accounts: {new}": S "other tokens are still accepted";
    &[Auth], "login-removed" <> "login-added" "no longer issues tokens for accounts; it was {old}": S "other tokens are still accepted";
    &[Auth], "login-changed" <> "login-changed" "issues tokens differently: {old} is now {new}": B "the old login fails" => "Log in the new way.";
    &[ErrorStyle], "shape-changed" <> "shape-changed" "has a different shape: `{key}` was {old} and is now {new}": B "clients do not find code and message of errors" => "Read errors in the new format.";
    &[ErrorStyle], "rejection-changed" <> "rejection-changed" "rejects with a different code: `{key}` was {old} and is now {new}": R "programs that compare the old code do not recognize it" => "Compare with both codes.";
    &[ErrorStyle], "catalogs-changed" <> "catalogs-changed" "has different catalogs of codes: {old}, now {new}": D "the codes are the same";
    &[ErrorCode], "status-changed" <> "status-changed" "has a different status: {old} is now {new}": R "programs that compare the status do not recognize it" => "Compare the code instead of the status.";
    &[ErrorCode], "class-changed" <> "class-changed" "has a different error class: {old} is now {new}": R "clients handle it differently" => "Compare retries and error handling with the new class.";
    &[ErrorCode], "also-changed" <> "also-changed" "comes with other further statuses: {old} is now {new}": R "programs that compare the status do not recognize it" => "Compare the code instead of the status.";
    &[ErrorCode], "message-changed" <> "message-changed" "has a different message: {old} is now {new}": D "messages are for people";
    &[Resource], "behavior-changed" <> "behavior-changed" "behaves differently: {old} is now {new}": D "requests and responses have the same form";
    &[Example], "value-changed" <> "value-changed" "shows a different request or response": D "examples are not sent";
    &[Host, Operation, Type, ErrorCatalog], "order-changed" <> "order-changed" "lists its parts in a different order": D "order is not sent";
    &[Api], "version-changed" <> "version-changed" "has a different version: {old} is now {new}": D "the version is not sent";
    &[Api], "crates-changed" <> "crates-changed" "publishes its crates differently: {old} is now {new}": D "packages are not sent";
    &[Api, Family, Host, Auth, ErrorStyle, ClientParameter, Document, Group, Resource, Operation, Parameter, Response,
        Example, Type, Field, Value, Erratum, ErrorCatalog, ErrorCode, Permission],
        "doc-changed" <> "doc-changed" "has a different description": D "descriptions are for people";
    &[Api, Resource, Operation, Parameter, Example, Type, Field, Value, ErrorCatalog, ErrorCode, Permission],
        "source-changed" <> "source-changed" "has a different source: `{key}` was {old} and is now {new}": D "sources are not sent";
    &[Operation, Parameter, Type, Field, Value, ErrorCode, Permission],
        "releases-changed" <> "releases-changed" "is in other releases: `{key}` was {old} and is now {new}": D "releases are not sent";
    &[ErrorStyle, Resource, Operation, Parameter, Example, Type, Field, Value, ErrorCatalog, ErrorCode],
        "errata-changed" <> "errata-changed" "has different errata: {old}, now {new}": D "errata are for people";
    &[Operation, Parameter, Type, Field, Value, ErrorCode],
        "rust-name-changed" <> "rust-name-changed" "has a different name in Rust: {old} is now {new}": D "names in Rust are not sent";
    &[Field, Operation], "deprecated" <> "undeprecated" "is now deprecated": S "it still works";
    &[Field, Operation], "undeprecated" <> "deprecated" "is no longer deprecated": S "it still works";
    &[Field, Operation], "deprecation-changed" <> "deprecation-changed" "has a different deprecation note": D "descriptions are for people";
    &[Api], "surface-changed" <> "surface-changed" "changed the crates in a way that no other finding explains": D "nothing on the wire changes";
};

const UNJUDGED: Verdict =
    Verdict { wire: R, why: "this change has no rule yet", advice: "Report it: the table of rules lacks a row." };

/// For what no other rule describes.
pub(super) static UNCLASSIFIED: Row = Row {
    sites: &[Api],
    suffix: "unclassified",
    mirror: "unclassified",
    title: "changed in a way that no rule describes: `{key}` was {old} and is now {new}",
    request: UNJUDGED,
    response: UNJUDGED,
};

//! The rules: one row for each way in which a definition can change, with what it means on the wire in
//! each direction. What it means in Rust is not here: that is computed from the crates' surfaces.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::definitions::Site::{self, *};
use crate::words::word;

/// What a change means for an old client that talks to a new server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// A client that keeps to the old contract can fail.
    Breaking,
    /// The specification cannot tell, or something behaves differently without failing.
    Risky,
    /// Nothing that worked stops working.
    Safe,
    /// Nothing of it travels.
    Docs,
}

impl Wire {
    /// All verdicts, the worst first.
    pub const ALL: [Wire; 4] = [Wire::Breaking, Wire::Risky, Wire::Safe, Wire::Docs];

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Wire::Breaking => "breaking",
            Wire::Risky => "risky",
            Wire::Safe => "safe",
            Wire::Docs => "docs",
        }
    }
}

/// A verdict with its reason.
pub(crate) type Verdict = (Wire, &'static str);

/// What the rules for several kinds of definitions have in common.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) sites: &'static [Site],
    pub(crate) suffix: &'static str,
    /// What happened, behind the name of the definition. `{old}`, `{new}` and `{key}` are filled in.
    pub(crate) title: &'static str,
    /// The suffix of the same change seen the other way round.
    pub(crate) mirror: &'static str,
    pub(crate) request: Verdict,
    pub(crate) response: Verdict,
}

/// A way in which a kind of definition can change.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub(crate) site: Site,
    pub(crate) row: &'static Row,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.site == other.site && self.row.suffix == other.row.suffix
    }
}

impl Rule {
    pub(crate) fn find(site: Site, suffix: &str) -> Option<Rule> {
        let row = rows().find(|row| row.suffix == suffix && row.sites.contains(&site))?;
        Some(Rule { site, row })
    }

    /// All rules.
    pub fn all() -> impl Iterator<Item = Rule> {
        rows().flat_map(|row| row.sites.iter().map(move |site| Rule { site: *site, row }))
    }

    /// The rule with this id.
    pub fn from_id(id: &str) -> Option<Rule> {
        Rule::all().find(|rule| rule.id() == id)
    }

    /// The id: what changed, and how. Ids are kept; acknowledgements name them.
    pub fn id(self) -> String {
        format!("{}-{}", word(&self.site), self.row.suffix)
    }

    /// The id of the same change seen the other way round.
    pub fn mirror(self) -> String {
        format!("{}-{}", word(&self.site), self.row.mirror)
    }

    /// What it means on the wire when it is sent and when it is received.
    pub fn wire(self) -> [(Wire, &'static str); 2] {
        [self.row.request, self.row.response]
    }

    /// What `--explain` prints.
    pub fn explanation(self) -> String {
        let what = self.row.title.replace("{key}", "a setting").replace("{old}", "…").replace("{new}", "…");
        let Row { request, response, .. } = self.row;
        let verdicts = if request == response {
            format!("wire: {}: {}", request.0.as_str(), request.1)
        } else {
            let line = |direction: &str, (wire, why): Verdict| format!("{direction}: {}: {why}", wire.as_str());
            format!("{}\n{}", line("in requests", *request), line("in answers", *response))
        };
        format!(
            "{}: {what}\n\n{verdicts}\nrust: computed from the public items of the crates before and after\n\
             the other way round: {}\n",
            word(&self.site).replace('-', " "),
            self.mirror()
        )
    }
}

const B: Wire = Wire::Breaking;
const R: Wire = Wire::Risky;
const S: Wire = Wire::Safe;
const D: Wire = Wire::Docs;

/// What carries values.
const VALUES: &[Site] = &[Parameter, Field, Body, Answer];
const INPUTS: &[Site] = &[Parameter, Field, Body];
const LIMITED: &[Site] = &[Parameter, Field];
const BOUNDED: &[Site] = &[Parameter, Field, Type];

macro_rules! rows {
    ($($sites:expr, $suffix:literal <> $mirror:literal $title:literal:
        $request:ident $why_request:literal, $response:ident $why_response:literal;)*) => {
        &[$(Row {
            sites: $sites,
            suffix: $suffix,
            mirror: $mirror,
            title: $title,
            request: ($request, $why_request),
            response: ($response, $why_response),
        }),*]
    };
}

/// The rules for which it matters whether something is sent or received.
const VALUE_ROWS: &[Row] = rows! {
    INPUTS, "added-required" <> "removed-required" "is new and required":
        B "callers that do not know it are refused", S "readers may ignore it";
    INPUTS, "added-optional" <> "removed-optional" "is new and optional":
        S "callers may leave it out", S "readers may ignore it";
    INPUTS, "removed-required" <> "added-required" "is gone; it was required":
        R "servers may ignore or refuse what callers still send", B "readers that need it fail";
    INPUTS, "removed-optional" <> "added-optional" "is gone; it was optional":
        R "servers may ignore or refuse what callers still send", R "readers that use it find nothing";
    LIMITED, "renamed" <> "renamed" "has another name: `{old}` is now `{new}`":
        B "the old name is not understood", B "the old name is not sent any more";
    &[Field], "renamed-with-alias" <> "renamed-with-alias" "has another name: `{old}` is now `{new}`, and both are read":
        R "whoever knows the old name alone does not understand the new one", B "the old name is not sent any more";
    INPUTS, "became-required" <> "became-optional" "became required":
        B "callers that leave it out are refused", S "what could be missing is there";
    INPUTS, "became-optional" <> "became-required" "became optional":
        S "what is sent is still fine", B "readers that need it fail when it is missing";
    &[Field], "became-nullable" <> "became-not-nullable" "may be null":
        S "what is sent is still fine", B "readers that need a value fail on null";
    &[Field], "became-not-nullable" <> "became-nullable" "may not be null any more":
        B "callers that send null are refused", S "what could be null is there";
    &[Field], "became-clearable" <> "became-not-clearable" "is cleared by null":
        R "callers that send null for nothing clear the value", S "null and absent are read as before";
    &[Field], "became-not-clearable" <> "became-clearable" "is not cleared by null any more":
        B "callers that send null do not clear the value", S "null and absent are read as before";
    &[Field], "became-always-present" <> "became-omissible" "cannot be left out any more, but may be null":
        B "callers that leave it out are refused", S "what could be missing is there or null";
    &[Field], "became-omissible" <> "became-always-present" "may be left out instead of being null":
        S "what is sent is still fine", R "readers that look for null find nothing";
    VALUES, "type-widened" <> "type-narrowed" "has a wider type: `{old}` became `{new}`":
        S "what is sent is still fine", B "readers may get what does not fit";
    VALUES, "type-narrowed" <> "type-widened" "has a narrower type: `{old}` became `{new}`":
        B "what was fine may be refused", S "what comes fits the old type";
    VALUES, "type-changed" <> "type-changed" "has another type: `{old}` became `{new}`":
        B "what was fine is refused", B "readers of the old type fail";
    &[Variant], "type-changed" <> "type-changed" "has another type: `{old}` became `{new}`":
        B "what was fine is refused", B "readers of the old type fail";
    VALUES, "encoding-changed" <> "encoding-changed" "is written differently: `{old}` became `{new}`":
        B "the same value is sent in other bytes", B "the same value comes in other bytes";
    VALUES, "enum-introduced" <> "enum-dropped" "is now an enum: `{old}` became `{new}`":
        R "servers may refuse values that are not listed", S "what comes fits the old type";
    VALUES, "enum-dropped" <> "enum-introduced" "is no enum any more: `{old}` became `{new}`":
        S "the listed values are still fine", R "values may come that nobody listed";
    VALUES, "closed-enum-introduced" <> "closed-enum-dropped" "is now a closed enum: `{old}` became `{new}`":
        B "values that are not listed are refused", S "what comes fits the old type";
    VALUES, "closed-enum-dropped" <> "closed-enum-introduced" "is no closed enum any more: `{old}` became `{new}`":
        S "the listed values are still fine", R "values may come that nobody listed";
    BOUNDED, "constraint-added" <> "constraint-removed" "has a limit: `{key}` is `{new}`":
        R "servers may have enforced it already, or begin to", S "fewer values come";
    BOUNDED, "constraint-removed" <> "constraint-added" "has no limit any more: `{key}` was `{old}`":
        S "what was fine is still fine", R "values may come that readers have no room for";
    BOUNDED, "constraint-tightened" <> "constraint-loosened" "has a narrower limit: `{key}` was `{old}` and is `{new}`":
        B "values that were fine are refused", S "fewer values come";
    BOUNDED, "constraint-loosened" <> "constraint-tightened" "has a wider limit: `{key}` was `{old}` and is `{new}`":
        S "what was fine is still fine", R "values may come that readers have no room for";
    BOUNDED, "constraint-changed" <> "constraint-changed" "has another limit: `{key}` was `{old}` and is `{new}`":
        R "values that were fine may be refused", R "values may come that readers have no room for";
    LIMITED, "default-added" <> "default-removed" "has a default: `{new}`":
        S "leaving it out has a documented meaning", D "answers say what holds";
    LIMITED, "default-removed" <> "default-added" "has no default any more; it was `{old}`":
        R "nobody says what leaving it out means", D "answers say what holds";
    LIMITED, "default-changed" <> "default-changed" "has another default: `{old}` became `{new}`":
        R "callers that leave it out get something else, silently", D "answers say what holds";
    &[Field], "requirement-added" <> "requirement-removed" "is required in more cases: {new}":
        B "callers that leave it out then are refused", S "what could be missing is there";
    &[Field], "requirement-removed" <> "requirement-added" "is not required any more when {old}":
        S "what is sent is still fine", R "readers that rely on it find nothing";
    &[Field], "requirement-changed" <> "requirement-changed" "is required in other cases: {old}, now {new}":
        R "callers that leave it out may be refused", R "readers that rely on it may find nothing";
    &[Answer], "body-added" <> "body-removed" "has a body: `{new}`":
        S "nothing is sent", S "readers may ignore it";
    &[Answer], "body-removed" <> "body-added" "has no body any more; it was `{old}`":
        S "nothing is sent", B "readers that need it fail";
    &[Type], "kind-changed" <> "kind-changed" "is of another kind: {old} became {new}":
        B "what was fine is refused", B "readers of the old kind fail";
    &[Type], "opened" <> "closed" "is open now":
        S "the listed values are still fine", R "values may come that nobody listed";
    &[Type], "closed" <> "opened" "is closed now":
        B "values that are not listed are refused", S "only listed values come";
    &[Type], "values-retyped" <> "values-retyped" "has numbers as values instead of texts, or the other way round":
        B "what was fine is refused", B "readers of the old values fail";
    &[Value, Variant], "added" <> "removed" "is new":
        S "callers need not send it", S "readers keep what they do not know";
    &[Value, Variant], "removed" <> "added" "is gone":
        B "callers that send it may be refused", S "it just does not come any more";
    &[Value, Variant], "added-to-closed" <> "removed-from-closed" "is new in a closed type":
        S "callers need not send it", B "readers that know the old ones alone fail";
    &[Value, Variant], "removed-from-closed" <> "added-to-closed" "is gone from a closed type":
        B "callers that send it are refused", S "it just does not come any more";
    &[Value, Variant], "renamed" <> "renamed" "is written differently: `{old}` is now `{new}`":
        B "the old spelling is not understood", B "readers do not know the new spelling";
};

macro_rules! plain {
    ($($sites:expr, $suffix:literal <> $mirror:literal $title:literal: $wire:ident $why:literal;)*) => {
        rows! { $($sites, $suffix <> $mirror $title: $wire $why, $wire $why;)* }
    };
}

/// The rules for which it does not matter.
const PLAIN_ROWS: &[Row] = plain! {
    &[Parameter], "path-renamed" <> "path-renamed" "has another name: `{old}` is now `{new}`": D "names inside of paths are not sent";
    &[Parameter], "location-changed" <> "location-changed" "moved from `{old}` to `{new}`": B "servers look for it elsewhere";
    &[Parameter, Field, Body, Answer, Variant, ClientParameter], "type-replaced" <> "type-replaced" "has another type that is written alike: `{old}` became `{new}`": D "the bytes are the same";
    VALUES, "cardinality-changed" <> "cardinality-changed" "became one of many, or many became one: `{old}`, now `{new}`": B "a list is not a single value";
    VALUES, "became-secret" <> "became-not-secret" "is a secret now": D "the bytes are the same";
    VALUES, "became-not-secret" <> "became-secret" "is no secret any more": D "the bytes are the same";
    &[Field, Value], "aliases-added" <> "aliases-removed" "is also read as `{new}`": S "more is understood";
    &[Field, Value], "aliases-removed" <> "aliases-added" "is not read as `{old}` any more": R "whoever sends it is not understood";
    &[Field, Value], "aliases-changed" <> "aliases-changed" "is read as `{new}` instead of `{old}`": R "whoever sends the old one is not understood";
    &[Field], "leniency-added" <> "leniency-removed" "is read from numbers and texts alike": S "more is understood";
    &[Field], "leniency-removed" <> "leniency-added" "is not read from numbers and texts alike any more": R "whoever sends the other kind is not understood";
    &[Field], "decoder-added" <> "decoder-removed" "is encoded as `{new}` says": R "what it means depends on another field now";
    &[Field], "decoder-removed" <> "decoder-added" "is not encoded as `{old}` says any more": R "what it means does not depend on another field any more";
    &[Field], "decoder-changed" <> "decoder-changed" "is encoded as `{new}` says, not `{old}`": R "what it means depends on another field now";
    &[Field], "header-changed" <> "header-changed" "travels elsewhere: header `{old}`, now `{new}`": B "it is looked for elsewhere";
    &[Field], "boxing-changed" <> "boxing-changed" "is kept in another place in memory": D "the bytes are the same";
    &[Parameter], "slash-changed" <> "slash-changed" "has its slashes sent as `{new}`, not as `{old}`": B "other bytes are sent";
    &[Parameter], "scope-changed" <> "scope-changed" "is filled in by the client, or not any more": S "the bytes are the same";
    &[Body], "media-changed" <> "media-changed" "is written as a form instead of JSON, or the other way round": B "servers do not read the old form";
    &[Answer], "status-changed" <> "status-changed" "has another status: {old} became {new}": R "clients that compare the status fail";
    &[Type], "case-ignored" <> "case-observed" "is read without regard to letter case": S "more is understood";
    &[Type], "case-observed" <> "case-ignored" "is read with regard to letter case": R "other spellings are not understood any more";
    &[Type], "discriminator-changed" <> "discriminator-changed" "is told apart differently: `{key}` was `{old}` and is `{new}`": B "the variant is looked for elsewhere";
    &[Operation], "added" <> "removed" "is new": S "nobody calls it yet";
    &[Operation], "added-deprecated" <> "removed-after-deprecation" "is new, and not to be used": S "nobody calls it yet";
    &[Operation], "removed" <> "added" "is gone": B "callers get an error";
    &[Operation], "removed-after-deprecation" <> "added-deprecated" "is gone, as announced": R "callers that have not moved get an error";
    &[Operation], "method-changed" <> "method-changed" "has another method: {old} became {new}": B "the old request leads nowhere";
    &[Operation], "path-changed" <> "path-changed" "has another path: `{old}` became `{new}`": B "the old request leads nowhere";
    &[Operation], "host-changed" <> "host-changed" "has another host: `{old}` became `{new}`": B "the old request goes to the wrong place";
    &[Operation], "auth-changed" <> "auth-changed" "authenticates differently: `{old}` became `{new}`": B "the old credential is not accepted";
    &[Operation], "error-style-changed" <> "error-style-changed" "has errors of another shape: `{old}` became `{new}`": B "codes and messages are looked for in the wrong place";
    &[Operation], "idempotency-changed" <> "idempotency-changed" "may be repeated, or not any more: {old} became {new}": R "clients repeat it in other cases";
    &[Operation], "body-limit-lowered" <> "body-limit-raised" "takes less: {old} bytes became {new}": B "bodies that were fine are refused";
    &[Operation], "body-limit-raised" <> "body-limit-lowered" "takes more: {old} bytes became {new}": S "what was fine is still fine";
    &[Operation], "error-statuses-added" <> "error-statuses-removed" "answers further errors: {new}": S "clients meet unlisted statuses anyway";
    &[Operation], "error-statuses-removed" <> "error-statuses-added" "does not answer some errors any more: {old}": S "they just do not come any more";
    &[Operation], "error-statuses-changed" <> "error-statuses-changed" "answers other errors: {old} became {new}": S "clients meet unlisted statuses anyway";
    &[Operation], "permissions-added" <> "permissions-removed" "needs further permissions: {new}": R "callers without them are refused";
    &[Operation], "permissions-removed" <> "permissions-added" "needs fewer permissions; gone are {old}": S "whoever was let in still is";
    &[Operation], "permissions-changed" <> "permissions-changed" "needs other permissions: {old} became {new}": R "callers without them are refused";
    &[Operation], "paging-added" <> "paging-removed" "is read page by page: {new}": S "the parameters are what they were";
    &[Operation], "paging-removed" <> "paging-added" "is not read page by page any more; it was {old}": R "loops over pages may not end";
    &[Operation], "paging-changed" <> "paging-changed" "is read page by page differently: {old} became {new}": R "loops over pages may skip or repeat";
    &[Operation], "waiter-added" <> "waiter-removed" "can be waited for: {new}": S "the answers are what they were";
    &[Operation], "waiter-removed" <> "waiter-added" "cannot be waited for any more; it was {old}": S "the answers are what they were";
    &[Operation], "waiter-changed" <> "waiter-changed" "is waited for differently: {old} became {new}": R "loops that wait may not end";
    &[Operation], "lease-added" <> "lease-removed" "has a lease: {new}": S "the calls are what they were";
    &[Operation], "lease-removed" <> "lease-added" "no longer has a lease; it was {old}": S "the calls are what they were";
    &[Operation], "lease-changed" <> "lease-changed" "has another lease: {old} became {new}": R "the service may drop what is renewed the old way";
    &[Operation], "conditional-added" <> "conditional-removed" "can be asked for changes only: {new}": S "callers need not ask so";
    &[Operation], "conditional-removed" <> "conditional-added" "cannot be asked for changes only any more; it was {old}": B "callers that ask so get something else";
    &[Operation], "conditional-changed" <> "conditional-changed" "is asked for changes differently: {old} became {new}": B "callers that ask the old way get something else";
    &[Operation], "not-found-changed" <> "not-found-changed" "means something else if nothing is found: {old} became {new}": R "those who watch are told of it, or not any more";
    &[Operation], "moved" <> "moved" "belongs to another group: `{old}` became `{new}`": D "groups are not sent";
    &[Type], "moved" <> "moved" "belongs to another family: `{old}` became `{new}`": D "names of types are not sent";
    &[Type], "usage-changed" <> "usage-changed" "travels otherwise: {old}, now {new}": D "what makes it so is reported on its own";
    &[Family, Group, Document, Type, Example, Erratum, ErrorStyle, Permission], "added" <> "removed" "is new": D "nothing of it is sent by itself";
    &[Family, Group, Document, Type, Example, Erratum, ErrorStyle, Permission], "removed" <> "added" "is gone": D "nothing of it is sent by itself";
    &[Family, Group, Document, Type, Example, Erratum, ErrorStyle, Permission, Host, Auth, ErrorCatalog, Operation, Api], "renamed" <> "renamed" "has another name: `{old}` is now `{new}`": D "the name is not sent";
    &[Host, Region, Auth, ClientParameter, ErrorCatalog, ErrorCode], "added" <> "removed" "is new": S "nobody uses it yet";
    &[Host, Region, Auth], "removed" <> "added" "is gone": R "whoever uses it finds nothing";
    &[Region], "renamed" <> "renamed" "has another name: `{old}` is now `{new}`": R "whoever uses the old one finds nothing";
    &[ClientParameter, ErrorCatalog, ErrorCode], "removed" <> "added" "is gone": S "the bytes of requests are the same";
    &[ClientParameter], "renamed" <> "renamed" "has another name: `{old}` is now `{new}`": D "names inside of paths are not sent";
    &[ErrorCode], "renamed" <> "renamed" "is written differently: `{old}` is now `{new}`": R "programs that look for the old code miss it";
    &[Host], "address-changed" <> "address-changed" "has another address: `{old}` became `{new}`": B "the old address leads nowhere";
    &[Host], "parameters-changed" <> "parameters-changed" "has other values for what clients fill in: {old} became {new}": R "clients send another value";
    &[Auth], "scheme-changed" <> "scheme-changed" "carries its credential differently: `{key}` was `{old}` and is `{new}`": B "the old credential is not found";
    &[Auth], "login-added" <> "login-removed" "has tokens for accounts: {new}": S "other tokens serve as before";
    &[Auth], "login-removed" <> "login-added" "has no tokens for accounts any more; it was {old}": S "other tokens serve as before";
    &[Auth], "login-changed" <> "login-changed" "issues tokens differently: {old} became {new}": B "whoever asks the old way gets none";
    &[ErrorStyle], "shape-changed" <> "shape-changed" "has another shape: `{key}` was `{old}` and is `{new}`": B "codes and messages are looked for in the wrong place";
    &[ErrorStyle], "rejection-changed" <> "rejection-changed" "refuses with another code: `{key}` was `{old}` and is `{new}`": R "programs that look for the old code miss it";
    &[ErrorStyle], "catalogs-changed" <> "catalogs-changed" "has other catalogs of codes: {old} became {new}": D "the codes are what they were";
    &[ErrorCode], "status-changed" <> "status-changed" "comes with another status: {old} became {new}": R "programs that look at the status miss it";
    &[ErrorCode], "class-changed" <> "class-changed" "is of another error class: {old} became {new}": R "clients treat it differently";
    &[ErrorCode], "message-changed" <> "message-changed" "has another message: {old} became {new}": D "messages are for people";
    &[Example], "value-changed" <> "value-changed" "shows another exchange": D "examples are not sent";
    &[Host, Operation, Type, ErrorCatalog], "order-changed" <> "order-changed" "has its parts in another order": D "order is not sent";
    &[Api], "version-changed" <> "version-changed" "has another version: {old} became {new}": D "the version is not sent";
    &[Api, Family, Host, Auth, ErrorStyle, ClientParameter, Document, Group, Operation, Parameter, Answer, Example,
        Type, Field, Value, Erratum, ErrorCatalog, ErrorCode, Permission],
        "doc-changed" <> "doc-changed" "is described differently": D "texts are for people";
    &[Api, Operation, Parameter, Example, Type, Field, Value, ErrorCatalog, ErrorCode, Permission],
        "source-changed" <> "source-changed" "has another source: `{key}` was {old} and is {new}": D "where it is documented is not sent";
    &[ErrorStyle, Operation, Parameter, Example, Type, Field, Value, ErrorCatalog, ErrorCode],
        "errata-changed" <> "errata-changed" "has other errata: {old} became {new}": D "errata are for people";
    &[Operation, Parameter, Type, Field, Value, ErrorCode],
        "rust-name-changed" <> "rust-name-changed" "has another name in Rust: {old} became {new}": D "names in Rust are not sent";
    &[Field, Operation], "deprecated" <> "undeprecated" "is not to be used any more": S "it still works";
    &[Field, Operation], "undeprecated" <> "deprecated" "may be used again": S "it still works";
    &[Field, Operation], "deprecation-changed" <> "deprecation-changed" "has another note on why not to use it": D "texts are for people";
    &[Api], "unclassified" <> "unclassified" "changed in a way that no rule knows: `{key}` was {old} and is {new}": R "nobody has thought about it";
    &[Api], "surface-changed" <> "surface-changed" "changed the crates in a way that no other finding explains": D "nothing of it is sent";
};

fn rows() -> impl Iterator<Item = &'static Row> {
    VALUE_ROWS.iter().chain(PLAIN_ROWS)
}

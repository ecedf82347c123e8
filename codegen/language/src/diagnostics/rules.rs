//! The rules that a specification is held to. `cargo xtask lint --explain RULE` prints the text.

use std::cmp::Ordering;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// How much a breach of a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The specification can be used, but should be better; `allow` silences it with a reason.
    Warning,
}

impl Severity {
    /// Returns the word, as printed in `error[id]`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// What is known about a rule.
#[derive(Debug)]
pub struct RuleInfo {
    /// Its id, as printed in `error[id]`.
    pub id: &'static str,
    /// What it is about.
    pub family: Family,
    /// How much a breach matters.
    pub severity: Severity,
    /// Whether `cargo xtask lint --fix` can fix a breach: without a guess, and without changing anything else.
    pub is_fixable: bool,
    /// Why it exists and how to satisfy it.
    pub explanation: &'static str,
}

/// A rule that a specification is held to: one of the language, or one of a back end.
#[derive(Clone, Copy)]
pub struct Rule(&'static RuleInfo);

impl Rule {
    /// Creates a rule, as [`rules!`](crate::rules!) does.
    pub const fn new(info: &'static RuleInfo) -> Rule {
        Rule(info)
    }

    /// Returns the id, as printed in `error[id]`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Returns what it is about.
    pub fn family(self) -> Family {
        self.0.family
    }

    /// Returns how much a breach matters.
    pub fn severity(self) -> Severity {
        self.0.severity
    }

    /// Whether `cargo xtask lint --fix` can fix a breach: without a guess, and without changing anything else.
    pub fn is_fixable(self) -> bool {
        self.0.is_fixable
    }

    /// Returns why the rule exists and how to satisfy it.
    pub fn explanation(self) -> &'static str {
        self.0.explanation
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Rule {}

impl PartialOrd for Rule {
    fn partial_cmp(&self, other: &Rule) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rule {
    fn cmp(&self, other: &Rule) -> Ordering {
        self.id().cmp(other.id())
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.id())
    }
}

/// Defines rules of one family as constants, and a list of them: severity (`Error`, `Warning`, or `Fixable` for a
/// warning that `--fix` fixes), constant, id, explanation.
///
/// ```
/// specwright_language::rules! { RULES: Names:
///     Error WIDE_NAME "wide-name"
///         "The name is wider than its column."
/// }
/// assert_eq!(RULES[0].id(), "wide-name");
/// ```
#[macro_export]
macro_rules! rules {
    ($list:ident: $family:ident: $($severity:ident $name:ident $id:literal $explanation:literal)*) => {
        $(
            #[doc = $explanation]
            pub const $name: $crate::diagnostics::Rule =
                $crate::diagnostics::Rule::new(&$crate::diagnostics::RuleInfo {
                    id: $id,
                    family: $crate::diagnostics::Family::$family,
                    severity: $crate::rules!(@severity $severity),
                    is_fixable: $crate::rules!(@fixable $severity),
                    explanation: $explanation,
                });
        )*

        /// All of them; those that give errors first.
        pub const $list: &[$crate::diagnostics::Rule] = &[$($name),*];
    };
    (@severity Error) => { $crate::diagnostics::Severity::Error };
    (@severity $warning:ident) => { $crate::diagnostics::Severity::Warning };
    (@fixable Fixable) => { true };
    (@fixable $other:ident) => { false };
}

macro_rules! language_rules {
    ($($family:ident $word:literal $about:literal: $($severity:ident $name:ident $id:literal $explanation:literal)*;)*) => {
        /// What rules are about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Family { $(#[doc = $about] $family),* }

        impl Family {
            /// All families.
            pub const ALL: &[Family] = &[$(Family::$family),*];

            /// Returns the word for it on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Family::$family => $word),* }
            }

            /// Returns what its rules are about, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Family::$family => $about),* }
            }
        }

        impl Rule {
            $($(
                #[doc = $explanation]
                pub const $name: Rule = Rule(&RuleInfo {
                    id: $id,
                    family: Family::$family,
                    severity: $crate::rules!(@severity $severity),
                    is_fixable: $crate::rules!(@fixable $severity),
                    explanation: $explanation,
                });
            )*)*

            /// The rules of the language by family; in each, those that give errors first.
            pub const LANGUAGE: &[Rule] = &[$($(Rule::$name),*),*];
        }
    };
}

language_rules! {
    Files "files" "Whether the files are there and can be read.":
    Error YAML_SYNTAX "yaml-syntax"
        "The file is not YAML. The place is where the parser gave up, which is often one line below the slip: look for a missing colon, a tab, an unclosed quote or wrong indentation."
    Error DUPLICATE_KEY "duplicate-key"
        "A key stands twice in one mapping. Many parsers silently keep the last one, so that half of an entry disappears; here it is refused. Rename one of the two or merge them."
    Error YAML_FEATURE "yaml-feature"
        "Anchors, aliases, merge keys, tags and several documents in one file are not used in a specification: with them a change on one line changes entries that a reviewer does not see in the diff. Write the value out, or make it a shared type."
    Error JSON_SYNTAX "json-syntax"
        "An example file is not JSON. Trailing commas, comments and unquoted keys are not allowed there; examples are sent and compared as they are."
    Error MISSING_FILE "missing-file"
        "A specification has `api.yaml` and `sources.yaml` in its root directory, and an example named `x` lies in the file `examples/x.json` beside the file that names it."
    Error UNUSED_FILE "unused-file"
        "No operation names this example. Name it under `examples` of the operation that it shows, or remove the file."
    Error BAD_VERSION "bad-version"
        "The version of the specification is that of the generated crates, and crates.io takes three numbers with dots between them: `1.4.0`."
    ;

    Entries "entries" "The shape of entries: keys, and what stands behind them.":
    Error UNKNOWN_KEY "unknown-key"
        "The key does not exist in this kind of entry. `docs/spec-format.md` shows each kind; `cargo xtask schema` prints a JSON Schema that lets an editor complete the keys."
    Error MISSING_KEY "missing-key"
        "The key is required in this kind of entry: nothing that matters is left to a default. The message shows where the line goes; fill in the part after the colon."
    Error WRONG_TYPE "wrong-type"
        "The value has another type than the key takes, or is a number outside of its bounds. Texts that look like numbers, such as the section \"5.1\", need quotes; `yes` and `no` are texts."
    Error UNKNOWN_VALUE "unknown-value"
        "The key takes one of a few words, and this is not one of them. Letter case counts. The message lists them."
    Error EMPTY_VALUE "empty-value"
        "The key is written, but nothing stands behind it, which readers take for null, for an empty text or for a forgotten value. Give it a value or remove the line."
    Error BAD_ACKNOWLEDGEMENT "bad-acknowledgement"
        "`acknowledged.yaml` lists changes that are accepted: by definition, the ids of rules of `cargo xtask diff`, each with the reason. `cargo xtask diff --list-rules` shows the rules."
    Error INCOMPLETE_GROUP "incomplete-group"
        "A file with operations says to which family and group they belong, what the group is about, and which host, authentication and error style they have. A file without operations is shared vocabulary and says none of that, except perhaps the family."
    Fixable NEEDLESS_KEY "needless-key"
        "The key says what holds without it: an empty list, `boxed: false`, the host of the file, `idempotent: true` of a GET. Readers look for what it changes and find nothing. Remove it."
    ;

    References "references" "What entries name, and what nobody names.":
    Error BAD_TYPE_EXPRESSION "bad-type-expression"
        "A type expression is a built-in type, the name of a type, `list<…>` or `map<…>`: `string`, `list<Label>`, `map<list<int32>>`."
    Error UNKNOWN_TYPE "unknown-type"
        "No type has this name. Types are looked up in the family of the file, then in the shared vocabulary (files without `family`)."
    Error UNKNOWN_FAMILY "unknown-family"
        "The family is not listed under `families` in api.yaml. Families become modules and cargo features, so a misspelled one would silently open a second module; add it there if it is new."
    Error UNKNOWN_HOST "unknown-host"
        "The host is not listed under `hosts` in api.yaml, where its address is described. A group names the host of its operations; an operation may name another one."
    Error UNKNOWN_CLIENT_PARAMETER "unknown-client-parameter"
        "A host has a value for a parameter that is not listed under `client_parameters` in api.yaml. Only what clients fill in can have another value at a host."
    Error UNKNOWN_AUTH "unknown-auth"
        "The way to authenticate is not listed under `auth` in api.yaml, where it says how the credential travels. An operation without credential names an entry with the scheme `none`."
    Error UNKNOWN_ERROR_STYLE "unknown-error-style"
        "The error style is not listed under `error_styles` in api.yaml, where it says which field of an error body is the code and which the message."
    Error UNKNOWN_ERROR_CATALOG "unknown-error-catalog"
        "No file has a catalog of this name under `error_codes`. An error style names the catalogs of the codes that stand in its bodies, so that clients can say what a code means."
    Error UNKNOWN_OPERATION "unknown-operation"
        "No family has an operation of this name. Settings that refer to an operation name it as calls by id do: with its family and a dot, `v1.create_thing`."
    Error UNKNOWN_PERMISSION "unknown-permission"
        "No file has this action under `permissions`, where it says what the permission allows. An operation names the permissions that its callers need; a misspelled one would send an administrator on a wild-goose chase."
    Error UNKNOWN_DOCUMENT "unknown-document"
        "The document is not listed in sources.yaml. Sources are cited by id, so that a reader can find the document and coverage can be counted; add the document there with its title, kind and date."
    Error UNKNOWN_ERRATUM "unknown-erratum"
        "No file has an erratum with this id under `errata`. An entry that deviates from its document cites the erratum that says why; write it down in the file whose entries it is about."
    Error UNKNOWN_FIELD "unknown-field"
        "The entry refers to a field or parameter by its name on the wire, and there is none of that name: `required_when` and `encoded_by` name a sibling field, `paging` names parameters of the query and fields of the answer."
    Error MISSING_SOURCE "missing-source"
        "Every operation, type and field says where it comes from: at least a document, which may be taken over from the file, and a section or a table. Without it nobody can check the entry, and coverage cannot be computed."
    Error UNUSED_ERRATUM "unused-erratum"
        "No entry refers to this erratum, so that readers of the entry it is about never see it. Name it under `errata` of that entry, or give it the consequence `none`."
    Error UNUSED_ERROR_CATALOG "unused-error-catalog"
        "No error style names this catalog under `codes`, so that no client would ever look into it. Name it in api.yaml at the style whose bodies hold these codes, or remove it."
    Warning UNUSED_TYPE "unused-type"
        "No operation reaches this type, so that nobody can send or receive it. Use it in the field, parameter or body that it was written for, or remove it. A structure that the documents describe without an operation can stay if it is allowed; it is generated as part of an answer. Types that only an unused type contains are not reported on their own."
    Warning UNUSED_ENTRY "unused-entry"
        "An error style, a family or a parameter of the client is declared in api.yaml, and no operation has it. It would become settings and modules that do nothing. Remove it, or name it in the files that it was written for."
    ;

    Names "names" "Ids, and the names in Rust that follow from them.":
    Error BAD_NAME "bad-name"
        "Ids are written in one way, so that names in Rust follow by rule: families, groups, operations, hosts, auth and error styles in snake_case, types and catalogs of error codes in PascalCase."
    Error DUPLICATE_OPERATION "duplicate-operation"
        "Two operations of a family have the same id, even if in different groups, so that they would become one type in Rust. Put the name of the resource into the id; `rust_method` keeps the method short."
    Error DUPLICATE_TYPE "duplicate-type"
        "Two types have the same name. The types of a family share one namespace, and none may hide a type of the shared vocabulary. If they are the same thing, keep one; else rename one. Catalogs of error codes are named like types, and no two of them may have the same name, whatever their family."
    Error DUPLICATE_GROUP "duplicate-group"
        "Two files of a family name the same group. A group is one file, one accessor of the client and one trait of the server: merge the files or rename one."
    Error DUPLICATE_ERRATUM "duplicate-erratum"
        "Ids of errata are unique in the whole specification, because documentation and change reports cite them."
    Error DUPLICATE_FIELD "duplicate-field"
        "Two fields of a struct answer to the same name on the wire, counting aliases, so that a reader could not tell which one is meant. Drop the alias that is wrong."
    Error DUPLICATE_VALUE "duplicate-value"
        "Two values of an enum read the same, counting aliases and, for enums with `case: insensitive`, whatever the letter case. Drop one of them; if the documents print both, an alias keeps the second."
    Error DUPLICATE_PERMISSION "duplicate-permission"
        "A permission is declared twice, or an operation names it twice. Permissions belong to all families: declare each action in one file, where all operations find it."
    Warning UPPER_CASE_ACRONYM "upper-case-acronym"
        "Names in PascalCase have a capital at the beginning of each word only, also where the word is an acronym: `HttpUrl`, not `HTTPURL`. So it is seen where a word ends, and methods and modules that follow from the name read well."
    Warning MISLEADING_VERB "misleading-verb"
        "The name begins with a verb that says another thing than the method: who calls `get_thing` does not expect it to send DELETE. Readers and retries go by the verb. `list`, `get` and `show` belong to GET, or to a POST with a query in its body; `create` to POST or PUT, `update` to PUT, PATCH or POST, `delete` to DELETE or POST."
    ;

    Routes "routes" "Methods and paths.":
    Error BAD_ROUTE "bad-route"
        "`http` is a method and a path: `GET /v1/things/{thing_id}`. A path begins with `/`, does not end with one, and each part between slashes is either text or one parameter in braces. There are at most 25 parameters."
    Error UNDECLARED_PATH_PARAMETER "undeclared-path-parameter"
        "The path has a parameter that is declared neither by the operation, nor by its group, nor under `client_parameters` in api.yaml."
    Error UNUSED_PATH_PARAMETER "unused-path-parameter"
        "A path parameter is declared, but the path does not contain it, so that callers would give a value that goes nowhere. A parameter of a group has to be in the path of at least one of its operations."
    Error DUPLICATE_ROUTE "duplicate-route"
        "Two operations of a host have the same method and path, so that a server could not tell which one is called. One of the two paths is usually a slip of the copy."
    Error AMBIGUOUS_ROUTE "ambiguous-route"
        "Two operations of a host have the same method and paths that differ only in the names of their parameters: a router could not tell them apart."
    Warning OVERLAPPING_ROUTE "overlapping-route"
        "Two operations with one method answer to the same path, and neither path is the more precise one: `/a/{x}/c` and `/a/b/{y}` both fit `/a/b/c`. Which one is meant depends on the router, so that mock, stub and service may differ. Look into the documents again: one of the two is usually a slip."
    ;

    Operations "operations" "What operations take, answer and are like.":
    Error BAD_PARAMETER "bad-parameter"
        "Path parameters are always required and leave `presence` out. Query and header parameters are `required` or `optional`. Parameters are plain values (text, numbers, booleans, timestamps, secrets, enums), and in a query also lists of them; structs, unions and free JSON have no place there. `slash` belongs to path parameters of type `string`."
    Error RESERVED_HEADER "reserved-header"
        "A header is declared that is not the caller's: the client or the connection writes it by itself, as `Host`, `Content-Length` and `Content-Type`, or the way to authenticate does, as `Authorization`. Two values would contradict each other, and credentials would bypass `auth`. Remove the parameter; credentials belong under `auth` in api.yaml."
    Error BAD_BODY "bad-body"
        "A request body belongs to POST, PUT, PATCH and DELETE, and is `required` or `optional`. Servers and proxies are free to ignore the body of a GET, and an empty body says what null would say. With `media: multipart` it is a form: a struct whose fields are plain values or of the type `file`, which has no other place."
    Error BAD_CONDITIONAL "bad-conditional"
        "`conditional` names a query parameter that takes a known revision, and perhaps one that says how long to wait and the header that tells the present revision. The parameters are optional, because the first request has nothing to compare with, and the answer has a body. The status 304 follows and is not written down."
    Error BAD_WAITER "bad-waiter"
        "`waiter` says which field of the answer holds the status, which statuses are a good end (`done`) and which a bad one (`failed`), and perhaps in which field the service says what went wrong. Paths go through structs and lists: `tasks.message`. The statuses are values of the field's enum, and none is both a good and a bad end."
    Error BAD_STATUS "bad-status"
        "Successful answers have a status from 200 to 299 and errors one from 400 to 599. An operation has exactly one kind of success; the statuses 204 and 205 have no body."
    Error BAD_PAGING "bad-paging"
        "A paging descriptor names two optional integer parameters of the query (`limit`, `offset`), a list field of the answer (`items`) and, if there is one, an integer field with the number of all items (`total`)."
    Error BAD_HOST "bad-host"
        "A host is either found by region (`regional`, a base URL with `{region}` in it, and the known `regions`) or known only to the caller (`explicit`, an example of a base URL). The name of a region consists of letters, digits and inner hyphens, and stands in the list once."
    Error BAD_AUTH "bad-auth"
        "The scheme `header` says in `header` which header carries the token; the other schemes have no such key: `bearer` uses `Authorization`, and `none` sends nothing."
    Error BAD_LOGIN "bad-login"
        "`issued_by` names an operation that issues a token for an account to callers without one: its authentication has the scheme `none`, its body is an object with a text for the name and a secret for the password, it requires nothing besides, and its answer has the token, a secret, outside of lists. `final_codes` are documented codes of answers with status 401."
    Error BAD_LEASE "bad-lease"
        "`lease` names operations of one family that take only ids in their paths. The operation itself takes the id of the outer resource, if `within` names one; `renew` and `release` take its own id too. Ids are required strings of the responses. The interval is a whole number of seconds, at least 1, in the request body. `lost` lists documented error codes of the operation that renews the lease."
    Error DUPLICATE_ERROR_CODE "duplicate-error-code"
        "Two catalogs of one error style have the same code, so that a reader of an error could not tell which entry is meant. Keep the code in the catalog of the part that really sends it."
    Error UNDOCUMENTED_REJECTION "undocumented-rejection"
        "A server refuses with a code that is in none of the catalogs of its error style, so that clients could not say what it means. Use one of the documented codes, or add this one to a catalog."
    Warning UNPAGED_LIST "unpaged-list"
        "The query takes the size of a page and where it begins, but nothing says how to get the next page, so that clients would have to know it by themselves. Describe it under `paging`."
    Warning MISSING_CONFLICT "missing-conflict"
        "Most operations of the family that create something answer 409 when there is a thing of that name already, and this one does not list 409 under `errors`. Callers match on documented statuses; look into the documents again."
    Warning UNWAITED_JOB "unwaited-job"
        "The operation answers with a job, and nothing says when the job has ended, while other jobs of the API say so. Users would write the loop by themselves, each with another idea of what is an end. Describe it under `waiter`."
    Warning ODD_ERROR_CODE "odd-error-code"
        "Almost all codes of the catalog are written in one way, such as two letters and eight digits, and this one is not. A digit is easily lost when a table is copied, and a wrong code is never matched. Compare it with the document; if it stands there like this, allow it with that reason."
    ;

    Types "types" "Structs, enums and unions.":
    Error BAD_HEADER_FIELD "bad-header-field"
        "A field with `header` travels in a header of the answer instead of its body. So it belongs to the struct that is the whole answer, it holds a plain value, and it is optional: servers and proxies lose headers, and an answer must not be lost with them."
    Error BAD_ENUM_VALUE "bad-enum-value"
        "An enum with `of: int32` has whole numbers as values, each with a `rust_name`, since a number gives no name. Aliases and letter case are for texts."
    Error BAD_TYPE "bad-type"
        "A type is a struct (`fields`), an enum (`enum` and `values`) or a union (`union`, `tag` and `variants`), and has the keys of one kind only."
    Error ENUM_OPENNESS "enum-openness"
        "An enum says whether the service may send values that are not listed: `enum: open` keeps unknown values, `enum: closed` refuses them. Guessing wrong breaks programs when the service grows, so it is always written."
    Error CLOSED_IN_ANSWER "closed-in-answer"
        "A closed enum in an answer makes the whole answer unreadable on the day the service sends a new value. Make it `open`; a server still refuses unlisted values only where an enum is `closed`."
    Error BAD_UNION "bad-union"
        "The variants of a union are structs. When the content stands beside the tag, no variant may have a field with the tag's name."
    Error RECURSIVE_TYPE "recursive-type"
        "A struct that contains itself without a list, map or box in between would have infinite size. Mark one field of the circle with `boxed: true`."
    Error ENDLESS_TYPE "endless-type"
        "Every value of the type contains another one, directly or through other types, so there is none that anybody could send. At one place the next value must be avoidable: a field that is `optional` or `nullable`, a list or map that may be empty, another variant of the union, or another value of the field that `required_when` goes by."
    Error NEEDLESS_BOX "needless-box"
        "`boxed: true` puts the value of a named type on the heap, which a struct that contains itself needs. Other values cannot contain their own struct without a list or map in between, which is on the heap anyway. Remove the line."
    Warning TWIN_TYPE "twin-type"
        "Two types of a family have the same members with the same texts and travel in the same directions, and this one is used once. Users would have to convert one into the other for nothing. Use the other type; where the two only look the same today, the texts of their members say what sets them apart."
    Warning LETTER_CASE_VALUE "letter-case-value"
        "Two values of an enum differ in letter case only, so that users have to know which one the service sends when. If both mean the same, one is an alias of the other, or the enum has `case: insensitive`."
    ;

    Values "values" "What fields and parameters hold: limits, defaults, secrets, times.":
    Error BAD_CONSTRAINT "bad-constraint"
        "A constraint does not fit: `range` belongs to numbers, `length` and `pattern` to text, `items` to lists and maps. Bounds are written `2..64`, `2..` or `..64`. Patterns are regular expressions without look-around."
    Error BAD_DEFAULT "bad-default"
        "The default does not fit the type of the field or parameter: it has another type, lies outside of its bounds, or is not one of the values of its enum. A default is what the service assumes, written as it would stand on the wire."
    Error BAD_PRESENCE "bad-presence"
        "A `clearable` field keeps its value when a request leaves it out and loses it when the request sends null. It belongs to types that are sent as JSON in a request; everywhere else null and absent are one, which is `optional`."
    Error BAD_CONDITION "bad-condition"
        "`required_when` says when an optional field is required all the same: when a sibling field, which is text, a boolean or an enum, has one of the listed values. A condition that never holds, or on a field that is always there, says nothing."
    Error BAD_ENCODING "bad-encoding"
        "`encoded_by` belongs to a text and names a sibling field that is text or an enum: the one that says whether the content is plain or base64."
    Error BAD_LENIENCY "bad-leniency"
        "`lenient: number_or_text` belongs to text and integers: it lets a reader accept `\"80\"` where the documents say 80, and the other way round. Other types have no second spelling."
    Warning UNMARKED_SECRET "unmarked-secret"
        "The name says that the value is a secret, but its type is `string`, so that it would appear in logs and Debug output. Use the type `secret`."
    Warning UNTYPED_ID "untyped-id"
        "The name says that the string identifies something, but its type is `string`, so that nothing keeps callers from passing the id of something else. Declare an id type for each kind of thing, `id: string` under `types`, and use it wherever the documents mean that thing. The rule holds in families that have at least one, the shared ones included."
    Warning UNTYPED_TIME "untyped-time"
        "The name says that the value is a point in time or a length of time, but neither type nor text say how it is written, and seconds taken for milliseconds are a mistake of years. Use `epoch_millis`, `epoch_seconds` or `epoch_seconds_text`, or name the unit or the form in the text: \"in seconds\", \"by RFC 3339\"."
    Warning MISSING_UNIT "missing-unit"
        "The name says that a number is an amount, such as a size or a share of memory, but the text does not say of what. Megabytes taken for bytes are a mistake of a million. Name the unit in the text: \"in mebibytes\"."
    Warning UNANCHORED_PATTERN "unanchored-pattern"
        "A pattern without `^` and `$` fits every text that only contains such a part: `[a-z]+` fits `1!a`. Servers would let through what the documents refuse. Write both, or `.*` where anything may stand."
    ;

    Examples "examples" "Exchanges that show operations.":
    Error EXAMPLE_MISMATCH "example-mismatch"
        "An example does not fit the operation that it shows. Examples are data for documentation, mocks and tests; if the service really sends this, mend the type and record an erratum."
    Warning MISSING_EXAMPLE "missing-example"
        "The operation has no example. Examples are data for documentation, for mocks, and for the tests that drive client and server: what has none is never run. Add one under `examples`; names and values come from the documents, and an erratum says what was made up."
    Warning UNSHOWN_VARIANT "unshown-variant"
        "Examples show some variants of a union and leave out others. Examples drive tests and mocks: what has none is never read or written by them. Add one; names and values come from the documents, and an erratum says what was made up."
    Warning SECRET_IN_EXAMPLE "secret-in-example"
        "An example has what looks like the key or token of a real account: an access key, a secret key, a private key, a token of a known site. Examples are published with documentation and packages. Make one up that says so; if it was real, withdraw it."
    ;

    Texts "texts" "What people read.":
    Warning PLACEHOLDER_DOC "placeholder-doc"
        "The text was to be written later: it is empty, a word such as `TODO`, or only dots. Texts are what users read in their editor; say what the thing is for, and in which unit."
    Warning UNFINISHED_DOC "unfinished-doc"
        "A text consists of sentences: it begins with a capital letter, and the last one has its full stop. Texts stand side by side in the documentation, where a missing stop looks like lost words. Lists, tables and code may stand at the end."
    Warning REPETITIVE_DOC "repetitive-doc"
        "The text only repeats the name in other letters, so that a reader learns nothing: `project_id` is not explained by \"The project id.\". Say what it is good for, what it identifies, where the value comes from, which form it has, or what happens when it is left out."
    Fixable ODD_CHARACTER "odd-character"
        "The text has a character that came with a copy: a blank that does not break, an invisible one, full-width punctuation, a word of another language, or what a wrong encoding leaves. It breaks searches and looks wrong in documentation. Write it in plain English."
    Warning BROKEN_MARKDOWN "broken-markdown"
        "Texts are Markdown and become documentation. `<name>` is a tag there and vanishes, `[name]` is a link to nowhere, and an address is not one that can be followed. Put names between backquotes, and addresses between `<` and `>`."
    Warning VAGUE_DEPRECATION "vague-deprecation"
        "What is deprecated says what to use instead, because users see the text as a warning of the compiler and have to do something about it. Name the replacement between backquotes, or say that there is none."
    ;

    Lists "lists" "Lists whose order says nothing.":
    Fixable UNSORTED_LIST "unsorted-list"
        "Error statuses, permissions and the codes of a catalog ascend, so that a reader finds them, a difference shows what was added, and nothing is written twice. Values of an enum, fields and operations keep the order of the documents: it carries meaning, such as that of the steps of a life cycle."
    ;

    Ledger "ledger" "The list of what the documents contain.":
    Error BAD_LEDGER_ROW "bad-ledger-row"
        "A row of the ledger names a field with the place where it travels, `body.labels[].key` or `200.id`, and says its type as the document does, for what is sent with its presence: `string, required`. A row that cannot be read could not be compared with the specification."
    Error DUPLICATE_ROW "duplicate-row"
        "Sections, tables, error codes and permissions of a document stand in the ledger once, and so do operations and waivers, because every row is counted. Fields that a section takes from a table of another one stand under `elsewhere`."
    ;

    Suppressions "suppressions" "Warnings that are allowed.":
    Error BAD_ALLOW "bad-allow"
        "`allow` silences warnings inside of its entry: each key is the id of a rule, each value the reason why the rule does not apply here. Errors cannot be silenced, because nothing could be generated. `cargo xtask lint --list-rules` shows which rules are warnings."
    Fixable UNUSED_ALLOW "unused-allow"
        "The entry has no such problem, so that the suppression says something untrue and would hide the problem on the day it comes. Remove the line. A suppression covers its own entry and what lies inside; the innermost one counts."
    ;
}

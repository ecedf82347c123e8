//! The rules that a specification is held to. `lint --explain RULE` prints the text.

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
    /// Whether `lint --fix` can fix a breach: without a guess, and without changing anything else.
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

    /// Whether `lint --fix` can fix a breach: without a guess, and without changing anything else.
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
    Files "files" "Presence and syntax of files.":
    Error YAML_SYNTAX "yaml-syntax"
        "The file is not valid YAML. The parser often reports the line below the error. Look for a missing colon, a tab, an unclosed quote or wrong indentation."
    Error DUPLICATE_KEY "duplicate-key"
        "A mapping contains a key twice. Many parsers silently keep the last one, which loses half of an entry. Rename one of the two or merge them."
    Error YAML_FEATURE "yaml-feature"
        "Anchors, aliases, merge keys, tags, directives and multiple documents are not supported. With them, a change in one line changes entries that the diff does not show. Write the value out, or make it a shared type."
    Error JSON_SYNTAX "json-syntax"
        "An example file is not valid JSON. Trailing commas, comments and unquoted keys are not allowed, because examples are sent and compared as they are."
    Error MISSING_FILE "missing-file"
        "A specification requires `api.yaml` and `sources.yaml` in its root directory. An example named `x` requires the file `examples/x.json` beside the file that names it."
    Error UNUSED_FILE "unused-file"
        "No operation names this example. Name it under `examples` of its operation, or remove the file."
    Error BAD_VERSION "bad-version"
        "The version of the specification is also the version of the generated crates. crates.io requires three numbers with dots between them: `1.4.0`."
    ;

    Entries "entries" "The shape of entries: keys and values.":
    Error UNKNOWN_KEY "unknown-key"
        "This kind of entry has no such key. `docs/spec-format.md` shows each kind, and the command `schema` prints a JSON Schema for completion in editors."
    Error MISSING_KEY "missing-key"
        "The key is required in this kind of entry. The message shows where to insert the line; fill in the part after the colon."
    Error WRONG_TYPE "wrong-type"
        "The value has a type that the key does not accept, or is a number out of bounds. Strings that look like numbers, such as the section \"5.1\", need quotes. `yes` and `no` are strings."
    Error UNKNOWN_VALUE "unknown-value"
        "The key accepts a fixed set of values, and this is not one of them. Case matters. The message lists the values."
    Error EMPTY_VALUE "empty-value"
        "The key has no value. Readers cannot tell whether it is null, an empty string or forgotten. Set a value or remove the line."
    Error BAD_ACKNOWLEDGEMENT "bad-acknowledgement"
        "`acknowledged.yaml` lists accepted changes: by definition, the ids of rules of `diff`, each with the reason. `diff --list-rules` lists the rules."
    Error INCOMPLETE_GROUP "incomplete-group"
        "A file with operations requires family, group, description, host, authentication and error style. A file without operations is shared vocabulary and has none of them, except an optional family."
    Fixable NEEDLESS_KEY "needless-key"
        "The key sets the default: an empty list, `boxed: false`, the host of the file, `idempotent: true` of a GET. Readers look for an effect and find none. Remove it."
    ;

    References "references" "References between entries, and unused entries.":
    Error BAD_TYPE_EXPRESSION "bad-type-expression"
        "A type expression is a built-in type, the name of a type, `list<…>` or `map<…>`: `string`, `list<Label>`, `map<list<int32>>`."
    Error UNKNOWN_TYPE "unknown-type"
        "No type has this name. Types are looked up in the family of the file, then in the shared vocabulary (files without `family`)."
    Error UNKNOWN_FAMILY "unknown-family"
        "`families` in api.yaml does not list the family. Families become modules and cargo features, so a misspelled one would silently create a second module. Add a new family there."
    Error UNKNOWN_HOST "unknown-host"
        "`hosts` in api.yaml does not list the host. A group sets the host of its operations, and an operation can override it."
    Error UNKNOWN_CLIENT_PARAMETER "unknown-client-parameter"
        "A host sets a parameter that `client_parameters` in api.yaml does not list. Hosts can set only parameters that the client fills in."
    Error UNKNOWN_AUTH "unknown-auth"
        "`auth` in api.yaml does not list the authentication scheme. It defines how the credential is sent. An operation without credentials names an entry with the scheme `none`."
    Error UNKNOWN_ERROR_STYLE "unknown-error-style"
        "`error_styles` in api.yaml does not list this style. A style defines the fields of an error body, from which clients read code and message."
    Error UNKNOWN_ERROR_CATALOG "unknown-error-catalog"
        "No file has a catalog of this name under `error_codes`. An error style names the catalogs of the codes in its bodies, so clients can explain a code."
    Error UNKNOWN_OPERATION "unknown-operation"
        "No family has an operation of this name. Other entries refer to an operation by its family and id: `v1.create_thing`."
    Error UNKNOWN_PERMISSION "unknown-permission"
        "No file lists this action under `permissions`. An operation names the permissions that its callers need, and a misspelled one would mislead administrators."
    Error UNKNOWN_DOCUMENT "unknown-document"
        "sources.yaml does not list the document. Entries cite documents by id, so readers can find them and coverage can be counted. Add the document with its title, kind and date."
    Error UNKNOWN_RELEASE "unknown-release"
        "`since` or `until` names a release that its document does not list under `releases` in sources.yaml. The list has the order of the releases, so readers can tell what is newer. Add the release, or correct the name."
    Error UNKNOWN_ERRATUM "unknown-erratum"
        "No file has an erratum with this id under `errata`. An entry that deviates from its document cites the erratum with the reason. Add it to the file with the affected entries."
    Error UNKNOWN_FIELD "unknown-field"
        "The entry refers to a field or parameter by its name on the wire, and there is none of that name. `required_when` and `encoded_by` name a sibling field, and `requires` also a field inside. `paging` names query parameters and response fields."
    Error MISSING_SOURCE "missing-source"
        "Every operation, type and field requires a source: a document, which may be inherited from the file, and a section or a table. Without it, no one can verify the entry, and coverage cannot be computed."
    Error BAD_RELEASE "bad-release"
        "Releases of a document are listed once, the oldest first. The first release that has an entry is not after the last one. Operations, parameters, types, fields, values, error codes and permissions can have them; for anything else, no generated documentation would show them."
    Error UNUSED_ERRATUM "unused-erratum"
        "No entry refers to this erratum, so readers of the affected entry never see it. Name it under `errata` of that entry, or set its consequence to `none`."
    Error UNUSED_ERROR_CATALOG "unused-error-catalog"
        "No error style names this catalog under `codes`, so clients never use it. Name it in api.yaml in the style whose bodies contain these codes, or remove it."
    Warning UNUSED_TYPE "unused-type"
        "No operation reaches this type, so it is never sent or received. Use it in a field, parameter or body, or remove it. If the documents describe it without an operation, allow it; it is then generated as part of a response. Types that only an unused type contains are not reported."
    Warning NEEDLESS_RELEASE "needless-release"
        "`since` names the oldest release of its document, or `until` the newest one, so no release is excluded. Remove it, or list the releases before or after it in sources.yaml."
    Warning UNUSED_ENTRY "unused-entry"
        "api.yaml declares an error style, a family or a client parameter that no operation uses. It would become settings and modules without effect. Remove it, or name it in the files that need it."
    ;

    Names "names" "Ids, and the Rust names derived from them.":
    Error BAD_NAME "bad-name"
        "Ids have one spelling, so names in Rust follow by rule: families, groups, operations, hosts, auth and error styles in snake_case, types and catalogs of error codes in PascalCase."
    Error DUPLICATE_OPERATION "duplicate-operation"
        "Two operations of a family have the same id, possibly in different groups, and would become one type in Rust. Put the name of the resource into the id; `rust_method` keeps the method short."
    Error DUPLICATE_TYPE "duplicate-type"
        "Two types have the same name. The types of a family share one namespace and must not hide types of the shared vocabulary. Keep one if they are the same, or rename one. Names of catalogs of error codes are types too, and unique across families."
    Error DUPLICATE_GROUP "duplicate-group"
        "Two files of a family name the same group. A group is one file, one accessor of the client and one trait of the server. Merge the files or rename one."
    Error DUPLICATE_ERRATUM "duplicate-erratum"
        "Ids of errata are unique in the whole specification, because documentation and change reports cite them."
    Error DUPLICATE_FIELD "duplicate-field"
        "Two fields of a struct have the same name on the wire, counting aliases, so decoding is ambiguous. Remove the wrong alias."
    Error DUPLICATE_VALUE "duplicate-value"
        "Two values of an enum are spelled alike, counting aliases and, with `case: insensitive`, ignoring case. Remove one of them. If the documents print both, make the second an alias."
    Error DUPLICATE_PERMISSION "duplicate-permission"
        "A permission is declared twice, or an operation names it twice. Permissions are shared by all families. Declare each action in one file."
    Warning UPPER_CASE_ACRONYM "upper-case-acronym"
        "Names in PascalCase capitalize only the first letter of each word, including acronyms: `HttpUrl`, not `HTTPURL`. This shows where a word ends, and derived names of methods and modules read well."
    Warning MISLEADING_VERB "misleading-verb"
        "The name begins with a verb that contradicts the method: callers of `get_thing` do not expect it to send DELETE. Readers and retries rely on the verb. `list`, `get` and `show` belong to GET, or to a POST with a query in its body; `create` to POST or PUT, `update` to PUT, PATCH or POST, `delete` to DELETE or POST."
    ;

    Routes "routes" "Methods and paths.":
    Error BAD_ROUTE "bad-route"
        "`http` is a method and a path: `GET /v1/things/{thing_id}`. A path begins with `/`; one that ends with it is another path. Each segment is text other than `.` and `..`, or has parameters in braces with text between them. A path has at most 25 parameters."
    Error UNDECLARED_PATH_PARAMETER "undeclared-path-parameter"
        "The path has a parameter that neither the operation, nor its group, nor `client_parameters` in api.yaml declares."
    Error UNUSED_PATH_PARAMETER "unused-path-parameter"
        "A declared path parameter is not in the path, so its value would be ignored. A parameter of a group must be in the path of at least one of its operations."
    Error DUPLICATE_ROUTE "duplicate-route"
        "Two operations of a host have the same method and path, and no parameter of the query or a header distinguishes them: one with a `value`, or a required one that the other operation does not have. Usually one of the paths was copied wrongly."
    Error AMBIGUOUS_ROUTE "ambiguous-route"
        "Two operations of a host have the same method, and paths that differ only in the names of their parameters. A router cannot distinguish them, unless values of path parameters do, or a parameter of the query or a header: one with a `value`, or a required one that the other operation does not have."
    Warning OVERLAPPING_ROUTE "overlapping-route"
        "Two operations with one method match the same path, and neither path is more specific: `/a/{x}/c` and `/a/b/{y}` both match `/a/b/c`. The router decides which one is called, so mock, stub and service may differ. Check the documents; usually one of the two is wrong."
    ;

    Operations "operations" "Parameters, bodies, responses and behavior of operations.":
    Error BAD_PARAMETER "bad-parameter"
        "The name of a header or a cookie is a token of HTTP. Path parameters are always required and omit `presence`. Query and header parameters are `required` or `optional`. Parameters are plain values (strings, numbers, booleans, timestamps, secrets, enums), and in the query and headers also lists of them. Structs, unions and free JSON need `style: json`, and maps of plain values `style: form` or `deep_object`. `slash` belongs to path parameters of type `string`. `value` belongs to strings, integers and booleans in the query and headers, and replaces `presence`."
    Error RESERVED_HEADER "reserved-header"
        "Callers do not set this header, cookie or query parameter, and responses do not set this header. The client, the server or the connection writes it, such as `Host`, `Content-Length` and `Content-Type`, or the authentication scheme does, such as `Authorization`. Two values would conflict, and credentials would bypass `auth`. Remove the parameter or the field; declare credentials under `auth` in api.yaml."
    Error BAD_BODY "bad-body"
        "A request body belongs to any method but HEAD, and is `required` or `optional`. An empty body has the meaning of null. Proxies may drop the body of a GET; give it one only if the service reads it. With `media: multipart` the body is a form: a struct whose fields are plain values or of the type `file`. With `media: form` it is a URL-encoded form, a struct without files and without null. With another media type, which responses can have too, the body is a `string` or a `file`."
    Error BAD_CONDITIONAL "bad-conditional"
        "`conditional` names a query parameter for a known revision, and optionally one for the time to wait and the header with the current revision. The parameters are optional, because the first request has no revision. The longest wait is at least one second. `ignores` and `excludes` list further optional query parameters. The response has a body. The status 304 is implied and not listed."
    Error BAD_IDEMPOTENCE "bad-idempotence"
        "`idempotent_without` lists optional fields of the JSON body of an idempotent operation. A request that has one of them must not be sent twice."
    Error BAD_WAITER "bad-waiter"
        "`waiter` names the response field with the status, the statuses of success (`done`) and of failure (`failed`), and optionally the field with the error message. Paths go through structs and lists: `tasks.message`. The statuses are values of the enum of the field, and none is in both lists."
    Error BAD_STATUS "bad-status"
        "Success responses have a status from 200 to 399, and errors one from 400 to 599. An operation has at least one success status. Several bodies are JSON of one media type. The statuses 204 and 205 and redirects have no body."
    Error BAD_PAGING "bad-paging"
        "`paging` names optional query parameters: the page size (`limit`), and the place of a page (`offset`, `page` or `cursor`, as the style says). Sizes, offsets and pages are integers. `next` is the response field with the next cursor or link, `items` a list field of the response, and `total` an integer field with the total number of items. Without `items`, the response is the list."
    Error BAD_HOST "bad-host"
        "A host is either `regional`, a base URL with `{region}` in it and the known `regions`, or `explicit`, an example of a base URL that only the caller knows. The name of a region consists of letters, digits and inner hyphens, and is listed once."
    Error BAD_AUTH "bad-auth"
        "The schemes `header`, `query` and `cookie` require a key of that name, with the name of what carries the credential. Other schemes have no such key: `bearer` and `basic` use `Authorization`, and `none` sends nothing. An operation that accepts several schemes lists each once, and one with the scheme `none` last."
    Error BAD_ERROR_STYLE "bad-error-style"
        "An error style names the field with the code, the one with the message, or both. Fields inside of others are named by their path, `error.code`; `errors[].code` is a field of the first item of a list."
    Error BAD_LOGIN "bad-login"
        "`issued_by` names an operation that issues a token for an account. Its authentication has the scheme `none`. Its body is an object with a string for the name and a secret for the password, and it requires nothing else. Its response has the token, a secret, outside of lists. `final_codes` are documented codes of responses with status 401."
    Error BAD_STREAM "bad-stream"
        "`stream` describes a connection that stays open: a web socket, opened with GET. It replaces everything that says something about one request body or one response, so the operation has neither `body` nor `responses`, and nothing else waits for or renews it. Messages are JSON. Close codes are numbers from 1000 to 4999, without those that the protocol reserves for libraries."
    Error BAD_LEASE "bad-lease"
        "`lease` names operations of one family that take only ids in their paths. The operation itself takes the id of the outer resource, if `within` names one; `renew`, `release` and `chosen_id.get` take its own id too. Ids are required strings of the responses. An id that the caller may choose is an optional field of the request body, of the same type. The interval is a whole number of seconds, at least 1, in the request body. `lost` lists documented error codes of the operation that renews the lease."
    Error UNKNOWN_RESOURCE "unknown-resource"
        "A resource names another one that does not exist in its family. Resources are named as under `resources`, without the family."
    Error DUPLICATE_RESOURCE "duplicate-resource"
        "Names of resources are unique in a family, also across files. Rename one of them, or merge them."
    Error BAD_RESOURCE "bad-resource"
        "A resource describes what the service keeps. Its operations belong to its family, each to one resource. An operation on one resource takes the `key` in its path, query or body, and so does it take the keys of the resources that this one is `within`. Fields are those of requests and responses. `set` fits the type of the field, states are values of theirs, and error codes are documented, with a status that the operations list."
    Error DUPLICATE_ERROR_CODE "duplicate-error-code"
        "Two catalogs of one error style have the same code, so its meaning is ambiguous. Keep the code in the catalog of the component that sends it."
    Error UNDOCUMENTED_REJECTION "undocumented-rejection"
        "A server rejects with a code that no catalog of its error style contains, so clients cannot explain it. Use a documented code, or add this one to a catalog."
    Warning UNPAGED_LIST "unpaged-list"
        "The query has parameters for the page size and the start, but no `paging` describes how to request the next page, so clients have to know it. Add `paging`."
    Warning MISSING_CONFLICT "missing-conflict"
        "Most create operations of the family list 409 for a name that is taken, and this one does not. Callers match on documented statuses. Check the documents again."
    Warning UNCLAIMED_OPERATION "unclaimed-operation"
        "The group has resources, but none of them says what this operation does, so a stateful mock responds from the examples and changes nothing. Add the operation to a resource, or allow this if the format cannot say it."
    Warning UNWAITED_JOB "unwaited-job"
        "The operation responds with a job, but has no `waiter`, while other operations with jobs have one. Users would write the loop themselves, each with a different end condition. Add `waiter`."
    Warning ODD_ERROR_CODE "odd-error-code"
        "Almost all codes of the catalog have one form, such as two letters and eight digits, and this one does not. A digit is easily lost when a table is copied, and a wrong code never matches. Compare it with the document. If it is correct, allow it with that reason."
    ;

    Types "types" "Structs, enums and unions.":
    Error BAD_HEADER_FIELD "bad-header-field"
        "A field with `header` is in a header of the response instead of its body. It belongs to the struct that is the whole response, or to one under `headers` of a response, which has no other fields. Its name is a token of HTTP: letters, digits and hyphens. It has a plain value, and is optional: servers and proxies lose headers, and a lost header must not invalidate the response."
    Error BAD_ENUM_VALUE "bad-enum-value"
        "An enum with `of: int32` has integers as values, each with a `rust_name`, because a number has no name. Aliases and case apply to strings only."
    Error BAD_TYPE "bad-type"
        "A type is a struct (`fields`), an enum (`enum` and `values`) or a union (`union`, `variants`, and `tag` or `by: shape`), and has the keys of one kind only."
    Error ENUM_OPENNESS "enum-openness"
        "An enum states whether the service may add values: `enum: open` keeps unknown values, `enum: closed` rejects them. A wrong guess breaks programs when the service grows, so there is no default."
    Error CLOSED_IN_RESPONSE "closed-in-response"
        "A closed enum in a response makes the whole response undecodable when the service adds a value. Use `open`. For requests, a server rejects unlisted values only of `closed` enums."
    Error BAD_UNION "bad-union"
        "The variants of a union by a tag are structs. If the content is beside the tag, no variant may have a field with the name of the tag. The variants of a union by shape are any types except `any`, `file` and other unions by shape, whose variants it lists itself."
    Error RECURSIVE_TYPE "recursive-type"
        "A struct that contains itself without a list, map or box in between has infinite size. Set `boxed: true` on one field of the cycle."
    Error ENDLESS_TYPE "endless-type"
        "Every value of the type contains another one, directly or through other types, so no finite value exists. At one place the inner value must be avoidable: an `optional` or `nullable` field, a list or map that may be empty, another variant of the union, or another value of the field in `required_when`."
    Error NEEDLESS_BOX "needless-box"
        "`boxed: true` puts the value of a named type on the heap, which recursive structs need. Other values contain their own struct only through a list or map, which is on the heap already. Remove the line."
    Warning INDISTINCT_VARIANT "indistinct-variant"
        "Nothing that is always there tells values of the two variants apart: no JSON type, no required field, no field with one value. Values of both may be read as the first one. Require a field that only one of them has, add `tag`, or make them one type."
    Warning TWIN_TYPE "twin-type"
        "Two types of a family have the same members with the same descriptions and travel in the same directions, and this one is used once. Users would have to convert between them. Use the other type. If they only look alike today, describe the difference."
    Warning LETTER_CASE_VALUE "letter-case-value"
        "Two values of an enum differ only in case, so users have to know which one the service sends. If both mean the same, make one an alias of the other, or set `case: insensitive`."
    ;

    Values "values" "Values of fields and parameters: limits, defaults, secrets, times.":
    Error BAD_CONSTRAINT "bad-constraint"
        "A constraint does not match its type: `range` belongs to numbers, `length` and `pattern` to strings, `items` to lists and maps. Bounds are written `2..64`, `2..` or `..64`; those of a `double` may be fractional, and `0<..<1` excludes both ends. Patterns are regular expressions without look-around."
    Error BAD_DEFAULT "bad-default"
        "The default or the `value` does not match the type of the field or parameter: it has another type, is out of bounds, or is not a value of its enum. A default is what the service assumes, written as on the wire."
    Error BAD_PRESENCE "bad-presence"
        "A `clearable` field keeps its value when a request leaves it out and loses it when the request sends null. It belongs to types that are sent as JSON in a request; everywhere else null and absent are one, which is `optional`."
    Error BAD_CONDITION "bad-condition"
        "`required_when` states when an optional field or parameter is required: when another one (a string, a boolean or an enum) has one of the listed values, any value (`present`), or none of some values (`not`). `requires` does so for optional fields of an inner struct. `rules` state how many of several optional ones are present. A condition that is never true, or about what is always present, has no effect."
    Error BAD_ENCODING "bad-encoding"
        "`encoded_by` belongs to a string and names a sibling field, a string or an enum, that states whether the content is plain or base64."
    Error BAD_LENIENCY "bad-leniency"
        "`lenient: number_or_text` belongs to strings and integers. It decodes `\"80\"` where the documents have 80, and vice versa. Other types have no second form."
    Warning UNMARKED_SECRET "unmarked-secret"
        "By its name the value is a secret, but its type is `string`, so logs and Debug output would show it. Use the type `secret`."
    Warning UNTYPED_ID "untyped-id"
        "By its name the string is an id, but its type is `string`, so callers can pass the id of another resource. Declare an id type for each kind of resource, `id: string` under `types`, and use it wherever the documents mean that resource. The rule applies to families with at least one id type, including shared ones."
    Warning UNTYPED_TIME "untyped-time"
        "By its name the value is a point in time or a duration, but neither type nor description states its format. To confuse seconds with milliseconds is an error of years. Use `epoch_millis`, `epoch_seconds` or `epoch_seconds_text`, `format: date_time`, `date` or `duration`, or state the unit or the format in the description: \"in seconds\", \"by RFC 3339\"."
    Warning MISSING_UNIT "missing-unit"
        "By its name the number is an amount, such as a size or a share of memory, but the description does not state the unit. To confuse megabytes with bytes is an error of a million. State the unit: \"in mebibytes\"."
    Warning UNANCHORED_PATTERN "unanchored-pattern"
        "A pattern without `^` and `$` matches every string that contains a match: `[a-z]+` matches `1!a`. Servers would accept what the documents forbid. Add both, or `.*` where anything is allowed."
    Warning UNPORTABLE_PATTERN "unportable-pattern"
        "Regular expressions of OpenAPI and JSON Schema are those of ECMA-262. A part of this pattern is invalid there or means something else: flags such as `(?i)`, `\\A` and `\\z`, `(?P<name>…)`, classes such as `[[:alpha:]]`, `\\x{41}`. Validators and generators that read the exported document would fail or accept other strings. Write it in the common form; until then, the document has the pattern in `x-spec-pattern` only."
    ;

    Examples "examples" "Examples of operations.":
    Error EXAMPLE_MISMATCH "example-mismatch"
        "An example does not match its operation. Examples are data for documentation, mocks and tests. If the service really sends this, fix the type and record an erratum."
    Warning MISSING_EXAMPLE "missing-example"
        "The operation has no example. Examples are data for documentation, for mocks, and for the tests of client and server, so an operation without one is never run. Add one under `examples`. Take names and values from the documents, and record what you invent in an erratum."
    Warning UNSHOWN_VARIANT "unshown-variant"
        "Examples show some variants of a union and omit others. Examples drive tests and mocks, so an omitted variant is never encoded or decoded. Add one. Take names and values from the documents, and record what you invent in an erratum."
    Warning SECRET_IN_EXAMPLE "secret-in-example"
        "An example contains what looks like a real key or token: an access key, a secret key, a private key, a token of a known site. Examples are published with documentation and packages. Replace it by an obvious invention. If it was real, revoke it."
    ;

    Descriptions "descriptions" "Descriptions.":
    Warning PLACEHOLDER_DOC "placeholder-doc"
        "The description is a placeholder: empty, a word such as `TODO`, or dots. Users read descriptions in their editor. State the purpose, and the unit."
    Warning UNFINISHED_DOC "unfinished-doc"
        "A description consists of sentences: it begins with a capital letter, and the last sentence has a period. Documentation shows descriptions side by side, where a missing period looks like lost words. Lists, tables and code may be at the end."
    Warning REPETITIVE_DOC "repetitive-doc"
        "The description only repeats the name: \"The project id.\" does not explain `project_id`. State its purpose, what it identifies, where the value comes from, its format, or what happens without it."
    Fixable ODD_CHARACTER "odd-character"
        "The description contains a copied character: a non-breaking space, an invisible character, full-width punctuation, a word of another language, or an encoding error. It breaks searches and looks wrong in documentation. Write plain English."
    Warning BROKEN_MARKDOWN "broken-markdown"
        "Descriptions are Markdown and become documentation. There, `<name>` is a tag and disappears, `[name]` is a broken link, and a plain URL is not a link. Put names between backquotes, and URLs between `<` and `>`."
    Warning VAGUE_DEPRECATION "vague-deprecation"
        "A deprecation names the replacement, because users see it as a compiler warning and have to act on it. Put the replacement between backquotes, or state that there is none."
    ;

    Lists "lists" "Lists whose order has no meaning.":
    Fixable UNSORTED_LIST "unsorted-list"
        "Error statuses, permissions and the codes of a catalog are in ascending order, so readers find them, a diff shows what was added, and duplicates are visible. Values of an enum, fields and operations keep the order of the documents, which carries meaning, such as the steps of a life cycle."
    ;

    Ledger "ledger" "The list of what the documents contain.":
    Error BAD_LEDGER_ROW "bad-ledger-row"
        "A row of the ledger consists of a field with its place, `body.labels[].key` or `200.id`, and its type as in the document, in requests with its presence: `string, required`. A row that cannot be read cannot be compared with the specification."
    Error DUPLICATE_ROW "duplicate-row"
        "Sections, tables, error codes and permissions of a document are in the ledger once, and so are operations and waivers, because every row is counted. Fields that a section takes from a table of another section belong under `elsewhere`."
    Error WRONG_CITATION "wrong-citation"
        "The entry cites a definition of a published package, and the package has no such definition, or the definition has no such name. The command `evidence` reports it. Cite the definition that has it, or correct the entry."
    ;

    Suppressions "suppressions" "Suppressed warnings.":
    Error BAD_ALLOW "bad-allow"
        "`allow` silences warnings inside its entry: each key is the id of a rule, and each value the reason why the rule does not apply here. Errors cannot be silenced, because they prevent generation. `lint --list-rules` shows which rules are warnings."
    Fixable UNUSED_ALLOW "unused-allow"
        "The entry has no such problem, so the suppression is misleading and would hide a later problem. Remove the line. A suppression covers its own entry and everything inside; the innermost one counts."
    ;
}

//! OpenAPI documents as specifications: each construct in a small document, with held results.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use specwright_language::ir::Shape;
use specwright_tools::import::{self, Documents, Imported, Loss};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{OpenApiFlavor, OpenApiVersion, Specification, analyze, diff, generate, openapi_as};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/documents")
}

fn import(name: &str) -> Imported {
    let documents = Documents::read(&directory().join(name), None).unwrap();
    import::import(&documents).unwrap()
}

fn sources(files: &BTreeMap<String, String>) -> SourceMap {
    let files = files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
    SourceMap::new("", files.collect())
}

fn specification(files: &BTreeMap<String, String>) -> Specification {
    analyze(&sources(files)).unwrap()
}

/// Everything that an import says: the files, and what was not said.
fn held(imported: &Imported) -> String {
    let mut text = imported.report.text();
    for finding in &imported.report.findings {
        let import::Finding { loss, construct, message, file, pointer, .. } = finding;
        text.push_str(&format!("\n{file}#{pointer}\n  {loss:?}: {construct}: {message}"));
    }
    for (path, content) in &imported.files {
        text.push_str(&format!("\n\n=== {path}\n{content}"));
    }
    text
}

fn hold(name: &str, file: &str) {
    let imported = import(file);
    generate(&specification(&imported.files)).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("import/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, held(&imported)));
}

macro_rules! documents {
    ($($test:ident $file:literal)*) => {
        $(#[test] fn $test() { hold(stringify!($test), $file) })*

        const DOCUMENTS: &[&str] = &[$($file),*];
    };
}

documents! {
    names "names.yaml"
    types "types.yaml"
    unions "unions.yaml"
    shapes "shapes.yaml"
    values "values.yaml"
    parameters "parameters.yaml"
    routes "routes.yaml"
    bodies "bodies.yaml"
    outcomes "outcomes.yaml"
    events "events.yaml"
    security "security.yaml"
    swagger "swagger.json"
    files "files.yaml"
    circles "circles.yaml"
    kept "kept.yaml"
    new_constructs "new.yaml"
    extensions "extensions.yaml"
    no_operations "empty.yaml"
}

/// The specifications of this repository, by their directories, with the rules of what an export does not tell.
const OURS: [(&str, &[&str]); 3] =
    [("tests/bookshop/spec", &[]), ("spec", NOT_IN_THE_EXPORT), ("tests/obstacle-course/spec", NOT_IN_THE_EXPORT)];

/// What the format says and an OpenAPI document does not: parameters of the client, regions, limits on the size of
/// bodies, error styles of single operations, values in two forms, contents beside a tag, and closed values. An enum
/// and a string in one union come back as one open enum, and a required enum of one value as that value.
const NOT_IN_THE_EXPORT: &[&str] = &[
    "body-type-changed",
    "error-style-shape-changed",
    "field-constraint-added",
    "field-encoding-changed",
    "field-type-changed",
    "field-type-widened",
    "host-address-withdrawn",
    "operation-body-limit-lowered",
    "operation-error-style-changed",
    "parameter-constraint-added",
    "parameter-type-changed",
    "parameter-type-narrowed",
    "parameter-value-added",
    "response-type-changed",
    "type-discriminator-changed",
    "type-opened",
    "variant-removed",
    "variant-type-changed",
];

#[test]
fn our_own_export_comes_back_with_the_same_wire_surface() {
    for (ours, not_in_the_export) in OURS {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(ours);
        let own = SourceMap::read(&root, "").unwrap();
        let before = analyze(&own).unwrap();
        // Of the large specification one version is enough.
        let versions = [OpenApiVersion::V31, OpenApiVersion::V30];
        let large = before.api.operations.len() > 100;
        for version in versions.into_iter().take(if large { 1 } else { 2 }) {
            let document = openapi_as(&before, &OpenApiFlavor::Docs(version));
            let documents = Documents::parse("openapi.json", &document.to_string()).unwrap();
            let imported = import::import(&documents).unwrap();
            let lost = |loss: Loss| {
                let findings = imported.report.findings.iter().filter(|finding| finding.loss == loss);
                findings.map(|finding| (finding.construct.clone(), finding.pointer.clone())).collect::<Vec<_>>()
            };
            assert_eq!(lost(Loss::Out), [], "{ours}");
            let after = sources(&imported.files);
            let side = |sources, specification| diff::Side { name: "", sources, specification };
            let report = diff::diff(side(&own, &before), side(&after, &specification(&imported.files)));
            let breaking = report.findings.iter().filter(|finding| finding.wire == diff::Wire::Breaking);
            let unknown: Vec<&str> = breaking.clone().map(|finding| finding.title.as_str()).collect();
            let rules: BTreeSet<&str> = breaking.map(|finding| finding.rule.as_str()).collect();
            assert!(rules.iter().all(|rule| not_in_the_export.contains(rule)), "{ours}: {unknown:#?}");
        }
    }
}

#[test]
fn names_that_are_too_long_for_yaml_are_left_out() {
    let long = "k".repeat(2000);
    let name = |schema: &str| schema.replace("LONG", &long);
    let text = name(
        r#"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": { "/x": { "get": {
        "operationId": "LONG", "tags": ["LONG"], "parameters": [{ "name": "LONG", "in": "query", "schema": { "type": "string" } }],
        "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "type": "object",
        "properties": { "LONG": { "type": "string" }, "way": { "type": "string", "enum": ["up", "LONG"] } } } } } } } } } } }"#,
    );
    let imported = import::import(&Documents::parse("x.json", &text).unwrap()).unwrap();
    let findings = imported.report.findings.iter();
    let found = findings.filter(|finding| finding.construct == "names of more than 1,000 bytes").count();
    assert_eq!(found, 3, "a parameter, a field and a value");
    generate(&specification(&imported.files)).unwrap();
}

#[test]
fn characters_that_yaml_does_not_allow_are_escaped() {
    let text = r#"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": { "/x": { "get": {
        "description": "\uffff, \ufffe, \u0001 and \u2028", "parameters": [{ "name": "q\ufffe", "in": "query", "schema":
        { "type": "string", "pattern": "^[\ue000-\uffff]$" } }], "responses": { "204": { "description": "" } } } } } }"#;
    let imported = import::import(&Documents::parse("x.json", text).unwrap()).unwrap();
    let specification = specification(&imported.files);
    let [parameter] = specification.api.operations[0].parameters.as_slice() else { panic!("one parameter") };
    assert_eq!(parameter.name.value, "q\u{fffe}");
}

#[test]
fn an_optional_list_of_a_response_that_is_never_empty_is_omitted_rather_than_empty() {
    let text = r#"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": { "/x": { "get": { "responses": {
        "200": { "description": "", "content": { "application/json": { "schema": { "type": "object", "properties": {
        "rows": { "type": "array", "minItems": 1, "items": { "type": "string" } } } } } } } } } } } }"#;
    let imported = import::import(&Documents::parse("x.json", text).unwrap()).unwrap();
    let model: String = generate(&specification(&imported.files)).unwrap().into_values().collect();
    assert!(model.contains("rows => filled \"rows\","));
}

#[test]
fn crates_whose_parameters_are_free_json_depend_on_it() {
    let files = generate(&specification(&import("parameters.yaml").files)).unwrap();
    for part in ["client", "server"] {
        let (_, dependencies) = files[&format!("{part}/Cargo.toml")].split_once("[dependencies]").unwrap();
        assert!(dependencies.contains("\nserde_json = \""), "{part}: {dependencies}");
    }
}

#[test]
fn an_enum_that_only_headers_of_responses_have_is_in_no_schema() {
    let text = r##"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": { "/x": { "get": { "responses": {
        "200": { "description": "", "headers": { "X-Mode": { "schema": { "$ref": "#/components/schemas/Mode" } } },
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Way" } } } } } } } },
        "components": { "schemas": { "Mode": { "type": "string", "enum": ["fast", "slow"] },
        "Way": { "type": "string", "enum": ["up", "down"] } } } }"##;
    let imported = import::import(&Documents::parse("x.json", text).unwrap()).unwrap();
    let files = generate(&specification(&imported.files)).unwrap();
    let schemas: String =
        files.iter().filter(|(path, _)| path.ends_with("schema.rs")).map(|(_, text)| &**text).collect();
    assert!(schemas.contains("const WAY: EnumRules") && !schemas.contains("MODE"), "{schemas}");
}

#[test]
fn a_document_that_is_none_is_refused() {
    for (text, expected) in [
        ("", "neither `openapi` nor `swagger`"),
        ("[]", "neither `openapi` nor `swagger`"),
        ("openapi: 2.0", "OpenAPI 2.0 is not supported"),
        ("openapi: 4.0.0", "OpenAPI 4.0.0 is not supported"),
        ("{\"openapi\": ", "EOF"),
        ("a: [", "line 2"),
    ] {
        let refused = Documents::parse("api.json", text).unwrap_err().to_string();
        assert!(refused.contains(expected), "{text}: {refused}");
    }
    let bomb = format!(
        "openapi: 3.0.0\na: &a [x, x]\n{}",
        (0..40)
            .map(|level| {
                let (name, inner) =
                    (format!("b{level}"), if level == 0 { "a".to_owned() } else { format!("b{}", level - 1) });
                format!("{name}: &{name} [*{inner}, *{inner}, *{inner}, *{inner}, *{inner}]\n")
            })
            .collect::<String>()
    );
    assert!(Documents::parse("bomb.yaml", &bomb).unwrap_err().to_string().contains("repetition"));
    let deep = format!("{{\"openapi\": \"3.0.0\", \"x\": {}1{}}}", "[".repeat(5000), "]".repeat(5000));
    assert!(Documents::parse("deep.json", &deep).is_err());
}

/// The import of one operation without a body, with these parameters.
fn with_parameters(parameters: Value) -> Imported {
    let operation = json!({ "parameters": parameters, "responses": { "204": { "description": "" } } });
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "x", "version": "1" }, "paths": { "/x": { "get": operation } },
    });
    import::import(&Documents::parse("x.json", &document.to_string()).unwrap()).unwrap()
}

/// What is lost of a document with a query parameter of each schema, by the name of the parameter, and its limits.
fn query(schemas: &[(&str, Value)]) -> (Imported, Specification) {
    let parameter = |(name, schema): &(&str, Value)| json!({ "name": name, "in": "query", "schema": schema });
    let imported = with_parameters(schemas.iter().map(parameter).collect());
    let specification = specification(&imported.files);
    (imported, specification)
}

/// Pointers and messages of the findings of a construct.
fn findings<'i>(imported: &'i Imported, construct: &str) -> Vec<(&'i str, &'i str)> {
    let findings = imported.report.findings.iter().filter(|finding| finding.construct == construct);
    findings.map(|finding| (finding.pointer.as_str(), finding.message.as_str())).collect()
}

#[test]
fn bounds_are_kept_or_left_out_and_never_narrowed() {
    let integer = |format: &str, min: Value, max: Value| json!({ "type": "integer", "format": format, "minimum": min, "maximum": max });
    let schemas = [
        ("all", integer("uint64", json!(0), json!(u64::MAX))),
        ("high", integer("uint64", json!(1_u64 << 63), json!(u64::MAX))),
        ("least", integer("uint64", json!(3), json!(1e19))),
        ("small", integer("int32", json!(i32::MIN), json!(i32::MAX))),
        ("signed", integer("int64", json!(-5), json!(i64::MAX))),
        ("far", integer("int64", json!(1), json!(1e30))),
        ("fraction", integer("int64", json!(0.5), json!(10.5))),
        ("text", json!({ "type": "string", "minLength": 1, "maxLength": 1e20 })),
        ("none", json!({ "type": "integer", "minimum": 2, "maximum": 1 })),
    ];
    let (imported, specification) = query(&schemas);
    let parameters = &specification.api.operations[0].parameters;
    let limits = |name: &str| {
        let parameter = parameters.iter().find(|parameter| parameter.name.value == name).unwrap();
        let length = parameter.constraints.length;
        (parameter.constraints.range.to_string(), length.min, length.max)
    };
    let range = |text: &str| (text.to_owned(), None, None);
    assert_eq!(["all", "high", "small"].map(limits), [range(".."), range(".."), range("..")]);
    assert_eq!(["least", "signed", "far"].map(limits), [range("3.."), range("-5.."), range("1..")]);
    assert_eq!(["fraction", "none"].map(limits), [range("1..10"), range("..")]);
    assert_eq!(limits("text"), ("..".to_owned(), Some(1), None));
    let parameter = |number: usize, key: &str| format!("/paths/~1x/get/parameters/{number}/schema{key}");
    let beyond = findings(&imported, "limits that the format does not hold");
    let expected = [(1, "/minimum"), (2, "/maximum"), (7, "/maxLength")].map(|(number, key)| parameter(number, key));
    assert_eq!(beyond.iter().map(|(pointer, _)| *pointer).collect::<Vec<_>>(), expected);
    assert_eq!(beyond[0].1, "`9223372036854775808` is left out");
    let empty = findings(&imported, "limits that do not fit");
    assert_eq!(empty, [(parameter(8, "").as_str(), "no number is in `2..1`")]);
}

#[test]
fn defaults_that_fit_are_kept_and_each_other_one_has_a_finding() {
    let text = r#"[
        { "type": "integer", "default": 1e2 }, { "type": "integer", "format": "int64", "default": 1e18 },
        { "type": "integer", "format": "uint64", "default": 18446744073709551615 },
        { "type": "array", "items": { "type": "integer" }, "default": [1.0, 2] }, { "type": "number", "default": 100 },
        { "type": "boolean", "default": 1 }, { "type": "string", "default": 5 }, { "type": "integer", "default": 1.5 },
        { "type": "integer", "format": "int32", "default": 4294967296 }
    ]"#;
    let schemas: Vec<Value> = serde_json::from_str(text).unwrap();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let (imported, specification) = query(&names.into_iter().zip(schemas).collect::<Vec<_>>());
    let parameters = &specification.api.operations[0].parameters;
    let defaults: Vec<_> = parameters.iter().map(|parameter| parameter.default.clone()).collect();
    let expected = [Some(json!(100)), Some(json!(10_i64.pow(18))), Some(json!(u64::MAX)), Some(json!([1, 2]))];
    assert_eq!(defaults[..4], expected);
    assert_eq!(defaults[4..].iter().flatten().collect::<Vec<_>>(), [&json!(100)]);
    let found = findings(&imported, "defaults that do not fit");
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| *pointer).collect();
    assert_eq!(pointers, ["f", "g", "h", "i"].map(|name| format!("/paths/~1x/get ({name})")));
}

#[test]
fn headers_that_callers_do_not_set_are_left_out_with_a_finding() {
    let names = ["Host", "content-length", "Cookie", "Connection", "Transfer-Encoding", "X A", "Accept", "X-A"];
    let parameter = |name| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" } });
    let imported = with_parameters(names.into_iter().map(parameter).collect());
    let specification = specification(&imported.files);
    let kept: Vec<&str> = specification.api.operations[0].parameters.iter().map(|kept| kept.name.as_str()).collect();
    assert_eq!(kept, ["X-A"]);
    let numbers = |construct: &str| {
        let found = findings(&imported, construct).into_iter();
        found.filter_map(|(pointer, _)| pointer.rsplit('/').next()?.parse().ok()).collect::<Vec<usize>>()
    };
    assert_eq!(numbers("headers of the connection"), [0, 1, 3, 4]);
    assert_eq!(numbers("cookies as a header"), [2]);
    assert_eq!(numbers("headers with unusual names"), [5]);
}

#[test]
fn paths_that_clients_resolve_are_left_out() {
    let operation = json!({ "responses": { "204": { "description": "" } } });
    let paths = ["/shops/7/old/..", "/./shops", "/shops/%2E%2e/all", "/shops/.../v1.2"];
    let paths: serde_json::Map<String, Value> =
        paths.into_iter().map(|path| (path.to_owned(), json!({ "delete": operation.clone() }))).collect();
    let document = json!({ "openapi": "3.0.3", "info": { "title": "x", "version": "1" }, "paths": paths });
    let imported = import::import(&Documents::parse("x.json", &document.to_string()).unwrap()).unwrap();
    let found = findings(&imported, "paths with `.` or `..` as a segment");
    let messages: Vec<&str> = found.iter().map(|(_, message)| *message).collect();
    assert_eq!(messages, ["`/shops/7/old/..`", "`/./shops`", "`/shops/%2E%2e/all`"]);
    assert_eq!(specification(&imported.files).api.operations.len(), 1);
}

#[test]
fn values_of_an_enum_keep_their_digits() {
    let (_, specification) = query(&[("p", json!({ "type": "integer", "enum": [1, u64::MAX] }))]);
    assert!(matches!(specification.api.operations[0].parameters[0].ty.value, Shape::Uint64));
}

/// Values in the place of what belongs there.
fn replacements() -> [Value; 6] {
    [
        Value::Null,
        json!("\u{0} ödd/~1{x}"),
        json!([]),
        json!({}),
        json!({ "$ref": "#/components/schemas/Nowhere" }),
        json!({ "$ref": "#/paths" }),
    ]
}

fn places(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                places(member, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn damaged_documents_give_specifications_all_the_same() {
    for (number, name) in DOCUMENTS.iter().enumerate() {
        let text = std::fs::read_to_string(directory().join(name)).unwrap();
        let whole: Value = serde_yaml::from_str(&text).unwrap();
        let mut found = Vec::new();
        places(&whole, "", &mut found);
        // A few places of each document, another replacement in each.
        for (index, pointer) in found.iter().enumerate().skip(number % 10 + 1).step_by(10) {
            let mut damaged = whole.clone();
            *damaged.pointer_mut(pointer).unwrap() = replacements()[index % 6].clone();
            let Ok(documents) = Documents::parse(name, &damaged.to_string()) else { continue };
            let imported = import::import(&documents);
            assert!(imported.is_ok(), "{name}, {pointer}: {}", imported.unwrap_err());
        }
    }
}

/// What is lost of a document with one operation that has a parameter and responds with a schema.
fn lost(parameter: Value, schema: Value, components: Value) -> Vec<(String, String)> {
    let content = json!({ "application/json": { "schema": schema } });
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "components": components,
        "paths": { "/x": { "get": {
            "parameters": [parameter], "responses": { "200": { "description": "", "content": content } },
        } } },
    });
    let imported = import::import(&Documents::parse("x.json", &document.to_string()).unwrap()).unwrap();
    generate(&specification(&imported.files)).unwrap();
    let findings = imported.report.findings.into_iter().filter(|finding| finding.loss >= Loss::Side);
    findings.map(|finding| (finding.construct, finding.message)).collect()
}

fn plain() -> Value {
    json!({ "name": "p", "in": "query", "schema": { "type": "string" } })
}

fn nested(depth: usize, inner: Value, around: impl Fn(Value) -> Value) -> Value {
    (0..depth).fold(inner, |inner, _| around(inner))
}

#[test]
fn what_is_nested_too_deeply_is_told() {
    type Lost = fn(usize) -> Vec<(String, String)>;
    let limits: [(&str, Lost, usize); 4] = [
        (
            "leads in a circle",
            |depth| {
                let link = |index: usize| json!({ "$ref": format!("#/components/parameters/P{index}") });
                let mut parameters: Value = (1..depth).map(|index| (format!("P{index}"), link(index + 1))).collect();
                parameters[format!("P{depth}")] = plain();
                lost(link(1), json!({ "type": "string" }), json!({ "parameters": parameters }))
            },
            31,
        ),
        (
            "nested more than 24 deep",
            |depth| {
                let inner = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
                let around = |inner| json!({ "allOf": [inner, { "properties": { "b": { "type": "string" } } }] });
                lost(plain(), nested(depth, inner, around), json!({}))
            },
            24,
        ),
        (
            "written as `any`",
            |depth| {
                let around = |inner| json!({ "type": "object", "properties": { "a": inner } });
                let schema = nested(depth, json!({ "type": "string" }), around);
                lost(plain(), schema, json!({}))
            },
            39,
        ),
        (
            "written as `any`",
            |depth| {
                let schema =
                    nested(depth, json!({ "type": "string" }), |inner| json!({ "type": "array", "items": inner }));
                lost(plain(), schema, json!({}))
            },
            12,
        ),
    ];
    for (message, lost, most) in &limits {
        assert_eq!(lost(*most), [], "{message}: {most} levels");
        let beyond = lost(most + 2);
        assert!(beyond.iter().any(|(_, found)| found.contains(message)), "{message}: {beyond:?}");
    }
}

#[test]
fn a_document_has_a_largest_size() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("api.json");
    std::fs::File::create(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    let refused = Documents::read(&path, None).unwrap_err().to_string();
    assert!(refused.contains("more than 256 MiB"), "{refused}");
}

//! The OpenAPI export is a document that other tools can work with.

mod every_flavor;
mod joined;
mod portable;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use serde_json::Value;
use servicestage_tests::{examples, specification};
use specwright_tools::{OpenApiFlavor, OpenApiPortable, OpenApiUnions, OpenApiVersion, openapi, openapi_as};

const SPECIFICATIONS: [&str; 3] = ["spec", "tests/bookshop/spec", "tests/obstacle-course/spec"];
const VERSIONS: [OpenApiVersion; 2] = [OpenApiVersion::V30, OpenApiVersion::V31];

/// Every flavor in every version that it has.
fn flavors() -> Vec<OpenApiFlavor> {
    let portable = |unions| OpenApiFlavor::Portable(OpenApiPortable { unions, ..OpenApiPortable::default() });
    let mut flavors = vec![portable(OpenApiUnions::Flat), portable(OpenApiUnions::OneOf)];
    for version in VERSIONS {
        flavors.extend([OpenApiFlavor::Docs(version), OpenApiFlavor::Strict(version)]);
    }
    flavors
}

/// The document of a specification in a flavor, made once for all tests.
fn exported(directory: &str, flavor: &OpenApiFlavor) -> &'static Value {
    static DOCUMENTS: Mutex<BTreeMap<String, &OnceLock<Value>>> = Mutex::new(BTreeMap::new());
    let key = format!("{directory} {flavor:?}");
    let document = *DOCUMENTS.lock().unwrap().entry(key).or_insert_with(|| Box::leak(Box::default()));
    document.get_or_init(|| openapi_as(&specification(directory), flavor))
}

/// Calls `visit` with every object inside a value.
fn objects<'v>(value: &'v Value, visit: &mut impl FnMut(&'v serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|inner| objects(inner, visit));
        }
        Value::Array(items) => items.iter().for_each(|inner| objects(inner, visit)),
        _ => {}
    }
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (path, method, operation))
    })
}

#[test]
fn every_reference_leads_somewhere() {
    for directory in SPECIFICATIONS {
        for flavor in flavors() {
            let document = exported(directory, &flavor);
            let mut count = 0;
            objects(document, &mut |object| {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                    count += 1;
                }
            });
            assert!(count > 10);
        }
    }
}

#[test]
fn every_operation_is_there_with_a_unique_id_and_answers() {
    let document = exported("spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    let ids: BTreeSet<&str> =
        operations(document).map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
    let known = servicestage_model::meta::OPERATIONS.iter().copied().flatten();
    let expected: BTreeSet<String> = known.clone().map(|meta| meta.id.replace('.', "_")).collect();
    assert_eq!(ids, expected.iter().map(String::as_str).collect());
    for meta in known {
        let operation = &document["paths"][meta.path][meta.method.as_str().to_lowercase()];
        let statuses = operation["responses"].as_object().unwrap();
        for status in meta.success.iter().chain(meta.errors) {
            assert!(statuses.contains_key(&status.to_string()), "{} {status}", meta.id);
        }
        for status in meta.errors {
            let schema = &statuses[&status.to_string()]["content"]["application/json"]["schema"];
            let error = document.pointer(&schema["$ref"].as_str().unwrap()[1..]).unwrap();
            assert!(error["properties"].get(meta.error_style.code).is_some(), "{}", meta.id);
            assert!(error["properties"].get(meta.error_style.message).is_some(), "{}", meta.id);
        }
    }
}

#[test]
fn every_example_is_there() {
    let document = exported("spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    for example in examples("spec").into_iter().filter(|example| !example.answer.is_null()) {
        let id = example.operation.replace('.', "_");
        let (_, _, operation) = operations(document).find(|(_, _, operation)| operation["operationId"] == id).unwrap();
        let shown = &operation["responses"][example.status.to_string()]["content"]["application/json"]["examples"];
        let shown = &shown[&example.name]["value"];
        assert!(says_the_same(shown, &example.answer), "{id}: {shown}");
        // Examples show files as objects, which no form has.
        let json = operation["requestBody"]["content"].get("application/json").is_some();
        if let Some(body) = example.request.get("body").filter(|_| json) {
            let shown = &operation["requestBody"]["content"]["application/json"]["examples"];
            let shown = &shown[&example.name]["value"];
            assert!(says_the_same(shown, body), "{id}: {shown}");
        }
    }
}

/// Aliases of fields have the names of the fields in the document.
fn says_the_same(shown: &Value, example: &Value) -> bool {
    match (shown, example) {
        (Value::Object(shown), Value::Object(example)) => {
            shown.len() == example.len()
                && shown.values().zip(example.values()).all(|(shown, example)| says_the_same(shown, example))
        }
        (Value::Array(shown), Value::Array(example)) => {
            shown.len() == example.len()
                && shown.iter().zip(example).all(|(shown, example)| says_the_same(shown, example))
        }
        _ => shown == example,
    }
}

#[test]
fn open_enums_name_their_values_and_allow_others() {
    let document = exported("tests/obstacle-course/spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    let schemas = &document["components"]["schemas"];
    let open = schemas["ShapesColor"]["anyOf"].as_array().unwrap();
    assert_eq!(open[0]["enum"], serde_json::json!(["red", "green", "verde"]));
    assert_eq!(open[1], serde_json::json!({ "type": "string" }));
    assert_eq!(schemas["ShapesDirection"]["enum"], serde_json::json!(["up", "down"]));
}

#[test]
fn error_codes_and_permissions_are_extensions() {
    let document = exported("tests/obstacle-course/spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    // The family `course` has a type `Error`.
    let code = &document["components"]["schemas"]["CourseError2"]["properties"]["code"];
    // Other codes may appear.
    assert_eq!((&code["type"], code.get("enum")), (&Value::from("string"), None));
    let codes = code["x-spec-codes"].as_object().unwrap();
    assert!(codes.contains_key("C.501") && codes.contains_key("self"));
    assert_eq!(
        codes["429001"],
        serde_json::json!({
            "status": 429, "message": "slow down", "description": "Too many requests.", "remedy": "Wait.",
            "x-spec-errata": ["SHAPE-1"],
        })
    );
    let permissions = document["x-spec-permissions"].as_object().unwrap();
    assert_eq!(permissions["shapes:figure:read"]["x-spec-source"]["section"], "2.8");
    let needed = &document["paths"]["/shapes/{project_id}/{shape_id}"]["put"]["x-spec-permissions"];
    assert_eq!(*needed, serde_json::json!(["shapes:figure:read", "shapes:figure:write"]));
    for name in operations(document).flat_map(|(_, _, operation)| operation["x-spec-permissions"].as_array()).flatten()
    {
        assert!(permissions.contains_key(name.as_str().unwrap()), "{name}");
    }
}

#[test]
fn each_version_says_null_in_its_own_way() {
    let of = |version| openapi(&specification("tests/obstacle-course/spec"), version);
    let (old, new) = (of(OpenApiVersion::V30), of(OpenApiVersion::V31));
    let field =
        |document: &Value, name: &str| document["components"]["schemas"]["ShapesShape"]["properties"][name].clone();
    assert_eq!((&old["openapi"], &new["openapi"]), (&Value::from("3.0.3"), &Value::from("3.1.0")));
    assert_eq!(field(&old, "changed")["nullable"], true);
    assert_eq!(field(&new, "changed")["type"], serde_json::json!(["string", "null"]));
    assert_eq!(field(&old, "color")["anyOf"][0]["$ref"], "#/components/schemas/ShapesColor");
    assert_eq!(field(&new, "color")["anyOf"][1], serde_json::json!({ "type": "null" }));
    let mut nullable = 0;
    objects(&new, &mut |object| nullable += usize::from(object.contains_key("nullable")));
    assert_eq!(nullable, 0);
}

#[test]
fn security_and_servers_follow_the_operations() {
    let document = exported("spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    let schemes = document["components"]["securitySchemes"].as_object().unwrap();
    for meta in servicestage_model::meta::OPERATIONS.iter().copied().flatten() {
        let operation = &document["paths"][meta.path][meta.method.as_str().to_lowercase()];
        for requirement in operation["security"].as_array().unwrap() {
            for name in requirement.as_object().unwrap().keys() {
                assert!(schemes.contains_key(name), "{name}");
                assert_eq!(name, meta.auth.id);
            }
        }
        assert_eq!(operation["x-spec-host"], meta.host.id);
    }
    assert!(document["servers"][0]["url"].as_str().unwrap().contains("{region}"));
}

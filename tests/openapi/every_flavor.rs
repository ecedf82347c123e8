//! What holds in every flavor and version.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use specwright_tools::{OpenApiFlavor, OpenApiVersion};

use super::{SPECIFICATIONS, exported, flavors, objects, operations};

/// Calls `visit` with every schema of a document: with those inside others, and without examples.
pub(super) fn schemas<'d>(document: &'d Value, visit: &mut impl FnMut(&'d Map<String, Value>)) {
    fn within<'d>(schema: &'d Value, visit: &mut impl FnMut(&'d Map<String, Value>)) {
        let Some(object) = schema.as_object() else { return };
        visit(object);
        for inner in object.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::values) {
            within(inner, visit);
        }
        for key in ["items", "additionalProperties", "not", "if", "then"] {
            object.get(key).into_iter().for_each(|inner| within(inner, visit));
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            object.get(key).and_then(Value::as_array).into_iter().flatten().for_each(|inner| within(inner, visit));
        }
    }
    document["components"]["schemas"].as_object().unwrap().values().for_each(|schema| within(schema, visit));
    objects(&document["paths"], &mut |object| {
        let holds_a_schema =
            object.contains_key("in") || object.keys().all(|key| ["schema", "examples"].contains(&&**key));
        object.get("schema").filter(|_| holds_a_schema).into_iter().for_each(|schema| within(schema, visit));
    });
}

/// Whether a schema of OpenAPI 3.0 allows a value. Only what decides about null and names of properties.
pub(super) fn allows(document: &Value, schema: &Value, value: &Value) -> bool {
    let all = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return allows(document, document.pointer(&target[1..]).unwrap(), value);
    }
    let of_type = match schema.get("type").and_then(Value::as_str) {
        None => true,
        Some(_) if value.is_null() => schema.get("nullable") == Some(&json!(true)),
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some(_) => value.is_number(),
    };
    let listed = schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value));
    let properties =
        value.as_object().into_iter().flatten().all(|(name, inner)| {
            schema["properties"].get(name).is_none_or(|property| allows(document, property, inner))
        });
    let items = value.as_array().into_iter().flatten().all(|item| allows(document, &schema["items"], item));
    let some = |key: &str| schema.get(key).is_none() || all(key).any(|branch| allows(document, branch, value));
    of_type
        && listed
        && properties
        && items
        && all("allOf").all(|part| allows(document, part, value))
        && some("anyOf")
        && some("oneOf")
}

/// Calls `check` with the document of every specification in every flavor.
fn every_document(mut check: impl FnMut(&OpenApiFlavor, &Value)) {
    for directory in SPECIFICATIONS.iter().chain(&["tests/constructs"]) {
        flavors().iter().for_each(|flavor| check(flavor, exported(directory, flavor)));
    }
}

#[test]
fn null_is_said_only_where_openapi_gives_it_a_meaning() {
    every_document(|flavor, document| {
        schemas(document, &mut |schema| {
            assert!(!schema.contains_key("nullable") || schema.contains_key("type"), "{flavor:?}: {schema:?}");
        });
    });
}

#[test]
fn null_is_valid_for_every_field_that_may_be_null() {
    let flavor = OpenApiFlavor::Docs(OpenApiVersion::V30);
    let document = exported("tests/constructs", &flavor);
    let schema = |ty: &str, field: &str| document["components"]["schemas"][ty]["properties"][field].clone();
    // An enum, an object that contains itself, an id, a number that may be a string.
    for (ty, field) in [
        ("CatalogBoundBook", "binding"),
        ("CatalogSubject", "broader"),
        ("LendingSeatTake", "seat"),
        ("CatalogBookCopy", "year"),
        ("CatalogReader", "blocked_by"),
    ] {
        let schema = schema(ty, field);
        assert!(schema.is_object(), "{ty}.{field}");
        assert!(allows(document, &schema, &Value::Null), "{ty}.{field}: {schema}");
    }
    assert!(!allows(document, &schema("CatalogReader", "name"), &Value::Null));
    assert!(allows(document, &schema("CatalogBoundBook", "binding"), &json!("leather")));
}

#[test]
fn what_is_required_has_no_default_but_a_usual_value() {
    every_document(|flavor, document| {
        for parameter in
            operations(document).filter_map(|(_, _, operation)| operation["parameters"].as_array()).flatten()
        {
            let required = parameter["required"] == true;
            assert!(!required || parameter["schema"].get("default").is_none(), "{flavor:?}: {parameter}");
        }
        schemas(document, &mut |schema| {
            for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
                let property = schema.get("properties").and_then(|properties| properties.get(name.as_str()?));
                assert!(property.is_none_or(|property| property.get("default").is_none()), "{flavor:?}: {name}");
            }
        });
    });
    let document = exported("tests/constructs", &OpenApiFlavor::Docs(OpenApiVersion::V31));
    let town = &document["paths"]["/towns/{town_id}/branch-fines"]["get"]["parameters"][0];
    assert_eq!((&town["x-spec-default"], &town["schema"]["pattern"]), (&json!("0"), &json!("^[0-9]+$")));
    assert!(town["description"].as_str().unwrap().ends_with("The usual value here is `0`."), "{town}");
}

#[test]
fn every_schema_is_used() {
    every_document(|flavor, document| {
        let mut used = BTreeSet::new();
        objects(document, &mut |object| used.extend(object.get("$ref").and_then(Value::as_str)));
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(used.contains(&*format!("#/components/schemas/{name}")), "{flavor:?}: {name}");
        }
    });
    // Only the export that inlines what it refers to elsewhere does without it.
    let strict = exported("tests/constructs", &OpenApiFlavor::Strict(OpenApiVersion::V30));
    assert!(strict["components"]["schemas"].get("CatalogFilm").is_none());
}

#[test]
fn every_operation_has_a_response_to_client_errors() {
    every_document(|flavor, document| {
        for (path, _, operation) in operations(document) {
            let statuses = operation["responses"].as_object().unwrap();
            // Generators do not understand `4XX`, and `default` includes it.
            let portable = matches!(flavor, OpenApiFlavor::Portable(_));
            let listed = statuses.keys().any(|status| status.starts_with('4'));
            assert!(listed || portable && statuses.contains_key("default"), "{flavor:?}: {path}");
            assert!(!portable || !statuses.contains_key("4XX"), "{path}");
        }
    });
    let document = exported("tests/bookshop/spec", &OpenApiFlavor::Docs(OpenApiVersion::V30));
    let listed = document["paths"]["/books/{isbn}"]["get"]["responses"].as_object().unwrap();
    assert_eq!(listed.keys().collect::<Vec<_>>(), ["200", "401", "404", "default"]);
}

#[test]
fn one_reference_is_not_a_composition() {
    every_document(|flavor, document| {
        schemas(document, &mut |schema| {
            let alone =
                schema.len() == 1 && schema.get("allOf").and_then(Value::as_array).is_some_and(|of| of.len() == 1);
            assert!(!alone, "{flavor:?}: {schema:?}");
        });
    });
}

#[test]
fn examples_fit_their_schemas() {
    let mut nulls = BTreeMap::new();
    for flavor in flavors().into_iter().filter(|flavor| !format!("{flavor:?}").contains("V31")) {
        let document = exported("spec", &flavor);
        let mut contents = Vec::new();
        objects(&document["paths"], &mut |object| contents.extend(object.get("application/json")));
        let mut count = 0;
        for content in contents {
            for (name, example) in content.get("examples").and_then(Value::as_object).into_iter().flatten() {
                assert!(allows(document, &content["schema"], &example["value"]), "{flavor:?}: {name}");
                let older = name == "list_runtime_stacks_short";
                assert!(!older || example["value"].get("runtime_stacks").is_some(), "under an alias: {example}");
                count += 1;
                objects(&example["value"], &mut |object| {
                    *nulls.entry(format!("{flavor:?}")).or_insert(0) +=
                        object.values().filter(|value| value.is_null()).count();
                });
            }
        }
        assert!(count > 200, "{count}");
    }
    // Examples with null show it wherever the flavor allows it.
    assert!(nulls.values().all(|count| *count > 0), "{nulls:?}");
}

#[test]
fn the_license_is_that_of_the_crates() {
    let license =
        |directory: &str, version| exported(directory, &OpenApiFlavor::Docs(version))["info"].get("license").cloned();
    assert_eq!(license("spec", OpenApiVersion::V30), Some(json!({ "name": "Apache-2.0 OR MIT" })));
    let identified = json!({ "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" });
    assert_eq!(license("spec", OpenApiVersion::V31), Some(identified));
    assert_eq!(license("tests/bookshop/spec", OpenApiVersion::V30), None);
}

#[test]
fn conditions_are_rules_without_required_properties_of_elsewhere() {
    let document = exported("tests/constructs", &OpenApiFlavor::Docs(OpenApiVersion::V31));
    let rules = &document["components"]["schemas"]["LendingDeliveryCreate"]["allOf"];
    assert_eq!(rules[0]["then"], json!({ "dependentRequired": { "way": ["address"] } }));
}

#[test]
fn null_counts_as_absent_in_rules_where_it_is_accepted() {
    let strict = exported("spec", &OpenApiFlavor::Strict(OpenApiVersion::V31));
    let docs = exported("spec", &OpenApiFlavor::Docs(OpenApiVersion::V31));
    let rule = |document: &Value, schema: &str| document["components"]["schemas"][schema]["allOf"][0].clone();
    let present = |name: &str| {
        let properties = json!({ name: { "not": { "type": "null" } } });
        json!({ "required": [name], "properties": properties, "unevaluatedProperties": true })
    };
    let then = json!({ "dependentSchemas": { "authType": present("auth_cred") } });
    assert_eq!(rule(strict, "CseEngineCreate")["then"], then);
    assert_eq!(rule(strict, "ServicecombAccountUpdate"), json!({ "anyOf": [present("roles"), present("status")] }));
    let plain = json!({ "anyOf": [{ "required": ["roles"] }, { "required": ["status"] }] });
    assert_eq!(rule(docs, "ServicecombAccountUpdate"), plain);
}

#[test]
fn conditions_have_values_of_the_type_of_their_field() {
    for (directory, schema, field, values) in [
        ("spec", "V2BuildParameters", "use_public_cluster", json!([false])),
        ("tests/obstacle-course/spec", "ShapesRating", "grade", json!([6])),
        ("tests/constructs", "LendingDeliveryCreate", "way", json!(["post", "courier"])),
    ] {
        let document = exported(directory, &OpenApiFlavor::Docs(OpenApiVersion::V31));
        let rule = &document["components"]["schemas"][schema]["allOf"][0]["if"]["properties"][field];
        assert_eq!(rule["enum"], values, "{schema}");
    }
}

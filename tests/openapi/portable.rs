//! The portable flavor contains only what common generators understand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use servicestage_tests::specification;
use specwright_tools::{OpenApiFlavor, OpenApiPortable, OpenApiUnions, OpenApiWithout, openapi_as, openapi_per_host};

use super::every_flavor::{allows, schemas};
use super::{SPECIFICATIONS, exported, objects, operations};

fn portable(unions: OpenApiUnions, without: &[OpenApiWithout]) -> OpenApiFlavor {
    OpenApiFlavor::Portable(OpenApiPortable { unions, without: without.to_vec() })
}

fn flat() -> OpenApiFlavor {
    portable(OpenApiUnions::Flat, &[])
}

fn constructs() -> &'static Value {
    exported("tests/constructs", &flat())
}

fn course() -> &'static Value {
    exported("tests/obstacle-course/spec", &flat())
}

/// A field of a named type, without extensions.
fn field(document: &Value, ty: &str, name: &str) -> Value {
    let mut field = document["components"]["schemas"][ty]["properties"][name].clone();
    field.as_object_mut().unwrap().retain(|key, _| !key.starts_with("x-spec-"));
    field
}

#[test]
fn nothing_is_in_it_that_generators_stumble_over() {
    for directory in SPECIFICATIONS.iter().chain(&["tests/constructs"]) {
        for unions in [OpenApiUnions::Flat, OpenApiUnions::OneOf] {
            let document = exported(directory, &portable(unions, &[]));
            assert_eq!(document["openapi"], "3.0.3");
            schemas(document, &mut |schema| {
                assert!(!schema.contains_key("anyOf"), "{directory}: {schema:?}");
                assert!(!schema.contains_key("nullable") || schema.contains_key("type"), "{directory}: {schema:?}");
                let reference = schema.contains_key("$ref") || schema.contains_key("allOf");
                assert!(!(reference && schema.contains_key("default")), "{directory}: {schema:?}");
                for property in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                    assert!(property.1.get("default").is_none(), "{directory}: {property:?}");
                }
                if let Some(values) = schema.get("additionalProperties").and_then(Value::as_object) {
                    let limits = values.keys().filter(|key| key.starts_with("m") || *key == "pattern");
                    assert!(limits.count() <= 1, "{directory}: {values:?}");
                }
                if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
                    let kinds: BTreeSet<_> = branches.iter().filter_map(|branch| branch["type"].as_str()).collect();
                    assert!(schema.contains_key("discriminator") || kinds.len() == branches.len(), "{schema:?}");
                }
            });
            for (path, _, operation) in operations(document) {
                assert!(operation.get("servers").is_none(), "{directory}: {path}");
                let mut names = BTreeSet::new();
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    assert!(parameter["schema"].get("allOf").is_none(), "{directory}: {path}: {parameter}");
                    let name = parameter["name"].as_str().unwrap().replace(['-', '_', '.'], "").to_lowercase();
                    assert!(names.insert((parameter["in"].as_str(), name)), "{directory}: {path}: {parameter}");
                }
            }
            assert!(document["servers"].as_array().unwrap().iter().all(|server| server.get("variables").is_none()));
        }
    }
}

#[test]
fn an_open_enum_is_a_string_with_known_values() {
    let shop = exported("tests/bookshop/spec", &flat());
    let genre = &shop["components"]["schemas"]["V1Genre"];
    assert_eq!((&genre["type"], genre.get("enum")), (&json!("string"), None));
    assert_eq!(genre["x-extensible-enum"], json!(["novel", "cookery", "travel"]));
    let told = genre["description"].as_str().unwrap();
    assert!(told.ends_with("Known values: `novel`, `cookery`, `travel`. Others may appear."), "{told}");
    assert_eq!(course()["components"]["schemas"]["ShapesGrade"]["type"], "integer");
    // A closed one stays.
    assert_eq!(constructs()["components"]["schemas"]["CatalogOrder"]["enum"], json!(["up", "down"]));
}

#[test]
fn values_of_a_map_have_one_limit_and_tell_the_others() {
    let document = course();
    let mut told = BTreeSet::new();
    schemas(document, &mut |schema| {
        let values = schema.get("additionalProperties").unwrap_or(&Value::Null);
        told.extend(values["description"].as_str().filter(|description| description.starts_with("Further limits")));
    });
    let expected = ["Further limits: `maxLength` `5`, `minLength` `2`.", "Further limits: `minimum` `0`."];
    assert_eq!(told, expected.into());
}

#[test]
fn no_constant_of_a_closed_enum_is_declared_twice() {
    let names = |document: &Value| {
        let schemas = document["components"]["schemas"].as_object().unwrap().clone();
        let constants = schemas.values().flat_map(|schema| {
            let names = schema.get("x-enum-varnames").or(schema.get("enum")).and_then(Value::as_array);
            names.into_iter().flatten().map(|name| name.as_str().unwrap_or_default().to_uppercase()).collect::<Vec<_>>()
        });
        constants.collect::<Vec<_>>()
    };
    for directory in SPECIFICATIONS.iter().chain(&["tests/constructs"]) {
        let names = names(exported(directory, &flat()));
        let unique: BTreeSet<_> = names.iter().collect();
        assert!(unique.len() == names.len() && !names.contains(&String::new()), "{directory}: {names:?}");
    }
    // Of numbers, and with values that two enums have.
    let served = exported("spec", &flat());
    let views = &served["components"]["schemas"]["ServicecombSchemaView"]["x-enum-varnames"];
    assert_eq!(views, &json!(["SERVICECOMB_SCHEMA_VIEW_0", "SERVICECOMB_SCHEMA_VIEW_1"]));
}

#[test]
fn a_default_beside_a_reference_is_told() {
    let document = constructs();
    let order = &document["paths"]["/search"]["get"]["parameters"][0];
    assert_eq!(order["schema"], json!({ "$ref": "#/components/schemas/CatalogOrder" }));
    assert_eq!(order["description"], "Direction of sorting.\n\nDefaults to `up`.");
    assert_eq!(order["x-spec-default"], "up");
    // Beside a plain type it stays.
    let seats = &document["paths"]["/rooms/{room}/{place}/seats"]["get"]["parameters"];
    let light = seats.as_array().unwrap().iter().find(|parameter| parameter["name"] == "light").unwrap();
    assert_eq!(light["schema"], json!({ "type": "boolean", "default": true }));
}

#[test]
fn the_default_of_a_field_is_told() {
    let days = field(constructs(), "LendingLoanCreate", "days");
    assert_eq!((days.get("default"), &days["description"]), (None, &json!("For how long.\n\nDefaults to `14`.")));
}

#[test]
fn a_scalar_that_may_be_null_is_written_out() {
    let document = constructs();
    let binding = field(document, "CatalogBoundBook", "binding");
    assert_eq!((&binding["type"], &binding["nullable"]), (&json!("string"), &json!(true)));
    assert!(binding["description"].as_str().unwrap().contains("Known values: `paperback`, `hardcover`."), "{binding}");
    assert!(binding.get("allOf").or(binding.get("$ref")).is_none(), "{binding}");
    let year = field(document, "CatalogBookCopy", "year");
    assert_eq!(year["oneOf"], json!([{ "type": "string", "nullable": true }, { "type": "number" }]));
    for value in [Value::Null, json!("1984"), json!(1984)] {
        assert!(allows(document, &year, &value), "{value}");
    }
}

#[test]
fn an_object_that_may_be_null_keeps_its_name() {
    let broader = field(constructs(), "CatalogSubject", "broader");
    let named = json!([{ "$ref": "#/components/schemas/CatalogSubject" }]);
    assert_eq!((&broader["type"], &broader["nullable"], &broader["allOf"]), (&json!("object"), &json!(true), &named));
}

#[test]
fn a_flat_union_has_the_fields_of_all_variants() {
    let document = constructs();
    let medium = &document["components"]["schemas"]["CatalogMedium"];
    assert_eq!(medium["required"], json!(["kind"]));
    assert_eq!(medium["properties"]["kind"]["x-extensible-enum"], json!(["map", "film"]));
    assert_eq!(medium["properties"]["minutes"]["type"], "integer");
    let told = medium["description"].as_str().unwrap();
    assert!(told.contains("`kind` is one of: `map`, `film`.") && told.contains("- `film`: `minutes`"), "{told}");
    for value in [json!({ "kind": "map", "scale": 5 }), json!({ "kind": "globe" })] {
        assert!(allows(document, medium, &value), "{value}");
    }
    // Content under a field of its own: one type where all variants agree, else any object.
    let course = course();
    assert_eq!(field(course, "ShapesFilling", "spec"), json!({ "type": "object" }));
}

#[test]
fn a_discriminator_chooses_the_schema_of_a_variant() {
    let document = exported("tests/constructs", &portable(OpenApiUnions::OneOf, &[]));
    let schemas = &document["components"]["schemas"];
    let medium = &schemas["CatalogMedium"];
    assert_eq!(medium["discriminator"]["propertyName"], "kind");
    for (tag, target) in medium["discriminator"]["mapping"].as_object().unwrap() {
        let variant = document.pointer(&target.as_str().unwrap()[1..]).unwrap();
        assert_eq!(variant["properties"]["kind"]["enum"], json!([tag]));
        assert_eq!(variant["required"][0], "kind");
        assert!(medium["oneOf"].as_array().unwrap().contains(&json!({ "$ref": target })));
    }
    assert_eq!(schemas["CatalogMediumFilm"]["required"], json!(["kind", "minutes"]));
    assert_eq!(schemas["LendingMeansCash"]["required"], json!(["type", "detail"]));
}

#[test]
fn all_regions_are_servers_and_other_hosts_are_told() {
    let document = constructs();
    let urls: Vec<&str> =
        document["servers"].as_array().unwrap().iter().filter_map(|server| server["url"].as_str()).collect();
    assert_eq!(urls, ["https://library.north.example.com", "https://library.south.example.com"]);
    let elsewhere = document["paths"]["/towns/{town_id}/branch-fines"]["get"]["description"].as_str().unwrap();
    assert!(elsewhere.contains("\n\nServed at another host, such as `"), "{elsewhere}");
    let here = document["paths"]["/towns/{town_id}/fines"]["get"]["description"].as_str().unwrap();
    assert!(!here.contains("Served at"), "{here}");
}

#[test]
fn forms_refer_to_no_scalar() {
    let document = course();
    let import = &document["components"]["schemas"]["ShapesAnswerImport"]["properties"];
    for name in ["grade", "direction"] {
        assert!(import[name].get("type").is_some() && import[name].get("allOf").is_none(), "{}", import[name]);
    }
    assert_eq!(import["direction"]["enum"], json!(["up", "down"]));
}

#[test]
fn default_responses_and_forms_can_be_left_out() {
    let specification = specification("tests/obstacle-course/spec");
    let without = [OpenApiWithout::DefaultResponses, OpenApiWithout::MultipartOperations];
    let (all, some) = (course(), openapi_as(&specification, &portable(OpenApiUnions::Flat, &without)));
    let mut forms = 0;
    objects(&some, &mut |object| {
        forms += usize::from(object.contains_key("multipart/form-data"));
        let responses = object.get("responses").and_then(Value::as_object);
        assert!(responses.is_none_or(|responses| !responses.contains_key("default")));
    });
    assert_eq!(forms, 0);
    assert_eq!(operations(all).count() - operations(&some).count(), 2);
    // Errors remain: those that are documented, or any of the client.
    assert!(some["paths"]["/family/s_x"]["get"]["responses"].get("4XX").is_some());
    assert!(some["components"]["schemas"].get("ShapesAnswerImport").is_none());
}

#[test]
fn a_document_for_each_host_loses_nothing() {
    for directory in ["spec", "tests/constructs"] {
        let specification = specification(directory);
        let whole = openapi_as(&specification, &flat());
        let ids = |document: &Value| -> Vec<String> {
            let ids =
                operations(document).map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned());
            ids.collect()
        };
        let documents: BTreeMap<String, Value> = openapi_per_host(&specification, &flat());
        let mut found: Vec<String> = documents.values().flat_map(ids).collect();
        let mut expected = ids(&whole);
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        let mut schemas = BTreeSet::new();
        for (host, document) in &documents {
            assert!(operations(document).all(|(_, _, operation)| operation["x-spec-host"] == **host), "{host}");
            assert!(document["info"]["title"].as_str().unwrap().ends_with(&format!(": {host}")), "{host}");
            assert!(!document["servers"].as_array().unwrap().is_empty(), "{host}");
            objects(document, &mut |object| {
                let target = object.get("$ref").and_then(Value::as_str);
                assert!(target.is_none_or(|target| document.pointer(&target[1..]).is_some()), "{target:?}");
            });
            schemas.extend(document["components"]["schemas"].as_object().unwrap().keys().cloned());
        }
        let all: BTreeSet<String> = whole["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(schemas, all);
    }
}

#[test]
fn of_two_spellings_of_a_parameter_one_is_left_and_names_the_other() {
    let document = exported("spec", &flat());
    let flavors = &document["paths"]["/v2/{project_id}/enginemgr/flavors"]["get"]["parameters"];
    let parameter = |name| flavors.as_array().unwrap().iter().find(|parameter| parameter["name"] == name);
    assert!(parameter("spec_type").is_none());
    let left = parameter("specType").unwrap()["description"].as_str().unwrap();
    assert!(left.ends_with("The service also knows this parameter as `spec_type`."), "{left}");
}

//! Bodies that the service center reads in its own way.

use http::Uri;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use servicestage_server::runtime::server::{FieldSchema, MapRules, ObjectSchema, Schema};

use super::address;

static STRINGS: MapRules = MapRules::of(Schema::STRING);

/// Tags, beside which nothing else than maps of strings may be. Letter case counts.
static TAGS: MapRules = MapRules::of(Schema::Map(&STRINGS));

/// Properties, with the ids that the body may have in place of those of the path, also empty ones.
static PROPERTIES: ObjectSchema = ObjectSchema::new(
    "Properties",
    &[
        FieldSchema::required("serviceId", Schema::STRING),
        FieldSchema::required("instanceId", Schema::STRING),
        FieldSchema::optional("properties", Schema::Map(&STRINGS)),
    ],
);

/// Bodies that are read in a way of their own.
enum Document {
    Tags,
    Properties,
    Dependencies,
    Statuses,
    Other,
}

impl Document {
    fn of(path: &str) -> Self {
        // After the version, the project and the registry.
        let rest: Vec<&str> = path.split('/').skip(4).collect();
        match rest.as_slice() {
            ["microservices", _, "tags"] => Self::Tags,
            ["microservices", _, "properties"] | ["microservices", _, "instances", _, "properties"] => Self::Properties,
            ["dependencies"] => Self::Dependencies,
            ["instances", "status"] => Self::Statuses,
            _ => Self::Other,
        }
    }
}

/// Returns the schema of the document that the server reads.
pub(super) fn sent(path: &str, schema: Schema) -> Schema {
    match Document::of(path) {
        Document::Tags => Schema::Map(&TAGS),
        Document::Properties => Schema::Object(&PROPERTIES),
        _ => schema,
    }
}

/// Makes what was sent the body that the operation expects. Returns the address if it is another one, or the reason why
/// there is none.
pub(super) fn settle(uri: &Uri, value: &mut Value) -> Result<Option<Uri>, String> {
    match Document::of(uri.path()) {
        Document::Tags => settle_tags(value),
        Document::Dependencies => settle_applications(value),
        Document::Statuses => settle_matches(value),
        Document::Properties => return moved(uri, value),
        Document::Other => {}
    }
    Ok(None)
}

fn settle_tags(value: &mut Value) {
    if value.is_null() {
        *value = Value::Object(Map::new());
    }
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, tags| name == "tags" && !tags.is_null());
    }
}

/// Providers without an application are in none.
fn settle_applications(value: &mut Value) {
    let dependencies = value.get_mut("dependencies").and_then(Value::as_array_mut);
    for dependency in dependencies.into_iter().flatten() {
        let providers = dependency.get_mut("providers").and_then(Value::as_array_mut);
        for provider in providers.into_iter().flatten().filter_map(Value::as_object_mut) {
            provider.entry("appId").or_insert_with(|| Value::from(""));
        }
    }
}

/// Without conditions, all instances match.
fn settle_matches(value: &mut Value) {
    let Some(members) = value.as_object_mut() else { return };
    let matches = members.entry("matches").or_insert_with(|| Value::Object(Map::new()));
    if let Some(matches) = matches.as_object_mut() {
        matches.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    }
}

/// Returns the address with the ids of the body.
fn moved(uri: &Uri, value: &mut Value) -> Result<Option<Uri>, String> {
    let Some(members) = value.as_object_mut() else { return Ok(None) };
    let mut segments: Vec<String> = uri.path().split('/').map(str::to_owned).collect();
    let mut is_other = false;
    for (member, at) in [("serviceId", 5), ("instanceId", 7)] {
        let (Some(Value::String(id)), Some(place)) = (members.remove(member), segments.get_mut(at)) else { continue };
        if id.is_empty() {
            return Err(format!("{member}: expected at least one character"));
        }
        *place = utf8_percent_encode(&id, NON_ALPHANUMERIC).to_string();
        is_other = true;
    }
    let address = is_other.then(|| address::with_path(uri, &segments.join("/")));
    Ok(address.flatten())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settled(path: &'static str, mut value: Value) -> Result<(Option<String>, Value), String> {
        let uri = settle(&Uri::from_static(path), &mut value)?;
        Ok((uri.map(|uri| uri.to_string()), value))
    }

    #[test]
    fn ids_of_the_body_replace_those_of_the_path() {
        let path = "/v4/p/registry/microservices/a/instances/b/properties";
        let body = json!({ "serviceId": "c d", "properties": { "x": "y" } });
        let to = "/v4/p/registry/microservices/c%20d/instances/b/properties";
        assert_eq!(settled(path, body), Ok((Some(to.to_owned()), json!({ "properties": { "x": "y" } }))));
        assert_eq!(settled(path, json!({ "properties": {} })), Ok((None, json!({ "properties": {} }))));
        assert!(settled(path, json!({ "instanceId": "" })).is_err());
        let path = "/v4/p/registry/microservices/a/properties";
        assert_eq!(settled(path, json!({ "instanceId": "b" })), Ok((None, json!({}))));
    }

    #[test]
    fn what_is_absent_has_its_meaning() {
        let path = "/v4/p/registry/dependencies";
        let body = json!({ "dependencies": [{ "providers": [{ "serviceName": "a" }] }, {}] });
        let expected = json!({ "dependencies": [{ "providers": [{ "serviceName": "a", "appId": "" }] }, {}] });
        assert_eq!(settled(path, body), Ok((None, expected)));
        let expected = json!({ "status": "UP", "matches": { "properties": {} } });
        assert_eq!(settled("/v4/p/registry/instances/status", json!({ "status": "UP" })), Ok((None, expected)));
        let body = json!({ "tags": { "a": "b" }, "TAGS": { "c": "d" } });
        let path = "/v4/p/registry/microservices/a/tags";
        assert_eq!(settled(path, body), Ok((None, json!({ "tags": { "a": "b" } }))));
        assert_eq!(settled(path, Value::Null), Ok((None, json!({}))));
        let schema = json!({ "schema": "text" });
        assert_eq!(settled("/v4/p/registry/microservices/a/schemas/tags", schema.clone()), Ok((None, schema)));
    }
}

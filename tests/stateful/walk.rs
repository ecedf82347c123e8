//! Every resource of the specification, by data: created, read, listed, changed and deleted through the client, with
//! the requests of the examples.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use servicestage_client::{Arguments, Client, Error};
use servicestage_server::mock::MockServer;
use servicestage_tests::{Example, examples, specification};
use specwright_language::ir::{Api, Does, Effect, Resource};

use super::{PROJECT, client};

/// Longer than everything that is under way, and shorter than the life of what expires.
const LATER: Duration = Duration::from_secs(10);

/// A mock, and what the specification says of it.
struct Walk<'a> {
    api: &'a Api,
    examples: &'a [Example],
    mock: MockServer,
    client: Client,
    /// Keys of the resources that were created, by name.
    keys: BTreeMap<&'a str, Value>,
}

impl<'a> Walk<'a> {
    async fn new(api: &'a Api, examples: &'a [Example]) -> Self {
        let mock = MockServer::builder().manual_clock().start().await.unwrap();
        let client = client(&mock);
        Self { api, examples, mock, client, keys: BTreeMap::new() }
    }

    fn id(&self, resource: &Resource) -> String {
        format!("{}.{}", self.api.family(resource.family).name, resource.name)
    }

    /// The request of the first example, about the resources that were created.
    fn request(&self, resource: &'a Resource, effect: &Effect) -> Value {
        let id = self.api.operation_id(self.api.operation(effect.operation));
        let example = self.examples.iter().find(|example| example.operation == id && example.status < 300);
        let mut request = example.unwrap_or_else(|| panic!("{id} has no example")).request.clone();
        if self.api.operation(effect.operation).route.path.contains("{project_id}") {
            request["path"]["project_id"] = PROJECT.into();
        }
        let own = !matches!(effect.does, Does::Create | Does::List);
        for outer in resource.ancestors(self.api).skip(usize::from(!own)) {
            let Some(key) = self.keys.get(outer.name.as_str()) else { continue };
            for place in ["path", "query", "headers", "cookies", "body"] {
                // A new name in a body is no key.
                let given = place != "body" || effect.does == Does::Put;
                let values = request.get_mut(place).and_then(Value::as_object_mut).filter(|_| given);
                let values = values.into_iter().flatten().filter(|(name, _)| outer.field_name(name) == outer.key);
                values.for_each(|(_, value)| *value = key.clone());
            }
        }
        if !effect.each.is_empty() {
            let list = request.pointer_mut(&format!("/body/{}", effect.each.join("/"))).unwrap();
            *list = json!([self.item(resource, &list[0])]);
        }
        for (field, other) in &resource.needs {
            let path: String = effect.request.iter().chain([field]).map(|name| format!("/{name}")).collect();
            let key = self.keys.get(self.api.resource(*other).name.as_str());
            if let Some((named, key)) = request.pointer_mut(&format!("/body{path}")).zip(key) {
                *named = key.clone();
            }
        }
        if let Some(Value::Object(query)) = request.get_mut("query") {
            let operation = self.api.operation(effect.operation);
            for (name, field) in &effect.filter {
                match operation.needed().any(|it| it.name.value == *name) {
                    true => query.insert(name.clone(), self.stored(resource, field)),
                    false => query.remove(name),
                };
            }
            query.extend(effect.all.iter().map(|(name, value)| (name.clone(), value.as_str().into())));
        }
        request
    }

    /// An item of a list of resources, as an example shows it, about the resource that was created.
    fn item(&self, resource: &'a Resource, shown: &Value) -> Value {
        let own = &self.keys[resource.name.as_str()];
        let Value::Object(mut item) = shown.clone() else { return own.clone() };
        for (name, value) in &mut item {
            let named = resource.ancestors(self.api).find(|it| it.field_name(name) == it.key);
            let key = named.map(|it| &self.keys[it.name.as_str()]).or((*name == resource.id).then_some(own));
            key.into_iter().for_each(|key| *value = key.clone());
        }
        item.into()
    }

    /// A field of the resource that was created, or of one that it is within.
    fn stored(&self, resource: &'a Resource, field: &str) -> Value {
        let (dump, path) = (self.mock.resources(), format!("/{}", field.replace('.', "/")));
        let mut newest =
            resource.ancestors(self.api).filter_map(|it| dump[self.id(it)].as_array()?.last()?.pointer(&path).cloned());
        newest.next().unwrap_or_else(|| panic!("no {field} of {}", resource.name))
    }

    async fn call(&self, effect: &Effect, request: Value) -> Result<Value, Error> {
        let id = self.api.operation_id(self.api.operation(effect.operation));
        let arguments = Arguments::from_value(request).unwrap();
        Ok(self.client.call(&id, arguments).await?.get().clone())
    }

    /// Takes note of the key of the newest resource of a kind.
    fn note(&mut self, resource: &'a Resource) {
        let dump = self.mock.resources();
        let newest = dump[self.id(resource)].as_array().and_then(|list| list.last().cloned());
        let newest = newest.unwrap_or_else(|| panic!("there is no {}: {dump}", self.id(resource)));
        self.keys.insert(&resource.name, newest[&resource.key].clone());
    }

    /// Creates what a resource is within, and the resource itself. Returns the request.
    async fn create(&mut self, resource: &'a Resource) -> Value {
        let creates = |effect: &&Effect| matches!(effect.does, Does::Create | Does::Put);
        let adds = |effect: &&Effect| {
            creates(effect) && effect.adds.iter().any(|id| std::ptr::eq(self.api.resource(*id), resource))
        };
        // What has no operation of its own comes with something else.
        let own = resource.effects.iter().find(creates).map(|effect| (resource, effect));
        let others = || self.api.resources.iter().find_map(|other| Some((other, other.effects.iter().find(adds)?)));
        let (owner, effect) = own.or_else(others).unwrap_or_else(|| panic!("nothing creates {}", resource.name));
        let needed =
            owner.ancestors(self.api).flat_map(|outer| &outer.needs).map(|(_, other)| self.api.resource(*other));
        let outer: Vec<&Resource> = needed.chain(owner.ancestors(self.api).skip(1)).collect();
        for outer in outer.into_iter().rev() {
            if !self.keys.contains_key(outer.name.as_str()) {
                Box::pin(self.create(outer)).await;
            }
        }
        let request = self.request(owner, effect);
        let created = self.call(effect, request.clone()).await;
        created.unwrap_or_else(|error| panic!("{}: {error}", effect.name));
        self.note(owner);
        self.note(resource);
        request
    }

    /// Performs an operation on a resource, and looks at the response.
    async fn perform(&self, resource: &'a Resource, effect: &Effect, sent: &Value) {
        let what = format!("{}: {}", self.id(resource), effect.name);
        let request = self.request(resource, effect);
        let response = self.call(effect, request.clone()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        self.mock.advance(LATER);
        let key = &self.keys[resource.name.as_str()];
        match effect.does {
            Does::Get => assert_kept(&what, sent, &response),
            Does::List => assert!(objects(&response).any(|it| *it == *key), "{what}: {key} is not in {response}"),
            Does::Delete => {
                let again = self.call(effect, request).await;
                let is_missing = |error: &Error| error.status().is_some_and(|status| (400..500).contains(&status));
                let expected =
                    if effect.may_be_missing { again.is_ok() } else { again.as_ref().is_err_and(is_missing) };
                assert!(expected, "{what}: {again:?}");
            }
            _ => {}
        }
    }
}

/// All values in a value, and itself.
fn objects(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    let inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(fields) => Box::new(fields.values()),
        _ => Box::new(std::iter::empty()),
    };
    Box::new(std::iter::once(value).chain(inner.flat_map(objects)))
}

/// Asserts that a response has the plain fields that were sent, where it has fields of these names.
fn assert_kept(what: &str, sent: &Value, response: &Value) {
    for (name, value) in sent.as_object().into_iter().flatten().filter(|(_, value)| !value.is_object()) {
        if let Some(kept) = response.get(name).filter(|_| !value.is_null()) {
            assert_eq!(kept, value, "{what}: `{name}` in {response}");
        }
    }
}

#[tokio::test]
async fn every_resource_lives_and_ends() {
    let (specification, examples) = (specification("spec"), examples("spec"));
    for resource in &specification.api.resources {
        let mut walk = Walk::new(&specification.api, &examples).await;
        let sent = walk.create(resource).await["body"].clone();
        walk.mock.advance(LATER);
        for does in [Does::Get, Does::List, Does::Act, Does::Update, Does::Replace, Does::Put, Does::Delete] {
            for effect in resource.effects.iter().filter(|effect| effect.does == does) {
                walk.perform(resource, effect, &sent).await;
            }
        }
        let odd = walk.mock.journal().into_iter().find(|entry| entry.source.to_string() != "state");
        assert!(odd.is_none(), "{}: {odd:?}", resource.name);
        assert!(!walk.mock.resources().to_string().contains("@then"), "{} is under way", resource.name);
    }
    assert!(specification.api.resources.len() >= 20, "{}", specification.api.resources.len());
}

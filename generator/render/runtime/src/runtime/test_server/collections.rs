//! Collections with state: what was created is listed and read later.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Map, Value};

use super::super::catalog::BODY_ARGUMENT;
use super::super::redact::percent_decoded;
use super::check::CheckedRequest;
use super::request::TestRequest;
use super::routes::Role;
use super::schemas::{Amount, Schemas, member};

/// The collections, by path.
#[derive(Default)]
pub(super) struct Collections(BTreeMap<String, Collection>);

#[derive(Default)]
struct Collection {
    items: Vec<Item>,
    created_count: u64,
}

struct Item {
    id: String,
    value: Value,
}

/// What an operation of a collection returns.
pub(super) enum Outcome {
    /// The result.
    Value(Value),
    /// All items of a list, as they were created.
    Stored(Vec<Value>),
    /// The items of a list that a test gives.
    Given(Vec<Value>),
    /// There is no item with this id.
    Missing(String),
}

/// An operation of a collection: its schemas, and how values are made for them.
pub(super) struct CollectionCall<'c> {
    pub(super) schemas: Schemas,
    pub(super) request: &'c TestRequest,
    pub(super) checked: &'c CheckedRequest<'c>,
}

impl Collections {
    /// Performs an operation; `None` if it has no effect on a collection with state.
    pub(super) fn perform(&mut self, call: &CollectionCall<'_>) -> Option<Outcome> {
        let path = &call.checked.route.collection;
        let method = &call.request.method;
        match call.checked.route.route.role {
            Role::Collection(parameter) if method == Method::POST => {
                let collection = self.0.entry(path.clone());
                let outcome = call.create(parameter, None, collection.or_default());
                if outcome.is_none() && self.0.get(path).is_some_and(|made| made.created_count == 0)
                {
                    self.0.remove(path);
                }
                outcome
            }
            Role::Collection(_) if method == Method::GET => {
                let collection = self.0.get(path)?;
                Some(Outcome::Stored(
                    collection
                        .items
                        .iter()
                        .map(|item| item.value.clone())
                        .collect(),
                ))
            }
            Role::Item {
                name,
                is_created_by_put,
            } => {
                let (_, id) = call
                    .checked
                    .route
                    .values
                    .iter()
                    .rfind(|(key, _)| *key == name)?;
                let id = percent_decoded(id);
                if method == Method::PUT && is_created_by_put {
                    let collection = self.0.entry(path.clone()).or_default();
                    if collection.items.iter().all(|item| item.id != id) {
                        return call.create(name, Some(id), collection);
                    }
                }
                self.0.get_mut(path)?.perform_on_item(call, id)
            }
            _ => None,
        }
    }
}

impl Collection {
    fn perform_on_item(&mut self, call: &CollectionCall<'_>, id: String) -> Option<Outcome> {
        let method = &call.request.method;
        if !["GET", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
            return None;
        }
        let Some(index) = self.items.iter().position(|item| item.id == id) else {
            return Some(Outcome::Missing(id));
        };
        if method == Method::DELETE {
            let item = self.items.remove(index);
            return call.result(&item.value);
        }
        let item = self.items.get_mut(index)?;
        if method == Method::PUT || method == Method::PATCH {
            overlay(&mut item.value, call.sent_properties());
        }
        call.result(&item.value)
    }
}

impl CollectionCall<'_> {
    /// Returns the result that shows a stored value; `None` if the operation returns something else.
    fn result(&self, stored: &Value) -> Option<Outcome> {
        let Some(schema) = self.checked.documentation.result.as_ref() else {
            return Some(Outcome::Value(Value::Null));
        };
        if !self.schemas.kinds(schema).object {
            return None;
        }
        self.schemas.adapt(stored, schema).map(Outcome::Value)
    }

    /// Returns the properties of the body that responses may have.
    fn sent_properties(&self) -> Map<String, Value> {
        let body = self
            .request
            .arguments
            .get(BODY_ARGUMENT)
            .and_then(Value::as_object);
        let members = body.into_iter().flatten().filter(|(name, _)| {
            let schema = self.schemas.property(&self.checked.body_schema, name);
            schema.is_none_or(|schema| *member(&schema, "writeOnly") != true)
        });
        members
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Creates an item; `None` if the result is no object with an id.
    fn create(
        &self,
        parameter: &str,
        id: Option<String>,
        collection: &mut Collection,
    ) -> Option<Outcome> {
        let schema = self.checked.documentation.result.as_ref()?;
        let pointer = self.id_pointer(parameter, schema)?;
        let sent = self.sent_properties();
        let sent_id = Value::Object(sent.clone())
            .pointer(&pointer)
            .and_then(text_of_id);
        collection.created_count += 1;
        let number = collection.created_count;
        let (id, new_id) = match id.or(sent_id) {
            Some(id) => (id, None),
            None => {
                let value = self.new_id(&pointer, schema, number)?;
                (text_of_id(&value)?, Some(value))
            }
        };
        let mut value = self.unset_value(schema);
        overlay(&mut value, sent);
        if let Some(new_id) = new_id {
            put_at_pointer(&mut value, &pointer, new_id);
        } else if value.pointer(&pointer).and_then(text_of_id).as_deref() != Some(id.as_str()) {
            put_at_pointer(&mut value, &pointer, id.as_str().into());
        }
        let outcome = self.result(&value);
        collection.items.retain(|item| item.id != id);
        collection.items.push(Item { id, value });
        outcome
    }

    /// Returns an item before the properties of the body are set: those that only the server sets are
    /// in it, as in the example.
    fn unset_value(&self, schema: &Value) -> Value {
        let names = self.schemas.property_names(&self.checked.body_schema);
        let least = self.schemas.sample(schema, Amount::Required);
        let most = self.schemas.sample(schema, Amount::Most);
        let envelope = self.checked.route.route.entry.operation.envelope;
        let example = member(&self.checked.documentation.response, "example");
        let example = envelope.map_or(example, |envelope| member(example, envelope.result));
        let sources = [example, &most].into_iter().filter_map(Value::as_object);
        let mut members = Map::new();
        for (name, value) in sources.flatten().filter(|(name, _)| !names.contains(*name)) {
            members.entry(name.clone()).or_insert_with(|| value.clone());
        }
        for (name, value) in least.as_object().into_iter().flatten() {
            members.entry(name.clone()).or_insert_with(|| value.clone());
        }
        members.into()
    }

    /// Returns the JSON pointer of the id in an item.
    fn id_pointer(&self, parameter: &str, schema: &Value) -> Option<String> {
        let names = self.schemas.property_names(schema);
        let last_word = parameter.rsplit(['_', '-']).next().unwrap_or(parameter);
        let last_word = if parameter.ends_with("Id") {
            "id"
        } else {
            last_word
        };
        let candidates = [
            parameter, last_word, "id", "uuid", "number", "slug", "key", "name", "login",
        ];
        if let Some(name) = candidates.iter().find(|name| names.contains(**name)) {
            return Some(format!("/{name}"));
        }
        // Kubernetes.
        let metadata = self.schemas.property(schema, "metadata")?;
        self.schemas.property(&metadata, parameter)?;
        Some(format!("/metadata/{parameter}"))
    }

    fn new_id(&self, pointer: &str, schema: &Value, number: u64) -> Option<Value> {
        let mut id_schema = schema.clone();
        for name in pointer.split('/').skip(1) {
            id_schema = self.schemas.property(&id_schema, name)?;
        }
        let candidates: [Value; 4] = [
            number.into(),
            format!("item-{number}").into(),
            format!("00000000-0000-4000-8000-{number:012}").into(),
            format!("{number:032x}").into(),
        ];
        let is_uuid = *member(&id_schema, "format") == "uuid";
        let fits = |id: &&Value| self.schemas.fits(id, &id_schema);
        candidates
            .iter()
            .skip(if is_uuid { 2 } else { 0 })
            .find(fits)
            .cloned()
    }
}

fn text_of_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Sets properties, and those of inner objects.
fn overlay(value: &mut Value, sent: Map<String, Value>) {
    let Value::Object(members) = value else {
        return;
    };
    for (name, sent_value) in sent {
        match (members.get_mut(&name), sent_value) {
            (Some(inner @ Value::Object(_)), Value::Object(sent)) => overlay(inner, sent),
            (_, sent_value) => drop(members.insert(name, sent_value)),
        }
    }
}

/// Sets the value at a JSON pointer, and creates the objects on its path.
pub(super) fn put_at_pointer(value: &mut Value, pointer: &str, inner: Value) {
    let mut target = value;
    for name in pointer.split('/').skip(1) {
        if !target.is_object() {
            *target = Value::Object(Map::new());
        }
        let Value::Object(members) = target else {
            return;
        };
        target = members
            .entry(name.replace("~1", "/").replace("~0", "~"))
            .or_insert(Value::Null);
    }
    *target = inner;
}

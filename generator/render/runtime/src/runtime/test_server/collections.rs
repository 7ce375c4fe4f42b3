//! Collections with state: what was created is listed and read later.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::catalog::BODY_ARGUMENT;
use super::super::json::put_at_pointer;
use super::super::redact::percent_decoded;
use super::answer::Call;
use super::routes::Role;
use super::schemas::Amount;

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
    Missing {
        id: String,
        /// The ids of the collection.
        others: Vec<String>,
    },
}

impl Collections {
    /// Performs an operation; `None` if it has no effect on a collection with state.
    pub(super) fn perform(&mut self, call: &Call<'_>) -> Option<Outcome> {
        let route = &call.checked.route;
        let collection = self.0.entry(route.collection.clone()).or_default();
        let has_begun = collection.created_count > 0;
        match (route.route.role, call.request.method.as_str()) {
            (Role::Collection(parameter), "POST") => call.create(parameter, None, collection),
            (Role::Collection(_), "GET") if has_begun => {
                let values = collection.items.iter().map(|item| item.value.clone());
                Some(Outcome::Stored(values.collect()))
            }
            (
                Role::Item {
                    name,
                    is_created_by_put,
                },
                method,
            ) => {
                let (_, encoded_id) = route.values.iter().rfind(|(key, _)| *key == name)?;
                let id = percent_decoded(encoded_id);
                let is_new = collection.items.iter().all(|item| item.id != id);
                match method {
                    "PUT" if is_created_by_put && is_new => call.create(name, Some(id), collection),
                    "GET" | "PUT" | "PATCH" | "DELETE" if has_begun => {
                        collection.perform_on_item(call, id)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

impl Collection {
    fn perform_on_item(&mut self, call: &Call<'_>, id: String) -> Option<Outcome> {
        let method = call.request.method.as_str();
        let Some(index) = self.items.iter().position(|item| item.id == id) else {
            let others = self.items.iter().map(|item| item.id.clone()).collect();
            return Some(Outcome::Missing { id, others });
        };
        if method == "DELETE" {
            let item = self.items.remove(index);
            return call.result(&item.value);
        }
        let item = self.items.get_mut(index)?;
        if method != "GET" {
            overlay(&mut item.value, call.sent_properties());
        }
        call.result(&item.value)
    }
}

impl Call<'_> {
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
    fn sent_properties(&self) -> Value {
        let body = self.request.arguments.get(BODY_ARGUMENT);
        let mut members = body.and_then(Value::as_object).cloned().unwrap_or_default();
        members.retain(|name, _| {
            let schema = self.schemas.property(&self.checked.body_schema, name);
            schema.is_none_or(|schema| schema.get("writeOnly") != Some(&Value::Bool(true)))
        });
        members.into()
    }

    /// Creates an item; `None` if the result is no object with an id.
    fn create(
        &self,
        parameter: &str,
        id_in_path: Option<String>,
        collection: &mut Collection,
    ) -> Option<Outcome> {
        let schema = self.checked.documentation.result.as_ref()?;
        let pointer = self.id_pointer(parameter, schema)?;
        let number = collection.created_count + 1;
        let mut value = self.unset_value(schema);
        let sent = self.sent_properties();
        let sent_id = sent.pointer(&pointer).filter(|id| text_of_id(id).is_some());
        let id_value = id_in_path
            .map(Value::from)
            .or_else(|| sent_id.cloned())
            .or_else(|| self.new_id(&pointer, schema, number))?;
        let id = text_of_id(&id_value)?;
        overlay(&mut value, sent);
        if value.pointer(&pointer).and_then(text_of_id).as_ref() != Some(&id) {
            put_at_pointer(&mut value, &pointer, id_value);
        }
        let outcome = self.result(&value);
        collection.items.retain(|item| item.id != id);
        collection.items.push(Item { id, value });
        collection.created_count = number;
        outcome
    }

    /// Returns an item before the properties of the body are set: those that only the server sets are
    /// in it, as in the example.
    fn unset_value(&self, schema: &Value) -> Value {
        let sendable = self.schemas.properties(&self.checked.body_schema);
        let least = self.schemas.sample(schema, Amount::Required);
        let most = self.schemas.sample(schema, Amount::Most);
        let envelope = self.entry.operation.envelope;
        let described = &self.checked.documentation.response;
        let body = &described["example"];
        let example = envelope.map_or(body, |envelope| &body[envelope.result]);
        let sources = [example, &most].into_iter().filter_map(Value::as_object);
        let unsendable = sources
            .flatten()
            .filter(|(name, _)| !sendable.contains_key(*name));
        let mut members = Map::new();
        for (name, value) in unsendable.chain(least.as_object().into_iter().flatten()) {
            members.entry(name.clone()).or_insert_with(|| value.clone());
        }
        members.into()
    }

    /// Returns the JSON pointer of the id in an item.
    fn id_pointer(&self, parameter: &str, schema: &Value) -> Option<String> {
        let properties = self.schemas.properties(schema);
        let last_word = match parameter.rsplit(['_', '-']).next() {
            _ if parameter.ends_with("Id") => "id",
            word => word.unwrap_or(parameter),
        };
        let candidates = [
            parameter, last_word, "id", "uuid", "number", "slug", "key", "name", "login",
        ];
        let mut names = candidates
            .iter()
            .filter(|name| properties.contains_key(**name));
        if let Some(name) = names.next() {
            return Some(format!("/{name}"));
        }
        // Kubernetes.
        let pointer = format!("/metadata/{parameter}");
        self.schemas.at_pointer(schema, &pointer)?;
        Some(pointer)
    }

    fn new_id(&self, pointer: &str, schema: &Value, number: u64) -> Option<Value> {
        let id_schema = &self.schemas.at_pointer(schema, pointer)?;
        let candidates: [Value; 5] = [
            number.into(),
            format!("item-{number}").into(),
            number.to_string().into(),
            format!("00000000-0000-4000-8000-{number:012}").into(),
            format!("{number:032x}").into(),
        ];
        let is_uuid = id_schema["format"] == "uuid";
        let mut suitable = candidates.into_iter().skip(if is_uuid { 3 } else { 0 });
        suitable.find(|id| self.schemas.fits(id, id_schema))
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
fn overlay(value: &mut Value, sent: Value) {
    match (value, sent) {
        (Value::Object(members), Value::Object(sent)) => {
            for (name, inner) in sent {
                overlay(members.entry(name).or_insert(Value::Null), inner);
            }
        }
        (value, sent) => *value = sent,
    }
}

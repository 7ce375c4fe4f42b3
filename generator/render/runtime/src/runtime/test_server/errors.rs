//! Bodies of errors by the description: what the schema requires, with a message and a code.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::api::Envelope;
use super::super::error_body::{CODES, MESSAGES, REASONS, is_called, names_errors, read_errors};
use super::schemas::{Amount, Schemas, member};

/// The depth of the deepest message.
const MAX_DEPTH: usize = 6;

/// The names of members with the status code.
const STATUSES: &[&str] = &["status", "statuscode"];

/// What an error says.
#[derive(Clone, Copy)]
pub(super) struct Report<'r> {
    pub(super) status: u16,
    pub(super) message: &'r str,
}

/// Returns the schema of errors with this status code. An error that the description does not have
/// most likely looks like its others.
pub(super) fn error_schema(response: &Value, status: u16) -> Option<&Value> {
    let errors = member(response, "errors").as_object()?;
    let exact = errors.get(&status.to_string());
    let of_class = || errors.get(&format!("{}XX", status / 100));
    exact
        .or_else(of_class)
        .or_else(|| errors.get("default"))
        .or_else(|| errors.values().next())
}

impl Schemas {
    /// Returns the body of an error by its schema; `None` if clients could not read the message.
    pub(super) fn error_body(
        self,
        schema: &Value,
        envelope: Option<&Envelope>,
        report: Report<'_>,
    ) -> Option<Value> {
        let mut body = self.sample(schema, Amount::Required);
        self.put_report(&mut body, schema, report, MAX_DEPTH);
        let has_message = |body: &Value| {
            let errors = read_errors(body, envelope);
            errors.iter().any(|error| error.message == report.message)
        };
        let is_described = has_message(&body);
        if let Value::Object(members) = &mut body {
            let success = envelope.and_then(|envelope| envelope.success);
            members.extend(success.map(|name| (name.to_owned(), Value::Bool(false))));
            if !is_described {
                members.insert("message".to_owned(), report.message.into());
            }
        }
        has_message(&body).then_some(body)
    }

    /// Puts a report into a value; returns whether the schema has a place for it.
    fn put_report(
        self,
        value: &mut Value,
        schema: &Value,
        report: Report<'_>,
        depth: usize,
    ) -> bool {
        if depth == 0 {
            return false;
        }
        match value {
            Value::String(text) => {
                report.message.clone_into(text);
                true
            }
            Value::Array(items) => {
                let Some(item_schema) = self.item(schema, 0) else {
                    return false;
                };
                let mut item = self.sample(&item_schema, Amount::Required);
                let has_place = self.put_report(&mut item, &item_schema, report, depth - 1);
                if has_place {
                    *items = vec![item];
                }
                has_place
            }
            Value::Object(members) => {
                let names = self.property_names(schema).into_iter();
                let properties =
                    names.filter_map(|name| Some((name.clone(), self.property(schema, &name)?)));
                let mut object = ErrorObject {
                    schemas: self,
                    members,
                    properties: properties.collect(),
                    report,
                    depth,
                };
                object.fill()
            }
            _ => false,
        }
    }
}

/// An object in the body of an error.
struct ErrorObject<'o> {
    schemas: Schemas,
    members: &'o mut Map<String, Value>,
    properties: BTreeMap<String, Value>,
    report: Report<'o>,
    depth: usize,
}

impl ErrorObject<'_> {
    /// Puts the report where clients look for it; returns whether there is a place for the message.
    fn fill(&mut self) -> bool {
        let message = Value::from(self.report.message);
        let is_container = |name: &str| {
            names_errors(name) || is_called(name, "error") || is_called(name, "detail")
        };
        let has_place = self.put(MESSAGES, &message)
            || self.put_inside(is_container)
            || self.put(&["detail", "error", "title"], &message)
            || self.put(REASONS, &message)
            || self.put_inside(|name| !is_container(name));
        if has_place {
            let status = self.report.status;
            if !self.put(CODES, &status.into()) {
                self.put(CODES, &status.to_string().into());
            }
            self.put(STATUSES, &status.into());
        }
        has_place
    }

    /// Sets the first property with one of these names that may have the value.
    fn put(&mut self, names: &[&str], value: &Value) -> bool {
        let mut places = names.iter().filter_map(|key| {
            let mut properties = self.properties.iter();
            let has_place = |name: &str, schema: &Value| {
                let kinds = self.schemas.kinds(schema);
                let is_of_kind = if value.is_string() {
                    kinds.string
                } else {
                    kinds.number
                };
                is_called(name, key) && is_of_kind && self.schemas.fits(value, schema)
            };
            properties.find(|(name, schema)| has_place(name, schema))
        });
        let Some((name, _)) = places.next() else {
            return false;
        };
        self.members.insert(name.clone(), value.clone());
        true
    }

    /// Puts the report into the first object or array with such a name that has a place for it.
    fn put_inside(&mut self, is_asked: impl Fn(&str) -> bool) -> bool {
        for (name, schema) in &self.properties {
            let kinds = self.schemas.kinds(schema);
            if !is_asked(name) || !(kinds.array || kinds.object) {
                continue;
            }
            let mut inner = self.schemas.sample(schema, Amount::Required);
            if self
                .schemas
                .put_report(&mut inner, schema, self.report, self.depth - 1)
            {
                self.members.insert(name.clone(), inner);
                return true;
            }
        }
        false
    }
}

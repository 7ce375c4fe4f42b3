//! Bodies of errors by the description: what the schema requires, with a message and a code.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::api::Envelope;
use super::super::error_body::{CODES, MESSAGES, REASONS, is_called, names_errors, read_errors};
use super::schemas::{Amount, Schemas};

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
    let errors = response["errors"].as_object()?;
    let names = [
        status.to_string(),
        format!("{}XX", status / 100),
        "default".to_owned(),
    ];
    let mut described = names.iter().filter_map(|name| errors.get(name));
    described.next().or_else(|| errors.values().next())
}

impl Schemas {
    /// Returns the body of an error by its schema; `None` if clients could not read the message.
    pub(super) fn error_body(
        self,
        schema: &Value,
        envelope: Option<&Envelope>,
        report: Report<'_>,
    ) -> Option<Value> {
        let mut body = self
            .reporting_sample(schema, report, MAX_DEPTH)
            .unwrap_or_else(|| self.sample(schema, Amount::Required));
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

    /// Returns a value with a report in it; `None` if the schema has no place for the message.
    fn reporting_sample(self, schema: &Value, report: Report<'_>, depth: usize) -> Option<Value> {
        if depth == 0 {
            return None;
        }
        match self.sample(schema, Amount::Required) {
            Value::String(_) => Some(report.message.into()),
            Value::Array(_) => {
                let item = self.reporting_sample(&self.item(schema, 0)?, report, depth - 1)?;
                Some(json!([item]))
            }
            Value::Object(members) => {
                let mut object = ErrorObject {
                    schemas: self,
                    members,
                    properties: self.properties(schema),
                    report,
                    depth,
                };
                object.fill().then(|| object.members.into())
            }
            _ => None,
        }
    }
}

/// An object in the body of an error.
struct ErrorObject<'o> {
    schemas: Schemas,
    members: Map<String, Value>,
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
        let schemas = self.schemas;
        let has_place =
            |schema: &Value| schemas.kinds(schema).scalar() && schemas.fits(value, schema);
        let place = names.iter().find_map(|key| {
            let mut properties = self.properties.iter();
            properties.find(|(name, schema)| is_called(name, key) && has_place(schema))
        });
        let Some((name, _)) = place else {
            return false;
        };
        self.members.insert(name.clone(), value.clone());
        true
    }

    /// Puts the report into the first object or array with such a name that has a place for it.
    fn put_inside(&mut self, is_asked: impl Fn(&str) -> bool) -> bool {
        let member = self.properties.iter().find_map(|(name, schema)| {
            let kinds = self.schemas.kinds(schema);
            if !is_asked(name) || !(kinds.array || kinds.object) {
                return None;
            }
            let inner = self
                .schemas
                .reporting_sample(schema, self.report, self.depth - 1)?;
            Some((name.clone(), inner))
        });
        let has_place = member.is_some();
        self.members.extend(member);
        has_place
    }
}

//! Request bodies that consist of server-sent events.

use serde_json::Value;

use super::call::Call;
use super::codec::object_members;
use super::node::{Node, View};
use super::outcome::Fault;
use super::params::{is_null, leaf_text};
use super::styles::{is_list, list_items};

/// The fields of an event, in the order in which they are written. Receivers ignore all others:
/// <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>.
const FIELDS: [&str; 4] = ["event", "id", "retry", "data"];

impl Call {
    /// Sends the items of an array as events. An object with the property `data` or `event` is an
    /// event; any other item is the data of one.
    pub fn events(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| write_events(body, extra))
    }
}

fn write_events(body: &dyn Node, extra: &[(String, Value)]) -> Result<String, Fault> {
    let view = body.view();
    if !is_list(&view) || !extra.is_empty() {
        return Err(Fault::request(
            "the body is sent event by event, so it must be an array",
        ));
    }
    let mut text = String::new();
    for item in list_items(&view) {
        write_event(&mut text, item)?;
        text.push('\n');
    }
    Ok(text)
}

/// Writes one event.
fn write_event(text: &mut String, item: &dyn Node) -> Result<(), Fault> {
    let view = item.view();
    let fields = event_fields(&view).unwrap_or_else(|| vec![("data", item)]);
    if let Some((name, _)) = fields.iter().find(|(name, _)| !FIELDS.contains(name)) {
        return Err(Fault::request(format!(
            "an event has no field `{name}`: it has only `event`, `id`, `retry` and `data`",
        )));
    }
    for field in FIELDS {
        let Some((_, value)) = fields.iter().find(|(name, _)| *name == field) else {
            continue;
        };
        let value = leaf_text(*value);
        if field == "data" {
            // A field is one line, so each line of the data is a field.
            for line in value.replace("\r\n", "\n").split(['\n', '\r']) {
                write_field(text, field, line);
            }
        } else if value.contains(['\n', '\r', '\0']) {
            return Err(Fault::request(format!(
                "`{field}` of an event has a line break or a null character, which it cannot have",
            )));
        } else {
            write_field(text, field, &value);
        }
    }
    Ok(())
}

fn write_field(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push_str(": ");
    text.push_str(value);
    text.push('\n');
}

/// Returns the fields of a whole event, without those that are `null`; `None` if the item is the
/// data of an event.
fn event_fields<'a>(item: &View<'a>) -> Option<Vec<(&'a str, &'a dyn Node)>> {
    let mut members = object_members(item)?;
    let is_event = match item {
        View::Record(table, _) => table
            .properties
            .iter()
            .any(|property| is_event_key(property.name)),
        _ => members.iter().any(|(name, _)| is_event_key(name)),
    };
    if !is_event {
        return None;
    }
    members.retain(|(_, value)| !is_null(*value));
    Some(members)
}

fn is_event_key(name: &str) -> bool {
    ["data", "event"].contains(&name)
}

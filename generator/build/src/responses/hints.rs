//! Notes about what the generator does not do by itself: the settings of `generator.yaml` that
//! suit the description, and operations that need another protocol. Each is one note for the whole
//! description.

use super::outputs::clause_about_operations;
use super::paging::{BodyCursor, properties_of_any, unrecognised_body_cursor};
use crate::context::BuildContext;
use crate::names::renames::quote_yaml_key;
use diag::{Diagnostic, Origin};
use model::{HttpMethod, Next, Operation, Output, Paging, Types};
use naming::words_of_text;

/// Properties that may hold the result of all responses, the best first.
const RESULTS: &[&str] = &["result", "data", "response", "payload"];

/// The least number of methods that return objects with a common property.
const FEWEST_RESULTS: usize = 5;

/// Notes that nearly all responses have a common property that `envelope` would unwrap.
pub(crate) fn note_common_result(
    cx: &mut BuildContext<'_>,
    types: &Types,
    operations: &[Operation],
) {
    if cx.config.envelope.is_some() {
        return;
    }
    let objects: Vec<ReturnedObject<'_>> = operations
        .iter()
        .filter_map(|operation| ReturnedObject::of(types, operation))
        .collect();
    let common_result = RESULTS.iter().find_map(|result| {
        let count = objects.iter().filter(|object| object.has(result)).count();
        // With an envelope, a cursor next to the result asks for no next page.
        let are_pages = objects.iter().any(|object| object.is_page_of(result));
        let are_most = count >= FEWEST_RESULTS && count * 10 >= objects.len() * 9;
        if are_most && !are_pages {
            Some((*result, count))
        } else {
            None
        }
    });
    let Some((result, count)) = common_result else {
        return;
    };
    let message = format!(
        "{count} of {} methods return an object with the result in `{result}`",
        objects.len()
    );
    let help = format!(
        "to return the result, write in `generator.yaml`: envelope: {{ result: {result} }}"
    );
    let note = Diagnostic::note("common-result", message).at(&Origin::default().child("paths"));
    cx.miss(note.instead("these methods return the object").help(help));
}

/// Notes lists whose requests have a property like a cursor, whose next value responses state.
pub(crate) fn note_body_cursors(
    cx: &mut BuildContext<'_>,
    types: &Types,
    operations: &[Operation],
) {
    let config = &cx.config.paging;
    if config.recognise == Some(false) {
        return;
    }
    let unpaged = operations.iter().filter(|operation| {
        operation.paging.is_none() && !config.none.iter().any(|key| operation.is_called(key))
    });
    let lists: Vec<(&Operation, BodyCursor)> = unpaged
        .filter_map(|operation| Some((operation, unrecognised_body_cursor(types, operation)?)))
        .collect();
    let Some((first, BodyCursor { property, next })) = lists.first() else {
        return;
    };
    let predicate = format!("a cursor in the body (`{property}`, whose next value is `{next}`)");
    let operations = lists.iter().map(|(operation, _)| *operation);
    let verb = ["seems to have", "seem to have"];
    let Some((_, message)) = clause_about_operations(operations, verb, &predicate) else {
        return;
    };
    let help = format!(
        "to get all pages, write in `generator.yaml`: paging: {{ operations: {{ {}: {{ token: {{ parameter: {property}, place: body, next: {next} }} }} }} }}",
        key_in_yaml(first)
    );
    let note = Diagnostic::note("unrecognised-cursor", message).at(&first.origin);
    cx.miss(
        note.instead("the method returns one page, and has no `stream()`")
            .help(help),
    );
}

/// Notes operations that open a WebSocket.
pub(crate) fn note_websockets(cx: &mut BuildContext<'_>, operations: &[Operation]) {
    let sockets = operations
        .iter()
        .filter(|operation| opens_websocket(operation));
    let verb = ["opens", "open"];
    let Some((first, message)) = clause_about_operations(sockets, verb, "a WebSocket") else {
        return;
    };
    let help = format!(
        "leave it out by `exclude: [{}]` in `generator.yaml`, and connect with another crate, such as `tokio-tungstenite`",
        key_in_yaml(first)
    );
    let note = Diagnostic::note("websocket", message).at(&first.origin);
    cx.miss(
        note.instead("the client has no WebSockets, so the method sends an ordinary request")
            .help(help),
    );
}

/// An object that a method returns.
struct ReturnedObject<'a> {
    properties: Vec<&'a str>,
    /// The path of the list, if the object is a page and the next one is not asked for by its
    /// number.
    items: Option<&'a [String]>,
}

impl<'a> ReturnedObject<'a> {
    fn of(types: &'a Types, operation: &'a Operation) -> Option<Self> {
        let Output::Json(output) = &operation.returns.output else {
            return None;
        };
        let properties: Vec<&str> = properties_of_any(types, output)
            .into_iter()
            .map(|property| property.wire.as_str())
            .collect();
        if properties.is_empty() {
            return None;
        }
        let is_by_number = |paging: &&Paging| matches!(paging.next, Next::Number { .. });
        let paging = operation.paging.as_ref();
        let paging = paging.filter(|paging| !is_by_number(paging));
        Some(Self {
            properties,
            items: paging.map(|paging| paging.items.as_slice()),
        })
    }

    fn has(&self, name: &str) -> bool {
        self.properties.contains(&name)
    }

    /// Returns whether the object is a page with its list in this property.
    fn is_page_of(&self, name: &str) -> bool {
        matches!(self.items, Some([only]) if only == name)
    }
}

/// Returns the key of an operation in `generator.yaml`, as written there.
fn key_in_yaml(operation: &Operation) -> String {
    let Operation {
        id, method, path, ..
    } = operation;
    let is_plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if operation.has_id && is_plain {
        id.clone()
    } else if operation.has_id {
        quote_yaml_key(id)
    } else {
        quote_yaml_key(&format!("{method} {path}"))
    }
}

/// Returns whether the summary of a `GET` mentions a WebSocket. The status code 101 alone may also
/// mean another protocol.
fn opens_websocket(operation: &Operation) -> bool {
    let words = words_of_text(operation.docs.summary.as_deref().unwrap_or_default());
    let mentions_websocket = words.iter().any(|word| word.starts_with("websocket"))
        || words
            .windows(2)
            .any(|pair| pair == ["web", "socket"] || pair == ["web", "sockets"]);
    operation.method == HttpMethod::Get && mentions_websocket
}

//! Calls of operations with the arguments of an agent.

use serde_json::{Map, Value};

use super::super::catalog::{Entry, ValueRequest};
use super::super::command_line::message_of;
use super::super::error::Error;
use super::redaction::Redaction;
use super::remainders::{Listing, Reply};
use super::server::Server;

/// The maximum number of bytes of a failed response that an agent sees, if no error was recognized
/// in it.
const SHOWN: usize = 1000;

/// A call of an operation.
pub(crate) struct OperationCall {
    /// The operation.
    pub(crate) entry: &'static Entry,
    /// The arguments of the operation.
    pub(crate) arguments: Map<String, Value>,
    /// The maximum number of items, if the operation returns a list.
    pub(crate) max_items: Option<usize>,
    /// The name of the argument that confirms a call.
    pub(crate) confirm: String,
    /// Whether the agent confirms the call.
    pub(crate) is_confirmed: bool,
}

impl Server {
    /// Sends a request and returns its result, without credentials, and cut if it is long.
    ///
    /// # Errors
    /// The message for the agent: an argument is wrong, or the call fails.
    pub(crate) async fn send(&self, mut call: OperationCall) -> Result<Reply, String> {
        let catalog = self.program.catalog;
        let profile = &self.settings.profile;
        profile.add_arguments(catalog, call.entry, &mut call.arguments)?;
        let redaction = Redaction::new(self.program.api, self.settings.shows_secrets);
        let client = redaction.observe(&self.client);
        let request = ValueRequest::new(&client, catalog, call.entry.name, call.arguments);
        let outcome = if is_listed(call.entry) {
            let values = request.items().await;
            match values {
                Ok(values) => {
                    let is_stream = call.entry.operation.paging.is_none();
                    let listing = Listing::new(values, Some(redaction), is_stream);
                    return self.remainders.list(listing, call.max_items).await;
                }
                Err(error) => Err(error),
            }
        } else {
            request.send().await
        };
        match outcome {
            Ok(mut value) => {
                redaction.redact(&mut value);
                self.remainders.present(value, call.max_items).await
            }
            Err(error) => Err(describe_error(&error, &redaction)),
        }
    }
}

/// Returns whether the result of an operation is an array of items, page by page or from a stream.
/// If an operation can stream but need not, its result is the single value.
pub(crate) fn is_listed(entry: &Entry) -> bool {
    let items = entry.items.as_ref();
    items.is_some_and(|items| items.media_type.is_none() && items.switch.is_none())
}

/// Returns the beginning of a body, up to a whole character; `None` if it is no text.
fn beginning_of(body: &[u8]) -> Option<&str> {
    let beginning = body.get(..SHOWN).unwrap_or(body);
    let end = match std::str::from_utf8(beginning) {
        Err(error) if error.error_len().is_none() && beginning.len() < body.len() => {
            error.valid_up_to()
        }
        _ => beginning.len(),
    };
    std::str::from_utf8(beginning.get(..end)?).ok()
}

/// Returns the message of an error: the status code, the errors that the server reported and the
/// request id, or else the beginning of the response.
pub(crate) fn describe_error(error: &Error, redaction: &Redaction) -> String {
    let message = message_of(error);
    let body = error.body();
    let beginning = beginning_of(body);
    let is_shown = error.api_errors().is_empty() && !error.is_decode() && !body.is_empty();
    match beginning {
        Some(text) if is_shown => {
            let ending = if text.len() < body.len() { "…" } else { "" };
            let shown = redaction.redact_beginning(&format!("{text}{ending}"));
            format!("{message}\nThe response: {shown}")
        }
        _ => message,
    }
}

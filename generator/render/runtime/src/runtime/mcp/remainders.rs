//! Long results are cut; what remains is kept, and read by a cursor.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::{Instant, timeout_at};

use super::super::catalog::{ValueSource, Values};
use super::super::error::Error;
use super::super::outgoing::BoxFuture;
use super::super::retry::random_bits;
use super::redaction::Redaction;

/// The maximum number of results whose remainder is kept.
const KEPT: usize = 32;

/// The number of bytes around the items of a list: the names of the properties and the cursor.
const ENVELOPE: usize = 60;

/// How long a stream is read for one result.
const STREAM_TIME: Duration = Duration::from_secs(30);

/// The text of a result, and what is structured in it.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// The text, which is JSON unless it is cut.
    pub(crate) text: String,
    /// Says how the text continues, if it is cut.
    pub(crate) note: Option<String>,
    /// The result as JSON, if a tool has a schema of it.
    pub(crate) structured: Option<Value>,
}

/// What remains of a result.
pub(crate) enum Remainder {
    /// The end of a text.
    Text(String),
    /// The further items of a list.
    Listing(Listing),
}

/// The remainders of the latest results.
pub(crate) struct Remainders {
    max_bytes: usize,
    kept: Mutex<VecDeque<Kept>>,
}

struct Kept {
    cursor: String,
    remainder: Remainder,
}

impl Remainders {
    /// Creates a store for results that have at most this number of bytes.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            kept: Mutex::default(),
        }
    }

    fn keep(&self, remainder: Remainder) -> String {
        let cursor = format!("{:016x}", random_bits());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Kept {
            cursor: cursor.clone(),
            remainder,
        });
        cursor
    }

    fn take(&self, cursor: &str) -> Option<Remainder> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let index = kept.iter().position(|kept| kept.cursor == cursor)?;
        kept.remove(index).map(|kept| kept.remainder)
    }

    /// Continues a result.
    pub(crate) async fn read_more(
        &self,
        cursor: &str,
        max_items: Option<usize>,
    ) -> Result<Reply, String> {
        match self.take(cursor) {
            Some(Remainder::Text(text)) => Ok(self.cut(text)),
            Some(Remainder::Listing(listing)) => self.list(listing, max_items).await,
            None => Err(format!(
                "nothing remains at the cursor `{cursor}`: each cursor is read once, and only the \
                 last {KEPT} are kept"
            )),
        }
    }

    /// Returns a text, or its beginning and how it continues.
    pub(crate) fn cut(&self, mut text: String) -> Reply {
        if text.len() <= self.max_bytes {
            return Reply {
                text,
                ..Reply::default()
            };
        }
        let mut boundaries = (0..=self.max_bytes).rev();
        let end = boundaries.find(|index| text.is_char_boundary(*index));
        let end_text = text.split_off(end.unwrap_or_default());
        let count = end_text.len();
        let cursor = self.keep(Remainder::Text(end_text));
        Reply {
            note: Some(format!(
                "Cut: {count} more bytes follow; read on by `read_more` with the cursor `{cursor}`."
            )),
            structured: Some(json!({"text": text, "cursor": cursor, "remaining_bytes": count})),
            text,
        }
    }

    /// Returns a result, or its beginning and how it continues. Long arrays are cut between items.
    pub(crate) async fn present(
        &self,
        value: Value,
        max_items: Option<usize>,
    ) -> Result<Reply, String> {
        let text = value.to_string();
        let limit = max_items.unwrap_or(usize::MAX);
        match value {
            Value::Null => Ok(self.cut("done".to_owned())),
            Value::String(text) => Ok(self.cut(text)),
            Value::Array(items) if text.len() > self.max_bytes || items.len() > limit => {
                let values = Values::new(Array(items.into_iter()));
                self.list(Listing::new(values, None, false), max_items)
                    .await
            }
            value => Ok(self.reply(text, value)),
        }
    }

    fn reply(&self, text: String, value: Value) -> Reply {
        if text.len() > self.max_bytes {
            return self.cut(text);
        }
        Reply {
            text,
            note: None,
            structured: Some(value),
        }
    }

    /// Returns the next items of a list.
    pub(crate) async fn list(
        &self,
        mut listing: Listing,
        max_items: Option<usize>,
    ) -> Result<Reply, String> {
        let limit = max_items.unwrap_or(usize::MAX);
        let piece = listing
            .read(limit, self.max_bytes.saturating_sub(ENVELOPE))
            .await;
        let error = piece.error.map(|error| listing.describe(&error));
        if let (Some(error), true) = (&error, piece.items.is_empty()) {
            return Err(error.clone());
        }
        let mut members = Map::new();
        members.insert("items".to_owned(), piece.items.into());
        if let Some(error) = error {
            members.insert("error".to_owned(), error.into());
        }
        if piece.has_more {
            let cursor = self.keep(Remainder::Listing(listing));
            members.insert("cursor".to_owned(), cursor.into());
        }
        let result = Value::Object(members);
        // An item can be longer than a result.
        Ok(self.reply(result.to_string(), result))
    }
}

/// The items of a list or a stream.
pub(crate) struct Listing {
    values: Values,
    /// An item that was too long for the previous result; it is redacted.
    next: Option<Value>,
    redaction: Option<Redaction>,
    is_stream: bool,
}

/// Some items of a list.
struct Piece {
    items: Vec<Value>,
    has_more: bool,
    /// The error after the items; the list can be read again from there.
    error: Option<Error>,
}

impl Listing {
    /// Creates a list; items without a redaction are redacted already.
    pub(crate) fn new(values: Values, redaction: Option<Redaction>, is_stream: bool) -> Self {
        Self {
            values,
            next: None,
            redaction,
            is_stream,
        }
    }

    async fn read(&mut self, max_items: usize, max_bytes: usize) -> Piece {
        let mut piece = Piece {
            items: Vec::new(),
            has_more: true,
            error: None,
        };
        let mut bytes = 0;
        let end = Instant::now() + STREAM_TIME;
        while piece.items.len() < max_items {
            let item = match self.next.take() {
                Some(item) => Ok(Some(item)),
                None if self.is_stream => match timeout_at(end, self.next_item()).await {
                    Ok(outcome) => outcome,
                    Err(_) => break,
                },
                None => self.next_item().await,
            };
            match item {
                Ok(Some(item)) => {
                    bytes += item.to_string().len() + 1;
                    if bytes > max_bytes && !piece.items.is_empty() {
                        self.next = Some(item);
                        break;
                    }
                    piece.items.push(item);
                }
                Ok(None) => {
                    piece.has_more = false;
                    break;
                }
                Err(error) => {
                    piece.error = Some(error);
                    break;
                }
            }
        }
        piece
    }

    async fn next_item(&mut self) -> Result<Option<Value>, Error> {
        let mut item = self.values.try_next().await?;
        if let (Some(item), Some(redaction)) = (&mut item, &self.redaction) {
            redaction.redact(item);
        }
        Ok(item)
    }

    fn describe(&self, error: &Error) -> String {
        match &self.redaction {
            Some(redaction) => super::calls::describe_error(error, redaction),
            None => error.to_string(),
        }
    }
}

/// The items of an array.
struct Array(std::vec::IntoIter<Value>);

impl ValueSource for Array {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        let item = self.0.next();
        Box::pin(async { Ok(item) })
    }
}

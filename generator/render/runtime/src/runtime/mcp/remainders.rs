//! Long results are cut; what remains is kept, and read by a cursor.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::super::catalog::{ValueSource, Values};
use super::super::error::Error;
use super::super::outgoing::BoxFuture;
use super::super::retry::random_bits;
use super::redaction::Redaction;

/// The maximum number of results whose remainder is kept.
const KEPT: usize = 32;

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
        let boundaries = (0..=self.max_bytes).rev();
        let end = boundaries
            .into_iter()
            .find(|index| text.is_char_boundary(*index));
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

    /// Returns JSON, or its beginning and how it continues. Long arrays are cut between items.
    pub(crate) async fn present(&self, value: Value) -> Result<Reply, String> {
        let text = value.to_string();
        match value {
            Value::Array(items) if text.len() > self.max_bytes => {
                let values = Values::new(Array(items.into_iter()));
                self.list(Listing::new(values, None, false), None).await
            }
            value if text.len() <= self.max_bytes => Ok(Reply {
                text,
                note: None,
                structured: Some(value),
            }),
            Value::String(text) => Ok(self.cut(text)),
            _ => Ok(self.cut(text)),
        }
    }

    /// Returns the next items of a list.
    pub(crate) async fn list(
        &self,
        mut listing: Listing,
        max_items: Option<usize>,
    ) -> Result<Reply, String> {
        let limit = max_items.unwrap_or(usize::MAX);
        let Piece {
            items,
            has_more,
            error,
        } = listing.read(limit, self.max_bytes).await;
        if let (Some(error), true) = (&error, items.is_empty()) {
            return Err(listing.describe(error));
        }
        let mut result = json!({ "items": items });
        if let Some(error) = error {
            result["error"] = listing.describe(&error).into();
        }
        if has_more {
            result["cursor"] = self.keep(Remainder::Listing(listing)).into();
        }
        let text = result.to_string();
        // An item can be longer than a result.
        let is_cut = text.len() > self.max_bytes.saturating_mul(2);
        Ok(match is_cut {
            true => self.cut(text),
            false => Reply {
                text,
                note: None,
                structured: Some(result),
            },
        })
    }
}

/// The items of a list or a stream.
pub(crate) struct Listing {
    values: Values,
    /// An item that was too long for the previous result.
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
        let started = std::time::Instant::now();
        while piece.items.len() < max_items {
            let time = STREAM_TIME.saturating_sub(started.elapsed());
            let item = match self.next.take() {
                Some(item) => Ok(Some(item)),
                None if self.is_stream => match timeout(time, self.values.try_next()).await {
                    Ok(outcome) => outcome,
                    Err(_) => return piece,
                },
                None => self.values.try_next().await,
            };
            match item {
                Ok(Some(mut item)) => {
                    if let Some(redaction) = &self.redaction {
                        redaction.redact(&mut item);
                    }
                    bytes += item.to_string().len() + 1;
                    if bytes > max_bytes && !piece.items.is_empty() {
                        self.next = Some(item);
                        return piece;
                    }
                    piece.items.push(item);
                }
                Ok(None) => {
                    piece.has_more = false;
                    return piece;
                }
                Err(error) => {
                    piece.error = Some(error);
                    return piece;
                }
            }
        }
        piece
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

//! Paginated lists in the catalog of operations.

use std::collections::VecDeque;

use serde_json::Value;

use super::call::Call;
use super::catalog::{ValueSource, Values};
use super::error::Error;
use super::outgoing::BoxFuture;
use super::page::Pages;
use super::send::Sending;

/// All items of a list, across pages.
struct List {
    pages: Pages<Value>,
    /// The items of the current page that were not returned yet.
    ready: VecDeque<Value>,
}

impl ValueSource for List {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        Box::pin(async {
            while self.ready.is_empty() {
                match self.pages.try_next().await? {
                    Some(page) => self.ready.extend(page.items),
                    None => break,
                }
            }
            Ok(self.ready.pop_front())
        })
    }

    fn is_next_ready(&self) -> bool {
        !self.ready.is_empty()
    }
}

/// Returns all items of a list.
pub fn open_list(call: Call) -> Sending<Values> {
    Box::pin(async {
        Ok(Values::new(List {
            pages: Pages::new(call),
            ready: VecDeque::new(),
        }))
    })
}

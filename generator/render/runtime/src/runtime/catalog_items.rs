//! Paginated lists in the catalog of operations.

use serde_json::Value;

use super::call::Call;
use super::catalog::{ValueSource, Values};
use super::error::Error;
use super::outgoing::BoxFuture;
use super::page::Items;
use super::send::Sending;

impl ValueSource for Items<Value> {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        Box::pin(self.try_next())
    }
}

/// Returns all items of a list.
pub fn open_list(call: Call) -> Sending<Values> {
    Box::pin(async { Ok(Values::new(Items::new(call))) })
}

//! Streams in the catalog of operations.

use serde_json::Value;

use super::call::Call;
use super::catalog::{ValueSource, Values};
use super::error::Error;
use super::events::{EventShape, EventStream, ValueStream};
use super::outgoing::BoxFuture;
use super::send::Sending;

impl ValueSource for EventStream<Value> {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        Box::pin(async { Ok(self.try_next().await?.map(|event| event.data)) })
    }
}

impl ValueSource for ValueStream<Value> {
    fn next_value(&mut self) -> BoxFuture<'_, Result<Option<Value>, Error>> {
        Box::pin(self.try_next())
    }
}

/// Opens a stream of server-sent events, and returns their data.
pub fn open_events(call: Call) -> Sending<Values> {
    let opening = EventStream::<Value>::open(call, EventShape::Data);
    Box::pin(async { Ok(Values::new(opening.await?)) })
}

/// Opens a stream of server-sent events that are described as objects.
pub fn open_event_objects(call: Call) -> Sending<Values> {
    let opening = EventStream::<Value>::open(call, EventShape::Event);
    Box::pin(async { Ok(Values::new(opening.await?)) })
}

/// Opens a stream of values, one on each line.
pub fn open_lines(call: Call) -> Sending<Values> {
    let opening = ValueStream::<Value>::lines(call);
    Box::pin(async { Ok(Values::new(opening.await?)) })
}

/// Opens a stream of lines that each have a value as their `result`.
pub fn open_results(call: Call) -> Sending<Values> {
    let opening = ValueStream::<Value>::results(call);
    Box::pin(async { Ok(Values::new(opening.await?)) })
}

/// Opens a stream of records (`application/json-seq`).
pub fn open_records(call: Call) -> Sending<Values> {
    let opening = ValueStream::<Value>::records(call);
    Box::pin(async { Ok(Values::new(opening.await?)) })
}

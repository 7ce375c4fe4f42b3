//! Responses that differ by their status: what emitted enums say of themselves, and the one way in which they are read.
//!
//! A status that the description does not know is no failure: the response is kept as it came.

use bytes::Bytes;

use super::error::Error;
use super::node::Node;
use super::primitives::Extra;
use super::response::{self, RawResponse, Response};

/// What a method returns whose successes differ; the emitted enums.
pub trait Several: Sized + Send + 'static {
    /// The variant for the status of this response, to be filled.
    fn blank(response: &RawResponse) -> Self;

    /// What the variant takes.
    fn payload(&mut self) -> Payload<'_>;
}

/// What a variant takes out of a response.
pub enum Payload<'a> {
    /// Nothing.
    Empty,
    /// JSON; with the operation's envelope around it, if it has one.
    Json(&'a mut dyn Node),
    /// JSON without an envelope.
    Bare(&'a mut dyn Node),
    /// What a reader makes of the response.
    Read(&'a mut dyn Node, fn(&RawResponse, &mut dyn Node) -> Result<(), Error>),
    /// The body as text.
    Text(&'a mut String),
    /// The bytes as they are.
    Bytes(&'a mut Bytes),
}

/// Reads a response into the variant for its status.
pub(crate) fn read<T: Several>(raw: RawResponse) -> Result<Response<T>, Error> {
    let mut value = T::blank(&raw);
    let members = fill(&raw, value.payload())?;
    Ok(response::complete(value, members, raw))
}

/// Fills a place; compiled once, whatever the enum.
fn fill(raw: &RawResponse, place: Payload<'_>) -> Result<Extra, Error> {
    match place {
        Payload::Json(node) => return response::read(raw, raw.envelope, node),
        Payload::Bare(node) => return response::read(raw, None, node),
        Payload::Read(node, read) => read(raw, node)?,
        Payload::Empty => response::read_failure(raw).map_or(Ok(()), Err)?,
        Payload::Text(text) => *text = response::read_text(raw).map_err(|error| Error::decode(raw.clone(), error))?,
        Payload::Bytes(bytes) => *bytes = response::bytes(raw.clone())?.into_value(),
    }
    Ok(Extra::new())
}

//! Responses whose type depends on the status code. A response with an undocumented 2XX status code
//! is kept unchanged.

use bytes::Bytes;

use super::call::Call;
use super::error::Error;
use super::node::{Extra, Node};
use super::outcome::RawResponse;
use super::response::{Response, bytes_response, read_body, read_text, reported_failure};
use super::send::{Sending, send_and_read};

/// The output of a method that has several success responses; emitted enums implement it.
pub trait Several: Sized + Send + 'static {
    /// Returns the variant for the status code of this response, to be filled.
    fn blank(response: &RawResponse) -> Self;

    /// Returns the payload of the variant.
    fn payload(&mut self) -> Payload<'_>;
}

/// The payload of a variant.
pub enum Payload<'a> {
    /// No content.
    Empty,
    /// JSON, with the operation's envelope if it has one.
    Json(&'a mut dyn Node),
    /// JSON without an envelope.
    Bare(&'a mut dyn Node),
    /// JSON or XML that this function decodes.
    Read(
        &'a mut dyn Node,
        fn(&RawResponse, &mut dyn Node) -> Result<(), Error>,
    ),
    /// The body as a string.
    Text(&'a mut String),
    /// The raw bytes.
    Bytes(&'a mut Bytes),
}

impl Call {
    /// Sends the call; the status code determines the type of the response.
    pub fn send_several<T: Several>(self) -> Sending<Response<T>> {
        send_and_read(self, read_several)
    }
}

pub(crate) fn read_several<T: Several>(raw: RawResponse) -> Result<Response<T>, Error> {
    let mut value = T::blank(&raw);
    let members = fill_payload(&raw, value.payload())?;
    Ok(Response {
        value,
        members,
        raw,
    })
}

/// Fills a payload; compiled once for all enums.
fn fill_payload(raw: &RawResponse, place: Payload<'_>) -> Result<Extra, Error> {
    match place {
        Payload::Json(node) => return read_body(raw, raw.envelope(), node),
        Payload::Bare(node) => return read_body(raw, None, node),
        Payload::Read(node, read) => read(raw, node)?,
        Payload::Empty => reported_failure(raw).map_or(Ok(()), Err)?,
        Payload::Text(text) => {
            *text = read_text(raw).map_err(|error| Error::decode(raw.clone(), error))?
        }
        Payload::Bytes(bytes) => *bytes = bytes_response(raw.clone())?.into_value(),
    }
    Ok(Extra::new())
}

/// Implements `ResponseBody` for an enum of several outcomes, so that a mock can respond with it.
macro_rules! expected {
    ($output:ty) => {
        #[cfg(feature = "test-util")]
        impl $crate::runtime::testing::ResponseBody for $output {
            fn written(
                &self,
                operation: Option<&'static $crate::runtime::api::Operation>,
            ) -> (Option<&'static str>, bytes::Bytes) {
                $crate::runtime::testing::several::write_payload(self, operation)
            }

            fn status(&self) -> Option<u16> {
                Some($crate::runtime::testing::several::first_status(self))
            }
        }
    };
}

pub(crate) use expected;

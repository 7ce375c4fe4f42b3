//! [`Download`]: a response that is read in chunks.
//!
//! Chunks are not buffered, and a response that has begun is never requested again.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode};

use super::attempt::End;
use super::call::Call;
use super::client::Client;
use super::decode::DecodeError;
use super::error::Error;
use super::node::Model;
use super::options::Limits;
use super::response::{RawResponse, foreign, mismatch};
use super::send::{Opened, Sending, open, within};
use super::transport::{Body, BoxFuture};

/// A response whose headers have arrived, and whose body is read in chunks.
///
/// [`try_next`](Self::try_next) needs no trait; `futures_core::Stream` is implemented as well. The timeout of the
/// request applies to the headers; `idle_timeout` limits the pauses of the body.
#[must_use = "the body is read as it is asked for"]
pub struct Download {
    head: RawResponse,
    state: State,
    client: Client,
    limits: Limits,
}

/// The state of the body.
enum State {
    /// The next chunk was not requested yet.
    Idle(Box<dyn Body>),
    /// The next chunk is being read.
    Reading(BoxFuture<'static, Read>),
    /// The end was reached.
    Done,
}

type Read = (Box<dyn Body>, Result<Option<Bytes>, End>);

impl Download {
    /// Sends a call and waits for the headers of the response.
    #[doc(hidden)]
    pub fn open(call: Call) -> Sending<Self> {
        let opening = open(call.downloading());
        Box::pin(async move {
            let Opened { head, rest, client, limits, .. } = opening.await?;
            let download = Self { head, state: rest.map_or(State::Done, State::Idle), client, limits };
            match foreign(&download.head) {
                Some(error) => Err(download.mismatch(error).await),
                None => Ok(download),
            }
        })
    }

    /// The error for a response of another media type, with the beginning of its body.
    pub(crate) async fn mismatch(mut self, error: DecodeError) -> Error {
        const ENOUGH: usize = 64 * 1024;
        let mut body = BytesMut::new();
        while body.len() < ENOUGH {
            match self.try_next().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                // The fault is already known.
                Ok(None) | Err(_) => break,
            }
        }
        mismatch(RawResponse { body: body.freeze(), ..self.head }, error)
    }

    /// Returns the status code.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// Returns the documented headers as their type.
    pub fn headers_as<H: Model>(&self) -> H {
        self.head.headers_as()
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Returns a header as a string, if it is present and valid text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    /// Parses a header as a number or any other `FromStr` type; `None` if it is absent or invalid.
    pub fn header_as<T: FromStr>(&self, name: &str) -> Option<T> {
        self.head.header_as(name)
    }

    /// Returns the request id for the server's logs, if the response has one.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// Returns the number of attempts.
    pub fn attempts(&self) -> u32 {
        self.head.attempts()
    }

    /// Returns the next chunk; `None` at the end.
    ///
    /// Dropping the future loses nothing: the next call continues.
    ///
    /// # Errors
    /// The connection broke, or no chunk arrived in time; nothing can be read after that.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// Reads the rest of the body, up to `body_limit`.
    ///
    /// # Errors
    /// The connection broke, a chunk did not arrive in time, or the limit is exceeded.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(piece) = self.try_next().await? {
            if piece.len() > self.limits.body - all.len() {
                return Err(Error::paused(End::TooLarge(self.limits.body), self.head));
            }
            all.extend_from_slice(&piece);
        }
        Ok(all.freeze())
    }

    /// Writes the rest of the body to a file and returns the number of bytes. The file appears under this name only
    /// when it is complete, and replaces an existing one.
    ///
    /// # Errors
    /// The connection broke, a chunk did not arrive in time, or the file cannot be written.
    #[cfg(feature = "reqwest")]
    pub async fn save(mut self, path: impl AsRef<std::path::Path>) -> Result<u64, Error> {
        let mut file = super::save::Staged::create(path.as_ref()).await?;
        while let Some(piece) = self.try_next().await? {
            file.write(&piece).await?;
        }
        Ok(file.keep().await?)
    }

    pub(crate) fn head(&self) -> &RawResponse {
        &self.head
    }

    /// Stops reading.
    pub(crate) fn close(&mut self) {
        self.state = State::Done;
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Idle(body) => {
                    self.state = State::Reading(Box::pin(read(body, self.client.clone(), self.limits.idle)))
                }
                State::Reading(mut reading) => {
                    let Poll::Ready((body, outcome)) = reading.as_mut().poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    return Poll::Ready(match outcome {
                        Ok(piece) => piece.map(|piece| {
                            self.state = State::Idle(body);
                            Ok(piece)
                        }),
                        Err(end) => Some(Err(Error::paused(end, self.head.clone()))),
                    });
                }
            }
        }
    }
}

/// Reads the next chunk of a body, and returns the body as well.
async fn read(mut body: Box<dyn Body>, client: Client, limit: Duration) -> Read {
    let outcome = match client.transport() {
        Ok(transport) => within(transport, limit, body.chunk()).await,
        Err(_) => Some(body.chunk().await),
    };
    (body, outcome.map_or(Err(End::Late(limit)), |piece| piece.map_err(End::Failed)))
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(ready!(self.poll(context)))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("status", &self.head.status).finish_non_exhaustive()
    }
}

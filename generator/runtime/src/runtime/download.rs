//! [`Download`]: a response that is read piece by piece, as it arrives.
//!
//! Nothing is held back and nothing is asked for twice: once a response has begun, it is not sent again.

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

/// A response whose head has arrived, and whose body is read piece by piece.
///
/// [`try_next`](Self::try_next) needs no trait; there is also `futures_core::Stream`. The time limit of the request
/// goes for its head; how long the body may pause is another one, `idle_timeout`.
#[must_use = "the body is read as it is asked for"]
pub struct Download {
    head: RawResponse,
    state: State,
    client: Client,
    limits: Limits,
}

/// Where the body is.
enum State {
    /// Nobody asked for the next piece yet.
    Idle(Box<dyn Body>),
    /// The next piece is under way.
    Reading(BoxFuture<'static, Read>),
    /// There is no more.
    Done,
}

type Read = (Box<dyn Body>, Result<Option<Bytes>, End>);

impl Download {
    /// Sends a call and waits for the head of the response.
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

    /// The error of a response of another type, with the beginning of its body.
    pub(crate) async fn mismatch(mut self, error: DecodeError) -> Error {
        const ENOUGH: usize = 64 * 1024;
        let mut body = BytesMut::new();
        while body.len() < ENOUGH {
            match self.try_next().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                // What is wrong was found already.
                Ok(None) | Err(_) => break,
            }
        }
        mismatch(RawResponse { body: body.freeze(), ..self.head }, error)
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        self.head.status
    }

    /// The headers that the description knows, as the type that it has for them.
    pub fn headers_as<H: Model>(&self) -> H {
        self.head.headers_as()
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    /// A header as a number, or anything else that is read from text; `None` if it is not there, or not that.
    pub fn header_as<T: FromStr>(&self, name: &str) -> Option<T> {
        self.head.header_as(name)
    }

    /// How the server's logs name the request, if it said so.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.head.attempts()
    }

    /// The next piece, as it arrived; `None` at the end.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    /// The connection broke, or no piece came in time; there is nothing more to read then.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// All that is left, if that is not more than `body_limit` says.
    ///
    /// # Errors
    /// The connection broke, a piece did not come in time, or there are too many.
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

    /// Writes all that is left to a file, which is there under this name when it is complete, in place of one that was
    /// there before. Gives the number of bytes.
    ///
    /// # Errors
    /// The connection broke, a piece did not come in time, or the file cannot be written.
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

    /// Reads no further.
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

/// Reads the next piece of a body, and hands the body back.
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

//! [`Answer`]: one outcome of a script, and how it is delivered.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::transport::{Body, BoxFuture, Response, TransportError, TransportErrorKind};
use super::clock::Clock;

/// The reason for a missing or incomplete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No connection: the server did not see the request.
    Connect,
    /// It takes longer than the timeout.
    Timeout,
    /// The connection breaks.
    Broken,
}

impl Failure {
    /// `None` for failures that do not affect the network.
    pub(super) fn of(error: &TransportError) -> Option<Self> {
        match error.kind {
            TransportErrorKind::Connect => Some(Self::Connect),
            TransportErrorKind::Timeout => Some(Self::Timeout),
            TransportErrorKind::Broken => Some(Self::Broken),
            TransportErrorKind::Local => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Connect, Self::Timeout, Self::Broken].into_iter().find(|failure| failure.name() == name)
    }

    /// Fails: returns the error, or never ends, so that a timeout expires.
    async fn happen(self, clock: &Clock) -> TransportError {
        match self {
            Self::Connect => TransportError::connect("simulated by the test"),
            Self::Broken => TransportError::broken("simulated by the test"),
            Self::Timeout if clock.take(None) => std::future::pending().await,
            Self::Timeout => TransportError::timeout("simulated by the test"),
        }
    }
}

/// The outcome of a request.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// The delay.
    pub(super) delay: Duration,
    /// How often it is returned; `None` means always.
    pub(super) uses: Option<usize>,
    /// Whether a test may end without it.
    pub(super) optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Response(Told),
    Failure(Failure),
    /// Neither a response nor a failure, whatever the timeout.
    Silence,
}

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The number of bytes per chunk.
    pub(super) piece: usize,
    /// The failure instead of the end.
    pub(super) cut: Option<Failure>,
}

impl Answer {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO, uses: Some(1), optional: false }
    }

    /// Delivers it after its delay.
    pub(super) async fn give(self, clock: Clock) -> Result<Response, TransportError> {
        if clock.take(Some(self.delay)) {
            return std::future::pending().await;
        }
        match self.outcome {
            Outcome::Response(Told { status, headers, body, piece, cut }) => {
                let pieces = body.chunks(piece.max(1)).map(|piece| body.slice_ref(piece)).collect();
                Ok(Response::new(status, headers, Box::new(Pieces { pieces, cut, clock })))
            }
            Outcome::Failure(failure) => Err(failure.happen(&clock).await),
            Outcome::Silence => std::future::pending().await,
        }
    }
}

struct Pieces {
    pieces: VecDeque<Bytes>,
    cut: Option<Failure>,
    clock: Clock,
}

impl Body for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            match (self.pieces.pop_front(), self.cut) {
                (None, Some(failure)) => Err(failure.happen(&self.clock).await),
                (piece, _) => Ok(piece),
            }
        })
    }
}

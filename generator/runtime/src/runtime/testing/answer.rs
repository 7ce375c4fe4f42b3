//! [`Answer`]: one line of a script, and how it is given.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::transport::{Body, BoxFuture, Reply, TransportError, TransportErrorKind};

/// Why no reply comes, or not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No connection: the server did not see the request.
    Connect,
    /// It takes longer than the time limit.
    Timeout,
    /// The connection breaks.
    Broken,
}

impl Failure {
    pub(super) fn of(error: &TransportError) -> Self {
        match error.kind {
            TransportErrorKind::Connect => Self::Connect,
            TransportErrorKind::Timeout => Self::Timeout,
            TransportErrorKind::Broken => Self::Broken,
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

    fn error(self) -> TransportError {
        match self {
            Self::Connect => TransportError::connect("as the test has it"),
            Self::Timeout => TransportError::limit(),
            Self::Broken => TransportError::broken("as the test has it"),
        }
    }
}

/// What comes of a request.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    /// How long it takes.
    pub(super) delay: Duration,
    /// How often it is given; `None`: as often as it is asked for.
    pub(super) uses: Option<usize>,
    /// Whether a test may end without it.
    pub(super) optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Reply(Told),
    Failure(Failure),
    /// Neither a reply nor a failure, whatever the time limit.
    Silence,
}

/// A reply.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// How many bytes come at a time.
    pub(super) piece: usize,
    /// What happens instead of the end.
    pub(super) cut: Option<Failure>,
}

impl Answer {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self { outcome, delay: Duration::ZERO, uses: Some(1), optional: false }
    }

    /// How long it takes if nobody waits longer than `limit`, and what comes of it.
    pub(super) fn within(self, limit: Duration) -> (Duration, Outcome) {
        let is_late = self.delay >= limit || matches!(self.outcome, Outcome::Failure(Failure::Timeout));
        match self.outcome {
            Outcome::Silence => (Duration::ZERO, Outcome::Silence),
            _ if is_late => (limit, Outcome::Failure(Failure::Timeout)),
            outcome => (self.delay, outcome),
        }
    }
}

impl Outcome {
    pub(super) async fn give(self) -> Result<Reply, TransportError> {
        match self {
            Self::Reply(Told { status, headers, body, piece, cut }) => {
                let pieces = body.chunks(piece.max(1)).map(|piece| body.slice_ref(piece)).collect();
                Ok(Reply::new(status, headers, Box::new(Pieces { pieces, cut })))
            }
            Self::Failure(failure) => Err(failure.error()),
            Self::Silence => std::future::pending().await,
        }
    }
}

struct Pieces {
    pieces: VecDeque<Bytes>,
    cut: Option<Failure>,
}

impl Body for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let next = match (self.pieces.pop_front(), self.cut) {
            (None, Some(failure)) => Err(failure.error()),
            (piece, _) => Ok(piece),
        };
        Box::pin(std::future::ready(next))
    }
}

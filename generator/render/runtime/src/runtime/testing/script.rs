//! The script of a mock: expected requests, and their responses.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::outgoing::{Body, BoxFuture, ErrorKind, TransportError};
use super::super::transport::Response;
use super::clock::Clock;
use super::request::ExpectedRequest;

/// The reason for a missing or incomplete response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// No connection: the server did not see the request.
    Connect,
    /// The response takes longer than the timeout.
    Timeout,
    /// The connection breaks.
    Broken,
}

impl Failure {
    /// Returns the failure that corresponds to an error of a transport; `None` for errors that do
    /// not come from the network.
    pub(super) fn of(error: &TransportError) -> Option<Self> {
        match error.kind {
            ErrorKind::Connect => Some(Self::Connect),
            ErrorKind::Timeout => Some(Self::Timeout),
            ErrorKind::Broken => Some(Self::Broken),
            _ => None,
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
        [Self::Connect, Self::Timeout, Self::Broken]
            .into_iter()
            .find(|failure| failure.name() == name)
    }

    /// Returns the error, or never ends if a timeout is due.
    pub(super) async fn happen(self, clock: &Clock) -> TransportError {
        match self {
            Self::Connect => TransportError::connect("simulated by the test"),
            Self::Broken => TransportError::broken("simulated by the test"),
            Self::Timeout if clock.take(None) => std::future::pending().await,
            Self::Timeout => TransportError::timeout("simulated by the test"),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) delay: Duration,
    /// How often the outcome is returned; `None` means always.
    pub(super) uses: Option<usize>,
    /// Whether a test may end without this outcome.
    pub(super) optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Response(MockResponse),
    Failure(Failure),
    /// Neither a response nor a failure, not even by a timeout.
    Silence,
}

#[derive(Clone, Debug)]
pub(super) struct MockResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The number of bytes per chunk.
    pub(super) piece: usize,
    /// The failure that ends the body.
    pub(super) cut: Option<Failure>,
}

impl Answer {
    pub(super) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            delay: Duration::ZERO,
            uses: Some(1),
            optional: false,
        }
    }

    pub(super) async fn give(self, clock: Clock) -> Result<Response, TransportError> {
        if clock.take(Some(self.delay)) {
            return std::future::pending().await;
        }
        match self.outcome {
            Outcome::Response(MockResponse {
                status,
                headers,
                body,
                piece,
                cut,
            }) => {
                let pieces = body
                    .chunks(piece.max(1))
                    .map(|piece| body.slice_ref(piece))
                    .collect();
                Ok(Response::new(
                    status,
                    headers,
                    Box::new(Pieces { pieces, cut, clock }),
                ))
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

/// An expectation and the rest of its script.
#[derive(Debug)]
pub(super) struct Scripted {
    pub(super) expected: ExpectedRequest,
    pub(super) answers: VecDeque<Answer>,
    /// Whether the expectation ever had a response.
    pub(super) is_answered: bool,
}

impl Scripted {
    pub(super) fn new(expected: ExpectedRequest) -> Self {
        Self {
            expected,
            answers: VecDeque::new(),
            is_answered: false,
        }
    }

    pub(super) fn add(&mut self, answer: Answer) {
        self.answers.push_back(answer);
        self.is_answered = true;
    }

    pub(super) fn take(&mut self) -> Option<Answer> {
        let first = self.answers.front_mut()?;
        let Some(uses) = &mut first.uses else {
            return Some(first.clone());
        };
        *uses -= 1;
        if *uses > 0 {
            Some(first.clone())
        } else {
            self.answers.pop_front()
        }
    }

    pub(super) fn used_up(&self) -> &'static str {
        if self.is_answered {
            "no response is left for it"
        } else {
            "it has no response: add one with `respond…`"
        }
    }

    /// Returns the unused rest of the script, as a line of a message.
    pub(super) fn left(&self) -> Option<String> {
        if !self.is_answered {
            return Some(format!(
                "  `{}`: {}",
                self.expected.call.line(),
                self.used_up()
            ));
        }
        let demanded = self.answers.iter().filter(|answer| !answer.optional);
        let count: usize = demanded.filter_map(|answer| answer.uses).sum();
        if count == 0 {
            return None;
        }
        Some(format!("  `{}`: {count} more", self.expected.call.line()))
    }
}

#[track_caller]
#[expect(clippy::panic, reason = "that is how a test fails")]
pub(super) fn fail_test(text: &str) -> ! {
    panic!("{text}")
}

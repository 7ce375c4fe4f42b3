//! [`Attempt`]: one attempt of a request, with everything received, even if it was abandoned.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Method, StatusCode};

use super::api::Operation;
use super::options::Limits;
use super::redirect::{self, Trail, Unfollowed};
use super::retry::FailedAttempt;
use super::transport::{Body, Request, Response, Transport, TransportError, TransportErrorKind};

/// The number of bytes of a failure's body that are read, so that the connection can be reused.
const FAILURE_LIMIT: usize = 1024 * 1024;

/// The state of an attempt.
#[derive(Default)]
pub(crate) struct Attempt {
    streamed: bool,
    limit: usize,
    redirects: usize,
    elsewhere: bool,
    operation: Option<&'static Operation>,
    head: Option<(StatusCode, HeaderMap)>,
    body: BytesMut,
    rest: Option<Box<dyn Body>>,
    trail: Trail,
    /// `None` while it is in progress.
    end: Option<End>,
}

/// The end of an attempt.
#[derive(Debug)]
pub(crate) enum End {
    /// The response is complete, or is now read in chunks.
    Complete,
    /// The response is larger than this limit.
    TooLarge(usize),
    /// The timeout expired.
    Late(Duration),
    /// The transport failed.
    Failed(TransportError),
}

/// The outcome of an attempt.
pub(crate) struct Done {
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) body: Bytes,
    /// The rest of the body.
    pub(crate) rest: Option<Box<dyn Body>>,
    pub(crate) end: End,
}

impl Attempt {
    /// `streamed`: the body of a success is left to be read in chunks.
    pub(crate) fn new(streamed: bool, limits: &Limits, operation: Option<&'static Operation>) -> Self {
        let &Limits { body: limit, redirects, elsewhere, .. } = limits;
        Self { streamed, limit, redirects, elsewhere, operation, ..Self::default() }
    }

    pub(crate) async fn carry_out(&mut self, transport: &dyn Transport, request: &Request) {
        let end = match redirect::send(transport, request, self.redirects, self.elsewhere, &mut self.trail).await {
            Ok(response) => self.receive(response).await,
            Err(error) => End::Failed(error),
        };
        self.end = Some(end);
    }

    async fn receive(&mut self, response: Response) -> End {
        let Response { status, headers, mut body } = response;
        let announced = content_length(&headers);
        self.head = Some((status, headers));
        let is_success = redirect::is_success(self.operation, status);
        if is_success && self.streamed {
            self.rest = Some(body);
            return End::Complete;
        }
        let limit = if is_success { self.limit } else { FAILURE_LIMIT };
        if is_success && announced.is_some_and(|length| length > limit) {
            return End::TooLarge(limit);
        }
        loop {
            match body.chunk().await {
                Ok(Some(piece)) if piece.len() > limit - self.body.len() => {
                    let (fits, _) = piece.split_at(limit - self.body.len());
                    self.body.extend_from_slice(fits);
                    return End::TooLarge(limit);
                }
                Ok(Some(piece)) => self.body.extend_from_slice(&piece),
                Ok(None) => return End::Complete,
                Err(error) => return End::Failed(error),
            }
        }
    }

    /// Aborts it after this time, unless it has ended.
    pub(crate) fn late(&mut self, limit: Duration) {
        self.end.get_or_insert(End::Late(limit));
    }

    pub(crate) fn is_over(&self) -> bool {
        self.end.is_some()
    }

    /// Whether a retry would repeat an effect.
    pub(crate) fn is_done(&self) -> bool {
        self.trail.is_done
    }

    /// The reason why the final redirect is not followed.
    pub(crate) fn unfollowed(&self) -> Option<Unfollowed> {
        self.trail.unfollowed
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(|(status, _)| *status)
    }

    /// The failure that a retry policy decides on; `None` if there is none, or if a retry cannot help.
    pub(crate) fn failed<'a>(&'a self, method: &'a Method, idempotent: bool, number: u32) -> Option<FailedAttempt<'a>> {
        let kind = self.failure();
        let status = self.status();
        let is_success = status.is_some_and(|status| redirect::is_success(self.operation, status));
        if is_success && kind.is_none() {
            return None;
        }
        // The status code of a failure matters more than why its body was cut short.
        let kind = if status.is_none() || is_success { kind } else { None };
        let headers = self.head.as_ref().map(|(_, headers)| headers);
        Some(FailedAttempt { method, idempotent, number, kind, status, headers, body: &self.body })
    }

    fn failure(&self) -> Option<TransportErrorKind> {
        match &self.end {
            Some(End::Failed(error)) => Some(error.kind),
            Some(End::Late(_)) => Some(TransportErrorKind::Timeout),
            Some(End::Complete | End::TooLarge(_)) | None => None,
        }
    }

    /// Headers and body as received, and the reason why they are incomplete.
    #[cfg(feature = "tracing")]
    pub(crate) fn came(&self) -> (Option<&(StatusCode, HeaderMap)>, &[u8], Option<TransportErrorKind>) {
        (self.head.as_ref(), &self.body, self.failure())
    }

    pub(crate) fn done(self) -> Done {
        let end = self.end.unwrap_or(End::Complete);
        Done { head: self.head, body: self.body.freeze(), rest: self.rest, end }
    }
}

fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

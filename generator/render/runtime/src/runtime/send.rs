//! Sends requests: attempts, timeouts and retries. This module is not generic, so it is compiled
//! once for all types.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::OnceLock;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::attempt::Attempt;
use super::call::{Call, Plan};
use super::client::{Client, Limits};
use super::error::Error;
use super::node::Model;
use super::outcome::{End, RawResponse, is_success};
use super::outgoing::{Body, BoxFuture, MaybeSend, Outgoing};

use super::response::{
    Response, bytes_response, empty_response, json_response, status_error, text_response,
    whole_response,
};
use super::retry::Wait;
#[cfg(feature = "tracing")]
use super::trace;
use super::transport::{Next, Request};
#[cfg(feature = "tracing")]
use tracing::{Instrument as _, Span};

/// A call in progress; dropping it cancels the request.
pub type Sending<T> = BoxFuture<'static, Result<T, Error>>;

/// Compiles only if a request and its future are `Send`; tests of the crate assert this for every
/// request.
#[cfg(test)]
pub const fn assert_moves_between_threads<
    R: IntoFuture<IntoFuture: Send> + Send + Sync + 'static,
>() {
}

/// Implements `Stream` for a type that has `poll`, and adds `blocking`, which returns a `$blocking`
/// with the client in `$client`.
macro_rules! stream_by_poll {
    (
        $name:ident $(<$item:ident: $bound:ident>)? => $output:ty,
        $blocking:ident with $($client:tt)+
    ) => {
        impl$(<$item: $bound>)? futures_core::Stream for $name$(<$item>)? {
            type Item = Result<$output, Error>;

            fn poll_next(
                mut self: std::pin::Pin<&mut Self>,
                context: &mut std::task::Context<'_>,
            ) -> std::task::Poll<Option<Self::Item>> {
                self.poll(context)
            }
        }

        #[cfg(feature = "blocking")]
        impl$(<$item: $bound>)? $name$(<$item>)? {
            /// Converts this for a program without async; see
            /// [`Client::block_on`](super::client::Client::block_on).
            pub fn blocking(self) -> super::blocking::$blocking<Self> {
                let client = self.$($client)+.clone();
                super::blocking::$blocking::new(self, client)
            }
        }
    };
}

pub(crate) use stream_by_poll;

/// Converts a call so that it returns the value without its response.
pub fn without_response<T: 'static>(sending: Sending<Response<T>>) -> Sending<T> {
    Box::pin(async { sending.await.map(Response::into_value) })
}

pub(crate) fn send_and_read<T: 'static>(
    call: Call,
    reader: impl FnOnce(RawResponse) -> Result<Response<T>, Error> + MaybeSend + 'static,
) -> Sending<Response<T>> {
    let sending = send_call(call, false);
    Box::pin(async move { sending.await?.read(reader) })
}

impl Call {
    /// Sends the call; the response is JSON.
    pub fn send_json<T: Model>(self) -> Sending<Response<T>> {
        send_and_read(self, json_response)
    }

    /// Sends the call; the response is returned whole.
    pub fn send_whole(self) -> Sending<RawResponse> {
        let sending = send_call(self, false);
        Box::pin(async { sending.await?.read(whole_response) })
    }

    /// Sends the call and decodes the whole JSON body of the response as any type.
    pub fn send_as<T: DeserializeOwned + 'static>(self) -> Sending<T> {
        let sending = send_call(self, false);
        Box::pin(async { sending.await?.read(|raw| whole_response(raw)?.json()) })
    }

    /// Sends the call; no content is expected.
    pub fn send_empty(self) -> Sending<Response<()>> {
        send_and_read(self, empty_response)
    }

    /// Sends the call; the response is a string.
    pub fn send_text(self) -> Sending<Response<String>> {
        send_and_read(self, text_response)
    }

    /// Sends the call; the response is raw bytes.
    pub fn send_bytes(self) -> Sending<Response<Bytes>> {
        send_and_read(self.downloading(), bytes_response)
    }
}

/// Sends a call and returns its response, which has a success status code. The body is read whole,
/// unless it is `streamed`.
pub(crate) fn send_call(call: Call, streamed: bool) -> Sending<Opened> {
    Box::pin(async move {
        #[cfg(feature = "tracing")]
        let plan = call.plan().inspect_err(trace::log_refusal)?;
        #[cfg(not(feature = "tracing"))]
        let plan = call.plan()?;
        #[cfg(feature = "tracing")]
        let span = trace::request_span(&plan.request);
        let delivery = run_plan(plan, streamed);
        #[cfg(feature = "tracing")]
        let delivery = record_outcome(span, delivery);
        delivery.await
    })
}

pub(crate) struct Opened {
    /// The response; its body is empty if `unread_body` has it.
    pub(crate) head: RawResponse,
    pub(crate) unread_body: Option<Box<dyn Body>>,
    pub(crate) client: Client,
    pub(crate) limits: Limits,
    /// The span of the call, which is open until the response is decoded.
    #[cfg(feature = "tracing")]
    pub(crate) span: Span,
}

impl Opened {
    pub(crate) fn read<T>(
        self,
        reader: impl FnOnce(RawResponse) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let outcome = reader(self.head);
        #[cfg(feature = "tracing")]
        if let Err(error) = &outcome {
            trace::log_unusable_response(&self.span, error);
        }
        outcome
    }
}

/// A reason why a failed request is not retried although the policy allows it.
const DEADLINE: &str = "the deadline is sooner";

async fn run_plan(mut plan: Plan, streamed: bool) -> Result<Opened, Error> {
    let client = plan.client.clone();
    let transport = client
        .0
        .outermost_transport()
        .map_err(|fault| Error::fault(fault).with_target(plan.target.clone()))?;
    let mut attempt = Attempt::default();
    match plan.limits.deadline {
        None => plan.send(&mut attempt, transport, streamed).await?,
        Some(limit) => match run_within(
            transport,
            limit,
            plan.send(&mut attempt, transport, streamed),
        )
        .await
        {
            Some(outcome) => outcome?,
            // If the time is up during a delay between attempts, the failure of the last attempt is
            // more informative.
            None if attempt.end.is_some() => plan.target.given_up = Some(DEADLINE.into()),
            None => attempt.time_out(limit),
        },
    }
    plan.finish(attempt)
}

/// Returns the result of `work`; `None` if it takes too long.
pub(crate) async fn run_within<T>(
    transport: Next<'_>,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    let mut limit = transport.limit(limit);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(outcome) => Poll::Ready(Some(outcome)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| None),
    })
    .await
}

impl Plan {
    /// Sends the request until it succeeds or must not be retried.
    async fn send(
        &mut self,
        attempt: &mut Attempt,
        transport: Next<'_>,
        streamed: bool,
    ) -> Result<(), Error> {
        let mut waited = Duration::ZERO;
        loop {
            self.authorize(transport).await?;
            self.target.attempts += 1;
            self.request.attempt = self.target.attempts;
            let limits = &self.limits;
            *attempt = Attempt::default();
            #[cfg(feature = "tracing")]
            trace::log_request_body(&self.request);
            if run_within(
                transport,
                limits.timeout,
                attempt.run(transport, &self.request, limits, streamed),
            )
            .await
            .is_none()
            {
                attempt.time_out(limits.timeout);
            }
            if self.may_authorize_again(attempt) {
                #[cfg(feature = "tracing")]
                trace::log_attempt(&self.request, attempt.received(), Some(Duration::ZERO));
                continue;
            }
            let delay = self.retry(attempt, &mut waited);
            #[cfg(feature = "tracing")]
            trace::log_attempt(&self.request, attempt.received(), delay);
            let Some(delay) = delay else { return Ok(()) };
            transport.sleep(delay).await;
        }
    }

    async fn authorize(&mut self, transport: Next<'_>) -> Result<(), Error> {
        if self.tokens.is_empty() {
            return Ok(());
        }
        let work = self
            .tokens
            .put_into(&self.client, &mut self.request.headers);
        let outcome = run_within(transport, self.limits.timeout, work).await;
        // The server may repeat any token, so tokens of earlier attempts stay hidden, too.
        let Request {
            origin,
            headers,
            url,
            ..
        } = &self.request;
        self.target
            .hidden
            .add(origin.api, headers.clone(), url.clone());
        let (message, source) = match outcome {
            Some(Ok(())) => return Ok(()),
            Some(Err(failure)) => failure,
            None => (format!("no token within {:?}", self.limits.timeout), None),
        };
        Err(Error::token(&message, source).with_target(self.target.clone()))
    }

    /// Returns whether the server rejected a token and another attempt with a new token is allowed.
    fn may_authorize_again(&mut self, attempt: &Attempt) -> bool {
        let can_repeat = self.request.body.as_ref().is_none_or(Outgoing::is_ready);
        attempt.status() == Some(StatusCode::UNAUTHORIZED)
            && can_repeat
            && !self.repeats_effect(attempt)
            && self.tokens.refuse()
    }

    /// Returns whether a retry would repeat the effect of a processed request.
    fn repeats_effect(&self, attempt: &Attempt) -> bool {
        attempt.is_done && !self.idempotent
    }

    /// Returns the delay before the retry; `None` if the request is not retried.
    fn retry(&mut self, attempt: &Attempt, waited: &mut Duration) -> Option<Duration> {
        let Some(failed) = attempt.failed(&self.request, self.idempotent) else {
            self.client.0.budget.earn();
            return None;
        };
        if self.repeats_effect(attempt) {
            self.target.given_up = Some("the server has already processed the request".into());
            return None;
        }
        if !self.request.body.as_ref().is_none_or(Outgoing::is_ready) {
            return None;
        }
        let delay = match self.limits.policy.wait(&failed)? {
            Wait::Delay(delay) => delay,
            Wait::TooLong { asked, longest } => {
                let reason =
                    format!("the server asks to wait {asked:?}, `longest_asked` is {longest:?}");
                self.target.given_up = Some(reason.into());
                return None;
            }
        };
        *waited = waited.saturating_add(delay);
        self.target.given_up = if self
            .limits
            .deadline
            .is_some_and(|deadline| *waited >= deadline)
        {
            Some(DEADLINE.into())
        } else if !self.client.0.budget.spend() {
            Some("the retry budget is spent".into())
        } else {
            None
        };
        if self.target.given_up.is_some() {
            return None;
        }
        Some(delay)
    }

    fn finish(self, attempt: Attempt) -> Result<Opened, Error> {
        let Self {
            mut target,
            request,
            limits,
            client,
            ..
        } = self;
        target
            .hidden
            .add(request.origin.api, request.headers, request.url);
        let Attempt {
            head,
            body,
            unread_body,
            unfollowed,
            end,
            ..
        } = attempt;
        target.unfollowed = unfollowed;
        let end = end.unwrap_or(End::Complete);
        let Some((status, headers)) = head else {
            return Err(Error::unanswered(end).with_target(target));
        };
        let head = RawResponse {
            status,
            headers,
            body: body.freeze(),
            target,
            deviations: OnceLock::new(),
        };
        match end {
            _ if !is_success(head.target.operation, status) => Err(status_error(head)),
            _ if head.target.unfollowed.is_some() => Err(status_error(head)),
            End::Complete => Ok(Opened {
                head,
                unread_body,
                client,
                limits,
                #[cfg(feature = "tracing")]
                span: Span::none(),
            }),
            end => Err(Error::interrupted(end, head)),
        }
    }
}

#[cfg(feature = "tracing")]
async fn record_outcome(
    span: Span,
    call: impl Future<Output = Result<Opened, Error>>,
) -> Result<Opened, Error> {
    let outcome = call.instrument(span.clone()).await;
    let (status, attempts, request_id) = match &outcome {
        Ok(opened) => (
            Some(opened.head.status()),
            opened.head.attempts(),
            opened.head.request_id(),
        ),
        Err(error) => (error.status(), error.attempts(), error.request_id()),
    };
    span.record(
        "http.response.status_code",
        status.map(|status| status.as_u16()),
    );
    span.record(
        "http.request.resend_count",
        attempts.checked_sub(1).filter(|resent| *resent > 0),
    );
    span.record("request_id", request_id);
    match outcome {
        Ok(opened) => Ok(Opened { span, ..opened }),
        Err(error) => {
            trace::record_failure(&span, &error);
            if error.attempts() == 0 {
                span.in_scope(|| trace::log_unsent_request(&error));
            }
            Err(error)
        }
    }
}

//! [`Waiter`]: repeats a request until a state is reached. Each poll is a separate call with
//! retries.

use std::time::Duration;

use serde_json::Value;

use super::api::Operation;
use super::call::Call;
use super::codec::from_slice;
use super::error::Error;
use super::node::Model;
use super::outcome::{End, RawResponse, Target};
use super::outgoing::ErrorKind;
use super::response::{Response, json_response, reported_failure};
use super::send::{Opened, Sending, run_within, send_call};
use super::transport::Next;

/// The state to wait for.
pub struct Waiter {
    /// The operation whose response has the state.
    pub operation: &'static Operation,
    /// JSON pointer of the state in the response.
    pub field: &'static str,
    /// The states to wait for.
    pub success: &'static [&'static str],
    /// The states from which `success` cannot be reached.
    pub failure: &'static [&'static str],
    /// The first delay between two polls; each further delay is longer by half.
    pub interval: Duration,
    /// The longest delay.
    pub longest: Duration,
}

/// Repeats this call until the state is reached.
pub fn wait_until<T: Model>(call: Call, waiter: &'static Waiter, max: Duration) -> Sending<T> {
    Box::pin(async move {
        reach_state(None, &call, waiter, max)
            .await?
            .read(json_response::<T>)
            .map(Response::into_value)
    })
}

/// Sends a call, then polls the resource that its path identifies until the state is reached; `max`
/// limits both.
pub fn wait_after<T: Model>(call: Call, waiter: &'static Waiter, max: Duration) -> Sending<T> {
    Box::pin(async move {
        let poll = call.sibling(waiter.operation);
        reach_state(Some(call), &poll, waiter, max)
            .await?
            .read(json_response::<T>)
            .map(Response::into_value)
    })
}

/// Returns the response in which the state is reached.
async fn reach_state(
    first: Option<Call>,
    poll: &Call,
    waiter: &Waiter,
    max: Duration,
) -> Result<Opened, Error> {
    let transport = poll
        .client()
        .0
        .outermost_transport()
        .map_err(Error::fault)?;
    let mut last = None;
    let begun = first.as_ref().unwrap_or(poll).clone();
    let work = async {
        if let Some(first) = first {
            first.send_empty().await?;
        }
        poll_until(poll, transport, waiter, max, &mut last).await
    };
    match run_within(transport, max, work).await {
        Some(outcome) => outcome,
        None => Err(match last {
            Some(raw) => Error::still_waiting(raw, waiter, max),
            None => begun.late(max),
        }),
    }
}

async fn poll_until(
    call: &Call,
    transport: Next<'_>,
    waiter: &Waiter,
    max: Duration,
    last: &mut Option<RawResponse>,
) -> Result<Opened, Error> {
    let mut waited = Duration::ZERO;
    let mut pause = waiter.interval;
    loop {
        let opened = send_call(call.clone(), false).await?;
        if let Some(error) = reported_failure(&opened.head) {
            return opened.read(|_| Err(error));
        }
        if let Some(state) = waiter.state(&opened.head) {
            if waiter.success.contains(&state.as_str()) {
                return Ok(opened);
            }
            if waiter.failure.contains(&state.as_str()) {
                return opened.read(|raw| {
                    Err(Error::new(ErrorKind::FailedState, waiter.describe(&raw, "")).with(raw))
                });
            }
        }
        waited = waited.saturating_add(pause);
        // A delay that would end too late is not started.
        if waited >= max {
            return opened.read(|raw| Err(Error::still_waiting(raw, waiter, max)));
        }
        *last = Some(opened.head);
        transport.sleep(pause).await;
        pause = pause
            .saturating_mul(3)
            .checked_div(2)
            .unwrap_or(pause)
            .min(waiter.longest);
    }
}

impl Call {
    /// Returns a call of another operation with the path parameters of this one.
    fn sibling(&self, operation: &'static Operation) -> Self {
        let mut call = Self::unbound(self.0.client.clone()).of(operation);
        call.0.path.clone_from(&self.0.path);
        call.0.options = self.0.options.clone();
        call.0.fault.clone_from(&self.0.fault);
        call
    }

    /// Returns the error that there was no response in time.
    pub(crate) fn late(&self, max: Duration) -> Error {
        match self.plan() {
            Ok(plan) => Error::unanswered(End::Late(max)).with_target(Target {
                attempts: 1,
                ..plan.target
            }),
            Err(error) => error,
        }
    }
}

impl Waiter {
    fn state(&self, raw: &RawResponse) -> Option<String> {
        let body: Value = from_slice(&raw.body).ok()?;
        match body.pointer(self.field)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(crate) fn describe(&self, raw: &RawResponse, since: &str) -> String {
        let name = self.field.rsplit('/').next().unwrap_or_default();
        let state = self.state(raw).map_or_else(
            || "missing".to_owned(),
            |state| format!("`{}`", state.escape_debug()),
        );
        let states: Vec<String> = self
            .success
            .iter()
            .map(|state| format!("`{state}`"))
            .collect();
        format!(
            "`{name}` is {state}{since}, expected {}",
            states.join(" or ")
        )
    }
}

impl Error {
    fn still_waiting(raw: RawResponse, waiter: &Waiter, max: Duration) -> Self {
        let message = waiter.describe(&raw, &format!(" after {max:?}"));
        Self::new(ErrorKind::Timeout, message).with(raw)
    }
}

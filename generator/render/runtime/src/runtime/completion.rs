//! Waits until a long-running operation is complete: polls the URL in a header of the first
//! response, or the resource itself, as APIs of Azure describe it. Each poll is a separate call
//! with retries, and stays within the origin of the API.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use super::call::Call;
use super::codec::from_slice;
use super::error::Error;
use super::node::Model;
use super::outcome::RawResponse;
use super::outgoing::ErrorKind;
use super::response::{Response, json_response, reported_failure};
use super::retry::{current_time, requested_delay};
use super::send::{Opened, Sending, run_within, send_call};
use super::transport::Next;

/// The delay between two polls if the server does not ask for another.
const DELAY: Duration = Duration::from_secs(5);

/// The headers with a URL whose response has the `status` of the operation.
const STATUS_HEADERS: [&str; 2] = ["operation-location", "azure-asyncoperation"];

/// Where a resource has the state of the operation that writes it.
const RESOURCE_STATES: [&str; 2] = ["/provisioningState", "/properties/provisioningState"];

/// The response with the result of a completed operation.
#[derive(Clone, Copy, PartialEq)]
pub enum FinalValue {
    /// The last response with the status.
    Status,
    /// The response at the URL in `Location`; without this header, the last response with the
    /// status.
    Location,
    /// The response to a `GET` of the URL of the request.
    Original,
}

/// Sends a call, waits until its operation is complete, and returns the result; `max` limits all of
/// it.
pub fn wait_for_value<T: Model>(call: Call, from: FinalValue, max: Duration) -> Sending<T> {
    Box::pin(async move {
        complete(call, from, max)
            .await?
            .read(json_response::<T>)
            .map(Response::into_value)
    })
}

/// Sends a call and waits until its operation is complete; `max` limits all of it.
pub fn wait_for_end(call: Call, max: Duration) -> Sending<()> {
    Box::pin(async move { complete(call, FinalValue::Status, max).await.map(drop) })
}

async fn complete(call: Call, from: FinalValue, max: Duration) -> Result<Opened, Error> {
    let client = call.client().clone();
    let transport = client.0.outermost_transport().map_err(Error::fault)?;
    let mut last = None;
    let work = poll_to_end(&call, from, transport, &mut last);
    match run_within(transport, max, work).await {
        Some(outcome) => outcome,
        None => Err(match last {
            Some(Progress { raw, state }) => {
                let message = describe_state(&state, &format!(" after {max:?}"));
                Error::new(ErrorKind::Timeout, message).with(raw)
            }
            None => call.late(max),
        }),
    }
}

async fn poll_to_end(
    call: &Call,
    from: FinalValue,
    transport: Next<'_>,
    last: &mut Option<Progress>,
) -> Result<Opened, Error> {
    let mut opened = send_call(call.clone(), false).await?;
    let by_header = Monitor::of(&opened.head);
    let Some(mut monitor) = by_header.or_else(|| Monitor::of_resource(call, &opened.head)) else {
        return Ok(opened);
    };
    let mut location = header_text(&opened.head, "location");
    loop {
        let delay = requested_delay(Some(&opened.head.headers), current_time());
        *last = Some(Progress {
            state: monitor.shown_state(&opened.head),
            raw: opened.head,
        });
        transport.sleep(delay.unwrap_or(DELAY)).await;
        opened = send_call(call.reading(monitor.url()), false).await?;
        if let Some(error) = reported_failure(&opened.head) {
            return opened.read(|_| Err(error));
        }
        match monitor.phase(&opened.head) {
            Phase::Running => {}
            Phase::Done => break,
            Phase::Failed => {
                return opened.read(|raw| {
                    let message = describe_state(&monitor.shown_state(&raw), "");
                    Err(Error::new(ErrorKind::FailedState, message).with(raw))
                });
            }
        }
        location = header_text(&opened.head, "location").or(location);
        monitor = Monitor::of(&opened.head).unwrap_or(monitor);
    }
    match (from, &monitor, location) {
        (_, Monitor::Resource, _) => Ok(opened),
        (FinalValue::Original, ..) => send_call(call.reading(None), false).await,
        (FinalValue::Location, Monitor::Status(_), Some(url)) => {
            send_call(call.reading(Some(&url)), false).await
        }
        _ => Ok(opened),
    }
}

/// What is polled.
enum Monitor {
    /// A URL whose response has the `status` of the operation.
    Status(String),
    /// A URL whose response has the status code 202 until the operation is complete.
    Location(String),
    /// The resource at the URL of the request, which has a `provisioningState`.
    Resource,
}

/// A response before the operation is complete, and the state that it has.
struct Progress {
    raw: RawResponse,
    state: String,
}

enum Phase {
    Running,
    Done,
    Failed,
}

impl Monitor {
    fn of(raw: &RawResponse) -> Option<Self> {
        let mut statuses = STATUS_HEADERS.iter();
        let status = statuses.find_map(|name| header_text(raw, name));
        status
            .map(Self::Status)
            .or_else(|| header_text(raw, "location").map(Self::Location))
    }

    /// Polls the resource that a request writes if the response says that the server has not
    /// completed it.
    fn of_resource(call: &Call, raw: &RawResponse) -> Option<Self> {
        let state = Self::Resource.state(raw)?;
        let writes_resource = matches!(call.0.method, Method::PUT | Method::PATCH);
        if !writes_resource || state.eq_ignore_ascii_case("succeeded") {
            return None;
        }
        Some(Self::Resource)
    }

    /// Returns the URL to poll; `None` is that of the request.
    fn url(&self) -> Option<&str> {
        match self {
            Self::Status(url) | Self::Location(url) => Some(url),
            Self::Resource => None,
        }
    }

    fn phase(&self, raw: &RawResponse) -> Phase {
        if matches!(self, Self::Location(_)) {
            return match raw.status {
                StatusCode::ACCEPTED => Phase::Running,
                _ => Phase::Done,
            };
        }
        match self
            .state(raw)
            .map(|state| state.to_ascii_lowercase())
            .as_deref()
        {
            Some("succeeded") => Phase::Done,
            Some("failed" | "canceled" | "cancelled") => Phase::Failed,
            Some(_) => Phase::Running,
            None if raw.status == StatusCode::ACCEPTED => Phase::Running,
            None => Phase::Done,
        }
    }

    /// Returns the state of the operation that a response has.
    fn state(&self, raw: &RawResponse) -> Option<String> {
        let body: Value = from_slice(&raw.body).ok()?;
        let state = match self {
            Self::Status(_) | Self::Location(_) => body.get("status"),
            Self::Resource => RESOURCE_STATES
                .iter()
                .find_map(|pointer| body.pointer(pointer)),
        };
        Some(state?.as_str()?.to_owned())
    }

    fn shown_state(&self, raw: &RawResponse) -> String {
        self.state(raw).unwrap_or_else(|| raw.status.to_string())
    }
}

fn header_text(raw: &RawResponse, name: &str) -> Option<String> {
    raw.header(name).map(str::to_owned)
}

fn describe_state(state: &str, since: &str) -> String {
    format!(
        "the operation is `{}`{since}, expected `Succeeded`",
        state.escape_debug()
    )
}

impl Call {
    /// Returns a `GET` of the URL of this call, or of another URL of the API.
    fn reading(&self, url: Option<&str>) -> Self {
        let mut call = self.clone();
        let draft = &mut *call.0;
        draft.method = Method::GET;
        draft.idempotent = true;
        draft.headers = HeaderMap::new();
        draft.part_headers = Vec::new();
        draft.extra = Vec::new();
        draft.body = None;
        draft.own_body = None;
        match url {
            Some(url) => call.with_link(url, "the state of the operation"),
            None => call,
        }
    }
}

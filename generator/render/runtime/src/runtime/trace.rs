//! Output for `tracing`: a span for each call, an event for each attempt. Feature `tracing`.
//!
//! Fields follow the conventions of OpenTelemetry for HTTP clients, without secrets and header
//! values, except for the request id. At the level `TRACE`, the beginning of each JSON body is
//! logged, too, without secrets. The credentials of the request are also removed from the response,
//! since a server may repeat them.

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode, Uri};
use serde_json::Value;
use tracing::field::Empty;
use tracing::{Level, Span};

use super::error::Error;
use super::json::{DecodeError, shorten_text};
use super::outcome::RawResponse;
use super::outgoing::ErrorKind;
use super::transport::Request;

/// The name of the crate, so that one filter directive covers all of its output.
const TARGET: &str = env!("CARGO_CRATE_NAME");

/// The greatest size of a body that is logged, in bytes.
const READ: usize = 256 * 1024;

/// The number of characters of a body that are logged.
const SHOWN: usize = 4096;

/// Headers and body of an attempt as received, and the reason why they are incomplete.
pub(crate) type AttemptResult<'a> = (
    Option<&'a (StatusCode, HeaderMap)>,
    &'a [u8],
    Option<ErrorKind>,
);

pub(crate) fn record_failure(span: &Span, error: &Error) {
    span.record("error.type", error_type(error.kind(), error.status()));
    span.record("otel.status_code", "ERROR");
}

/// Logs a call that failed before its request was built.
pub(crate) fn log_refusal(error: &Error) {
    let method = error.method().map_or("_OTHER", |method| method.as_str());
    let template = error.described().map(|operation| operation.path);
    let span = tracing::info_span!(
        target: TARGET,
        "http_request",
        otel.name = template.map_or(method.to_owned(), |path| format!("{method} {path}")),
        otel.kind = "client",
        otel.status_code = Empty,
        operation = error.operation(),
        http.request.method = method,
        url.template = template,
        "error.type" = Empty,
    );
    record_failure(&span, error);
    span.in_scope(|| log_unsent_request(error));
}

pub(crate) fn log_unsent_request(error: &Error) {
    let kind = error_type(error.kind(), error.status());
    tracing::warn!(target: TARGET, { "error.type" = kind }, "the request is not sent: {error}");
}

pub(crate) fn request_span(request: &Request) -> Span {
    if !tracing::span_enabled!(target: TARGET, Level::INFO) {
        return Span::none();
    }
    let name = request
        .template()
        .map_or(request.method.to_string(), |path| {
            format!("{} {path}", request.method)
        });
    let uri: Option<Uri> = request.url.parse().ok();
    tracing::info_span!(
        target: TARGET,
        "http_request",
        otel.name = name,
        otel.kind = "client",
        otel.status_code = Empty,
        operation = request.operation(),
        http.request.method = request.method.as_str(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        url.template = request.template(),
        url.full = request.redacted_url(),
        server.address = uri.as_ref().and_then(Uri::host),
        server.port = uri.as_ref().and_then(port_of),
        request_id = Empty,
        "error.type" = Empty,
    )
}

fn port_of(uri: &Uri) -> Option<u16> {
    uri.port_u16()
        .or_else(|| Some(if uri.scheme_str()? == "http" { 80 } else { 443 }))
}

pub(crate) fn log_request_body(request: &Request) {
    if let Some(body) = request.body.as_ref().and_then(|body| body.bytes()) {
        log_body(request, &request.headers, body, "request body");
    }
}

pub(crate) fn log_redirect(request: &Request, status: StatusCode) {
    tracing::debug!(
        target: TARGET,
        {
            http.request.method = request.method.as_str(),
            http.response.status_code = status.as_u16(),
            url.full = request.redacted_url(),
        },
        "the redirect is followed"
    );
}

/// Logs the end of an attempt, with or without a response; with a `delay`, it is retried.
pub(crate) fn log_attempt(
    request: &Request,
    (head, body, failure): AttemptResult<'_>,
    delay: Option<Duration>,
) {
    let resent = Some(request.attempt.saturating_sub(1)).filter(|resent| *resent > 0);
    let status = head.map(|(status, _)| status.as_u16());
    let kind = failure.map(|kind| error_type(kind, None)).or_else(|| {
        status
            .filter(|status| *status >= 400)
            .map(|status| status.to_string())
    });
    let is_broken = status.is_some_and(|status| status >= 500);
    // The level of an event must be a constant, so there are two macro calls.
    if delay.is_some() || failure.is_some() || is_broken {
        let message = match failure {
            _ if delay.is_some() => "the request is retried",
            Some(_) => "no complete response",
            None => "the server failed",
        };
        tracing::warn!(
            target: TARGET,
            {
                http.request.resend_count = resent,
                http.response.status_code = status,
                "error.type" = kind,
                retry_delay_ms = delay.map(|delay| u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)),
            },
            "{message}"
        );
    } else {
        tracing::debug!(
            target: TARGET,
            { http.request.resend_count = resent, http.response.status_code = status, "error.type" = kind },
            "response"
        );
    }
    if let Some((_, headers)) = head {
        log_body(request, headers, body, "response body");
    }
}

pub(crate) fn log_unusable_response(span: &Span, error: &Error) {
    record_failure(span, error);
    let _entered = span.enter();
    tracing::warn!(
        target: TARGET,
        {
            json_path = error.json_path(),
            request_id = error.request_id(),
            "error.type" = error_type(error.kind(), error.status()),
        },
        "the response cannot be used"
    );
}

pub(crate) fn log_deviations(raw: &RawResponse, deviations: &[DecodeError]) {
    for deviation in deviations {
        tracing::warn!(
            target: TARGET,
            { json_path = deviation.path, request_id = raw.request_id() },
            "the response deviates from its description: {}",
            deviation.message
        );
    }
}

fn error_type(kind: ErrorKind, status: Option<StatusCode>) -> String {
    let name = match kind {
        ErrorKind::Connect => "connect",
        ErrorKind::Untrusted => "untrusted_certificate",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Broken => "broken_connection",
        ErrorKind::Local => "local",
        ErrorKind::Configuration => "configuration",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::FailedState => "failed_state",
        ErrorKind::MissingCredentials => "missing_credentials",
        ErrorKind::Decode => "decode",
        ErrorKind::Failure => "reported_failure",
        ErrorKind::TooLarge => "too_large",
        _ => return status.map_or("_OTHER".to_owned(), |status| status.as_u16().to_string()),
    };
    name.to_owned()
}

fn log_body(request: &Request, headers: &HeaderMap, body: &[u8], what: &str) {
    if !body.is_empty() && tracing::event_enabled!(target: TARGET, Level::TRACE) {
        let text = shown_body(request, headers, body);
        tracing::trace!(target: TARGET, size = body.len(), body = text, "{what}");
    }
}

/// Returns the body of a request that is a form.
fn sent_form(request: &Request) -> Option<&str> {
    let media_type = request.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let body = request.body.as_ref().and_then(|body| body.bytes())?;
    str::from_utf8(body)
        .ok()
        .filter(|_| media_type.starts_with("application/x-www-form-urlencoded"))
}

/// Returns the beginning of a JSON body, without its secrets; empty for other bodies.
fn shown_body(request: &Request, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    if !media_type.contains("json") || body.len() > READ {
        return None;
    }
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let api = request.origin.api;
    let mut hidden = request.hidden();
    // A server may repeat the secrets of a form, too, which has the syntax of a query.
    if let Some(form) = sent_form(request) {
        hidden.add(api, HeaderMap::new(), format!("?{form}"));
    }
    hidden.json(api, &mut value);
    Some(shorten_text(&value.to_string(), SHOWN))
}

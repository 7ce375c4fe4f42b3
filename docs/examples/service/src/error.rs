//! Errors of both APIs, as responses of this service.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A failed call. Callers learn what kind of failure it is; the log has the details.
#[derive(Debug)]
pub(crate) struct ServiceError {
    status: StatusCode,
    retry_after: Option<Duration>,
}

/// Each client has an error type of its own, with the same methods.
macro_rules! from_client_error {
    ($error:ty) => {
        impl From<$error> for ServiceError {
            fn from(error: $error) -> Self {
                let status = if error.is_not_found() {
                    StatusCode::NOT_FOUND
                } else if error.is_invalid_request() {
                    StatusCode::BAD_REQUEST
                } else if error.is_rate_limited() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else if error.is_timeout() {
                    StatusCode::GATEWAY_TIMEOUT
                } else {
                    StatusCode::BAD_GATEWAY
                };
                tracing::warn!(%error, attempts = error.attempts(), "a call failed");
                Self {
                    status,
                    retry_after: error.retry_after(),
                }
            }
        }
    };
}

from_client_error!(cloudflare_ai_controls::Error);
from_client_error!(pets::Error);

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let reason = self.status.canonical_reason().unwrap_or_default();
        let mut response = (self.status, Json(json!({ "error": reason }))).into_response();
        if let Some(delay) = self.retry_after {
            let seconds = delay.as_secs().max(1);
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

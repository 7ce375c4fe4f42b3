//! Responses of methods that have several success responses, as the server would send them.

use std::mem::discriminant;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::api::Operation;
use super::super::codec::to_vec;
use super::super::outcome::{RawResponse, Target};
use super::super::several::{Payload, Several};
use super::wrap_in_envelope;

/// Returns media type and bytes of a value; emitted enums delegate to this function.
pub fn write_payload<T: Several + Clone>(
    value: &T,
    operation: Option<&'static Operation>,
) -> (Option<&'static str>, Bytes) {
    let mut value = value.clone();
    match value.payload() {
        Payload::Empty => (None, Bytes::new()),
        Payload::Json(node) => {
            let envelope = operation.and_then(|operation| operation.envelope);
            (Some("application/json"), wrap_in_envelope(node, envelope))
        }
        // XML outputs also accept JSON with a JSON content type.
        Payload::Bare(node) | Payload::Read(node, _) => {
            (Some("application/json"), to_vec(node).into())
        }
        Payload::Text(text) => (
            Some("text/plain; charset=utf-8"),
            Bytes::from(std::mem::take(text)),
        ),
        Payload::Bytes(bytes) => (Some("application/octet-stream"), bytes.clone()),
    }
}

/// Returns the first status code of this variant.
pub fn first_status<T: Several>(value: &T) -> u16 {
    let mut response = RawResponse {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: Bytes::new(),
        target: Target {
            attempts: 1,
            ..Target::default()
        },
        deviations: OnceLock::new(),
    };
    for status in 200..400 {
        response.status = StatusCode::from_u16(status).unwrap_or_default();
        if discriminant(&T::blank(&response)) == discriminant(value) {
            return status;
        }
    }
    200
}

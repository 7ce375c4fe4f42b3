//! The code of all clients: transport, authentication, retries, errors, and the loops that read and
//! write types.
//!
//! The modules are in layers: each one imports only from its own layer and from those above it in
//! this file.

#[cfg(all(feature = "blocking", target_arch = "wasm32"))]
compile_error!("the feature `blocking` needs threads, which `wasm32` does not have");

// Codec: JSON from and to values.
pub mod api;
pub mod check;
pub mod codec;
pub(crate) mod fill;
pub mod json;
mod json_reader;
pub mod node;
pub mod outgoing;

// Outcomes of calls, errors in bodies, redaction, and the impls that emitted types share.
mod error_body;
pub mod impls;
pub mod outcome;
pub(crate) mod redact;

// Wire: the parts of a request.
pub mod params;
pub mod path;

// Transport.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) mod browser;
pub mod transport;

// Sending: a client and its calls, with authentication, retries, redirects and errors.
mod attempt;
pub mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
pub mod builder;
pub mod call;
pub mod client;
pub mod download;
pub mod error;
pub mod requests;
pub mod response;
pub mod retry;
pub mod send;
#[cfg(feature = "tracing")]
mod trace;

// Features that only some APIs need.
pub mod body_part;
#[cfg(feature = "operations")]
pub mod catalog;
#[cfg(feature = "operations")]
pub mod catalog_check;
#[cfg(feature = "operations")]
pub mod catalog_events;
#[cfg(feature = "operations")]
pub mod catalog_items;
#[cfg(feature = "cli")]
pub mod command_line;
pub mod completion;
pub(crate) mod constraints;
mod cursor;
pub mod enums;
pub mod events;
pub mod field;
pub mod form;
pub mod headers;
mod json_shape;
pub mod lines;
mod link;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod oauth2;
pub mod object;
pub mod page;
pub mod replacement;
pub mod sent_events;
pub mod several;
pub(crate) mod styles;
pub mod text;
pub mod traits;
pub mod union;
pub mod wait;
pub mod watch;
pub mod webhook;
pub mod webhook_github;
#[cfg(feature = "webhooks")]
pub mod webhook_signature;
#[cfg(feature = "webhooks")]
pub mod webhook_standard;
#[cfg(feature = "webhooks")]
pub mod webhook_stripe;
pub mod xml;
mod xml_read;

// For the tests that users of the crate write.
#[cfg(feature = "test-server")]
pub mod test_server;
#[cfg(feature = "test-util")]
pub mod testing;

/// The macros that emitted code calls.
#[allow(
    unused_imports,
    reason = "a client uses those that its description needs"
)]
pub mod macros {
    pub(crate) use super::download::download;
    pub(crate) use super::enums::{integer_enum, text_enum};
    pub(crate) use super::events::stream;
    pub(crate) use super::impls::{record, tuple};
    pub(crate) use super::page::pages;
    pub(crate) use super::replacement::replacement;
    pub(crate) use super::requests::{alternatives, request, setters};
    pub(crate) use super::union::{
        collected, from_entries, from_items, from_text, from_texts, union,
    };
}

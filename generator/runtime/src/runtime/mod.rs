//! The runtime of all emitted code: transport, authentication, retries, errors, and the loop that reads and writes
//! every type.

pub mod api;
mod attempt;
pub mod auth;
pub(crate) mod body;
pub mod budget;
pub mod builder;
pub mod call;
pub mod check;
pub mod client;
pub mod compare;
mod conversions;
mod cursor;
pub mod custom;
pub mod debug;
pub mod decode;
pub mod download;
pub mod encode;
pub mod envelope;
pub mod error;
pub mod events;
pub mod failure;
pub mod field;
pub mod form;
pub(crate) mod framing;
pub mod headers;
pub(crate) mod hidden;
mod json_path;
pub(crate) mod key;
mod kind;
pub(crate) mod lenient;
mod link;
mod lossy;
pub mod macros;
pub mod middleware;
pub mod node;
pub mod number;
pub mod object;
pub mod options;
pub mod outgoing;
pub mod page;
pub(crate) mod params;
pub(crate) mod path;
mod plain;
pub mod primitives;
#[cfg(feature = "reqwest")]
mod reader;
mod reconnect;
pub(crate) mod redact;
mod redirect;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
pub mod response;
pub mod retry;
#[cfg(feature = "reqwest")]
mod save;
pub mod scope;
pub mod send;
pub mod servers;
pub mod several;
mod spelt;
pub mod streams;
#[cfg(feature = "test-util")]
pub mod testing;
pub mod text;
#[cfg(feature = "rustls")]
pub(crate) mod tls;
#[cfg(feature = "tracing")]
mod trace;
pub mod transport;
mod tuple;
pub mod union;
pub mod unknown;
pub mod upload;
pub mod wait;
pub mod webhook;
pub mod webhook_github;
#[cfg(feature = "webhooks")]
pub mod webhook_signature;
#[cfg(feature = "webhooks")]
pub mod webhook_standard;
#[cfg(feature = "webhooks")]
pub mod webhook_stripe;
pub mod xml;
#[cfg(feature = "xml")]
mod xml_parser;
mod xml_read;
mod xml_tree;
mod xml_write;

//! Tests of the runtime, separate from the embedded files, so that the embedded files need no
//! dev-dependencies.

mod auth;
#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "reqwest")]
mod bodies;
mod catalog;
pub(crate) mod client;
mod codec;
#[cfg(feature = "cli")]
mod command_line;
mod differential;
mod envelope;
mod errors;
#[cfg(feature = "reqwest")]
mod faults;
mod forms;
#[cfg(feature = "reqwest")]
mod http;
mod lenient;
mod lists;
#[cfg(feature = "mcp")]
mod mcp;
mod memory;
mod middleware;
mod mock;
mod oauth2;
mod object;
mod options;
mod pages;
mod params;
mod path;
mod recorder;
mod redact;
mod responses;
mod retry;
mod sample;
#[cfg(feature = "reqwest")]
mod server;
#[cfg(feature = "reqwest")]
mod setup;
#[cfg(feature = "reqwest")]
mod storm;
mod streams;
#[cfg(all(feature = "reqwest", feature = "test-server"))]
mod test_server;
mod texts;
#[cfg(feature = "rustls")]
mod tls;
mod tokens;
mod trace;
mod wait;
mod webhooks;
#[cfg(feature = "reqwest")]
mod wire;
#[cfg(feature = "xml")]
mod xml;

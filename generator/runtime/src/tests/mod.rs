//! Tests of the runtime; beside the embedded files, so that those need no test dependencies.

mod client;
mod codec;
#[cfg(feature = "reqwest")]
mod http;
mod sample;
#[cfg(feature = "reqwest")]
mod server;

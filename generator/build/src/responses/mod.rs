//! Responses, and what methods return.
//!
//! In: the responses of an operation, as written; later, the final types. Out: the responses, the
//! output and the pagination of each method.
//!
//! `reading` reads responses, and `links` their links. When types are final, `headers` defines
//! types for response headers, `outputs` determines what a method returns, and `failures` tells
//! error responses from success responses. `paging` recognises pagination, and `waiters` adds
//! methods that wait for a state. `configured_streams` adds the streams of `generator.yaml`, and
//! `hints` notes what other settings could add.

pub(crate) mod configured_streams;
pub(crate) mod failures;
pub(crate) mod headers;
pub(crate) mod hints;
pub(crate) mod links;
pub(crate) mod outputs;
pub mod paging;
pub(crate) mod reading;
pub(crate) mod waiters;

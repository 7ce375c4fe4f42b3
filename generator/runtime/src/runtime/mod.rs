//! What all emitted code stands on: transport, authentication, retries, errors, and the one loop that reads and writes
//! every type.

pub mod check;
pub mod debug;
pub mod decode;
pub mod encode;
pub mod field;
pub(crate) mod macros;
pub mod node;
pub mod number;
pub mod primitives;
pub mod text;
pub mod union;
pub mod unknown;

//! Converts OpenAPI 3.1 to 3.2.

pub(super) mod xml;

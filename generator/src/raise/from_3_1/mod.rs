//! OpenAPI 3.1 → 3.2.

pub(super) mod xml;

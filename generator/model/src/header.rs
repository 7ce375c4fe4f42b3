//! Headers of responses, and of the parts of multipart responses.

use super::Schema;

/// A header of a response, or of a part of it.
#[derive(Clone, Debug)]
pub struct Header {
    /// Name on the wire.
    pub wire: String,
    /// The schema of the value.
    pub schema: Schema,
    /// Whether every such response or part has the header.
    pub required: bool,
    /// Whether the header has `content` instead of a style.
    pub is_content: bool,
    /// Whether the description marks it as deprecated.
    pub deprecated: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

//! What was passed to a method.

use serde_json::Value;

use crate::requests::raw::{Content, Operation, Parameter};

/// The arguments of a method.
#[derive(Clone, Debug)]
pub(crate) struct Passed<'c> {
    pub(crate) operation: &'c Operation,
    pub(crate) parameters: Vec<(&'c Parameter, &'c Value)>,
    pub(crate) body: Option<(&'c Content, &'c Value)>,
    /// Whether the body is text that is sent unchanged, whatever its media type.
    pub(crate) is_verbatim: bool,
    /// The body as XML, by the rules of the standard.
    pub(crate) xml: Option<&'c str>,
    /// The XML parts of a form, by name.
    pub(crate) xml_parts: Vec<(String, Vec<String>)>,
    /// Names of schemes, and their credentials.
    pub(crate) credentials: &'c [(String, String)],
}

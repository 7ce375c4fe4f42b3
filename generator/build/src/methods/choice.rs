//! The names chosen for an operation.

use super::paths::Route;
use model::NameReason;

/// The resource and the method name of an operation.
pub(crate) struct Choice {
    /// The path of resources, from the client on; empty for the client itself.
    pub(crate) resource: Vec<String>,
    /// The words of the method's name.
    pub(super) name: Vec<String>,
    /// The reasons for the resource and the name.
    pub(super) reasons: Vec<NameReason>,
    pub(super) http: String,
    /// The words of the id, without articles.
    pub(super) id: Vec<String>,
    /// Whether inline types are named after the id.
    pub(super) names_types: bool,
    /// The words of the summary, without articles.
    pub(super) summary: Vec<String>,
    pub(super) route: Route,
    /// The name with the verb that the HTTP method implies, if that is another verb.
    pub(super) implied: Option<Vec<String>>,
    /// The action in the id, including the words of the resource.
    pub(super) action: Option<Vec<String>>,
    /// Whether the author's verb means a usual verb other than the one that the HTTP method implies.
    pub(super) is_author_verb: bool,
    /// Whether the name is the last word of a path that longer paths continue.
    pub(crate) is_shared_verb: bool,
    /// Whether the operation is deprecated or retired, so that others get the short names.
    pub(super) is_retired: bool,
}

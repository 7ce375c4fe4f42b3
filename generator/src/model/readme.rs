//! The calls that `generator.yaml` chooses for the README of the crate.

use serde_json::Value;

/// The calls that the README shows, if they are chosen.
#[derive(Clone, Debug, Default)]
pub struct ReadmeCalls {
    /// The first call.
    pub usage: Option<ChosenCall>,
    /// The call in the parts about errors, retries and timeouts.
    pub calls: Option<ChosenCall>,
    /// The paginated list.
    pub lists: Option<ChosenCall>,
}

/// A call that is chosen.
#[derive(Clone, Debug)]
pub struct ChosenCall {
    /// Id of its operation.
    pub operation: String,
    /// Values of parameters and of properties of the body, by their names in the description.
    pub values: Vec<(String, Value)>,
}

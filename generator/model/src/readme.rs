//! The calls that `generator.yaml` chooses for the README of the crate.

use serde_json::Value;

/// The calls that the README shows, as far as they are chosen.
#[derive(Clone, Debug, Default)]
pub struct ReadmeCalls {
    /// The first call.
    pub usage: Option<ChosenCall>,
    /// The call in the sections about errors, retries and timeouts.
    pub calls: Option<ChosenCall>,
    /// The paginated list.
    pub lists: Option<ChosenCall>,
}

/// A chosen call.
#[derive(Clone, Debug)]
pub struct ChosenCall {
    /// Id of the operation.
    pub operation: String,
    /// Values of parameters and of properties of the body, by their names in the description.
    pub values: Vec<(String, Value)>,
}

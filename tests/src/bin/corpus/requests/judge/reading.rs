//! A request while it is judged.

use super::style::Pairs;
use crate::requests::recorder::Request;

/// The parts of a request that are not yet accounted for by an argument or by HTTP, and the
/// differences so far.
pub(super) struct Reading<'r> {
    pub(super) request: &'r Request,
    pub(super) query: Pairs,
    pub(super) cookies: Pairs,
    /// Headers that are not yet accounted for.
    pub(super) headers: Vec<(&'r str, &'r str)>,
    pub(super) differences: Vec<String>,
}

impl Reading<'_> {
    /// Adds the message of an error to the differences.
    pub(super) fn note(&mut self, what: &str, outcome: Result<(), String>) {
        if let Err(message) = outcome {
            self.differences.push(format!("{what}: {message}"));
        }
    }
}

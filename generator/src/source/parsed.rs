//! What parsing a text gives.

use serde_json::Value;

use super::tree::Remark;

/// A parsed text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Value,
    pub(super) remarks: Vec<Remark>,
}

/// Why a text could not be parsed; line and column count from 1.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) place: Option<(usize, usize)>,
}

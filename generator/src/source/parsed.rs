//! The results of parsing a text.

use serde_json::Value;

use super::tree::Remark;

#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Value,
    pub(super) remarks: Vec<Remark>,
}

/// A syntax error; line and column count from 1.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) place: Option<(usize, usize)>,
}

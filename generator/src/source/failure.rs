//! Why there is no document.

use crate::diag::{Diagnostic, Report};
use std::fmt;

/// What made a description unusable; its reports carry their places, as there is no document to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong: at least one error.
    pub reports: Vec<Report>,
}

impl Failure {
    pub(super) fn of(report: Report) -> Self {
        Self { reports: vec![report] }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::of(Report::of(diagnostic))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, report) in self.reports.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{report}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

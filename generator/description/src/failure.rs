//! The error for a description that cannot be used.

use super::files::Unreadable;
use diag::{Diagnostic, LocatedDiagnostic, Severity};
use std::fmt;

/// The errors that make a description unusable. The locations of the errors are already looked up,
/// since later there is no document to look them up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The reports, at least one of which is an error.
    pub reports: Vec<LocatedDiagnostic>,
}

impl Failure {
    pub(super) fn of(report: LocatedDiagnostic) -> Self {
        Self {
            reports: vec![report],
        }
    }

    /// Puts `… cannot be used:` at the beginning of the message of each error, with `what` as the
    /// subject: ``the new description cannot be used: `pets.yaml` is empty``.
    pub fn making_unusable(mut self, what: &str) -> Self {
        for report in &mut self.reports {
            if report.diagnostic.severity == Severity::Error {
                let message = &mut report.diagnostic.message;
                *message = format!("{what} cannot be used: {message}");
            }
        }
        self
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::of(LocatedDiagnostic::of(diagnostic))
    }
}

impl From<Unreadable> for Failure {
    fn from(
        Unreadable {
            code,
            message,
            help,
            location,
        }: Unreadable,
    ) -> Self {
        let error = Diagnostic {
            help: help.map(str::to_owned),
            ..Diagnostic::error(code, message)
        };
        Self::of(LocatedDiagnostic {
            location,
            ..LocatedDiagnostic::of(error)
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, report) in self.reports.iter().enumerate() {
            let gap = if at == 0 { "" } else { "\n\n" };
            f.write_str(gap)?;
            report.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

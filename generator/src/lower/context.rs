//! What the rewrites of a schema receive: its location, and what they report.

use crate::diag::{Diagnostic, FileId, Origin};

/// The current location, and the warnings.
pub(super) struct LowerContext<'a> {
    pub(super) is_3_0: bool,
    pub(super) file: FileId,
    pub(super) pointer: String,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    /// The members of unions that are references.
    pub(super) referenced_members: &'a mut Vec<Origin>,
    /// The schemas of events.
    pub(super) events: &'a mut Vec<Origin>,
    /// Where values are now, and where they were written.
    pub(super) moves: &'a mut Vec<(Origin, Origin)>,
}

impl LowerContext<'_> {
    /// Warns about `keyword` of the current schema.
    pub(super) fn warn(&mut self, keyword: &str, diagnostic: Diagnostic) {
        let origin = Origin::new(self.file, self.pointer.as_ref()).child(keyword);
        self.diagnostics.push(diagnostic.at(&origin));
    }
}

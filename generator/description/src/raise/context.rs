//! The input of the rewrites of a schema: its location, and what they report.

use foldhash::HashSet;

use diag::{Diagnostic, FileId, Origin};

/// The current location, the warnings, and what is left to do after all schemas are rewritten.
#[derive(Default)]
pub(super) struct RaiseContext {
    pub(super) is_3_0: bool,
    pub(super) file: FileId,
    pub(super) pointer: String,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// References that are members of unions.
    pub(super) referenced_members: Vec<Origin>,
    /// Unions of schemas with `nullable: true`.
    pub(super) nullable_unions: Vec<Origin>,
    /// Schemas that had only `nullable: true`.
    pub(super) only_nullable: HashSet<Origin>,
    /// The schemas of events.
    pub(super) events: Vec<Origin>,
    /// The values of `security` that may refer to schemes.
    pub(super) requirements: Vec<Origin>,
    /// Pairs of locations: the current location of a value, and where it was written.
    pub(super) moves: Vec<(Origin, Origin)>,
}

impl RaiseContext {
    /// Returns the location of the current schema.
    pub(super) fn origin(&self) -> Origin {
        Origin::new(self.file, self.pointer.as_ref())
    }

    /// Warns about `keyword` of the current schema.
    pub(super) fn warn(&mut self, keyword: &str, diagnostic: Diagnostic) {
        let origin = self.origin().child(keyword);
        self.diagnostics.push(diagnostic.at(&origin));
    }

    /// Records that the value written at `written`, in the current schema, was moved to
    /// `rewritten`.
    pub(super) fn move_value(&mut self, written: &Origin, rewritten: &Origin) {
        let schema = self.origin();
        let moved = self.moves.iter_mut().map(|(place, _)| place);
        move_latest(moved, &schema, written, rewritten);
        for places in [
            &mut self.referenced_members,
            &mut self.nullable_unions,
            &mut self.events,
        ] {
            move_latest(places.iter_mut(), &schema, written, rewritten);
        }
        self.moves.push((rewritten.clone(), written.clone()));
    }
}

/// Updates the locations inside of a moved value. Inner schemas are rewritten first, so the
/// locations in the current schema are at the end.
fn move_latest<'p>(
    places: impl DoubleEndedIterator<Item = &'p mut Origin>,
    schema: &Origin,
    written: &Origin,
    rewritten: &Origin,
) {
    for place in places.rev().take_while(|place| place.is_within(schema)) {
        move_below(place, written, rewritten);
    }
}

/// Updates a location, if it is that of a moved value or inside of it.
fn move_below(origin: &mut Origin, written: &Origin, rewritten: &Origin) {
    if let Some(moved) = origin.moved(written, rewritten) {
        *origin = moved;
    }
}

//! The documentation of a body changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::Body;

pub(super) const RULE: Rule = Rule {
    code: "body-docs-changed",
    docs: Docs {
        what: "The documentation of a body changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Body(check),
};

fn check(it: &Both<'_, Body>) -> Option<Found> {
    let (old, new) = it.both()?;
    prose::is_retold(it.cursor, (&old.docs, &old.contents), (&new.docs, &new.contents))
        .then(|| Found::words("the documentation of the body changed"))
}

//! The documentation of a header changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::Header;

pub(super) const RULE: Rule = Rule {
    code: "header-docs-changed",
    docs: Docs {
        what: "The documentation of a header changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Header(check),
};

fn check(it: &Both<'_, Header>) -> Option<Found> {
    let (old, new) = it.both()?;
    let own = (old.docs.as_deref(), new.docs.as_deref());
    let retold = prose::retold(it.cursor, (&old.schema, &new.schema), own)?;
    Some(retold.found("the documentation of", &format!("the header `{}`", new.wire)))
}

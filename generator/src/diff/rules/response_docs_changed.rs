//! The documentation of a response changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "response-docs-changed",
    docs: Docs {
        what: "The documentation of a response changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let (old, new) = it.both()?;
    prose::is_retold(it.cursor, (&old.docs, &old.contents), (&new.docs, &new.contents))
        .then(|| Found::words(format!("the documentation of the response {} changed", new.status)))
}

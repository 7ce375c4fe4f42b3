//! The documentation of a schema changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Prose};
use crate::diff::prose;

pub(super) const RULE: Rule = Rule {
    code: "type-docs-changed",
    docs: Docs {
        what: "The documentation of a schema changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Prose(check),
};

fn check(it: &Both<'_, Prose<'_>>) -> Option<Found> {
    let (Prose(old), Prose(new)) = it.both()?;
    let (from, to) = prose::news(it.cursor, old, new)?;
    let message = format!("the documentation of `{}` changed", new.name);
    Some(Found::words(message).standing(&from, &to).of_component(&new.name))
}

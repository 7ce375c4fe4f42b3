//! A body that had no schema has one now.

use super::{Check, Docs, Rule, has_schema};
use crate::diff::cursor::{Both, Found};
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "schema-added",
    docs: Docs {
        what: "A body that had no schema has one now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major: `Value` becomes a type.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!has_schema(it.cursor.sides.old_text, old) && new.schema.is_some())
        .then(|| it.narrowed(format!("`{}` has a schema now", new.media_type)))
}

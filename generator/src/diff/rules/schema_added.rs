//! The schema of a body was added.

use super::{Check, Docs, Rule, has_schema};
use crate::diff::cursor::{Both, Found};
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "schema-added",
    docs: Docs {
        what: "The schema of a body was added.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major: `Value` becomes a type.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!has_schema(it.cursor.sides.old_text, old) && new.schema.is_some())
        .then(|| it.narrowed(format!("`{}` has a schema now", new.media_type)))
}

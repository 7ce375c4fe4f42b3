//! The schema of a body was removed.

use super::{Check, Docs, Rule, has_schema};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "schema-removed",
    docs: Docs {
        what: "The schema of a body was removed.",
        wire: "Compatible in requests. Risky in responses: they may have any value.",
        rust: "Major: a type becomes `Value`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.is_some() && !has_schema(it.cursor.sides.new_text, new)).then(|| {
        let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
        Found::new(wire, format!("`{}` no longer has a schema", new.media_type))
    })
}

//! A body that had a schema has none any more.

use super::{Check, Docs, Rule, has_schema};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "schema-removed",
    docs: Docs {
        what: "A body that had a schema has none any more.",
        wire: "Compatible in requests. Risky in responses: anything may come.",
        rust: "Major: a type becomes `Value`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.is_some() && !has_schema(it.cursor.sides.new_text, new)).then(|| {
        let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
        Found::new(wire, format!("`{}` has no schema any more", new.media_type))
    })
}

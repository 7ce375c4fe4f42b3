//! The example of a property changed.

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-example-changed",
    docs: Docs {
        what: "The example of a property changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    let (before, after) = (sides.old_text.value(&old.schema.origin)?, sides.new_text.value(&new.schema.origin)?);
    (example(before) != example(after))
        .then(|| Found::words(format!("the example of {} changed", it.named(""))).at(&["example", "examples"]))
}

/// The example, in the words of 3.0 or of 3.1.
fn example(schema: &Value) -> Option<&Value> {
    schema.get("example").or_else(|| schema.get("examples")?.get(0))
}

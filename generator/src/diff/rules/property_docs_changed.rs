//! The documentation of a property changed.

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::{Property, Type};
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "property-docs-changed",
    docs: Docs {
        what: "The documentation of a property changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    if old.docs.is_some() && old.docs == new.docs {
        return None;
    }
    let sides = it.cursor.sides;
    let name = if it.is_in_tuple() { it.named("") } else { format!("`{}`", new.wire) };
    let own = (own(sides.old_text, old), own(sides.new_text, new));
    let retold = prose::retold(it.cursor, (&old.schema, &new.schema), own)?;
    Some(retold.found("the documentation of", &name))
}

/// Returns its own docs: for a type without a page, the model has those of the component.
fn own<'a>(document: &Document, property: &'a Property) -> Option<&'a str> {
    let place = document.value(&property.schema.origin).and_then(Value::as_object);
    let is_bare = place.is_some_and(|place| place.contains_key("$ref") && prose::words(place).is_none());
    property.docs.as_deref().filter(|_| matches!(property.schema.ty, Type::Named(_)) || !is_bare)
}

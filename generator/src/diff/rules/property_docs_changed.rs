//! The prose about a property changed.

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diff::prose;
use crate::diff::spot::{Both, Found};
use crate::model::{Property, Type};
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "property-docs-changed",
    docs: Docs {
        what: "The prose about a property changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    // What types say is told of them.
    if old.docs == new.docs && (old.docs.is_some() || [old, new].into_iter().all(is_typed)) {
        return None;
    }
    let name = if it.is_in_tuple() { it.named("") } else { format!("`{}`", new.wire) };
    let sides = it.spot.sides;
    let own = (own(sides.old_text, old), own(sides.new_text, new));
    let retold = prose::retold(it.spot, (&old.schema, &new.schema), own)?;
    Some(retold.found("the prose about", &name))
}

/// Its own words: of a type without a page, the model has those of the component.
fn own<'a>(document: &Document, property: &'a Property) -> Option<&'a str> {
    let place = document.value(&property.schema.origin).and_then(Value::as_object);
    let is_bare = place.is_some_and(|place| place.contains_key("$ref") && prose::words(place).is_none());
    property.docs.as_deref().filter(|_| is_typed(property) || !is_bare)
}

fn is_typed(property: &Property) -> bool {
    matches!(property.schema.ty, Type::Named(_))
}

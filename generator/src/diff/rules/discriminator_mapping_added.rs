//! More discriminator values are mapped to members of a union.

use serde_json::{Map, Value};

use super::{Check, Docs, Rule, listed};
use crate::diag::Origin;
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::mapped;
use crate::diff::verdict::Wire;
use crate::model::Union;
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-added",
    docs: Docs {
        what: "More discriminator values are mapped to members of a union.",
        wire: "Compatible in requests. Risky in responses: old clients do not know these values. Unknown if \
               a value is mapped to a schema that is not a member: the description contradicts itself.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    old.discriminator.as_ref()?;
    let known = mapped(sides.old, old);
    let added = mapped(sides.new, new).into_iter().map(|(value, _)| value);
    let added: Vec<&str> = added.filter(|value| known.iter().all(|(other, _)| other != value)).collect();
    let wire = if it.is_request() { Wire::Compatible } else { Wire::Risky };
    let found = |wire, message| Found::new(wire, message).behaves().at(&["discriminator"]);
    match (astray(it, old, new), listed(&added)) {
        (Some(message), _) => Some(found(Wire::Unknown, format!("cannot judge: {message}"))),
        (None, Some(names)) if added.len() == 1 => Some(found(wire, format!("{names} is mapped to a member now"))),
        (None, Some(names)) => Some(found(wire, format!("{names} are mapped to members now"))),
        (None, None) => None,
    }
}

/// Returns a message if a value is newly mapped to a schema that is not a member of the union.
fn astray(it: &Both<'_, Union>, old: &Union, new: &Union) -> Option<String> {
    let mapping = |document: &'_ Document, origin: Option<&Origin>| -> Map<String, Value> {
        let place = origin.map(|origin| origin.child("discriminator").child("mapping"));
        place.and_then(|place| document.value(&place)?.as_object().cloned()).unwrap_or_default()
    };
    let is_known = |union: &Union, value: &str| {
        union.discriminator.iter().flat_map(|tag| &tag.mapping).any(|(known, _)| known == value)
    };
    let (sides, (from, to)) = (it.cursor.sides, it.cursor.origins);
    let component = |reference: &str| {
        let is_path = reference.contains(['/', '#']);
        let path = if is_path { reference.to_owned() } else { format!("#/components/schemas/{reference}") };
        sides.new_text.resolve(to?, &path).ok()
    };
    let shapes = new.variants.iter().map(|one| &one.schema.origin).filter_map(|place| {
        let reference = sides.new_text.value(place)?.get("$ref")?.as_str()?;
        sides.new_text.resolve(place, reference).ok()
    });
    let shapes: Vec<Origin> = shapes.collect();
    let is_shape = |target: &Value| target.as_str().and_then(component).is_some_and(|target| shapes.contains(&target));
    let before = mapping(sides.old_text, from);
    let new_ones = mapping(sides.new_text, to).into_iter().filter(|(value, target)| before.get(value) != Some(target));
    // A value that is no longer mapped to a member is another finding.
    let (value, target) = new_ones
        .into_iter()
        .find(|(value, target)| !is_shape(target) && is_known(new, value) == is_known(old, value))?;
    Some(format!("`{value}` is mapped to `{}`, which is not a member of the union", target.as_str()?))
}

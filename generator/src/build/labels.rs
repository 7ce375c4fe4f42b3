//! What the members of a union are called: their components' names and titles, else what each has that the others have
//! not. A position would say nothing, and change with what stands before it.

use serde_json::Value;

use super::names::place_name;
use super::parts::{self, Gathered};
use super::schemas::Schemas;
use super::shape::Alternatives;
use super::{Context, alone};
use crate::diag::Origin;

/// The longest title that is a name.
const LONGEST_TITLE: usize = 60;

/// A name for each member.
pub(crate) fn labels(schemas: &Schemas<'_>, cx: &mut Context<'_>, alternatives: &Alternatives) -> Vec<String> {
    let members = &alternatives.members;
    let plain: Vec<Option<String>> = members.iter().map(|origin| plain(schemas, cx, origin)).collect();
    let shapes: Vec<Shape> = members.iter().map(|origin| Shape::of(cx, origin)).collect();
    let tag = alternatives.discriminator.as_ref().map(|stated| stated.property_name.as_str());
    let lists = plain.iter().filter(|label| label.as_deref() == Some(LIST)).count();
    let named = plain.into_iter().zip(members).enumerate().map(|(index, (label, origin))| match label {
        Some(label) if label == LIST && lists > 1 => list(schemas, cx, origin),
        Some(label) => label,
        None => distinct(&shapes, index, tag).unwrap_or_else(|| format!("variant {}", index + 1)),
    });
    named.collect()
}

/// A list, as long as there is one.
const LIST: &str = "list";

/// The name of a component, a title, or a type other than `object`.
fn plain(schemas: &Schemas<'_>, cx: &mut Context<'_>, origin: &Origin) -> Option<String> {
    let parts = match parts::gather(cx, &alone::innermost(cx, origin)) {
        Gathered::Reference { target, .. } => {
            let component = schemas.names.component(&target).map(str::to_owned);
            return Some(component.unwrap_or_else(|| place_name(cx, &target)));
        }
        Gathered::Alone { overlay: parts, .. } | Gathered::Parts(parts) => parts,
    };
    let words = |key: &str| parts.iter().find_map(|part| part.object.get(key)?.as_str());
    match (alone::words(cx, origin, "title"), words("type"), words("format")) {
        (Some(title), _, _) if title.len() <= LONGEST_TITLE => Some(title.to_owned()),
        (_, Some("string"), Some(format)) => Some(format.to_owned()),
        (_, Some("array"), _) => Some(LIST.to_owned()),
        (_, Some("object") | None, _) => None,
        (_, Some(name), _) => Some(name.to_owned()),
    }
}

/// One of several lists, by what it holds.
fn list(schemas: &Schemas<'_>, cx: &mut Context<'_>, origin: &Origin) -> String {
    let parts = parts::flatten(cx, std::slice::from_ref(origin));
    let holder = parts.iter().find(|part| part.object.contains_key("items"));
    match holder.and_then(|part| plain(schemas, cx, &part.origin.child("items"))) {
        Some(item) => format!("{item} {LIST}"),
        None => LIST.to_owned(),
    }
}

/// What tells an object from others.
#[derive(Default)]
struct Shape {
    /// Properties that have one value only, with that value.
    constants: Vec<(String, String)>,
    properties: Vec<String>,
    required: Vec<String>,
}

impl Shape {
    fn of(cx: &mut Context<'_>, origin: &Origin) -> Self {
        let mut shape = Self::default();
        for part in parts::flatten(cx, std::slice::from_ref(origin)) {
            let properties = part.object.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                shape.constants.extend(constant(schema).map(|value| (name.clone(), value)));
                shape.properties.push(name.clone());
            }
            let required = part.object.get("required").and_then(Value::as_array).into_iter().flatten();
            shape.required.extend(required.filter_map(Value::as_str).map(str::to_owned));
        }
        // In the description they have no order.
        shape.constants.sort_unstable();
        shape.properties.sort_unstable();
        shape.required.sort_unstable();
        shape
    }

    fn constant_of(&self, property: &str) -> Option<&str> {
        self.constants.iter().find(|(name, _)| name == property).map(|(_, value)| value.as_str())
    }
}

/// The only value of a schema, if it is a word or number.
fn constant(schema: &Value) -> Option<String> {
    let [value] = schema.get("enum")?.as_array()?.as_slice() else { return None };
    match value {
        Value::String(text) if !text.is_empty() && text.len() <= LONGEST_TITLE => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What one object has and no other: the constant of the tag or of another property, then a required property, then any.
fn distinct(shapes: &[Shape], index: usize, tag: Option<&str>) -> Option<String> {
    let own = shapes.get(index)?;
    let others = || shapes.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, shape)| shape);
    if let Some(value) = tag.and_then(|tag| own.constant_of(tag)) {
        return Some(value.to_owned());
    }
    let is_alone = |(name, value): &&(String, String)| others().all(|other| other.constant_of(name) != Some(value));
    // Best is a property that tells all of them apart; it then names all of them.
    let tells_all = |(name, _): &&(String, String)| others().all(|other| other.constant_of(name).is_some());
    let constants = || own.constants.iter().filter(is_alone);
    if let Some((_, value)) = constants().find(tells_all).or_else(|| constants().next()) {
        return Some(value.clone());
    }
    let is_own = |name: &&String| others().all(|other| !other.properties.contains(name));
    let only_here = |name: &&String| others().all(|other| !other.required.contains(name));
    let required = || own.required.iter();
    let found = required().find(is_own).or_else(|| own.properties.iter().find(is_own));
    let found = found.or_else(|| required().find(only_here)).cloned();
    found.or_else(|| (own.properties.is_empty() && own.required.is_empty()).then(|| "object".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(constants: &[(&str, &str)], properties: &[&str], required: &[&str]) -> Shape {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Shape {
            constants: constants.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            properties: owned(properties),
            required: owned(required),
        }
    }

    fn names(shapes: &[Shape], tag: Option<&str>) -> Vec<String> {
        (0..shapes.len()).map(|index| distinct(shapes, index, tag).unwrap_or_default()).collect()
    }

    #[test]
    fn objects_are_named_by_what_no_other_has() {
        let tagged = |object: &str, event: &str| shape(&[("object", object), ("event", event)], &[], &[]);
        assert_eq!(names(&[tagged("x", "created"), tagged("x", "gone")], None), ["created", "gone"]);
        assert_eq!(names(&[tagged("a", "created"), tagged("b", "gone")], Some("event")), ["created", "gone"]);
        let with = |properties: &[&str], required: &[&str]| shape(&[], properties, required);
        assert_eq!(
            names(&[with(&["id", "url"], &["url"]), with(&["id", "key", "file"], &["file"])], None),
            ["url", "file"]
        );
        assert_eq!(names(&[with(&["a", "b"], &["a"]), with(&["a", "b"], &["b"])], None), ["a", "b"]);
        assert_eq!(names(&[with(&["a"], &[]), with(&[], &[])], None), ["a", "object"]);
        assert_eq!(names(&[with(&["a"], &[]), with(&["a"], &[])], None), ["", ""]);
    }
}

//! Names of objects by the properties that distinguish them from the other members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::LONGEST_TITLE;
use super::label::{LIST, Label, json_type_label};
use crate::context::BuildContext;
use crate::keywords::keyword_meaning::single_type_name;
use crate::keywords::parts;
use crate::schemas::discriminator_bases::can_be_name;
use description::{Document, Node, listed_values, required_names};
use diag::Origin;
use model::name_rules as rules;

/// The shape of an object: the properties that distinguish it from others.
#[derive(Default)]
pub(super) struct ObjectShape {
    /// Properties with a single possible value, and this value.
    pub(super) constants: Vec<(String, String)>,
    pub(super) properties: Vec<String>,
    required: Vec<String>,
    /// The type of each property, in words.
    kinds: BTreeMap<String, String>,
}

impl ObjectShape {
    pub(super) fn read(cx: &mut BuildContext<'_>, origin: &Origin) -> Self {
        let mut shape = Self::default();
        for part in parts::flatten_schemas(cx, std::slice::from_ref(origin)) {
            let properties = part.object.get("properties").and_then(Value::as_object);
            let properties_origin = part.origin.child("properties");
            for (name, value) in properties.into_iter().flatten() {
                shape
                    .constants
                    .extend(word_constant(value).map(|value| (name.clone(), value)));
                shape.properties.push(name.clone());
                let property = Node {
                    origin: properties_origin.child(name),
                    value,
                };
                let kind = describe_property_type(cx.document, &property);
                shape.kinds.insert(name.clone(), kind);
            }
            let required = required_names(part.object);
            shape.required.extend(required.map(str::to_owned));
        }
        // The order of constants in the description has no meaning.
        shape.constants.sort_unstable();
        shape.properties.sort_unstable();
        shape.required.sort_unstable();
        shape
    }

    pub(super) fn constant_of(&self, property: &str) -> Option<&str> {
        self.constants
            .iter()
            .find(|(name, _)| name == property)
            .map(|(_, value)| value.as_str())
    }
}

/// Returns the only value of a schema, if it is a word or a number.
pub(super) fn word_constant(schema: &Value) -> Option<String> {
    let (_, [value]) = listed_values(schema.as_object()?)? else {
        return None;
    };
    match value {
        Value::String(text) if !text.is_empty() && text.len() <= LONGEST_TITLE => {
            Some(text.clone())
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Describes the type of a property in one or two words.
fn describe_property_type(document: &Document, property: &Node<'_>) -> String {
    let member = document.only_item(property, "allOf", |_| false);
    let reference = member.as_ref().unwrap_or(property).value.get("$ref");
    let schema = property.value.as_object();
    let name = schema.and_then(single_type_name);
    match (reference.and_then(Value::as_str), name) {
        (Some(reference), _) => reference.rsplit('/').next().unwrap_or_default().to_owned(),
        (None, Some("array")) => {
            match property
                .member("items")
                .filter(|items| items.value.is_object())
            {
                Some(items) => format!("{} {LIST}", describe_property_type(document, &items)),
                None => LIST.to_owned(),
            }
        }
        (None, Some(name)) => json_type_label(name).unwrap_or(name).to_owned(),
        (None, None) => "object".to_owned(),
    }
}

/// Returns the shapes of all members but this one.
pub(super) fn shapes_of_others(shapes: &[ObjectShape], index: usize) -> Vec<&ObjectShape> {
    shapes
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != index)
        .map(|(_, shape)| shape)
        .collect()
}

/// Returns a label for an object, from a constant, a required property, or any property that no
/// other object has.
pub(super) fn distinct_object_label(shapes: &[ObjectShape], index: usize) -> Option<Label> {
    let own = shapes.get(index)?;
    let others = shapes_of_others(shapes, index);
    let constant = own.constants.iter().find(|(name, value)| {
        can_be_name(value)
            && others
                .iter()
                .all(|other| other.constant_of(name) != Some(value))
    });
    let mut properties = own.required.iter().chain(&own.properties);
    let property =
        properties.find(|name| others.iter().all(|other| !other.properties.contains(name)));
    let property = property.or_else(|| {
        own.required
            .iter()
            .find(|name| others.iter().all(|other| !other.required.contains(name)))
    });
    if let Some(text) = constant.map(|(_, value)| value).or(property) {
        return Some(Label::named(text, &rules::OWN_PROPERTY));
    }
    if !own.properties.is_empty() || !own.required.is_empty() {
        return None;
    }
    Some(Label::kind(if shapes.len() > 1 { "object" } else { "map" }))
}

/// Returns a label for an object without a distinctive property: from a property whose type differs
/// in all other objects, or else from several properties.
pub(super) fn differing_property_label(shapes: &[ObjectShape], index: usize) -> String {
    let Some(own) = shapes.get(index) else {
        return "object".to_owned();
    };
    let others = shapes_of_others(shapes, index);
    let differing = own.kinds.iter().find(|(name, kind)| {
        others
            .iter()
            .all(|other| other.kinds.get(*name) != Some(*kind))
    });
    match differing {
        Some((name, kind)) => format!("{name} {kind}"),
        None => own
            .properties
            .iter()
            .take(MOST_NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// The maximum number of properties in a name.
const MOST_NAMED: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(constants: &[(&str, &str)], properties: &[&str], required: &[&str]) -> ObjectShape {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        ObjectShape {
            constants: constants
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            properties: owned(properties),
            required: owned(required),
            kinds: BTreeMap::new(),
        }
    }

    fn names(shapes: &[ObjectShape]) -> Vec<String> {
        (0..shapes.len())
            .map(|index| {
                distinct_object_label(shapes, index)
                    .map(|label| label.text)
                    .unwrap_or_default()
            })
            .collect()
    }

    #[test]
    fn objects_are_named_after_distinctive_properties() {
        let tagged =
            |object: &str, event: &str| shape(&[("object", object), ("event", event)], &[], &[]);
        assert_eq!(
            names(&[tagged("x", "created"), tagged("x", "gone")]),
            ["created", "gone"]
        );
        let with = |properties: &[&str], required: &[&str]| shape(&[], properties, required);
        assert_eq!(
            names(&[
                with(&["id", "url"], &["url"]),
                with(&["id", "key", "file"], &["file"])
            ]),
            ["url", "file"]
        );
        assert_eq!(
            names(&[with(&["a", "b"], &["a"]), with(&["a", "b"], &["b"])]),
            ["a", "b"]
        );
        assert_eq!(names(&[with(&["a"], &[]), with(&[], &[])]), ["a", "object"]);
        assert_eq!(names(&[with(&["a"], &[]), with(&["a"], &[])]), ["", ""]);
    }

    #[test]
    fn a_reference_may_be_the_only_member_of_all_of() {
        let text = r##"{"openapi": "3.2.0", "components": {"schemas": {
            "A": {"type": "string"}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}
        }}}"##;
        let (document, _) = Document::from_text("a.json", text.to_owned()).unwrap();
        let origin = Origin::default()
            .child("components")
            .child("schemas")
            .child("B");
        assert_eq!(
            describe_property_type(&document, &document.node(&origin).unwrap()),
            "A"
        );
    }

    #[test]
    fn similar_objects_are_named_by_the_types_of_their_properties() {
        let with = |kind: &str| ObjectShape {
            kinds: BTreeMap::from([("labels".to_owned(), kind.to_owned())]),
            ..shape(&[], &["labels"], &[])
        };
        let shapes = [with("text list"), with("object list")];
        assert_eq!(
            [
                differing_property_label(&shapes, 0),
                differing_property_label(&shapes, 1)
            ],
            ["labels text list", "labels object list"]
        );
    }
}

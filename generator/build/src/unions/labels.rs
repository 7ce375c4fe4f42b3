//! Names of union members: the tag; or the component name or title, without the words of the union; or a distinctive
//! property; or the type of the values. A member is never named by its index, which depends on the members before it.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;
use serde_json::Value;

use crate::context::BuildContext;
use crate::iterate::{count_occurrences, single_item};
use crate::keywords::facts::Alternatives;
use crate::keywords::keyword_meaning::{listed_values, single_type_name};
use crate::keywords::parts::{self, Gathered, SchemaPart};
use crate::keywords::single_member;
use crate::names::label::{LIST, Label, is_word, json_type_label, qualifies_name};
use crate::names::methods::rules;
use crate::names::type_names::place_name;
use crate::schemas::conversion::Schemas;
use description::raise::Annotations;
use description::{required_names, string_field};
use diag::Origin;
use model::last_segment;

/// The maximum length of a title or constant that can be a name, in bytes.
const LONGEST_TITLE: usize = 60;

/// Returns a label for each member of a union; `union` is the name of the union.
pub(crate) fn label_members(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    alternatives: &Alternatives,
    union: &str,
) -> Vec<Label> {
    let members = &alternatives.members;
    let shapes: Vec<ObjectShape> = members
        .iter()
        .map(|origin| ObjectShape::of(cx, origin))
        .collect();
    let tags = short_tags(member_tags(cx, alternatives, &shapes), union);
    let own_labels: Vec<Option<OwnLabel>> = members
        .iter()
        .map(|origin| own_label(schemas, cx, origin))
        .collect();
    let own_labels = labels_without_shared_words(&own_labels, union, |at| {
        shapes
            .get(at)
            .is_some_and(|shape| !shape.properties.is_empty())
    });
    let mut labels = Vec::with_capacity(members.len());
    for (index, origin) in members.iter().enumerate() {
        let tag = tags.get(index).cloned().flatten();
        let own = own_labels.get(index).cloned().flatten();
        labels.push(match (tag, own) {
            (Some(tag), _) => Label::named(tag, &rules::TAG_VALUE),
            (None, Some(label)) if is_shared_kind(&label, &own_labels) => {
                specific_label(schemas, cx, origin, &label)
            }
            (None, Some(label)) => label,
            (None, None) => distinct_object_label(&shapes, index).unwrap_or_else(|| {
                Label::named(differing_property_label(&shapes, index), &rules::DIFFERENCE)
            }),
        });
    }
    labels
}

/// Returns whether a label is just a type that several members have.
fn is_shared_kind(label: &Label, all: &[Option<Label>]) -> bool {
    let same = all.iter().flatten().filter(|other| other.is_same(label));
    label.is_kind && same.count() >= 2
}

/// Returns whether each object has a distinct constant in this property, and each constant is a word.
fn distinguishes_all_objects(shapes: &[ObjectShape], property: &str) -> bool {
    let objects = shapes.iter().filter(|shape| !shape.properties.is_empty());
    let values: Option<Vec<&str>> = objects.map(|shape| shape.constant_of(property)).collect();
    let values = values.unwrap_or_default();
    let distinct: BTreeSet<&&str> = values.iter().collect();
    values.len() > 1 && distinct.len() == values.len() && values.iter().all(|value| is_word(value))
}

/// Returns the tag of each member, if it is unique: the mapped value, or a constant of a property that distinguishes
/// all objects. Returns no tags if all of them are just names of components after a namespace.
fn member_tags(
    cx: &BuildContext<'_>,
    alternatives: &Alternatives,
    shapes: &[ObjectShape],
) -> Vec<Option<String>> {
    let stated = alternatives.discriminator.as_ref();
    let mut properties = shapes
        .iter()
        .flat_map(|shape| &shape.constants)
        .map(|(name, _)| name.as_str());
    let tag = match stated {
        Some(stated) => Some(stated.property_name.as_str()),
        None => properties.find(|name| distinguishes_all_objects(shapes, name)),
    };
    let members = alternatives.members.iter();
    let places: Vec<Origin> = members
        .map(|origin| single_member::innermost_member(cx, origin))
        .collect();
    let values = places.iter().zip(shapes).map(|(place, shape)| {
        let mapped = stated.and_then(|stated| mapped_tag_value(cx, stated, place));
        let value = mapped.or_else(|| Some(shape.constant_of(tag?)?.to_owned()));
        value.filter(|value| is_word(value))
    });
    let mut values: Vec<Option<String>> = values.collect();
    let are_names = places.iter().zip(&values).all(|(place, value)| {
        let component = cx.document.target(place);
        value.as_ref().is_none_or(|value| {
            component.is_some_and(|component| qualifies_name(value, &component))
        })
    });
    if are_names {
        values.fill(None);
    }
    let counts = count_occurrences(values.iter().flatten());
    values
        .iter()
        .map(|value| value.clone().filter(|value| counts.get(value) == Some(&1)))
        .collect()
}

/// Returns the only value that the description maps to a member, unless that is the name of its component.
fn mapped_tag_value(
    cx: &BuildContext<'_>,
    stated: &Discriminator,
    origin: &Origin,
) -> Option<String> {
    let target = cx.document.target(origin)?;
    let (value, _) = single_item(
        stated
            .mapping
            .iter()
            .filter(|(_, reference)| cx.mapped(origin, reference).as_ref() == Some(&target)),
    )?;
    if target.is_key(value) {
        None
    } else {
        Some(value.clone())
    }
}

/// Returns the tags without the words of the union, or without the words that all tags share:
/// `response.output_text.delta` becomes `output text delta`.
fn short_tags(tags: Vec<Option<String>>, union: &str) -> Vec<Option<String>> {
    const SEVERAL: usize = 3;
    let words: Vec<Vec<String>> = tags
        .iter()
        .flatten()
        .map(|tag| naming::words_of_text(tag))
        .collect();
    let shared = if words.len() < SEVERAL {
        (0, 0)
    } else {
        shared_ends(&words)
    };
    let union = naming::words_of_text(union);
    let shorter: Vec<Option<String>> = tags
        .iter()
        .map(|tag| {
            let tag = tag.as_ref()?;
            let short = without_shared_words(&union, &naming::words_of_text(tag), shared)
                .filter(|short| is_word(short));
            Some(short.unwrap_or_else(|| tag.clone()))
        })
        .collect();
    let names: BTreeSet<String> = shorter
        .iter()
        .flatten()
        .map(|tag| naming::words_of_text(tag).join(" "))
        .collect();
    if names.len() == words.len() {
        shorter
    } else {
        tags
    }
}

/// The name of a member, regardless of other members.
enum OwnLabel {
    /// The name of a component, as the path of its type.
    Name(String),
    Title(String),
    Kind(&'static str),
}

/// Returns the name of the component that a member refers to, or else its title, or else the type of its values.
/// Returns `None` if it has no name and title, and is an object or has no type.
fn own_label(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    origin: &Origin,
) -> Option<OwnLabel> {
    let gathered = parts::gather_parts(cx, &single_member::innermost_member(cx, origin));
    let (described, parts) = match gathered {
        Gathered::Reference { target, .. } => {
            if let Some(component) = schemas.table.names.component(&target) {
                return Some(OwnLabel::Name(component.to_owned()));
            }
            let name = place_name(cx, &target);
            // `…/oneOf/0` has no name.
            if name.parse::<usize>().is_err() {
                return Some(OwnLabel::Name(name));
            }
            let parts = parts::flatten_schemas(cx, std::slice::from_ref(&target));
            (target, parts)
        }
        Gathered::Single { overlay: parts, .. } | Gathered::Parts(parts) => (origin.clone(), parts),
    };
    if let Some(title) = single_member::text_in_members(cx, &described, Annotations::title)
        && title.len() <= LONGEST_TITLE
        && json_type_label(&title.to_lowercase()).is_none()
    {
        return Some(OwnLabel::Title(title.to_owned()));
    }
    match parts.iter().find_map(|part| single_type_name(part.object)) {
        Some("object") | None => None,
        Some("string") if string_in_parts(&parts, "format") == Some("binary") => {
            Some(OwnLabel::Kind("file"))
        }
        Some(name) => Some(OwnLabel::Kind(json_type_label(name).unwrap_or("value"))),
    }
}

/// Returns the string at this key of the first part that has one.
fn string_in_parts<'d>(parts: &[SchemaPart<'d>], key: &str) -> Option<&'d str> {
    parts.iter().find_map(|part| string_field(part.object, key))
}

/// Returns the names of components and titles without the words that they share with the union or with each other
/// (`User` for `CommandUserOption`), and the other names unchanged. `is_object` tells whether the member at an index is
/// an object.
fn labels_without_shared_words(
    own_labels: &[Option<OwnLabel>],
    union: &str,
    is_object: impl Fn(usize) -> bool,
) -> Vec<Option<Label>> {
    let paths = own_labels.iter().flatten().filter_map(|own| match own {
        OwnLabel::Name(path) | OwnLabel::Title(path) => Some(path.as_str()),
        OwnLabel::Kind(_) => None,
    });
    let paths: Vec<&str> = paths.collect();
    let all_words: Vec<_> = paths
        .iter()
        .map(|path| words_among_paths(path, &paths))
        .collect();
    let shared = shared_ends(&all_words);
    let union = naming::words_of_text(union);
    let labels = own_labels.iter().enumerate().map(|(at, own)| {
        let (path, is_title) = match own.as_ref()? {
            OwnLabel::Kind(kind) => return Some(Label::kind(kind)),
            OwnLabel::Name(path) => (path, false),
            OwnLabel::Title(title) => (title, true),
        };
        let words = words_among_paths(path, &paths);
        let is_union =
            words.len() == union.len() && same_words(words.iter(), union.iter()) == union.len();
        // Avoids a variant such as `Customer::Customer`.
        if is_union && !is_title && is_object(at) {
            return Some(Label::named("object", &rules::UNION_NAME));
        }
        let needs_module_words = words.len() > naming::words_of_text(last_segment(path)).len();
        let text = without_shared_words(&union, &words, shared).unwrap_or_else(|| {
            if needs_module_words {
                words.join(" ")
            } else {
                last_segment(path).to_owned()
            }
        });
        Some(Label::named(text, &rules::MEMBER_NAME))
    });
    labels.collect()
}

/// Returns the words of the name at the end of a path. If other paths end in the same name, the words of its module
/// come before them.
fn words_among_paths(path: &str, all: &[&str]) -> Vec<String> {
    let name = last_segment(path);
    let same = all.iter().filter(|other| last_segment(other) == name);
    naming::words_of_text(if same.count() > 1 { path } else { name })
}

/// Returns how many words all names share at the beginning and at the end, if each name also has other words.
fn shared_ends(names: &[Vec<String>]) -> (usize, usize) {
    let Some((first, others @ [_, ..])) = names.split_first() else {
        return (0, 0);
    };
    let front = others
        .iter()
        .map(|other| same_words(first.iter(), other.iter()))
        .min()
        .unwrap_or(0);
    let back = others
        .iter()
        .map(|other| same_words(first.iter().rev(), other.iter().rev()))
        .min()
        .unwrap_or(0);
    if names.iter().all(|name| name.len() > front + back) {
        (front, back)
    } else {
        (0, 0)
    }
}

/// Returns the number of words that both names have at the beginning.
fn same_words<'w>(
    a: impl Iterator<Item = &'w String>,
    b: impl Iterator<Item = &'w String>,
) -> usize {
    a.zip(b)
        .take_while(|(a, b)| naming::is_same_word(a, b))
        .count()
}

/// Returns the name of a component without the words of its union.
pub(crate) fn without_union(union: &str, name: &str) -> String {
    without_shared_words(
        &naming::words_of_text(union),
        &naming::words_of_text(name),
        (0, 0),
    )
    .unwrap_or_else(|| name.to_owned())
}

/// Returns the name without the words at its beginning and end that it shares with the union or with all members;
/// `None` if it shares no words, or all of them.
fn without_shared_words(
    union: &[String],
    words: &[String],
    (front, back): (usize, usize),
) -> Option<String> {
    let front = front.max(same_words(union.iter(), words.iter()));
    let end = words.len() - back.max(same_words(union.iter().rev(), words.iter().rev()));
    let ranges = [(front, end), (front, words.len()), (0, end)];
    for (from, to) in ranges {
        if let Some(left @ [first, ..]) = words.get(from..to)
            && first.starts_with(char::is_alphabetic)
        {
            return if left.len() < words.len() {
                Some(left.join(" "))
            } else {
                None
            };
        }
    }
    None
}

/// Returns a more specific label for a member, if several members have the same one because they have the same type.
fn specific_label(
    schemas: &Schemas<'_>,
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    shared: &Label,
) -> Label {
    let place = single_member::innermost_member(cx, origin);
    let schema = cx.document.value(&place).and_then(Value::as_object);
    let format = schema.and_then(|schema| string_field(schema, "format"));
    let (text, is_kind) = if shared.text == LIST {
        (list_label(schemas, cx, origin), true)
    } else if let Some(format) = format {
        (format.to_owned(), true)
    } else if let Some((_, values)) = schema.and_then(listed_values) {
        let constant = single_item(values.iter()).and_then(Value::as_str);
        match constant.filter(|value| is_word(value)) {
            Some(value) => (value.to_owned(), false),
            None => ("constant".to_owned(), true),
        }
    } else {
        (shared.text.clone(), true)
    };
    Label {
        text,
        is_kind,
        rule: &rules::FINER_KIND,
    }
}

fn list_label(schemas: &Schemas<'_>, cx: &mut BuildContext<'_>, origin: &Origin) -> String {
    let parts = parts::flatten_schemas(cx, std::slice::from_ref(origin));
    let holder = parts.iter().find(|part| part.object.contains_key("items"));
    match holder.map(|part| own_label(schemas, cx, &part.origin.child("items"))) {
        Some(Some(OwnLabel::Name(path) | OwnLabel::Title(path))) => {
            format!("{} {LIST}", last_segment(&path))
        }
        Some(Some(OwnLabel::Kind(kind))) => format!("{kind} {LIST}"),
        Some(None) => format!("object {LIST}"),
        None => LIST.to_owned(),
    }
}

/// The shape of an object: the properties that distinguish it from others.
#[derive(Default)]
struct ObjectShape {
    /// Properties with a single possible value, and this value.
    constants: Vec<(String, String)>,
    properties: Vec<String>,
    required: Vec<String>,
    /// The type of each property, in words.
    kinds: BTreeMap<String, String>,
}

impl ObjectShape {
    fn of(cx: &mut BuildContext<'_>, origin: &Origin) -> Self {
        let mut shape = Self::default();
        for part in parts::flatten_schemas(cx, std::slice::from_ref(origin)) {
            let properties = part.object.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                shape
                    .constants
                    .extend(word_constant(schema).map(|value| (name.clone(), value)));
                shape.properties.push(name.clone());
                shape
                    .kinds
                    .insert(name.clone(), describe_property_type(schema));
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

    fn constant_of(&self, property: &str) -> Option<&str> {
        self.constants
            .iter()
            .find(|(name, _)| name == property)
            .map(|(_, value)| value.as_str())
    }
}

/// Returns the only value of a schema, if it is a word or a number.
fn word_constant(schema: &Value) -> Option<String> {
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
fn describe_property_type(schema: &Value) -> String {
    let member = schema.get("allOf").and_then(Value::as_array);
    let member = member.and_then(|members| single_item(members.iter()));
    let reference = member.unwrap_or(schema).get("$ref").and_then(Value::as_str);
    match (reference, schema.as_object().and_then(single_type_name)) {
        (Some(reference), _) => reference.rsplit('/').next().unwrap_or_default().to_owned(),
        (None, Some("array")) => schema
            .get("items")
            .filter(|items| items.is_object())
            .map_or_else(
                || LIST.to_owned(),
                |items| format!("{} {LIST}", describe_property_type(items)),
            ),
        (None, Some(name)) => json_type_label(name).unwrap_or(name).to_owned(),
        (None, None) => "object".to_owned(),
    }
}

/// Returns the shapes of all members but this one.
fn shapes_of_others(shapes: &[ObjectShape], index: usize) -> Vec<&ObjectShape> {
    shapes
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != index)
        .map(|(_, shape)| shape)
        .collect()
}

/// Returns a label for an object, from a constant, a required property, or any property that no other object has.
fn distinct_object_label(shapes: &[ObjectShape], index: usize) -> Option<Label> {
    let own = shapes.get(index)?;
    let others = shapes_of_others(shapes, index);
    let constant = own.constants.iter().find(|(name, value)| {
        is_word(value)
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

/// Returns a label for an object without a distinctive property: from a property whose type differs in all other
/// objects, or else from several properties.
fn differing_property_label(shapes: &[ObjectShape], index: usize) -> String {
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
    use crate::unions::labels::*;

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
    fn names_omit_the_words_of_their_union() {
        let rows = [
            (
                "ChatCompletionRequestMessage",
                "ChatCompletionRequestUserMessage",
                "user",
            ),
            ("PaymentMethod", "payment_method_card", "card"),
            ("DefaultSource", "BankAccount", "BankAccount"),
            ("Item", "Items", "Items"),
            ("Address", "Address2", "Address2"),
        ];
        for (union, name, expected) in rows {
            let label = labels_without_shared_words(
                &[Some(OwnLabel::Name(name.to_owned()))],
                union,
                |_| false,
            )
            .remove(0);
            assert_eq!(
                label.map(|label| label.text.replace(' ', "")).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn names_omit_the_words_of_all_members() {
        let rows: [(&[&str], &[&str]); 4] = [
            (
                &["CommandUserOption", "CommandRoleOption"],
                &["user", "role"],
            ),
            (&["User", "UserCard"], &["User", "UserCard"]),
            (
                &["terminal::Location", "deleted_terminal::Location"],
                &["terminal", "deleted terminal"],
            ),
            (&["One", "Two"], &["One", "Two"]),
        ];
        for (names, expected) in rows {
            let own_labels: Vec<Option<OwnLabel>> = names
                .iter()
                .map(|name| Some(OwnLabel::Name((*name).to_owned())))
                .collect();
            let labels = labels_without_shared_words(&own_labels, "Location", |_| false)
                .into_iter()
                .flatten();
            assert_eq!(labels.map(|label| label.text).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_reference_may_be_the_only_member_of_all_of() {
        let reference = serde_json::json!({ "$ref": "#/components/schemas/A" });
        let wrapped = serde_json::json!({ "allOf": [reference] });
        assert_eq!(describe_property_type(&wrapped), "A");
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

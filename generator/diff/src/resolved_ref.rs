//! Follows references and single members to the end, and collects the annotations beside them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use build::{VALUE_LISTS, constant_text};
use description::keywords::{UNION_KEYWORDS, is_annotation_keyword};
use description::raise::accepts_only_null;
use description::{Document, lists_type, only_type_name};
use diag::Origin;

const MAX_STEPS: usize = 64;

/// A location, and where its references lead.
pub(super) struct ResolvedRef<'d> {
    pub(super) place: Origin,
    pub(super) annotations: BTreeMap<&'d str, &'d Value>,
    pub(super) null: Null,
}

/// Whether `null` is allowed beside references, or by the schema at their end.
#[derive(Default, PartialEq)]
pub(super) struct Null {
    pub(super) beside_references: bool,
    at_end: bool,
}

impl<'d> ResolvedRef<'d> {
    /// Follows references from `origin`. The only member of a union counts as a reference; if `may_be_null`, also the
    /// only one beside `null`.
    pub(super) fn of(document: &'d Document, origin: &Origin, may_be_null: bool) -> Self {
        let mut resolved_ref = Self {
            place: origin.clone(),
            annotations: BTreeMap::new(),
            null: Null::default(),
        };
        for _ in 0..MAX_STEPS {
            let Some(schema) = document
                .value(&resolved_ref.place)
                .and_then(Value::as_object)
            else {
                break;
            };
            let (annotations, rest): (Vec<_>, Vec<_>) = schema
                .iter()
                .partition(|(key, _)| is_annotation_beside_reference(key));
            let allows_null = lists_null_beside_types(schema);
            resolved_ref.null.at_end = allows_null;
            let [(key, value)] = rest.as_slice() else {
                break;
            };
            let place = &resolved_ref.place;
            let found = match key.as_str() {
                "$ref" => document.target(place),
                "allOf" => document.only_item(&place.child(key), has_only_annotations),
                "anyOf" | "oneOf" => document.only_item(&place.child(key), |member| {
                    may_be_null && accepts_only_null(member)
                }),
                _ => None,
            };
            let Some(next) = found else {
                break;
            };
            let is_listed = *key != "allOf" && value.as_array().is_some_and(|all| all.len() > 1);
            resolved_ref.null.beside_references |= allows_null || is_listed;
            let annotations = annotations.into_iter();
            resolved_ref
                .annotations
                .extend(annotations.map(|(key, value)| (key.as_str(), value)));
            resolved_ref.place = next;
        }
        resolved_ref
    }
}

/// Finds the only member of a union, which applies to the whole schema; returns the keyword and the location of the
/// member.
pub(super) fn single_member(
    document: &Document,
    origin: &Origin,
) -> Option<(&'static str, Origin)> {
    UNION_KEYWORDS
        .into_iter()
        .find_map(|list| Some((list, document.only_member(&origin.child(list))?)))
}

/// Returns whether a key beside a `$ref` does not constrain values.
fn is_annotation_beside_reference(key: &str) -> bool {
    is_annotation_keyword(key) || key == "summary" || key.starts_with("x-")
}

/// Returns whether a schema has only keys that may be beside a `$ref` without constraining values.
fn has_only_annotations(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|schema| schema.keys().all(|key| is_annotation_beside_reference(key)))
}

/// Returns a location, and the targets of its references and single members, which may be circular. Follows references
/// and single members even beside other keywords, which end a [`ResolvedRef`].
pub(super) fn reference_chain(
    document: &Document,
    origin: &Origin,
) -> impl Iterator<Item = Origin> {
    std::iter::successors(Some(origin.clone()), |origin| {
        next_reference(document, origin)
    })
    .take(MAX_STEPS)
}

/// Returns the target of a schema that is a `$ref` or has a single member.
pub(super) fn next_reference(document: &Document, origin: &Origin) -> Option<Origin> {
    match document.value(origin)?.get("$ref") {
        Some(Value::String(_)) => document.target(origin),
        _ => single_member(document, origin).map(|(_, member)| member),
    }
}

fn lists_null_beside_types(schema: &Map<String, Value>) -> bool {
    lists_type(schema, "null") && only_type_name(schema).is_none()
}

/// Returns the last segment of the reference of a schema.
pub(super) fn referenced_component<'d>(document: &'d Document, origin: &Origin) -> Option<&'d str> {
    let schema = document.value(origin)?;
    let reference = schema
        .get("$ref")
        .or_else(|| {
            let mut lists = ["allOf", "anyOf", "oneOf"]
                .iter()
                .filter_map(|key| schema.get(*key)?.as_array());
            lists.find_map(|members| members.iter().find_map(|member| member.get("$ref")))
        })?
        .as_str()?;
    reference
        .rsplit(['/', '#'])
        .next()
        .filter(|name| !name.is_empty())
}

const MAX_DEPTH: usize = 8;

/// Finds a value in the schema at `origin`: an item of `enum` or `x-extensible-enum`, or a member with only that value.
pub(super) fn place_of_constant(
    document: &Document,
    origin: &Origin,
    wire: &str,
) -> Option<Origin> {
    place_within(document, origin, wire, 0)
}

fn place_within(document: &Document, origin: &Origin, wire: &str, step: usize) -> Option<Origin> {
    if step >= MAX_DEPTH {
        return None;
    }
    let schema = document.value(origin)?.as_object()?;
    for key in VALUE_LISTS {
        if let Some(Value::Array(values)) = schema.get(key)
            && let Some(at) = values.iter().position(|value| constant_text(value) == wire)
        {
            return Some(origin.child(key).item(at));
        }
    }
    if schema
        .get("const")
        .is_some_and(|value| constant_text(value) == wire)
    {
        return Some(origin.clone());
    }
    let members = UNION_KEYWORDS
        .into_iter()
        .chain(["allOf"])
        .flat_map(|key| document.items(&origin.child(key)));
    document
        .target(origin)
        .into_iter()
        .chain(members)
        .find_map(|inner| place_within(document, &inner, wire, step + 1))
}

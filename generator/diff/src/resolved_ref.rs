//! Follows references and single members to the end, and collects the annotations next to them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use build::{VALUE_LISTS, constant_text};
use description::keywords::is_annotation_keyword;
use description::raise::accepts_only_null;
use description::{Document, MOST_SCHEMAS_AT_LOCATION, UnionMembers, lists_type, only_type_name};
use diag::Origin;

/// A location, and where its references lead.
pub(super) struct ResolvedRef<'d> {
    pub(super) origin: Origin,
    pub(super) annotations: BTreeMap<&'d str, &'d Value>,
    pub(super) null: Null,
}

/// Whether `null` is allowed next to references, or by the schema at their end.
#[derive(Default, PartialEq)]
pub(super) struct Null {
    pub(super) beside_references: bool,
    at_end: bool,
}

impl<'d> ResolvedRef<'d> {
    /// Follows references from `origin`. The only member of a union counts as a reference; if
    /// `may_be_null`, also the only member next to `null`.
    pub(super) fn of(document: &'d Document, origin: &Origin, may_be_null: bool) -> Self {
        let mut resolved_ref = Self {
            origin: origin.clone(),
            annotations: BTreeMap::new(),
            null: Null::default(),
        };
        for _ in 0..MOST_SCHEMAS_AT_LOCATION {
            let Some(schema) = document
                .value(&resolved_ref.origin)
                .and_then(Value::as_object)
            else {
                break;
            };
            let (annotations, others): (Vec<_>, Vec<_>) = schema
                .iter()
                .partition(|(key, _)| is_annotation_beside_reference(key));
            let allows_null = lists_null_beside_types(schema);
            resolved_ref.null.at_end = allows_null;
            let [(key, value)] = others.as_slice() else {
                break;
            };
            let current = &resolved_ref.origin;
            let next = match key.as_str() {
                "$ref" => document.target(current),
                "allOf" => only_item_origin(document, current, key, &has_only_annotations),
                "anyOf" | "oneOf" => only_item_origin(document, current, key, &|member| {
                    may_be_null && accepts_only_null(member)
                }),
                _ => None,
            };
            let Some(next) = next else {
                break;
            };
            let is_listed =
                *key != "allOf" && value.as_array().is_some_and(|members| members.len() > 1);
            resolved_ref.null.beside_references |= allows_null || is_listed;
            resolved_ref.annotations.extend(
                annotations
                    .into_iter()
                    .map(|(key, value)| (key.as_str(), value)),
            );
            resolved_ref.origin = next;
        }
        resolved_ref
    }
}

fn only_item_origin(
    document: &Document,
    schema: &Origin,
    keyword: &str,
    is_left_out: &dyn Fn(&Value) -> bool,
) -> Option<Origin> {
    let item = document.only_item(&document.node(schema)?, keyword, is_left_out)?;
    Some(item.origin)
}

/// Returns whether a key next to a `$ref` does not constrain values.
fn is_annotation_beside_reference(key: &str) -> bool {
    is_annotation_keyword(key) || key == "summary" || key.starts_with("x-")
}

/// Returns whether a schema has only keys that may be next to a `$ref` without constraining values.
fn has_only_annotations(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|schema| schema.keys().all(|key| is_annotation_beside_reference(key)))
}

/// Returns a schema, and the schemas to which its references and single members lead, each once.
/// Follows references and single members even next to other keywords, which end a [`ResolvedRef`].
pub(super) fn reference_chain(document: &Document, origin: &Origin) -> Vec<Origin> {
    let mut chain = vec![origin.clone()];
    while chain.len() < MOST_SCHEMAS_AT_LOCATION
        && let Some(next) = chain.last().and_then(|end| next_in_chain(document, end))
        && !chain.contains(&next)
    {
        chain.push(next);
    }
    chain
}

fn next_in_chain(document: &Document, origin: &Origin) -> Option<Origin> {
    document.target(origin).or_else(|| {
        let member = document.single_member(&document.node(origin)?, UnionMembers::Single)?;
        Some(member.node.origin)
    })
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

/// Finds a value in the schema at `origin`: an item of `enum` or `x-extensible-enum`, or a member
/// with only that value.
pub(super) fn origin_of_constant(
    document: &Document,
    origin: &Origin,
    wire: &str,
) -> Option<Origin> {
    let mut schemas = document.applied_schemas(document.node(origin), UnionMembers::All);
    schemas.find_map(|schema| {
        for key in VALUE_LISTS {
            if let Some(Value::Array(values)) = schema.value.get(key)
                && let Some(index) = values.iter().position(|value| constant_text(value) == wire)
            {
                return Some(schema.origin.child(key).item(index));
            }
        }
        let constant = schema.value.get("const")?;
        if constant_text(constant) == wire {
            Some(schema.origin)
        } else {
            None
        }
    })
}

//! Hashes types as they are on the wire: docs and Rust names are ignored, but keywords that types
//! do not represent are included.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash};

use serde_json::Value;

use description::Document;
use description::keywords::is_unmodelled_keyword;
use diag::Origin;
use model::{Additional, Constraints, Property, Schema, Struct, Type, TypeId, TypeKind, Union};

pub(crate) struct HashOptions<'l> {
    pub(crate) document: &'l Document,
    /// Whether the names of union members are hashed.
    pub(crate) labels: bool,
    pub(crate) reference: &'l mut dyn FnMut(TypeId) -> u64,
}

/// Hashes the keywords at a location that the type does not represent.
fn hash_unrepresented(document: &Document, origin: &Origin, state: &mut DefaultHasher) {
    let Some(Value::Object(schema)) = document.value(origin) else {
        return;
    };
    let mut keywords: Vec<(&str, String)> = Vec::new();
    for (key, value) in schema {
        match (key.as_str(), value) {
            (key @ ("allOf" | "anyOf" | "oneOf"), Value::Array(members)) => {
                let members = members.iter().filter(|member| is_unrepresented(member));
                keywords.extend(members.map(|member| (key, sort_json_value(member).to_string())));
            }
            (key, value) if is_unmodelled_keyword(key, |it| it.distinguishes) => {
                keywords.push((key, sort_json_value(value).to_string()))
            }
            _ => {}
        }
    }
    keywords.sort_unstable();
    keywords.hash(state);
}

/// Returns whether types represent none of the keywords of a union member, for example
/// `anyOf: [{required: [a]}]`.
fn is_unrepresented(member: &Value) -> bool {
    member.as_object().is_some_and(|member| {
        !member.is_empty()
            && member
                .keys()
                .all(|key| key == "required" || is_unmodelled_keyword(key, |it| it.distinguishes))
    })
}

pub(crate) fn hash_type(
    kind: &TypeKind,
    origin: &Origin,
    options: &mut HashOptions<'_>,
    state: &mut DefaultHasher,
) {
    hash_unrepresented(options.document, origin, state);
    std::mem::discriminant(kind).hash(state);
    match kind {
        TypeKind::Struct(body) | TypeKind::Tuple(body) => hash_struct(body, options, state),
        TypeKind::Enum(body) => {
            (std::mem::discriminant(&body.base), body.open).hash(state);
            let values: BTreeSet<&str> = body
                .variants
                .iter()
                .map(|variant| variant.wire.as_str())
                .collect();
            values.hash(state);
        }
        TypeKind::Union(union) => hash_union(union, options, state),
        TypeKind::Alias(schema) => hash_schema(schema, options, state),
        TypeKind::Replaced(replaced) => {
            replaced.path.hash(state);
            hash_type(&replaced.original, origin, options, state);
        }
    }
}

fn hash_union(union: &Union, options: &mut HashOptions<'_>, state: &mut DefaultHasher) {
    for variant in &union.variants {
        options.labels.then_some(&variant.rust).hash(state);
        hash_schema(&variant.schema, options, state);
    }
    let tag = union.discriminator.as_ref();
    tag.map(|tag| {
        (
            &tag.property,
            tag.mapping.iter().cloned().collect::<BTreeSet<_>>(),
            tag.otherwise,
        )
    })
    .hash(state);
}

fn hash_struct(body: &Struct, options: &mut HashOptions<'_>, state: &mut DefaultHasher) {
    let mut properties: Vec<&Property> = body.properties.iter().collect();
    properties.sort_by(|a, b| a.wire.cmp(&b.wire));
    for property in properties {
        property.wire.hash(state);
        (
            property.required,
            property.read_only,
            property.write_only,
            property.deprecated,
        )
            .hash(state);
        hash_schema(&property.schema, options, state);
    }
    std::mem::discriminant(&body.additional).hash(state);
    if let Additional::Typed(schema) = &body.additional {
        hash_schema(schema, options, state);
    }
    hash_constraints(&body.constraints, state);
}

fn hash_schema(schema: &Schema, options: &mut HashOptions<'_>, state: &mut DefaultHasher) {
    (
        schema.nullable,
        schema.secret,
        schema.numbers_in_strings,
        &schema.format,
        &schema.xml,
    )
        .hash(state);
    schema
        .constant
        .as_ref()
        .map(|value| sort_json_value(value).to_string())
        .hash(state);
    schema
        .default
        .as_ref()
        .map(|value| sort_json_value(value).to_string())
        .hash(state);
    hash_constraints(&schema.constraints, state);
    std::mem::discriminant(&schema.ty).hash(state);
    // A named type is hashed at its own location.
    if !matches!(schema.ty, Type::Named(_)) {
        hash_unrepresented(options.document, &schema.origin, state);
    }
    match &schema.ty {
        Type::Named(id) => (options.reference)(*id).hash(state),
        Type::Text(text) => text.hash(state),
        Type::List(inner) | Type::Map(inner) => hash_schema(inner, options, state),
        _ => {}
    }
}

/// Sorts the keys and lists of required properties of a value, so that equal values are equal
/// strings.
fn sort_json_value(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries = BTreeMap::new();
            for (key, value) in object {
                let mut value = sort_json_value(value);
                if key == "required"
                    && let Value::Array(names) = &mut value
                {
                    names.sort_by_key(Value::to_string);
                }
                entries.insert(key.clone(), value);
            }
            entries.into_iter().collect()
        }
        Value::Array(items) => items.iter().map(sort_json_value).collect(),
        other => other.clone(),
    }
}

fn hash_constraints(constraints: &Constraints, state: &mut DefaultHasher) {
    if !constraints.is_empty() {
        format!("{constraints:?}").hash(state);
    }
}

//! What types look like on the wire, as a number: prose and Rust names do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash};

use serde_json::Value;

use crate::model::{Additional, Constraints, Discriminator, Property, Schema, Struct, Type, TypeId, TypeKind, Union};

/// What the types that a type refers to look like.
type Look<'l> = dyn FnMut(TypeId) -> u64 + 'l;

/// Hashes a type; members of unions count with their names if `labels` says so.
pub(super) fn hash_kind(kind: &TypeKind, labels: bool, look: &mut Look<'_>, state: &mut DefaultHasher) {
    std::mem::discriminant(kind).hash(state);
    match kind {
        TypeKind::Struct(body) | TypeKind::Tuple(body) => hash_struct(body, look, state),
        TypeKind::Enum(body) => {
            std::mem::discriminant(&body.base).hash(state);
            let values: BTreeSet<&str> = body.variants.iter().map(|variant| variant.wire.as_str()).collect();
            values.hash(state);
        }
        TypeKind::Union(union) => hash_union(union, labels, look, state),
        TypeKind::Alias(schema) => hash_schema(schema, look, state),
    }
}

fn hash_union(union: &Union, labels: bool, look: &mut Look<'_>, state: &mut DefaultHasher) {
    for variant in &union.variants {
        labels.then_some(&variant.rust).hash(state);
        hash_schema(&variant.schema, look, state);
    }
    let tag = union.discriminator.as_ref();
    let values = |tag: &Discriminator| tag.mapping.iter().cloned().collect::<BTreeSet<_>>();
    tag.map(|tag| (&tag.property, values(tag), tag.otherwise)).hash(state);
}

fn hash_struct(body: &Struct, look: &mut Look<'_>, state: &mut DefaultHasher) {
    let mut properties: Vec<&Property> = body.properties.iter().collect();
    properties.sort_by(|a, b| a.wire.cmp(&b.wire));
    for property in properties {
        property.wire.hash(state);
        (property.required, property.read_only, property.write_only, property.deprecated).hash(state);
        hash_schema(&property.schema, look, state);
    }
    std::mem::discriminant(&body.additional).hash(state);
    if let Additional::Typed(schema) = &body.additional {
        hash_schema(schema, look, state);
    }
    hash_constraints(&body.constraints, state);
}

fn hash_schema(schema: &Schema, look: &mut Look<'_>, state: &mut DefaultHasher) {
    (schema.nullable, schema.secret, &schema.format, &schema.xml).hash(state);
    schema.constant.as_ref().map(|value| sorted(value).to_string()).hash(state);
    schema.default.as_ref().map(|value| sorted(value).to_string()).hash(state);
    hash_constraints(&schema.constraints, state);
    std::mem::discriminant(&schema.ty).hash(state);
    match &schema.ty {
        Type::Named(id) => look(*id).hash(state),
        Type::Text(text) => text.hash(state),
        Type::List(inner) | Type::Map(inner) => hash_schema(inner, look, state),
        _ => {}
    }
}

/// The value with the keys of its objects in order, so that it is printed like all that equal it.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let entries: BTreeMap<&String, Value> = object.iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.into_iter().map(|(key, value)| (key.clone(), value)).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn hash_constraints(constraints: &Constraints, state: &mut DefaultHasher) {
    if !constraints.is_empty() {
        format!("{constraints:?}").hash(state);
    }
}

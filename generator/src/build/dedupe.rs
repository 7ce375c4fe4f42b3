//! Equal shapes become one type: one `Portal`, not five near-copies.
//!
//! Types are equal if they look the same on the wire, all the way down; prose does not count. Components always keep
//! their own types. An inline type gives way to the one component that equals it, or to the first inline type that
//! does, unless it is so small that the likeness is chance.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::schemas::Schemas;
use super::walk;
use crate::model::{
    Additional, Constraints, Incoming, Operation, Property, Schema, Struct, Type, TypeId, TypeKind, Types,
};

/// Merges equal types, and lets everything refer to the one that stays.
pub(crate) fn merge_equal(schemas: &mut Schemas<'_>, operations: &mut [Operation], incoming: &mut [Incoming]) {
    let keep = representatives(schemas);
    let kept: Vec<TypeId> = ids(&schemas.types).filter(|id| keep.get(id).is_none_or(|to| to == id)).collect();
    let renumbered: HashMap<TypeId, TypeId> = kept.iter().enumerate().map(|(at, id)| (*id, id_at(at))).collect();
    let mut change = |id: &mut TypeId| {
        let stays = keep.get(id).copied().unwrap_or(*id);
        *id = renumbered.get(&stays).copied().unwrap_or(stays);
    };
    let mut types = Types::default();
    let mut hints = Vec::with_capacity(kept.len());
    let all = std::mem::take(&mut schemas.types).into_types().zip(std::mem::take(&mut schemas.hints));
    for ((_, mut def), hint) in all.filter(|((id, _), _)| renumbered.contains_key(id)) {
        walk::ids_in_type(&mut def.kind, &mut change);
        types.push(def);
        hints.push(hint);
    }
    schemas.types = types;
    schemas.hints = hints;
    operations.iter_mut().for_each(|operation| walk::ids_in_operation(operation, &mut change));
    incoming.iter_mut().for_each(|request| walk::ids_in_incoming(request, &mut change));
    schemas.entries.iter_mut().for_each(|entry| walk::ids_in_ty(&mut entry.ty, &mut change));
}

fn id_at(index: usize) -> TypeId {
    TypeId(u32::try_from(index).unwrap_or(u32::MAX))
}

fn ids(types: &Types) -> impl Iterator<Item = TypeId> {
    (0..types.len()).map(id_at)
}

/// How deep inline types may nest before they count as unlike all others.
const MAX_DEPTH: usize = 200;

/// A number for each type, equal for types that look the same on the wire.
///
/// A reference to a component counts as that component, so that cycles, which only components close, end there.
struct Classes<'s> {
    types: &'s Types,
    is_component: Vec<bool>,
    known: HashMap<TypeId, u64>,
    depth: usize,
}

impl<'s> Classes<'s> {
    fn new(schemas: &'s Schemas<'_>) -> Self {
        let is_component = schemas.types.iter().map(|(_, def)| schemas.names.component(&def.origin).is_some());
        Self { types: &schemas.types, is_component: is_component.collect(), known: HashMap::new(), depth: 0 }
    }

    fn class(&mut self, id: TypeId) -> u64 {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let mut state = DefaultHasher::new();
        match self.types.get(id) {
            Some(def) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                self.hash_kind(&def.kind, &mut state);
                self.depth -= 1;
            }
            _ => id.hash(&mut state),
        }
        let class = state.finish();
        self.known.insert(id, class);
        class
    }

    fn hash_kind(&mut self, kind: &TypeKind, state: &mut DefaultHasher) {
        std::mem::discriminant(kind).hash(state);
        match kind {
            TypeKind::Struct(body) => self.hash_struct(body, state),
            TypeKind::Enum(body) => {
                std::mem::discriminant(&body.base).hash(state);
                body.variants.iter().for_each(|variant| variant.wire.hash(state));
            }
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    variant.rust.hash(state);
                    self.hash_schema(&variant.schema, state);
                }
                let tag = union.discriminator.as_ref();
                tag.map(|tag| (&tag.property, &tag.mapping)).hash(state);
            }
            TypeKind::Alias(schema) => self.hash_schema(schema, state),
        }
    }

    fn hash_struct(&mut self, body: &Struct, state: &mut DefaultHasher) {
        let mut properties: Vec<&Property> = body.properties.iter().collect();
        properties.sort_by(|a, b| a.wire.cmp(&b.wire));
        for property in properties {
            property.wire.hash(state);
            (property.required, property.read_only, property.write_only, property.deprecated).hash(state);
            self.hash_schema(&property.schema, state);
        }
        std::mem::discriminant(&body.additional).hash(state);
        if let Additional::Typed(schema) = &body.additional {
            self.hash_schema(schema, state);
        }
        hash_constraints(&body.constraints, state);
    }

    fn hash_schema(&mut self, schema: &Schema, state: &mut DefaultHasher) {
        (schema.nullable, schema.secret, &schema.format, &schema.xml).hash(state);
        schema.constant.as_ref().map(ToString::to_string).hash(state);
        schema.default.as_ref().map(ToString::to_string).hash(state);
        hash_constraints(&schema.constraints, state);
        std::mem::discriminant(&schema.ty).hash(state);
        match &schema.ty {
            Type::Named(id) if self.is_component.get(id.0 as usize) == Some(&true) => id.hash(state),
            Type::Named(id) => self.class(*id).hash(state),
            Type::Text(text) => text.hash(state),
            Type::List(inner) | Type::Map(inner) => self.hash_schema(inner, state),
            _ => {}
        }
    }
}

/// Which type each one gives way to; those that stay are not in it.
fn representatives(schemas: &Schemas<'_>) -> HashMap<TypeId, TypeId> {
    let mut classes = Classes::new(schemas);
    let mut members: HashMap<u64, Vec<TypeId>> = HashMap::new();
    for id in ids(&schemas.types) {
        members.entry(classes.class(id)).or_default().push(id);
    }
    let mut keep = HashMap::new();
    for class in members.into_values().filter(|class| class.len() > 1) {
        let is_component =
            |id: &TypeId| schemas.types.get(*id).is_some_and(|def| schemas.names.component(&def.origin).is_some());
        let (components, inline): (Vec<TypeId>, Vec<TypeId>) = class.into_iter().partition(is_component);
        match components.as_slice() {
            [component] => keep.extend(inline.iter().filter(|id| size(schemas, **id) >= 3).map(|id| (*id, *component))),
            [] => merge_inline(schemas, &inline, &mut keep),
            _ => {}
        }
    }
    keep
}

/// Large ones are one type wherever they stand; small ones only in places of the same name.
fn merge_inline(schemas: &Schemas<'_>, inline: &[TypeId], keep: &mut HashMap<TypeId, TypeId>) {
    let Some(first) = inline.first() else { return };
    if size(schemas, *first) >= 5 {
        keep.extend(inline.iter().skip(1).map(|id| (*id, *first)));
        return;
    }
    let mut by_name: HashMap<&str, TypeId> = HashMap::new();
    for id in inline {
        let Some(local) = schemas.hints.get(id.0 as usize).map(|hint| hint.local()) else { continue };
        let says_something = !matches!(local, "item" | "value" | "result" | "response" | "body" | "");
        if says_something || size(schemas, *id) >= 3 {
            let stays = *by_name.entry(local).or_insert(*id);
            if stays != *id {
                keep.insert(*id, stays);
            }
        }
    }
}

/// How much a type says: properties, constants or shapes.
fn size(schemas: &Schemas<'_>, id: TypeId) -> usize {
    match schemas.types.get(id).map(|def| &def.kind) {
        Some(TypeKind::Struct(body)) => body.properties.len(),
        Some(TypeKind::Enum(body)) => body.variants.len(),
        Some(TypeKind::Union(union)) => union.variants.len(),
        Some(TypeKind::Alias(_)) | None => 0,
    }
}

fn hash_constraints(constraints: &Constraints, state: &mut DefaultHasher) {
    if !constraints.is_empty() {
        format!("{constraints:?}").hash(state);
    }
}

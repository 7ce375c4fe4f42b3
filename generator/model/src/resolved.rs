//! Schemas with resolved aliases.

use super::{Constraints, Limits, Schema, Type, TypeKind, Types};

/// The maximum length of a chain of aliases; a longer one is a cycle.
const MAX_ALIASES: usize = 32;

/// A schema after following its aliases, so that its type is not an alias.
#[derive(Clone)]
pub struct Resolved<'a> {
    /// The type, which is not an alias.
    pub ty: &'a Type,
    /// Whether the schema or one of its aliases allows null.
    pub nullable: bool,
    /// The constraints of the schema and its aliases.
    pub constraints: Limits,
    /// Whether the schema or one of its aliases marks a secret.
    pub secret: bool,
}

impl Types {
    /// Follows aliases, whose constraints apply as well; a cycle of aliases accepts any value.
    pub fn resolved<'a>(&'a self, schema: &'a Schema) -> Resolved<'a> {
        let mut resolved = Resolved {
            ty: &schema.ty,
            nullable: schema.nullable,
            constraints: schema.constraints.clone(),
            secret: schema.secret,
        };
        let mut last = schema;
        for target in self.aliases(schema).skip(1).take(MAX_ALIASES) {
            resolved.ty = &target.ty;
            resolved.nullable |= target.nullable;
            resolved.secret |= target.secret;
            inherit_limits(&mut resolved.constraints, &target.constraints);
            last = target;
        }
        if matches!(self.kind(last), Some(TypeKind::Alias(_))) {
            resolved.ty = &Type::Any;
        }
        resolved
    }
}

/// Adds those constraints of an alias that the schema itself lacks.
fn inherit_limits(own: &mut Limits, other: &Constraints) {
    if other.is_empty() {
        return;
    }
    fn fill_absent<T: Clone>(own: &mut Option<T>, other: &Option<T>) {
        if own.is_none() {
            own.clone_from(other);
        }
    }
    fill_absent(&mut own.min_length, &other.min_length);
    fill_absent(&mut own.max_length, &other.max_length);
    fill_absent(&mut own.pattern, &other.pattern);
    fill_absent(&mut own.minimum, &other.minimum);
    fill_absent(&mut own.maximum, &other.maximum);
    fill_absent(&mut own.multiple_of, &other.multiple_of);
    fill_absent(&mut own.min_items, &other.min_items);
    fill_absent(&mut own.max_items, &other.max_items);
    fill_absent(&mut own.min_properties, &other.min_properties);
    fill_absent(&mut own.max_properties, &other.max_properties);
    fill_absent(&mut own.names, &other.names);
    own.unique_items |= other.unique_items;
}

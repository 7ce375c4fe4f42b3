//! Validates JSON values as strictly as the emitted code decodes and checks them. A validator of
//! JSON Schema cannot do this: emitted code accepts more than a schema (unknown values of enums)
//! and less (numbers beyond 64 bits).

use foldhash::HashSet;
use serde_json::{Map, Number, Value};

use super::natural::Samples;
use crate::patterns;
use model::{
    Additional, Constraints, Enum, EnumBase, Presence, Property, PropertyNames, Resolved, Schema,
    Struct, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant,
};

/// The depth limit of values.
const MAX_DEPTH: usize = 60;

/// The requirements on a value.
#[derive(Clone, Copy, PartialEq)]
enum Strictness {
    /// The value can be sent: it satisfies the whole description.
    Sent,
    /// The value is decoded, and serialized unchanged.
    Kept,
    /// The value is decoded, though parts may be serialized differently: an undocumented `null`, or
    /// the `.0` of an integer.
    Read,
}

impl<'a> Samples<'a> {
    /// Returns whether emitted code decodes the value and serializes it unchanged.
    pub fn reads(&self, schema: &'a Schema, value: &Value) -> bool {
        self.fits_at(schema, value, Strictness::Kept, 0)
    }

    /// Returns whether a value satisfies the whole description, including all constraints, so that
    /// it can be sent.
    pub fn fits(&self, schema: &'a Schema, value: &Value) -> bool {
        self.fits_at(schema, value, Strictness::Sent, 0)
    }

    fn fits_at(
        &self,
        schema: &'a Schema,
        value: &Value,
        strictness: Strictness,
        depth: usize,
    ) -> bool {
        let resolved = self.types.resolved(schema);
        if depth > MAX_DEPTH {
            return false;
        }
        let strict = strictness == Strictness::Sent;
        if value.is_null() {
            return resolved.nullable || matches!(resolved.ty, Type::Any);
        }
        if strict
            && schema
                .constant
                .as_deref()
                .is_some_and(|constant| constant != value)
        {
            return false;
        }
        if strict && !self.satisfies(&resolved, value) {
            return false;
        }
        match resolved.ty {
            Type::Any => true,
            Type::Bool => value.is_boolean(),
            _ if strictness == Strictness::Read
                && schema.numbers_in_strings
                && is_number_in_string(value) =>
            {
                true
            }
            Type::Integer => value.is_i64() || is_whole(value, strictness),
            Type::Wide => value.is_u64() || value.is_i64() || is_whole(value, strictness),
            Type::Float | Type::Number => value.is_number(),
            Type::Text(_) => value.is_string(),
            Type::List(item) => value.as_array().is_some_and(|items| {
                items
                    .iter()
                    .all(|value| self.fits_at(item, value, strictness, depth + 1))
            }),
            Type::Map(item) => value.as_object().is_some_and(|members| {
                members
                    .values()
                    .all(|value| self.fits_at(item, value, strictness, depth + 1))
            }),
            Type::Named(id) => self.named_fits(*id, value, strictness, depth),
        }
    }

    fn named_fits(&self, id: TypeId, value: &Value, strictness: Strictness, depth: usize) -> bool {
        let Some(def) = self.types.get(id) else {
            return true;
        };
        let strict = strictness == Strictness::Sent;
        match def.kind.in_json() {
            TypeKind::Enum(constants) => match constants.base {
                EnumBase::Text => value
                    .as_str()
                    .is_some_and(|text| !strict || enum_allows(constants, text)),
                EnumBase::Integer => value
                    .as_i64()
                    .is_some_and(|n| !strict || enum_allows(constants, &n.to_string())),
            },
            TypeKind::Union(union) => match strictness {
                Strictness::Sent => self.shapes_of(union, value, depth).next().is_some(),
                Strictness::Kept => self.union_keeps(union, value, depth),
                // A value that matches no member is kept unchanged.
                Strictness::Read => true,
            },
            // An alias is resolved, unless a type of another crate replaces it.
            TypeKind::Alias(target) if matches!(def.kind, TypeKind::Replaced(_)) => {
                self.fits_at(target, value, strictness, depth + 1)
            }
            TypeKind::Alias(_) | TypeKind::Replaced(_) => false,
            TypeKind::Tuple(record) => value.as_array().is_some_and(|items| {
                (!strict || array_fits(&record.constraints, value))
                    && self.tuple_fits(def, record, items, strictness, depth)
            }),
            TypeKind::Struct(record) => value.as_object().is_some_and(|members| {
                (!strict
                    || count_fits(&record.constraints, members.len())
                        && names_fit(&record.constraints, value)
                        && record
                            .required_sets
                            .as_ref()
                            .is_none_or(|alternatives| alternatives.allow(members)))
                    && self.struct_fits(def, record, members, strictness, depth)
            }),
        }
    }

    fn struct_fits(
        &self,
        def: &'a TypeDef,
        record: &'a Struct,
        members: &Map<String, Value>,
        strictness: Strictness,
        depth: usize,
    ) -> bool {
        let properties = &record.properties;
        let is_fine = properties
            .iter()
            .all(|property| match members.get(&property.wire) {
                None if strictness == Strictness::Sent && property.is_always_sent(def) => false,
                None => !self.types.presence(def, property).is_required(),
                Some(value) => self.property_fits(def, property, value, strictness, depth),
            });
        let Additional::Typed(others) = &record.additional else {
            return is_fine;
        };
        let names: HashSet<&str> = properties
            .iter()
            .map(|property| property.wire.as_str())
            .collect();
        let mut unknown = members
            .iter()
            .filter(|(name, _)| !names.contains(name.as_str()));
        is_fine && unknown.all(|(_, value)| self.fits_at(others, value, strictness, depth + 1))
    }

    fn tuple_fits(
        &self,
        def: &'a TypeDef,
        record: &'a Struct,
        items: &[Value],
        strictness: Strictness,
        depth: usize,
    ) -> bool {
        let mut missing = record.properties.iter().skip(items.len());
        missing.all(|property| !self.types.presence(def, property).is_required())
            && items.iter().enumerate().all(|(index, value)| {
                match (record.properties.get(index), &record.additional) {
                    (Some(property), _) => {
                        self.property_fits(def, property, value, strictness, depth)
                    }
                    (None, Additional::Typed(others)) => {
                        self.fits_at(others, value, strictness, depth + 1)
                    }
                    (None, Additional::Forbidden) => strictness != Strictness::Sent,
                    (None, Additional::Unspecified) => true,
                }
            })
    }

    fn property_fits(
        &self,
        def: &'a TypeDef,
        property: &'a Property,
        value: &Value,
        strictness: Strictness,
        depth: usize,
    ) -> bool {
        if !value.is_null() {
            return self.fits_at(&property.schema, value, strictness, depth + 1);
        }
        match self.types.presence(def, property) {
            Presence::Nullable | Presence::OptionalOrNull | Presence::Field => true,
            Presence::Optional => strictness == Strictness::Read,
            Presence::Required => false,
        }
    }

    /// Returns whether a union serializes a value unchanged: a member does, or no member can decode
    /// it.
    fn union_keeps(&self, union: &'a Union, value: &Value, depth: usize) -> bool {
        let tag = union.discriminator.as_ref().and_then(|discriminator| {
            Some(discriminator.named(value.get(&discriminator.property)?))
        });
        let named = tag.unwrap_or_default();
        let tried: Vec<&'a UnionVariant> = union
            .variants
            .iter()
            .enumerate()
            .filter(|(index, _)| named.is_empty() || named.contains(index))
            .map(|(_, variant)| variant)
            .collect();
        self.fits_any(&tried, value, Strictness::Kept, depth + 1)
            || !self.fits_any(&tried, value, Strictness::Read, depth + 1)
    }

    /// Returns whether a value fits one of these members of a union.
    fn fits_any(
        &self,
        members: &[&'a UnionVariant],
        value: &Value,
        strictness: Strictness,
        depth: usize,
    ) -> bool {
        members
            .iter()
            .any(|member| self.fits_at(&member.schema, value, strictness, depth))
    }

    /// Returns the members that a value may match: the one that its discriminator selects, or all
    /// that match.
    pub fn shapes_of(
        &self,
        union: &'a Union,
        value: &Value,
        depth: usize,
    ) -> impl Iterator<Item = usize> {
        let tagged = union.discriminator.as_ref().and_then(|discriminator| {
            Some(discriminator.named(value.get(&discriminator.property)?))
        });
        union
            .variants
            .iter()
            .enumerate()
            .filter_map(move |(index, variant)| {
                let is_named = tagged.as_ref().is_none_or(|tagged| tagged.contains(&index));
                if is_named && self.fits_at(&variant.schema, value, Strictness::Sent, depth + 1) {
                    Some(index)
                } else {
                    None
                }
            })
    }

    /// Returns whether a value satisfies the constraints of a resolved schema; types are checked
    /// elsewhere.
    pub(super) fn satisfies(&self, resolved: &Resolved<'a>, value: &Value) -> bool {
        match resolved.ty {
            Type::Text(_) => string_fits(&resolved.constraints, value),
            Type::Integer | Type::Wide | Type::Float | Type::Number => {
                number_fits(&resolved.constraints, value)
            }
            Type::List(_) => array_fits(&resolved.constraints, value),
            Type::Map(_) => names_fit(&resolved.constraints, value),
            _ => true,
        }
    }
}

/// Returns whether a value is a number without a fraction (`1.0`) that is decoded as an integer.
fn is_whole(value: &Value, strictness: Strictness) -> bool {
    strictness == Strictness::Read && value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// Returns whether a string is a number, which is serialized without quotes.
fn is_number_in_string(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.parse().is_ok_and(f64::is_finite))
}

fn enum_allows(constants: &Enum, wire: &str) -> bool {
    constants.open
        || constants
            .variants
            .iter()
            .any(|variant| variant.wire == wire)
}

pub(super) fn string_fits(constraints: &Constraints, value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    constraints.min_length.is_none_or(|least| length >= least)
        && constraints.max_length.is_none_or(|most| length <= most)
        && constraints.pattern.as_ref().is_none_or(|pattern| {
            patterns::compile_pattern(pattern).map_or(true, |regex| regex.is_match(text))
        })
}

pub(super) fn number_fits(constraints: &Constraints, value: &Value) -> bool {
    let Some(number) = value.as_f64() else {
        return false;
    };
    constraints.minimum.as_ref().is_none_or(|bound| {
        bound_satisfies(&bound.value, |b| {
            if bound.exclusive {
                number > b
            } else {
                number >= b
            }
        })
    }) && constraints.maximum.as_ref().is_none_or(|bound| {
        bound_satisfies(&bound.value, |b| {
            if bound.exclusive {
                number < b
            } else {
                number <= b
            }
        })
    }) && constraints.multiple_of.as_ref().is_none_or(|step| {
        bound_satisfies(step, |step| {
            step == 0.0 || (number / step).fract().abs() < 1e-9
        })
    })
}

/// Returns whether the number of properties satisfies the constraints of an object.
pub(super) fn count_fits(constraints: &Constraints, count: usize) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    constraints
        .min_properties
        .is_none_or(|least| count >= least)
        && constraints.max_properties.is_none_or(|most| count <= most)
}

/// Returns whether the names of properties satisfy the constraints of an object.
fn names_fit(constraints: &Constraints, value: &Value) -> bool {
    let Some((names, members)) = constraints.names.as_deref().zip(value.as_object()) else {
        return true;
    };
    members.keys().all(|name| name_fits(names, name))
}

/// Returns whether a property name is allowed.
pub(super) fn name_fits(names: &PropertyNames, name: &str) -> bool {
    let is_listed = names.listed.is_empty() || names.listed.iter().any(|listed| listed == name);
    is_listed && string_fits(&names.text, &Value::from(name))
}

fn bound_satisfies(bound: &Number, test: impl Fn(f64) -> bool) -> bool {
    bound.as_f64().is_some_and(test)
}

/// Returns whether the length and uniqueness of items satisfy the constraints of an array.
pub(super) fn array_fits(constraints: &Constraints, value: &Value) -> bool {
    let Some(items) = value.as_array() else {
        return false;
    };
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    constraints.min_items.is_none_or(|least| count >= least)
        && constraints.max_items.is_none_or(|most| count <= most)
        && (!constraints.unique_items
            || items
                .iter()
                .enumerate()
                .all(|(index, item)| !items.iter().take(index).any(|other| other == item)))
}

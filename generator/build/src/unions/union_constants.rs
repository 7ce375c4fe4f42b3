//! Infers discriminators from constants, and adds constants to the discriminators of the
//! description.
//!
//! Only the objects among the members need a discriminator: strings, numbers and arrays differ by
//! their type. If a member may be any object, there is no discriminator, because a value of that
//! member may happen to have the constant of another member.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet, HashSetExt};
use serde_json::Value;

use model::{Discriminator, Property, Schema, Struct, Type, TypeId, TypeKind, Types, Union};

/// The discriminator of a union, and all properties that are constants in its objects.
#[derive(PartialEq)]
pub(crate) struct UnionConstants {
    pub(crate) discriminator: Option<Discriminator>,
    /// Properties that are constants in each object of the union, that of the discriminator first.
    pub(crate) constants: Vec<PropertyConstants>,
}

/// A property that is a constant in each object of a union.
#[derive(PartialEq)]
pub(crate) struct PropertyConstants {
    pub(crate) property: String,
    /// All constants, sorted.
    pub(crate) values: Vec<String>,
}

/// Finds discriminators, given the types and what the previous round found.
pub(crate) struct ConstantSearch<'t> {
    pub(crate) types: &'t Types,
    /// What the previous round found about unions.
    pub(crate) unions: &'t HashMap<TypeId, UnionConstants>,
}

impl<'t> ConstantSearch<'t> {
    /// Finds the discriminator and the constants of each union.
    pub(crate) fn find_constants(&self) -> HashMap<TypeId, UnionConstants> {
        let unions = self.types.iter().filter_map(|(id, def)| match &def.kind {
            TypeKind::Union(union) => Some((id, union)),
            _ => None,
        });
        let constants_by_union = unions.map(|(id, union)| {
            let discriminator = match &union.discriminator {
                Some(stated) => Some(self.complete_discriminator(union, stated)),
                None => self.infer_discriminator(union),
            };
            let constants = self.common_constants(union, discriminator.as_ref());
            let union_constants = UnionConstants {
                discriminator,
                constants,
            };
            (id, union_constants)
        });
        constants_by_union.collect()
    }

    /// Returns the properties that are constants in each object of a union; several objects may
    /// have the same constant.
    fn common_constants(
        &self,
        union: &Union,
        discriminator: Option<&Discriminator>,
    ) -> Vec<PropertyConstants> {
        let discriminator = discriminator.filter(|discriminator| discriminator.otherwise.is_none());
        let mut common = Vec::new();
        if let Some(discriminator) = discriminator {
            let values = discriminator.mapping.iter();
            common.push(PropertyConstants {
                property: discriminator.property.clone(),
                values: sort_and_deduplicate(values.map(|(value, _)| value.clone()).collect()),
            });
        }
        let objects = self.object_members(union);
        let first = objects
            .first()
            .map_or_else(Vec::new, |(_, first)| self.constant_candidates(first));
        for property in first {
            if discriminator.is_some_and(|discriminator| discriminator.property == *property) {
                continue;
            }
            let values: Option<Vec<Vec<&str>>> = objects
                .iter()
                .map(|(_, object)| self.constants_of_property(object, property))
                .collect();
            if let Some(values) = values {
                let values = values.into_iter().flatten().map(str::to_owned).collect();
                common.push(PropertyConstants {
                    property: property.clone(),
                    values: sort_and_deduplicate(values),
                });
            }
        }
        common
    }

    /// Returns the members that may be objects, with their indices.
    pub(crate) fn object_members<'u>(&self, union: &'u Union) -> Vec<(usize, &'u Schema)> {
        let members = union
            .variants
            .iter()
            .map(|variant| &variant.schema)
            .enumerate();
        members
            .filter(|(_, schema)| !matches!(self.shape_of_member(schema), MemberShape::NoObject))
            .collect()
    }

    /// Returns the properties of an object that may have constants.
    fn constant_candidates<'a>(&'a self, object: &'a Schema) -> Vec<&'a String> {
        match self.shape_of_member(object) {
            MemberShape::Record(record) => record
                .properties
                .iter()
                .map(|property| &property.wire)
                .collect(),
            MemberShape::Union(union) => union
                .constants
                .iter()
                .map(|constants| &constants.property)
                .collect(),
            MemberShape::NoObject | MemberShape::Open => Vec::new(),
        }
    }

    /// Returns the discriminator of the description, extended by the constants of its members;
    /// mapped values take precedence.
    fn complete_discriminator(&self, union: &Union, stated: &Discriminator) -> Discriminator {
        let mut mapping = stated.mapping.clone();
        for (index, variant) in union.variants.iter().enumerate() {
            for value in self
                .constants_of_property(&variant.schema, &stated.property)
                .into_iter()
                .flatten()
            {
                if !stated.mapping.iter().any(|(mapped, _)| mapped == value) {
                    mapping.push((value.to_owned(), index));
                }
            }
        }
        Discriminator {
            mapping,
            ..stated.clone()
        }
    }

    /// Returns a discriminator by a property that is a constant in each object, with no constant
    /// shared by two objects. If there are several such properties, this is one that each object
    /// requires, the one with the fewest constants, or the first by name, because the order of
    /// properties has no meaning.
    fn infer_discriminator(&self, union: &Union) -> Option<Discriminator> {
        let objects = self.object_members(union);
        let ((_, first), [_, ..]) = objects.split_first()? else {
            return None;
        };
        let candidates = self
            .constant_candidates(first)
            .into_iter()
            .filter_map(|property| Some((property, self.unique_mapping(&objects, property)?)));
        let (property, mapping) = candidates.min_by_key(|(property, mapping)| {
            let mut schemas = objects.iter().map(|(_, schema)| schema);
            let is_optional =
                schemas.any(|schema| property_constants(self.types, schema, property).is_none());
            (is_optional, mapping.len(), *property)
        })?;
        Some(Discriminator {
            property: property.clone(),
            mapping,
            otherwise: None,
            absent: None,
        })
    }

    /// Returns the constants of a property with their members; `None` if an object has none, or two
    /// have the same.
    fn unique_mapping(
        &self,
        objects: &[(usize, &Schema)],
        wire: &str,
    ) -> Option<Vec<(String, usize)>> {
        let mut seen = HashSet::new();
        let mut mapping = Vec::new();
        for (index, object) in objects {
            for value in self.constants_of_property(object, wire)? {
                if !seen.insert(value.to_owned()) {
                    return None;
                }
                mapping.push((value.to_owned(), *index));
            }
        }
        Some(mapping)
    }

    /// Returns the constants of a property in all objects; `None` if the property may have other
    /// values.
    fn constants_of_property<'a>(&'a self, schema: &'a Schema, wire: &str) -> Option<Vec<&'a str>> {
        match self.shape_of_member(schema) {
            MemberShape::Record(record) => {
                constant_values(self.types, &property_named(record, wire)?.schema)
            }
            MemberShape::Union(union) => {
                let of_property = union
                    .constants
                    .iter()
                    .find(|constants| constants.property == wire)?;
                Some(of_property.values.iter().map(String::as_str).collect())
            }
            MemberShape::NoObject | MemberShape::Open => None,
        }
    }

    /// Returns what kind of values a member of a union has, behind aliases.
    pub(crate) fn shape_of_member<'a>(&'a self, schema: &'a Schema) -> MemberShape<'a> {
        let schema = self.types.resolve(schema);
        match (&schema.ty, self.types.kind(schema)) {
            (Type::Named(_), Some(TypeKind::Struct(record))) => MemberShape::Record(record),
            (Type::Named(id), Some(TypeKind::Union(_))) => self
                .unions
                .get(id)
                .map_or(MemberShape::Open, MemberShape::Union),
            (Type::Named(_), None | Some(TypeKind::Alias(_))) | (Type::Map(_) | Type::Any, _) => {
                MemberShape::Open
            }
            _ => MemberShape::NoObject,
        }
    }
}

fn sort_and_deduplicate(mut values: Vec<String>) -> Vec<String> {
    values.sort_unstable();
    values.dedup();
    values
}

/// Returns all possible values of a schema as text, if they are a constant string or boolean, or
/// the values of a closed enum; otherwise `None`.
pub(crate) fn constant_values<'t>(types: &'t Types, schema: &'t Schema) -> Option<Vec<&'t str>> {
    if let Some(constant) = &schema.constant {
        return match &**constant {
            Value::String(text) => Some(vec![text]),
            Value::Bool(value) => Some(vec![if *value { "true" } else { "false" }]),
            _ => None,
        };
    }
    match types.kind(types.resolve(schema))? {
        TypeKind::Enum(body) if !body.open => Some(
            body.variants
                .iter()
                .map(|variant| variant.wire.as_str())
                .collect(),
        ),
        _ => None,
    }
}

/// Returns the constants of a property in all values of a schema; `None` if a value may lack the
/// property or have another value.
pub(crate) fn property_constants<'t>(
    types: &'t Types,
    schema: &Schema,
    wire: &str,
) -> Option<BTreeSet<&'t str>> {
    match types.kind(types.resolve(schema))? {
        TypeKind::Struct(record) => {
            let property = property_named(record, wire).filter(|property| property.required)?;
            Some(
                constant_values(types, &property.schema)?
                    .into_iter()
                    .collect(),
            )
        }
        TypeKind::Union(union) => {
            let discriminator = union.discriminator.as_ref()?;
            if discriminator.property != wire || discriminator.otherwise.is_some() {
                return None;
            }
            let values = discriminator.mapping.iter();
            Some(values.map(|(value, _)| value.as_str()).collect())
        }
        _ => None,
    }
}

/// Returns whether a property of the objects of a schema may be any string.
pub(crate) fn is_any_text(types: &Types, schema: &Schema, wire: &str) -> bool {
    let property = types
        .record(types.resolve(schema))
        .and_then(|record| property_named(record, wire));
    property.is_some_and(|property| {
        matches!(property.schema.ty, Type::Text(_)) && property.schema.constant.is_none()
    })
}

fn property_named<'t>(record: &'t Struct, wire: &str) -> Option<&'t Property> {
    record
        .properties
        .iter()
        .find(|property| property.wire == wire)
}

/// A member of a union, as far as it matters for discriminators.
pub(crate) enum MemberShape<'t> {
    Record(&'t Struct),
    /// A nested union.
    Union(&'t UnionConstants),
    NoObject,
    /// Any object, or an unknown type.
    Open,
}

//! Infers discriminators from constants, and adds constants to the discriminators of the description.
//!
//! Only the objects among the members need a discriminator: strings, numbers and arrays differ by their type. If a
//! member may be any object, there is no discriminator, because a value of that member may happen to have the constant
//! of another member.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::model::{Discriminator, Property, Schema, Struct, Type, TypeId, TypeKind, Types, Union};

/// The discriminator of a union, and all properties that are constants in its objects.
#[derive(PartialEq)]
pub(super) struct UnionConstants {
    pub(super) tag: Option<Discriminator>,
    /// Properties that are constants in each object of the union, the tag first, each with all constants.
    pub(super) constants: Vec<(String, Vec<String>)>,
}

/// Finds discriminators, given the types and what the previous round found.
pub(super) struct Tags<'t> {
    pub(super) types: &'t Types,
    /// The facts about unions that the previous round found.
    pub(super) known: &'t HashMap<TypeId, UnionConstants>,
}

impl<'t> Tags<'t> {
    pub(super) fn all(&self) -> HashMap<TypeId, UnionConstants> {
        let unions = self.types.iter().filter_map(|(id, def)| match &def.kind {
            TypeKind::Union(union) => Some((id, union)),
            _ => None,
        });
        let known = unions.map(|(id, union)| {
            let tag = self.tag(union);
            let constants = self.common(union, tag.as_ref());
            (id, UnionConstants { tag, constants })
        });
        known.collect()
    }

    /// Returns the properties that are constants in each object of a union; several objects may have the same constant.
    fn common(&self, union: &Union, tag: Option<&Discriminator>) -> Vec<(String, Vec<String>)> {
        let tag = tag.filter(|tag| tag.otherwise.is_none());
        let mut common = Vec::new();
        if let Some(tag) = tag {
            let values = tag.mapping.iter().map(|(value, _)| value.clone());
            common.push((tag.property.clone(), sort_and_deduplicate(values.collect())));
        }
        let objects = self.objects(union);
        let first = objects
            .first()
            .map_or_else(Vec::new, |(_, first)| self.properties(first));
        for property in first
            .into_iter()
            .filter(|property| tag.is_none_or(|tag| tag.property != **property))
        {
            let values: Option<Vec<Vec<&str>>> = objects
                .iter()
                .map(|(_, object)| self.values(object, property))
                .collect();
            if let Some(values) = values {
                let values = values.into_iter().flatten().map(str::to_owned).collect();
                common.push((property.clone(), sort_and_deduplicate(values)));
            }
        }
        common
    }

    /// Returns the members that may be objects, with their indices.
    pub(super) fn objects<'u>(&self, union: &'u Union) -> Vec<(usize, &'u Schema)> {
        let members = union
            .variants
            .iter()
            .map(|variant| &variant.schema)
            .enumerate();
        members
            .filter(|(_, schema)| !matches!(self.member(schema), MemberShape::NoObject))
            .collect()
    }

    /// Returns the properties of an object that may have constants.
    fn properties<'a>(&'a self, object: &'a Schema) -> Vec<&'a String> {
        match self.member(object) {
            MemberShape::Record(record) => record
                .properties
                .iter()
                .map(|property| &property.wire)
                .collect(),
            MemberShape::Union(known) => known
                .constants
                .iter()
                .map(|(property, _)| property)
                .collect(),
            MemberShape::NoObject | MemberShape::Open => Vec::new(),
        }
    }

    fn tag(&self, union: &Union) -> Option<Discriminator> {
        match &union.discriminator {
            Some(stated) => Some(self.completed(union, stated)),
            None => self.implied(union),
        }
    }

    /// Returns the discriminator of the description, extended by the constants of its members; mapped values take
    /// precedence.
    fn completed(&self, union: &Union, stated: &Discriminator) -> Discriminator {
        let mut mapping = stated.mapping.clone();
        for (index, variant) in union.variants.iter().enumerate() {
            for value in self
                .values(&variant.schema, &stated.property)
                .into_iter()
                .flatten()
            {
                if !stated.mapping.iter().any(|(known, _)| known == value) {
                    mapping.push((value.to_owned(), index));
                }
            }
        }
        Discriminator {
            mapping,
            ..stated.clone()
        }
    }

    /// Returns a discriminator by the first property that is a constant in each object, with no constant shared by two
    /// objects.
    fn implied(&self, union: &Union) -> Option<Discriminator> {
        let objects = self.objects(union);
        let ((_, first), [_, ..]) = objects.split_first()? else {
            return None;
        };
        self.properties(first).into_iter().find_map(|property| {
            let mapping = self.mapping(&objects, property)?;
            Some(Discriminator {
                property: property.clone(),
                mapping,
                otherwise: None,
                absent: None,
            })
        })
    }

    /// Returns the constants of a property with their members; `None` if an object has none, or two have the same.
    fn mapping(&self, objects: &[(usize, &Schema)], wire: &str) -> Option<Vec<(String, usize)>> {
        let mut seen = HashSet::new();
        let mut mapping = Vec::new();
        for (index, object) in objects {
            for value in self.values(object, wire)? {
                if !seen.insert(value.to_owned()) {
                    return None;
                }
                mapping.push((value.to_owned(), *index));
            }
        }
        Some(mapping)
    }

    /// Returns the constants of a property in all objects; `None` if the property may have other values.
    fn values<'a>(&'a self, schema: &'a Schema, wire: &str) -> Option<Vec<&'a str>> {
        match self.member(schema) {
            MemberShape::Record(record) => {
                constant_values(self.types, &property_named(record, wire)?.schema)
            }
            MemberShape::Union(known) => {
                let (_, values) = known
                    .constants
                    .iter()
                    .find(|(property, _)| property == wire)?;
                Some(values.iter().map(String::as_str).collect())
            }
            MemberShape::NoObject | MemberShape::Open => None,
        }
    }

    pub(super) fn member<'a>(&'a self, schema: &'a Schema) -> MemberShape<'a> {
        let schema = self.types.resolve(schema);
        match (&schema.ty, self.types.kind(schema)) {
            (Type::Named(_), Some(TypeKind::Struct(record))) => MemberShape::Record(record),
            (Type::Named(id), Some(TypeKind::Union(_))) => self
                .known
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

/// Returns the only values of a schema, as text: strings, booleans, or the values of an enum; `None` if it may have
/// other values.
pub(super) fn constant_values<'t>(types: &'t Types, schema: &'t Schema) -> Option<Vec<&'t str>> {
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

/// Returns the constants of a property in all values of a schema; `None` if a value may lack the property or have
/// another value.
pub(super) fn property_constants<'t>(
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
            let tag = union
                .discriminator
                .as_ref()
                .filter(|tag| tag.property == wire && tag.otherwise.is_none())?;
            Some(
                tag.mapping
                    .iter()
                    .map(|(value, _)| value.as_str())
                    .collect(),
            )
        }
        _ => None,
    }
}

/// Returns whether a property of the objects of a schema may be any string.
pub(super) fn is_any_text(types: &Types, schema: &Schema, wire: &str) -> bool {
    let property = types
        .record(types.resolve(schema))
        .and_then(|record| property_named(record, wire));
    property
        .is_some_and(|one| matches!(one.schema.ty, Type::Text(_)) && one.schema.constant.is_none())
}

fn property_named<'t>(record: &'t Struct, wire: &str) -> Option<&'t Property> {
    record
        .properties
        .iter()
        .find(|property| property.wire == wire)
}

/// A member of a union, as far as it matters for discriminators.
pub(super) enum MemberShape<'t> {
    Record(&'t Struct),
    /// A nested union.
    Union(&'t UnionConstants),
    NoObject,
    /// Any object, or an unknown type.
    Open,
}

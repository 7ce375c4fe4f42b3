//! Tags of unions by constants: of a description that names no tag, a property whose constants tell the objects of a union
//! apart; of one that does, the constants which its members give that property, beside the values that it maps.
//!
//! Texts, numbers and lists among the shapes are told apart by their kind and need no tag. There is no tag where a shape
//! may be any object, since a value that fits that one alone may have a constant of another.

use std::collections::HashSet;

use crate::model::{Discriminator, EnumBase, Property, Struct, Type, TypeKind, Types, Union};

/// How many aliases are followed to the type that they stand for.
const ALIASES: usize = 16;

/// Gives each union without a tag the one that its constants imply, and the others the values that theirs do.
pub(crate) fn infer(types: &mut Types) {
    let inferred: Vec<_> = types
        .iter()
        .filter_map(|(id, def)| match &def.kind {
            TypeKind::Union(union) => match &union.discriminator {
                Some(stated) => Some((id, completed(types, union, stated)?)),
                None => Some((id, tag(types, union)?)),
            },
            _ => None,
        })
        .collect();
    for (id, tag) in inferred {
        if let Some(def) = types.get_mut(id)
            && let TypeKind::Union(union) = &mut def.kind
        {
            union.discriminator = Some(tag);
        }
    }
}

/// A stated tag with the constants of its members, unless a value would name two of them.
fn completed(types: &Types, union: &Union, stated: &Discriminator) -> Option<Discriminator> {
    let constants = mapping(types, &records(types, union)?, &stated.property)?;
    let mut mapping = stated.mapping.clone();
    for (value, index) in constants {
        if !mapping.iter().any(|(known, _)| *known == value) {
            mapping.push((value, index));
        }
    }
    (mapping.len() > stated.mapping.len()).then(|| Discriminator { mapping, ..stated.clone() })
}

/// The shapes that are objects; `None` where one may be any object.
fn records<'t>(types: &'t Types, union: &'t Union) -> Option<Vec<(usize, &'t Struct)>> {
    let mut records = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        match shape(types, &variant.schema.ty) {
            Shape::Record(record) => records.push((index, record)),
            Shape::NoObject => {}
            Shape::Open => return None,
        }
    }
    Some(records)
}

fn tag(types: &Types, union: &Union) -> Option<Discriminator> {
    let records = records(types, union)?;
    let ((_, first), [_, ..]) = records.split_first()? else { return None };
    let mut candidates = first.properties.iter().filter(|property| constants(types, property).is_some());
    candidates.find_map(|property| {
        let mapping = mapping(types, &records, &property.wire)?;
        Some(Discriminator { property: property.wire.clone(), mapping, otherwise: None })
    })
}

/// The constants of the property, each with its shape; `None` unless each object has some, and none those of another.
fn mapping(types: &Types, records: &[(usize, &Struct)], wire: &str) -> Option<Vec<(String, usize)>> {
    let mut known = HashSet::new();
    let mut mapping = Vec::new();
    for (index, record) in records {
        let property = record.properties.iter().find(|property| property.wire == wire)?;
        for value in constants(types, property)? {
            if !known.insert(value) {
                return None;
            }
            mapping.push((value.to_owned(), *index));
        }
    }
    Some(mapping)
}

fn constants<'t>(types: &'t Types, property: &'t Property) -> Option<Vec<&'t str>> {
    if let Some(constant) = &property.schema.constant {
        return constant.as_str().map(|constant| vec![constant]);
    }
    match resolved(types, &property.schema.ty)? {
        TypeKind::Enum(body) if body.base == EnumBase::Text => {
            Some(body.variants.iter().map(|variant| variant.wire.as_str()).collect())
        }
        _ => None,
    }
}

/// What a shape may be, as far as tags go.
enum Shape<'t> {
    Record(&'t Struct),
    NoObject,
    /// Any object, or what is not looked into.
    Open,
}

fn shape<'t>(types: &'t Types, ty: &'t Type) -> Shape<'t> {
    match ty {
        Type::Named(_) => match resolved(types, ty) {
            Some(TypeKind::Struct(record)) => Shape::Record(record),
            Some(TypeKind::Enum(_)) => Shape::NoObject,
            Some(TypeKind::Alias(schema)) => match schema.ty {
                Type::Map(_) | Type::Any | Type::Named(_) => Shape::Open,
                _ => Shape::NoObject,
            },
            Some(TypeKind::Union(_)) | None => Shape::Open,
        },
        Type::Map(_) | Type::Any => Shape::Open,
        Type::Bool | Type::Integer | Type::Wide | Type::Number | Type::Text(_) | Type::List(_) => Shape::NoObject,
    }
}

/// The named type behind a chain of aliases; the last alias itself, where it stands for a type without a name.
pub(super) fn resolved<'t>(types: &'t Types, ty: &Type) -> Option<&'t TypeKind> {
    let Type::Named(id) = ty else { return None };
    let mut kind = &types.get(*id)?.kind;
    for _ in 0..ALIASES {
        match kind {
            TypeKind::Alias(schema) => match &schema.ty {
                Type::Named(next) => kind = &types.get(*next)?.kind,
                _ => return Some(kind),
            },
            _ => return Some(kind),
        }
    }
    None
}

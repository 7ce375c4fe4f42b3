//! Tags of unions by constants: of a description that names no tag, a property whose constants tell the objects of a union
//! apart; of one that does, the constants which its members give that property, beside the values that it maps.
//!
//! Texts, numbers and lists among the shapes are told apart by their kind and need no tag. There is no tag where a shape
//! may be any object, since a value that fits that one alone may have a constant of another.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::model::{Discriminator, Property, Schema, Struct, Type, TypeId, TypeKind, Types, Union};

/// How many aliases are followed to the type that they stand for.
const ALIASES: usize = 16;

/// How many unions within unions are followed to the constants of the innermost.
const ROUNDS: usize = 8;

/// Gives each union without a tag the one that its constants imply, and the others the values that theirs do.
pub(crate) fn infer(types: &mut Types) {
    let mut unions = HashMap::new();
    for _ in 0..ROUNDS {
        // Each round begins with what the description says, so that the order of types does not count.
        let next = Tags { types, known: &unions }.all();
        if next == unions {
            break;
        }
        unions = next;
    }
    for (id, known) in unions {
        if let (Some(def), Some(tag)) = (types.get_mut(id), known.tag)
            && let TypeKind::Union(union) = &mut def.kind
        {
            union.discriminator = Some(tag);
        }
    }
}

/// What is known of a union so far.
#[derive(PartialEq)]
struct Known {
    tag: Option<Discriminator>,
    /// Properties that have constants in each of its objects, that of its tag first, and all these constants.
    constants: Vec<(String, Vec<String>)>,
}

/// What is known of tags so far.
struct Tags<'t> {
    types: &'t Types,
    /// Of unions whose members were looked at.
    known: &'t HashMap<TypeId, Known>,
}

impl<'t> Tags<'t> {
    fn all(&self) -> HashMap<TypeId, Known> {
        let unions = self.types.iter().filter_map(|(id, def)| match &def.kind {
            TypeKind::Union(union) => Some((id, union)),
            _ => None,
        });
        let known = unions.map(|(id, union)| {
            let tag = self.tag(union);
            let constants = self.common(union, tag.as_ref());
            (id, Known { tag, constants })
        });
        known.collect()
    }

    /// Properties that have constants in each object of a union, which may be the same in several.
    fn common(&self, union: &Union, tag: Option<&Discriminator>) -> Vec<(String, Vec<String>)> {
        let tag = tag.filter(|tag| tag.otherwise.is_none());
        let mut common = Vec::new();
        if let Some(tag) = tag {
            let values = tag.mapping.iter().map(|(value, _)| value.clone());
            common.push((tag.property.clone(), sorted(values.collect())));
        }
        let objects = self.objects(union);
        let first = objects.first().map_or_else(Vec::new, |(_, first)| self.properties(first));
        for property in first.into_iter().filter(|property| tag.is_none_or(|tag| tag.property != **property)) {
            let values: Option<Vec<Vec<&str>>> =
                objects.iter().map(|(_, object)| self.values(object, property)).collect();
            if let Some(values) = values {
                let values = values.into_iter().flatten().map(str::to_owned).collect();
                common.push((property.clone(), sorted(values)));
            }
        }
        common
    }

    /// The shapes that are objects, each with its index.
    fn objects<'u>(&self, union: &'u Union) -> Vec<(usize, &'u Type)> {
        let members = union.variants.iter().map(|variant| &variant.schema.ty).enumerate();
        members.filter(|(_, ty)| !matches!(self.shape(ty), Shape::NoObject)).collect()
    }

    /// The properties of an object that may have constants.
    fn properties<'a>(&'a self, object: &'a Type) -> Vec<&'a String> {
        match self.shape(object) {
            Shape::Record(record) => record.properties.iter().map(|property| &property.wire).collect(),
            Shape::Union(known) => known.constants.iter().map(|(property, _)| property).collect(),
            Shape::NoObject | Shape::Open => Vec::new(),
        }
    }

    fn tag(&self, union: &Union) -> Option<Discriminator> {
        match &union.discriminator {
            Some(stated) => Some(self.completed(union, stated)),
            None => self.implied(union),
        }
    }

    /// A stated tag with the constants of its members; what the description maps itself stays so.
    fn completed(&self, union: &Union, stated: &Discriminator) -> Discriminator {
        let mut mapping = stated.mapping.clone();
        for (index, variant) in union.variants.iter().enumerate() {
            for value in self.values(&variant.schema.ty, &stated.property).into_iter().flatten() {
                if !stated.mapping.iter().any(|(known, _)| known == value) {
                    mapping.push((value.to_owned(), index));
                }
            }
        }
        Discriminator { mapping, ..stated.clone() }
    }

    /// The first property that has constants in each object, and none of them in two.
    fn implied(&self, union: &Union) -> Option<Discriminator> {
        let objects = self.objects(union);
        let ((_, first), [_, ..]) = objects.split_first()? else { return None };
        self.properties(first).into_iter().find_map(|property| {
            let mapping = self.mapping(&objects, property)?;
            Some(Discriminator { property: property.clone(), mapping, otherwise: None })
        })
    }

    /// The constants of the property, each with its shape; `None` unless each object has some, and none those of another.
    fn mapping(&self, objects: &[(usize, &Type)], wire: &str) -> Option<Vec<(String, usize)>> {
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

    /// The constants that a shape gives a property: those of an object, or of all objects of a union; `None` where it may
    /// have another value.
    fn values<'a>(&'a self, ty: &'a Type, wire: &str) -> Option<Vec<&'a str>> {
        match self.shape(ty) {
            Shape::Record(record) => constants(self.types, property(record, wire)?),
            Shape::Union(known) => {
                let (_, values) = known.constants.iter().find(|(property, _)| property == wire)?;
                Some(values.iter().map(String::as_str).collect())
            }
            Shape::NoObject | Shape::Open => None,
        }
    }

    fn shape<'a>(&'a self, ty: &'a Type) -> Shape<'a> {
        match ty {
            Type::Named(_) => match resolved_id(self.types, ty) {
                Some((_, TypeKind::Struct(record))) => Shape::Record(record),
                Some((_, TypeKind::Enum(_) | TypeKind::Tuple(_))) => Shape::NoObject,
                Some((_, TypeKind::Alias(schema))) => match schema.ty {
                    Type::Map(_) | Type::Any | Type::Named(_) => Shape::Open,
                    _ => Shape::NoObject,
                },
                Some((id, TypeKind::Union(_))) => self.known.get(&id).map_or(Shape::Open, Shape::Union),
                None => Shape::Open,
            },
            Type::Map(_) | Type::Any => Shape::Open,
            Type::Bool | Type::Integer | Type::Wide | Type::Float | Type::Number | Type::Text(_) | Type::List(_) => {
                Shape::NoObject
            }
        }
    }
}

fn sorted(mut values: Vec<String>) -> Vec<String> {
    values.sort_unstable();
    values.dedup();
    values
}

fn constants<'t>(types: &'t Types, property: &'t Property) -> Option<Vec<&'t str>> {
    if let Some(constant) = &property.schema.constant {
        return match &**constant {
            Value::String(text) => Some(vec![text]),
            Value::Bool(value) => Some(vec![if *value { "true" } else { "false" }]),
            _ => None,
        };
    }
    match resolved(types, &property.schema.ty)? {
        TypeKind::Enum(body) if !body.open => Some(body.variants.iter().map(|variant| variant.wire.as_str()).collect()),
        _ => None,
    }
}

/// The constants that all values of a schema give a property; `None` where one may lack it or have any other value.
pub(super) fn constants_of<'t>(types: &'t Types, schema: &Schema, wire: &str) -> Option<BTreeSet<&'t str>> {
    match resolved(types, &schema.ty)? {
        TypeKind::Struct(record) => {
            let property = property(record, wire).filter(|property| property.required)?;
            Some(constants(types, property)?.into_iter().collect())
        }
        TypeKind::Union(union) => {
            let tag = union.discriminator.as_ref().filter(|tag| tag.property == wire && tag.otherwise.is_none())?;
            Some(tag.mapping.iter().map(|(value, _)| value.as_str()).collect())
        }
        _ => None,
    }
}

/// Whether a property of the objects of a schema may be any text.
pub(super) fn is_any_text(types: &Types, schema: &Schema, wire: &str) -> bool {
    let Some(TypeKind::Struct(record)) = resolved(types, &schema.ty) else { return false };
    property(record, wire)
        .is_some_and(|property| matches!(property.schema.ty, Type::Text(_)) && property.schema.constant.is_none())
}

fn property<'t>(record: &'t Struct, wire: &str) -> Option<&'t Property> {
    record.properties.iter().find(|property| property.wire == wire)
}

/// What a shape may be, as far as tags go.
enum Shape<'t> {
    Record(&'t Struct),
    /// One of several.
    Union(&'t Known),
    NoObject,
    /// Any object, or what is not looked into.
    Open,
}

/// The named type behind a chain of aliases; the last alias itself, where it stands for a type without a name.
pub(super) fn resolved<'t>(types: &'t Types, ty: &Type) -> Option<&'t TypeKind> {
    resolved_id(types, ty).map(|(_, kind)| kind)
}

fn resolved_id<'t>(types: &'t Types, ty: &Type) -> Option<(TypeId, &'t TypeKind)> {
    let Type::Named(mut id) = ty.clone() else { return None };
    for _ in 0..ALIASES {
        let kind = &types.get(id)?.kind;
        match kind {
            TypeKind::Alias(Schema { ty: Type::Named(next), .. }) => id = *next,
            _ => return Some((id, kind)),
        }
    }
    None
}

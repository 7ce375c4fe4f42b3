//! The properties that a form or multipart body may have, and what each is to an encoding.

use std::collections::HashSet;

use crate::model::{Additional, Content, Schema, Struct, Text, Type, TypeId, TypeKind, Types};

/// The properties that a body may have.
#[derive(Default)]
pub(super) struct Properties<'t> {
    /// What the body may be: several objects where it is a union.
    objects: Vec<&'t Struct>,
    /// Values of properties that have no name of their own.
    others: Vec<&'t Schema>,
    /// Whether there may be properties of which nothing is known.
    is_open: bool,
}

impl<'t> Properties<'t> {
    pub(super) fn of(types: &'t Types, content: &'t Content) -> Self {
        let mut all = Self::default();
        let mut waiting: Vec<&Schema> = content.schema.iter().collect();
        all.is_open = waiting.is_empty();
        let mut seen = HashSet::new();
        while let Some(schema) = waiting.pop() {
            match &schema.ty {
                Type::Map(values) => all.others.push(values),
                Type::Named(id) if !seen.insert(*id) => {}
                Type::Named(id) => match types.get(*id).map(|def| &def.kind) {
                    Some(TypeKind::Struct(body)) => all.add(body),
                    Some(TypeKind::Union(union)) => {
                        waiting.extend(union.variants.iter().map(|variant| &variant.schema));
                    }
                    Some(TypeKind::Alias(schema)) => waiting.push(schema),
                    _ => all.is_open = true,
                },
                _ => all.is_open = true,
            }
        }
        all
    }

    fn add(&mut self, body: &'t Struct) {
        self.objects.push(body);
        if let Additional::Typed(values) = &body.additional {
            self.others.push(values);
        }
    }

    /// What the property is to an encoding; `None` if there is no such property.
    pub(super) fn kind(&self, types: &Types, name: &str) -> Option<Kind> {
        let kinds = self.schemas(name).into_iter().map(|schema| Kind::of(types, schema));
        kinds.reduce(Kind::or).or(self.is_open.then_some(Kind::Open))
    }

    /// Whether a body must have the property.
    pub(super) fn is_required(&self, name: &str) -> bool {
        let asks = |body: &&Struct| body.properties.iter().any(|property| property.wire == name && property.required);
        !self.objects.is_empty() && self.objects.iter().all(asks) && !self.is_open
    }

    /// The schema of the property, if it is the same in all that the body may be.
    pub(super) fn schema(&self, name: &str) -> Option<&'t Schema> {
        let schemas = self.schemas(name);
        let (first, rest) = schemas.split_first()?;
        rest.iter().all(|other| first.is_same_type(other) && first.xml == other.xml).then_some(first)
    }

    /// What values of the property may be: those of its name before those of any.
    fn schemas(&self, name: &str) -> Vec<&'t Schema> {
        let properties = self.objects.iter().flat_map(|body| &body.properties);
        let named: Vec<_> =
            properties.filter(|property| property.wire == name).map(|property| &property.schema).collect();
        if named.is_empty() { self.others.clone() } else { named }
    }
}

/// What a property is to an encoding.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Scalar,
    /// Objects, or lists in a list; maybe scalars as well.
    Nested,
    /// A file, or what is nested.
    Mixed,
    Open,
}

impl Kind {
    fn of(types: &Types, schema: &Schema) -> Self {
        Self::found(types, schema, false, &mut HashSet::new()).unwrap_or(Self::Open)
    }

    /// `None` where it is one of the types `seen` already, of which a union may be made several times.
    fn found(types: &Types, schema: &Schema, is_item: bool, seen: &mut HashSet<TypeId>) -> Option<Self> {
        let id = match &schema.ty {
            Type::Text(Text::Upload) => return Some(Self::File),
            Type::List(items) if !is_item => return Self::found(types, items, true, seen),
            Type::List(_) | Type::Map(_) => return Some(Self::Nested),
            Type::Any => return Some(Self::Open),
            Type::Named(id) => *id,
            _ => return Some(Self::Scalar),
        };
        match types.get(id).map(|def| &def.kind) {
            Some(TypeKind::Struct(_) | TypeKind::Tuple(_)) => Some(Self::Nested),
            Some(TypeKind::Enum(_)) => Some(Self::Scalar),
            Some(TypeKind::Alias(schema)) if seen.insert(id) => Self::found(types, schema, is_item, seen),
            Some(TypeKind::Union(union)) if seen.insert(id) => {
                let members = union.variants.iter();
                members.filter_map(|variant| Self::found(types, &variant.schema, is_item, seen)).reduce(Self::or)
            }
            _ => None,
        }
    }

    /// What may be one or the other.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, same) if one == same => one,
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::File | Self::Mixed, Self::Nested) | (Self::Nested, Self::File | Self::Mixed) => Self::Mixed,
            (Self::Mixed, _) | (_, Self::Mixed) => Self::Mixed,
            (Self::Nested, _) | (_, Self::Nested) => Self::Nested,
            _ => Self::Open,
        }
    }
}

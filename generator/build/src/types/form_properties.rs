//! The properties that a form or multipart body may have, and their kinds.

use foldhash::{HashSet, HashSetExt};

use model::{Additional, PartKey, Schema, TextFormat, Type, TypeId, TypeKind, Types};

#[derive(Default)]
pub(crate) struct Properties<'t> {
    /// The structs and tuples that the body may be: several if the body is a union.
    objects: Vec<&'t TypeKind>,
    /// The schemas of additional properties.
    others: Vec<&'t Schema>,
    is_open: bool,
    /// Whether the body is an array, whose items are the properties.
    is_array: bool,
}

impl<'t> Properties<'t> {
    pub(crate) fn of(types: &'t Types, body: Option<&'t Schema>) -> Self {
        let mut properties = Self::default();
        let mut waiting: Vec<&Schema> = body.into_iter().collect();
        properties.is_open = waiting.is_empty();
        let mut seen = HashSet::new();
        while let Some(schema) = waiting.pop() {
            match &schema.ty {
                Type::Map(values) => properties.others.push(values),
                Type::List(items) => {
                    properties.is_array = true;
                    properties.others.push(items);
                }
                Type::Named(id) if !seen.insert(*id) => {}
                Type::Named(id) => match types.get(*id).map(|def| &def.kind) {
                    Some(kind @ (TypeKind::Struct(body) | TypeKind::Tuple(body))) => {
                        properties.is_array |= matches!(kind, TypeKind::Tuple(_));
                        properties.objects.push(kind);
                        if let Additional::Typed(values) = &body.additional {
                            properties.others.push(values);
                        }
                    }
                    Some(TypeKind::Union(union)) => {
                        waiting.extend(union.variants.iter().map(|variant| &variant.schema));
                    }
                    Some(TypeKind::Alias(schema)) => waiting.push(schema),
                    _ => properties.is_open = true,
                },
                _ => properties.is_open = true,
            }
        }
        properties
    }

    pub(crate) fn is_array(&self) -> bool {
        self.is_array
    }

    /// Returns whether the body is an array, but not a tuple.
    pub(crate) fn is_list(&self) -> bool {
        self.is_array && self.objects.is_empty()
    }

    /// Returns the number of items that have separate schemas, if the body is a tuple.
    pub(crate) fn count(&self) -> usize {
        let counts = self.objects.iter().map(|kind| match kind {
            TypeKind::Tuple(items) => items.properties.len(),
            _ => 0,
        });
        counts.max().unwrap_or(0)
    }

    pub(crate) fn kind(&self, types: &Types, part: &PartKey) -> Option<FormPropertyKind> {
        let kinds = self.schemas(part).into_iter().map(|schema| {
            FormPropertyKind::of(types, schema, self.is_array, &mut HashSet::new())
                .unwrap_or(FormPropertyKind::Open)
        });
        match kinds.reduce(FormPropertyKind::or) {
            None if self.is_open => Some(FormPropertyKind::Open),
            kind => kind,
        }
    }

    pub(crate) fn is_required(&self, part: &PartKey) -> bool {
        !self.objects.is_empty()
            && self.objects.iter().all(|kind| {
                part.property_in(kind)
                    .is_some_and(|property| property.required)
            })
            && !self.is_open
    }

    /// Returns the schema of a property, if it is the same in all objects.
    pub(crate) fn schema(&self, part: &PartKey) -> Option<&'t Schema> {
        let schemas = self.schemas(part);
        let (first, others) = schemas.split_first()?;
        let are_same = others
            .iter()
            .all(|other| first.is_same_type(other) && first.xml == other.xml);
        if are_same { Some(first) } else { None }
    }

    /// Returns the schemas of a property, or the schemas of additional properties if no object
    /// names it.
    fn schemas(&self, part: &PartKey) -> Vec<&'t Schema> {
        let properties = self.objects.iter().copied();
        let described: Vec<_> = properties
            .filter_map(|kind| part.property_in(kind))
            .map(|property| &property.schema)
            .collect();
        if described.is_empty() {
            self.others.clone()
        } else {
            described
        }
    }
}

/// The kind of a property, as far as encodings depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormPropertyKind {
    File,
    Scalar,
    /// Objects, or arrays in an array; possibly also scalars.
    Nested,
    /// A file or a nested value.
    Mixed,
    Open,
}

impl FormPropertyKind {
    /// Returns the kind of a schema; `None` for a type in `seen`, because a union may contain the
    /// same type several times.
    fn of(
        types: &Types,
        schema: &Schema,
        is_item: bool,
        seen: &mut HashSet<TypeId>,
    ) -> Option<Self> {
        let id = match &schema.ty {
            Type::Text(TextFormat::Upload) => return Some(Self::File),
            Type::List(items) if !is_item => return Self::of(types, items, true, seen),
            Type::List(_) | Type::Map(_) => return Some(Self::Nested),
            Type::Any => return Some(Self::Open),
            Type::Named(id) => *id,
            _ => return Some(Self::Scalar),
        };
        match types.get(id).map(|def| &def.kind) {
            Some(TypeKind::Struct(_) | TypeKind::Tuple(_)) => Some(Self::Nested),
            Some(TypeKind::Enum(_)) => Some(Self::Scalar),
            Some(TypeKind::Alias(schema)) if seen.insert(id) => {
                Self::of(types, schema, is_item, seen)
            }
            Some(TypeKind::Union(union)) if seen.insert(id) => {
                let members = union.variants.iter();
                members
                    .filter_map(|variant| Self::of(types, &variant.schema, is_item, seen))
                    .reduce(Self::or)
            }
            _ => None,
        }
    }

    /// Returns the kind of a property whose values may have either of two kinds.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (kind, same) if kind == same => kind,
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::File | Self::Mixed, Self::Nested) | (Self::Nested, Self::File | Self::Mixed) => {
                Self::Mixed
            }
            (Self::Mixed, _) | (_, Self::Mixed) => Self::Mixed,
            (Self::Nested, _) | (_, Self::Nested) => Self::Nested,
            _ => Self::Open,
        }
    }
}

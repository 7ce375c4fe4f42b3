//! Types of other crates, which `generator.yaml` puts in place of those of schemas or formats.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::conversion::Schemas;
use super::schema_key::SchemaKey;
use crate::context::BuildContext;
use crate::names::inline_types::{NameFacts, SchemaUse};
use diag::Origin;
use model::{
    AddedCode, Limits, Replaced, Schema, TextFormat, Type, TypeDef, TypeId, TypeKind, Usage,
    last_segment,
};

/// The prefix of a key of `types` that is a format.
pub(crate) const FORMAT: &str = "format:";

/// The replacements of `generator.yaml`.
#[derive(Default)]
pub(crate) struct Replacements {
    /// Paths of types, by the location of a schema.
    by_origin: HashMap<Origin, String>,
    /// Paths of types, by format, in the order of `generator.yaml`.
    by_format: IndexMap<String, String>,
    /// The types that replace values of formats.
    of_formats: Vec<ReplacedFormat>,
}

/// A type of another crate, in place of the values of formats.
struct ReplacedFormat {
    /// The type of another crate.
    path: String,
    /// The type without the replacement.
    original: Type,
    id: TypeId,
}

impl Replacements {
    pub(super) fn of(cx: &BuildContext<'_>) -> Self {
        let mut replacements = Self::default();
        for (key, replacement) in &cx.config.types.replaced {
            let path = replacement.path.clone();
            if let Some(format) = key.strip_prefix(FORMAT) {
                replacements.by_format.insert(format.to_owned(), path);
            } else if let Some(origin) = cx.schema_of_key(key) {
                replacements.by_origin.insert(origin, path);
            }
        }
        replacements
    }
}

impl Schemas<'_> {
    /// Replaces the type of the schema at `origin`, if the configuration says so. A type that is
    /// not built yet is only marked, because unions look into their members. It may be that of the
    /// only member of a union.
    pub(super) fn replace_configured(
        &mut self,
        origin: &Origin,
        schema: Schema,
        schema_use: &SchemaUse,
    ) -> Schema {
        let Some(path) = self.replacements.by_origin.get(origin).cloned() else {
            return schema;
        };
        if let Type::Named(id) = schema.ty
            && let Some(def) = self.table.types.get(id)
            && def.origin.is_within(origin)
        {
            self.table.replaced.insert(id, path);
            return schema;
        }
        let schema_use = schema_use.clone();
        let id = self.push_replaced(path, origin.clone(), schema.clone(), schema_use, None);
        with_type(schema, id)
    }

    /// Replaces the type of a string, number or boolean whose format is replaced.
    pub(super) fn replace_format(&mut self, key: &SchemaKey, schema: Schema) -> Schema {
        let Some(format) = schema.format.clone() else {
            return schema;
        };
        let Some(path) = self.replacements.by_format.get(&format).cloned() else {
            return schema;
        };
        let is_file = matches!(
            schema.ty,
            Type::Text(TextFormat::Binary | TextFormat::Upload)
        );
        let is_configured = self.replacements.by_origin.contains_key(key.origin());
        if !schema.ty.is_scalar() || schema.constant.is_some() || is_file || is_configured {
            return schema;
        }
        self.table.replaced_formats.insert(format.clone());
        let ty = schema.ty.clone();
        let mut of_formats = self.replacements.of_formats.iter();
        let same_path = of_formats.find(|other| other.path == path && other.original == ty);
        if let Some(same_path) = same_path {
            let id = same_path.id;
            return with_type(schema, id);
        }
        let name = SchemaUse::of_name(last_segment(&path));
        let original = Schema {
            format: Some(format),
            ..Schema::of(ty.clone(), schema.origin.clone())
        };
        // The type belongs to no location; that of the first format is not one of a schema.
        let origin = schema.origin.child("format");
        let by_format = self.replacements.by_format.iter();
        let formats: Vec<String> = by_format
            .filter(|(_, other)| **other == path)
            .map(|(format, _)| format!("`{format}`"))
            .collect();
        let docs = Some(format!("A value with the format {}.", formats.join(" or ")));
        let id = self.push_replaced(path.clone(), origin, original, name, docs);
        self.replacements.of_formats.push(ReplacedFormat {
            path,
            original: ty,
            id,
        });
        with_type(schema, id)
    }

    fn push_replaced(
        &mut self,
        path: String,
        origin: Origin,
        original: Schema,
        schema_use: SchemaUse,
        docs: Option<String>,
    ) -> TypeId {
        self.table.name_facts.push(NameFacts::new(schema_use, None));
        let original = Schema {
            nullable: false,
            ..original
        };
        self.table.types.push(TypeDef {
            name: String::new(),
            naming: Vec::new(),
            keeps_name: false,
            has_short_name: false,
            module: String::new(),
            kind: TypeKind::Replaced(Replaced {
                path,
                original: Box::new(TypeKind::Alias(original)),
            }),
            docs,
            deprecated: false,
            added: AddedCode::default(),
            usage: Usage::default(),
            origin,
        })
    }
}

fn with_type(schema: Schema, id: TypeId) -> Schema {
    Schema {
        ty: Type::Named(id),
        constraints: Limits::default(),
        numbers_in_strings: false,
        ..schema
    }
}

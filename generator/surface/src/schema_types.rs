//! The emitted Rust type of each schema: the type of its field or argument.

use foldhash::{HashMap, HashMapExt};

use crate::index::ApiIndex;
use crate::names::TypeNames;
use crate::rust_type::RustType;
use diag::Origin;
use model::{Additional, Api, Content, Operation, Schema, SchemaEntry, Type, TypeDef, TypeKind};

/// The types of all schemas of fields, arguments, bodies, items and members.
pub struct SchemaTypes<'a> {
    index: ApiIndex<'a>,
    types: HashMap<Origin, String>,
}

impl<'a> SchemaTypes<'a> {
    /// Determines the types of all schemas of a model.
    pub fn of(api: &'a Api) -> Self {
        let index = ApiIndex::of(api);
        let mut collector = SchemaTypeCollector {
            index: &index,
            types: HashMap::new(),
        };
        for (_, def) in api.types.iter() {
            collector.add_definition(def);
        }
        for operation in &api.operations {
            collector.add_operation(operation);
        }
        for webhook_request in &api.webhook_requests {
            let answers = webhook_request
                .answers
                .iter()
                .flat_map(|answer| &answer.contents);
            collector.add_contents(webhook_request.contents.iter().chain(answers));
        }
        let types = collector.types;
        Self { index, types }
    }

    /// Returns the type of a schema: `types::Pet`, `Field<Vec<Option<Date>>>`.
    pub fn rust(&self, entry: &'a SchemaEntry) -> String {
        match self.types.get(&entry.origin) {
            Some(text) => text.clone(),
            None => full_type_text(&self.index, &self.index.value_type(&entry.ty)),
        }
    }
}

/// Formats a type, with paths that are relative to the crate.
fn full_type_text(index: &ApiIndex<'_>, ty: &RustType) -> String {
    TypeNames::from_crate(index, "").text(ty)
}

struct SchemaTypeCollector<'c, 'a> {
    index: &'c ApiIndex<'a>,
    types: HashMap<Origin, String>,
}

impl<'a> SchemaTypeCollector<'_, 'a> {
    /// Adds the type of a schema. If several structs have a field with this schema, `is_home` is
    /// true for the struct whose schema describes it, which takes precedence.
    fn add(&mut self, schema: &'a Schema, rust: String, is_home: bool) {
        let entry = self.types.entry(schema.origin.clone());
        if is_home {
            entry.insert_entry(rust);
        } else {
            entry.or_insert(rust);
        }
        if let Type::List(item) | Type::Map(item) = &schema.ty {
            self.add_item(item);
        }
    }

    fn add_item(&mut self, schema: &'a Schema) {
        let rust = full_type_text(self.index, &self.index.item_type(schema));
        self.add(schema, rust, false);
    }

    fn add_definition(&mut self, def: &'a TypeDef) {
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => {
                for field in self.index.fields(def, record) {
                    let rust = full_type_text(self.index, &field.ty(self.index));
                    let schema = &field.property.schema;
                    self.add(schema, rust, schema.origin.is_within(&def.origin));
                }
                if let Additional::Typed(schema) = &record.additional {
                    self.add_item(schema);
                }
            }
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    self.add_item(&variant.schema);
                }
            }
            TypeKind::Alias(schema) => self.add_item(schema),
            TypeKind::Enum(_) | TypeKind::Replaced(_) => {}
        }
    }

    fn add_operation(&mut self, operation: &'a Operation) {
        for parameter in &operation.parameters {
            let argument = self.index.argument(&parameter.schema);
            let text = full_type_text(self.index, &argument.ty);
            self.add(&parameter.schema, text, false);
        }
        self.add_contents(operation.body.iter().flat_map(|body| &body.contents));
        for response in &operation.responses {
            self.add_contents(&response.contents);
        }
    }

    fn add_contents(&mut self, contents: impl IntoIterator<Item = &'a Content>) {
        for content in contents {
            if let Some(schema) = &content.schema {
                self.add_item(schema);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use description::Document;

    const DESCRIPTION: &str = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a/{id}:
    post:
      parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: days, in: query, schema: {type: array, items: {type: string, format: date}}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses:
        '200':
          description: D
          content: {application/json: {schema: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}}}
components:
  schemas:
    A:
      type: object
      required: [name, maybe, any]
      properties:
        name: {type: string}
        maybe: {type: [string, 'null']}
        any: {}
        days: {type: [array, 'null'], items: {type: [string, 'null'], format: date}}
        kinds: {type: object, additionalProperties: {type: string, enum: [a, b]}}
        parent: {$ref: '#/components/schemas/A'}
        inner: {type: object, properties: {x: {type: number}}}
        label: {$ref: '#/components/schemas/Label'}
    B: {required: [days], allOf: [{$ref: '#/components/schemas/A'}]}
    Label: {type: string}
";

    #[test]
    fn schema_types_match_fields_and_arguments() {
        let (mut document, _) = Document::from_text("a.yaml", DESCRIPTION.to_owned()).unwrap();
        description::raise::raise_to_3_2(&mut document);
        let api = build::build_model(&document, &config::Config::default(), None).api;
        let places = SchemaTypes::of(&api);
        let rust = |pointer: &str| {
            let entry = api
                .schemas
                .iter()
                .find(|entry| entry.origin.pointer.as_ref() == pointer);
            places.rust(entry.unwrap_or_else(|| panic!("no {pointer}")))
        };
        let call = "/paths/~1a~1{id}/post";
        for (place, expected) in [
            ("parameters/0/schema", "impl Into<String>"),
            (
                "parameters/1/schema",
                "impl IntoIterator<Item = impl Into<Date>>",
            ),
            ("parameters/1/schema/items", "Date"),
            ("requestBody/content/application~1json/schema", "types::A"),
            (
                "responses/200/content/application~1json/schema",
                "Option<types::A>",
            ),
        ] {
            assert_eq!(rust(&format!("{call}/{place}")), expected, "{place}");
        }
        for (place, expected) in [
            ("A", "types::A"),
            ("Label", "String"),
            ("A/properties/name", "String"),
            ("A/properties/maybe", "Option<String>"),
            ("A/properties/any", "serde_json::Value"),
            ("A/properties/days", "Field<Vec<Option<Date>>>"),
            ("A/properties/days/items", "Option<Date>"),
            (
                "A/properties/kinds",
                "Option<std::collections::BTreeMap<String, types::a::Kind>>",
            ),
            ("A/properties/parent", "Option<Box<types::A>>"),
            ("A/properties/inner", "Option<types::a::Inner>"),
            ("A/properties/inner/properties/x", "Option<f64>"),
            ("A/properties/label", "Option<String>"),
        ] {
            assert_eq!(
                rust(&format!("/components/schemas/{place}")),
                expected,
                "{place}"
            );
        }
    }
}

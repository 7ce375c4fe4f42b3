//! The docs of `types` about values and properties that the description lacks, with examples.

use code_format::code;
use serde_json::{Value, json};

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::doctest::{doctest_program, indent_lines, statement_block};
use crate::imports::Imports;
use crate::rust_type::full_type_path;
use model::{Additional, EnumBase, Schema, Type, TypeId, TypeKind};
use samples::{Amount, SampleDirection};
use surface::OutputFacts;

/// A property name and an enum value that no description has.
const NEW: &str = "of_the_next_version";

/// Maximum number of members of an example object.
const MAX_MEMBERS: usize = 6;

/// Returns the docs about unknown values; they are empty if there is no example of them.
pub(super) fn unknown_value_docs<'a>(cx: &'a RenderContext<'a>) -> Doc {
    let enum_code = enum_example(cx);
    let property_code = unknown_property_example(cx);
    if enum_code.is_none() && property_code.is_none() {
        return Doc::new();
    }
    let mut doc = Doc::new().heading("New values and properties").paragraph(
        "A server may send values and properties that this version of the crate does not know. They are kept.",
    );
    if let Some(code) = &enum_code {
        doc = doc
            .paragraph("An enum keeps an unknown value and serializes it unchanged:")
            .code("", code);
    }
    if let Some(code) = &property_code {
        doc = doc
            .paragraph("An object keeps unknown properties in `extra` and serializes them unchanged:")
            .code("", code)
            .paragraph(
                "A value that `serde_json::Value` cannot represent, such as `1e400` or an unpaired surrogate, is kept \
                 there as a string. Numbers beyond 64 bits are rounded to a float, unless your program enables the \
                 feature `arbitrary_precision` of `serde_json`.",
            );
    }
    doc
}

/// Returns an example with an enum, preferably from the response of a showcased operation, or else
/// with docs.
fn enum_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown_enums: Vec<TypeId> = response_schemas(cx)
        .find_map(|schema| enums_of_properties(cx, schema))
        .unwrap_or_default();
    let (_, def, variants) = cx
        .api
        .types
        .iter()
        .filter_map(|(id, def)| match &def.kind {
            TypeKind::Enum(constants) if constants.base == EnumBase::Text && !def.deprecated => {
                Some((id, def, &constants.variants))
            }
            _ => None,
        })
        .filter(|(_, _, variants)| !variants.is_empty())
        .min_by_key(|(id, def, variants)| {
            let has_docs = def.docs.as_deref().is_some_and(|docs| !docs.is_empty());
            let is_telling = has_docs && variants.len() > 1;
            (!shown_enums.contains(id), !is_telling)
        })?;
    let variant = variants.first()?;
    if variants.iter().any(|variant| variant.wire == NEW) {
        return None;
    }
    let mut imports = Imports::outside(cx);
    let name = imports.shorten(&full_type_path(def));
    let variant_name = make_ident(&variant.rust);
    let wire = &variant.wire;
    let known_value =
        statement_block(&code!(assert_eq!(#name::from(#wire), #name::#variant_name);))?;
    let new_value = statement_block(&code! {
        let new = #name::from(#NEW);
        assert!(matches!(new, #name::Unknown(_)));
        assert_eq!(new.as_str(), #NEW);
    })?;
    let body = format!("{known_value}\n{new_value}");
    Some(doctest_program(&imports, &body, None))
}

/// Returns the response schemas of the showcased methods.
fn response_schemas<'a>(cx: &'a RenderContext<'a>) -> impl Iterator<Item = &'a Schema> {
    let items = cx.showcase().filter_map(|(_, operation)| {
        let facts = cx.index.method(operation)?;
        facts.paged_item().or(match facts.output {
            OutputFacts::Json(schema) => Some(schema),
            _ => None,
        })
    });
    let responses = cx
        .showcase()
        .flat_map(|(_, operation)| &operation.responses);
    let successes = responses.filter(|response| response.is_success);
    items.chain(
        successes
            .flat_map(|response| &response.contents)
            .filter_map(|content| content.schema.as_ref()),
    )
}

/// Returns the enums among the properties of a schema, if it is an object that has some.
fn enums_of_properties<'a>(cx: &'a RenderContext<'a>, schema: &'a Schema) -> Option<Vec<TypeId>> {
    let (_, record) = cx.index.as_struct(schema)?;
    let mut enums = Vec::new();
    for property in &record.properties {
        let Type::Named(id) = cx.index.resolve(&property.schema).ty else {
            continue;
        };
        if let Some(TypeKind::Enum(_)) = cx.index.def(*id).map(|def| &def.kind) {
            enums.push(*id);
        }
    }
    if enums.is_empty() { None } else { Some(enums) }
}

fn unknown_property_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    response_schemas(cx).find_map(|schema| unknown_property_example_of(cx, schema))
}

fn unknown_property_example_of<'a>(
    cx: &'a RenderContext<'a>,
    schema: &'a Schema,
) -> Option<String> {
    let (def, record) = cx
        .index
        .as_struct(schema)
        .filter(|(def, _)| !def.deprecated)?;
    let has_extra = record
        .properties
        .iter()
        .any(|property| property.rust == "extra");
    if has_extra || matches!(record.additional, Additional::Typed(_)) {
        return None;
    }
    let Value::Object(mut members) =
        cx.samples
            .make(schema, SampleDirection::Response, Amount::Least)?
    else {
        return None;
    };
    if members.len() > MAX_MEMBERS || members.insert(NEW.to_owned(), json!(1)).is_some() {
        return None;
    }
    let object = serde_json::to_string_pretty(&members).ok()?;
    let is_plain =
        object.chars().all(|c| c == '\n' || matches!(c, ' '..='~')) && !object.contains("\"#");
    if !is_plain {
        return None;
    }
    let mut imports = Imports::outside(cx);
    let name = imports
        .shorten(&full_type_path(def))
        .to_string()
        .replace(' ', "");
    let body = format!(
        "    let json = r#\"{}\"#;\n    let value: {name} = serde_json::from_str(json)?;\n    \
         assert_eq!(value.extra[\"{NEW}\"], 1);",
        indent_lines(&object).trim_start()
    );
    Some(doctest_program(&imports, &body, Some("serde_json::Error")))
}

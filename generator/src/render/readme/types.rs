//! The README parts about types: constructors, `null` versus absent, unknown values and properties.

use quote::quote;
use serde_json::{Map, Value, json};

use super::part::{fenced_code_block, join_readme_blocks, statement_block};
use crate::model::{Additional, EnumBase, Presence, Schema, Type, TypeDef, TypeId, TypeKind};
use crate::render::context::{RenderContext, make_ident};
use crate::render::imports::Imports;
use crate::render::quick_start::indent_lines;
use crate::render::resources::OutputFacts;
use crate::render::rust_type::full_type_path;
use crate::render::types::struct_field_facts;
use crate::samples::{Amount, SampleDirection};

/// A property name and an enum value that no description has.
const NEW: &str = "of_the_next_version";

/// Maximum number of members of an example object.
const MAX_MEMBERS: usize = 6;

pub(super) fn types_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    cx.api.types.iter().next()?;
    let mut parts = vec![
        "## Types",
        "Request and response types are plain values in the module `types`. All of them implement `Clone`,\n\
         `Debug`, `PartialEq`, `Serialize` and `Deserialize`. Request types have a `new(…)` that takes the\n\
         required properties, and a setter for each optional one. `Debug` hides the values that the description\n\
         marks as secrets (`format: password`, or strings that are `writeOnly`).",
    ];
    let null = null_example(cx);
    if let Some(code) = &null {
        let intro = "An absent property differs from one that is `null`: the server keeps the value of the former and clears\n\
             the latter. If the description allows both, the property is a `Field`:";
        parts.extend([intro, code]);
    }
    Some(join_readme_blocks(&parts))
}

/// Returns an example object with a property absent, null, and set; it is the simplest of the request objects.
fn null_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let contents = cx
        .showcase()
        .filter_map(|(_, operation)| operation.body.as_ref()?.contents.first());
    let schemas = contents.filter_map(|content| content.schema.as_ref());
    let mut schemas: Vec<&Schema> = schemas.collect();
    schemas.sort_by_cached_key(|schema| match cx.as_struct(schema) {
        Some((_, def, record)) => struct_field_facts(cx, def, record)
            .iter()
            .filter(|field| field.is_asked_for())
            .count(),
        None => usize::MAX,
    });
    schemas
        .into_iter()
        .find_map(|schema| null_example_of(cx, schema))
}

fn null_example_of<'a>(cx: &'a RenderContext<'a>, schema: &'a Schema) -> Option<String> {
    let (_, def, record) = cx.as_struct(schema).filter(|(_, def, _)| !def.deprecated)?;
    let least = cx
        .samples
        .make_like(schema, SampleDirection::Request, Amount::Least, None)?;
    let members = least
        .as_object()
        .filter(|members| members.len() <= MAX_MEMBERS)?;
    let field = struct_field_facts(cx, def, record)
        .into_iter()
        .find(|field| {
            // A value of any type may be null, so its setter sends `null` without a `Field`.
            let is_any = matches!(cx.resolve(&field.property.schema).ty, Type::Any);
            let is_field = field.presence == Presence::Field && field.is_settable && !is_any;
            is_field && !field.property.deprecated && !field.property.boxed
        })?;
    let wire = &field.property.wire;
    let set = cx
        .samples
        .make_like(
            &field.property.schema,
            SampleDirection::Request,
            Amount::Least,
            None,
        )
        .filter(|value| !value.is_null())?;
    let mut imports = Imports::outside(cx);
    let cleared = object_with_member(members, wire, Value::Null);
    let changed = object_with_member(members, wire, set);
    let [kept, cleared, changed] = [&least, &cleared, &changed]
        .map(|value| Some(imports.shorten(cx.writer().argument(schema, value)?)));
    let (kept, cleared, changed) = (kept?, cleared?, changed?);
    let body = statement_block(quote! {
        let kept = #kept;
        let cleared = #cleared;
        let changed = #changed;
        assert!(kept != cleared && cleared != changed);
    })?;
    Some(doctest_program(&imports, &body, "()", ""))
}

pub(super) fn unknown_values_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let (constants, properties) = (enum_example(cx), unknown_property_example(cx));
    if constants.is_none() && properties.is_none() {
        return None;
    }
    let mut parts = vec![
        "### New values and properties",
        "A server may send values and properties that this version of the crate does not know. They are kept.",
    ];
    if let Some(code) = &constants {
        parts.extend([
            "An enum keeps an unknown value and serializes it unchanged:",
            code,
        ]);
    }
    if let Some(code) = &properties {
        parts.extend([
            "An object keeps unknown properties in `extra` and serializes them unchanged:",
            code,
        ]);
        parts.push(
            "A value that `serde_json::Value` cannot represent, such as `1e400` or an unpaired surrogate, is kept\n\
             there as a string. Numbers beyond 64 bits are rounded to a float, unless your program enables\n\
             the feature `arbitrary_precision` of `serde_json`.",
        );
    }
    Some(join_readme_blocks(&parts))
}

/// Returns an object of these members, with one of them added or replaced.
fn object_with_member(members: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}

/// Returns an example enum, preferably of a showcased operation, or else one with docs.
fn enum_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let enums = cx.api.types.iter().filter_map(|(id, def)| match &def.kind {
        TypeKind::Enum(constants) if constants.base == EnumBase::Text && !def.deprecated => {
            Some((id, def, constants))
        }
        _ => None,
    });
    let first: Vec<TypeId> = response_schemas(cx)
        .find_map(|schema| enums_of(cx, schema))
        .unwrap_or_default();
    let mut all: Vec<_> = enums
        .filter(|(_, _, constants)| !constants.variants.is_empty())
        .collect();
    all.sort_by_key(|(id, def, constants)| {
        let has_docs = def.docs.as_deref().is_some_and(|docs| !docs.is_empty());
        let is_telling = has_docs && constants.variants.len() > 1;
        (!first.contains(id), !is_telling)
    });
    let (_, def, constants) = all.into_iter().next()?;
    let variant = constants.variants.first()?;
    if constants.variants.iter().any(|variant| variant.wire == NEW) {
        return None;
    }
    let mut imports = Imports::outside(cx);
    let (name, known, wire) = (
        imports.shorten(full_type_path(def)),
        make_ident(&variant.rust),
        &variant.wire,
    );
    let known = statement_block(quote!(assert_eq!(#name::from(#wire), #name::#known);))?;
    let new = statement_block(quote! {
        let new = #name::from(#NEW);
        assert!(matches!(new, #name::Unknown(_)));
        assert_eq!(new.as_str(), #NEW);
    })?;
    Some(doctest_program(
        &imports,
        &format!("{known}\n{new}"),
        "()",
        "",
    ))
}

/// Returns the response schemas of the showcased methods.
fn response_schemas<'a>(cx: &'a RenderContext<'a>) -> impl Iterator<Item = &'a Schema> {
    let items = cx.showcase().filter_map(|(_, operation)| {
        let facts = cx.method(operation)?;
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

/// Returns the enums among the properties of a schema, if it is an object.
fn enums_of<'a>(cx: &'a RenderContext<'a>, schema: &'a Schema) -> Option<Vec<TypeId>> {
    let (_, _, record) = cx.as_struct(schema)?;
    let named =
        record
            .properties
            .iter()
            .filter_map(|property| match cx.resolve(&property.schema).ty {
                Type::Named(id) => Some(*id),
                _ => None,
            });
    Some(
        named
            .filter(|id| {
                matches!(
                    cx.def(*id),
                    Some(TypeDef {
                        kind: TypeKind::Enum(_),
                        ..
                    })
                )
            })
            .collect::<Vec<_>>(),
    )
    .filter(|enums| !enums.is_empty())
}

fn unknown_property_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    response_schemas(cx).find_map(|schema| unknown_property_example_of(cx, schema))
}

fn unknown_property_example_of<'a>(
    cx: &'a RenderContext<'a>,
    schema: &'a Schema,
) -> Option<String> {
    let (_, def, record) = cx.as_struct(schema).filter(|(_, def, _)| !def.deprecated)?;
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
        .shorten(full_type_path(def))
        .to_string()
        .replace(' ', "");
    let body = format!(
        "    let json = r#\"{}\"#;\n    let value: {name} = serde_json::from_str(json)?;\n    \
         assert_eq!(value.extra[\"{NEW}\"], 1);",
        indent_lines(&object).trim_start()
    );
    Some(doctest_program(
        &imports,
        &body,
        "Result<(), serde_json::Error>",
        "    Ok(())\n",
    ))
}

/// Returns a program that runs as a doctest.
fn doctest_program(imports: &Imports<'_>, body: &str, returns: &str, last: &str) -> String {
    let returns = if returns == "()" {
        String::new()
    } else {
        format!(" -> {returns}")
    };
    fenced_code_block(
        "rust",
        &format!(
            "{}\n\nfn main(){returns} {{\n{body}\n{last}}}",
            imports.lines()
        ),
    )
}

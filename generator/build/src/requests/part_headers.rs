//! Headers of parts of a multipart body (`encoding.<part>.headers`).
//!
//! Callers set headers of files on the `Upload`. Other headers of parts in the default media type
//! become parameters, unless they are constant.

use serde_json::{Map, Value};

use super::{parameters, sequences};
use crate::context::BuildContext;
use crate::keywords::parts;
use crate::names::inline_types::SchemaUse;
use crate::schemas::conversion::Schemas;
use crate::schemas::structs;
use crate::types::form_properties::{FormPropertyKind, Properties};
use description::raise::{Annotations, accepts_nothing};
use description::{Document, has_binary_format, listed_values};
use diag::Origin;
use model::{Codec, Content, Operation, Parameter, ParameterLocation, PartKey, RequestBody, Types};
use naming::{Scope, ScopeKind};

/// Returns the headers of parts of a body, as parameters without Rust names. Not all files are
/// known yet.
pub(crate) fn read_request_part_headers<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    body: &RequestBody,
    schema_use: &SchemaUse,
) -> Vec<Parameter> {
    let Some(content) = sent_in_parts(body) else {
        return Vec::new();
    };
    let schema = content.origin.child("schema");
    let count = cx
        .document
        .items(&cx.document.followed(schema).child("prefixItems"))
        .count();
    let mut parameters = Vec::new();
    for (part, encoding_origin) in &sequences::encodings_of_parts(cx, &content.origin, count) {
        let Some(encoding) = cx.document.value(encoding_origin) else {
            continue;
        };
        let names: Vec<&String> =
            described_part_headers(cx.document, encoding_origin, encoding).collect();
        if names.is_empty() || is_file(cx, &content.origin, part) {
            continue;
        }
        let headers = encoding_origin.child("headers");
        for name in names {
            let Some(origin) = cx.follow(&headers.child(name), "the header is not sent") else {
                continue;
            };
            let constant = header_constant(cx, &origin);
            if matches!(constant, Some(HeaderConstant::Always(_))) {
                continue;
            }
            let schema_use = schema_use
                .in_property(&words_of_part(part))
                .in_property(name);
            let Some(mut header) =
                parameters::read_part_header(cx, schemas, &origin, part, name, &schema_use)
            else {
                continue;
            };
            header.required &= constant.is_none();
            parameters.push(header);
        }
    }
    parameters.sort_by(|a, b| a.key().cmp(&b.key()));
    parameters
}

/// Returns the words for a part in names.
fn words_of_part(part: &PartKey) -> String {
    match part {
        PartKey::Named(name) => name.clone(),
        PartKey::Position(index) => structs::name_of_position(*index),
        PartKey::Rest => "items".to_owned(),
    }
}

/// Returns the names of the headers in the encoding at a location, except those that every part
/// has, and those that no part may have.
pub(crate) fn described_part_headers<'d>(
    document: &Document,
    origin: &Origin,
    encoding: &'d Value,
) -> impl Iterator<Item = &'d String> {
    let headers = encoding.get("headers").and_then(Value::as_object);
    let origin = origin.child("headers");
    headers.into_iter().flat_map(Map::keys).filter(move |name| {
        let is_usual =
            ["content-type", "content-disposition"].contains(&name.to_ascii_lowercase().as_str());
        let schema = document.followed(origin.child(name)).child("schema");
        !is_usual && !document.value(&schema).is_some_and(accepts_nothing)
    })
}

/// Returns whether the schema of a property makes it a file or an array of files.
fn is_file(cx: &mut BuildContext<'_>, content: &Origin, part: &PartKey) -> bool {
    let mut existing: Vec<Origin> = Vec::new();
    for schema in parts::flatten_schemas(cx, &[content.child("schema")]) {
        let origin = schema.origin;
        let origins = match part {
            PartKey::Named(name) => vec![origin.child("properties").child(name)],
            PartKey::Position(index) => vec![
                origin.child("prefixItems").item(*index),
                origin.child("items"),
            ],
            PartKey::Rest => vec![origin.child("items")],
        };
        let mut described = origins.into_iter();
        existing.extend(described.find(|origin| cx.document.value(origin).is_some()));
    }
    if !part.is_named() && existing.is_empty() {
        existing.push(content.child("itemSchema"));
    }
    let parts = parts::flatten_schemas(cx, &existing);
    let items: Vec<Origin> = parts
        .iter()
        .filter(|part| part.object.contains_key("items"))
        .map(|part| part.origin.child("items"))
        .collect();
    let schemas = parts.into_iter().chain(parts::flatten_schemas(cx, &items));
    schemas
        .into_iter()
        .any(|part| has_binary_format(part.object))
}

/// Returns the multipart content that is the default, or may become the default, if `prefer_files`
/// moves it to the front.
fn sent_in_parts(body: &RequestBody) -> Option<&Content> {
    let first = body
        .contents
        .first()
        .filter(|first| matches!(first.codec, Codec::Form | Codec::Multipart))?;
    if first.codec == Codec::Multipart {
        return Some(first);
    }
    body.contents
        .iter()
        .find(|content| content.codec == Codec::Multipart)
}

/// Keeps the headers of parts that are sent by default and are not files, and names them. Runs when
/// all types exist.
pub(crate) fn keep_sent_headers(
    cx: &mut BuildContext<'_>,
    operation: &mut Operation,
    types: &Types,
) {
    if operation
        .parameters
        .iter()
        .all(|parameter| parameter.location != ParameterLocation::Part)
    {
        return;
    }
    let (headers, mut others): (Vec<Parameter>, Vec<Parameter>) =
        std::mem::take(&mut operation.parameters)
            .into_iter()
            .partition(|parameter| parameter.location == ParameterLocation::Part);
    let mut sent_headers = match &operation.body {
        Some(body) => sent_part_headers(body, headers, types),
        None => Vec::new(),
    };
    let mut scope = Scope::new(ScopeKind::Parameters);
    for parameter in &others {
        scope.claim(&parameter.rust);
    }
    let words: Vec<String> = sent_headers
        .iter()
        .map(|header| {
            let part = header.part.as_ref().map(words_of_part).unwrap_or_default();
            format!("{part}_{}", header.wire)
        })
        .collect();
    parameters::claim_parameter_names(cx, &mut scope, &mut sent_headers, &words);
    others.extend(sent_headers);
    // Path parameters come first, then required ones.
    others.sort_by_key(|parameter| {
        (
            parameter.location != ParameterLocation::Path,
            !parameter.required,
        )
    });
    operation.parameters = others;
}

fn sent_part_headers(body: &RequestBody, headers: Vec<Parameter>, types: &Types) -> Vec<Parameter> {
    let Some(content) = body
        .contents
        .first()
        .filter(|first| first.codec == Codec::Multipart)
    else {
        return Vec::new();
    };
    let properties = Properties::of(types, content.schema.as_ref());
    let sent_headers = headers.into_iter().filter_map(|mut header| {
        let part = header.part.as_ref()?;
        if properties.is_array() == part.is_named() {
            return None;
        }
        let kind = properties
            .kind(types, part)
            .filter(|kind| *kind != FormPropertyKind::File)?;
        // If the part is not sent, the header is not sent either.
        header.required &= body.required
            && kind != FormPropertyKind::Open
            && (properties.is_required(part) || properties.is_list());
        Some(header)
    });
    sent_headers.collect()
}

/// The value of a header that callers need not set.
pub(crate) enum HeaderConstant {
    /// The value of `const`, or the only value of `enum`.
    Always(String),
    /// The value of `default`.
    Unless(String),
}

pub(crate) fn header_constant(
    cx: &mut BuildContext<'_>,
    header: &Origin,
) -> Option<HeaderConstant> {
    let header = cx.follow(header, "the header is not sent")?;
    let schema_origin = cx.follow(&header.child("schema"), "the header is not sent")?;
    let schema = cx.document.value(&schema_origin)?.as_object()?;
    match listed_values(schema) {
        Some((_, [value])) => scalar_text(value).map(HeaderConstant::Always),
        _ => {
            scalar_text(Annotations::of_object(schema).default_value()?).map(HeaderConstant::Unless)
        }
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

//! Types of response headers: one for each distinct set of headers. Runs after equal types are
//! merged, so that equal sets are recognised.

use std::collections::BTreeMap;

use super::outputs::success_responses;
use crate::context::BuildContext;
use crate::names::type_names::TypeNames;
use crate::types::phases::Typed;
use diag::Diagnostic;
use model::name_rules as rules;
use model::{
    AddedCode, Additional, Coverage, Header, HttpMethod, NameReason, Operation, Property, Schema,
    Struct, Type, TypeDef, TypeKind, Types, Usage,
};
use naming::{Scope, ScopeKind, composed_type_name, field_name, type_name, words_of_text};

/// Sets the header type of each operation whose success responses have headers.
pub(crate) fn define_header_types(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let Typed {
        types,
        names,
        operations,
        ..
    } = typed;
    let mut sets: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (index, operation) in operations.iter_mut().enumerate() {
        let headers = success_headers(operation);
        let has_nested = warn_unreadable_headers(cx, types, &headers);
        if !headers.is_empty() {
            let mut signature: Vec<String> = headers
                .iter()
                .map(|header| {
                    format!(
                        "{} {}",
                        header.wire.to_ascii_lowercase(),
                        rust_type_key(&header.schema)
                    )
                })
                .collect();
            signature.sort_unstable();
            sets.entry(signature).or_default().push(index);
        }
        if has_nested {
            operation.coverage = Coverage::Loosened;
        }
    }
    let mut sets: Vec<Vec<usize>> = sets.into_values().collect();
    for users in &mut sets {
        users.sort_by_cached_key(|at| path_and_method(operations, *at));
    }
    sets.sort_by_cached_key(|users| path_and_method(operations, *users.first()?));
    for users in sets {
        let Some(first) = users.first().and_then(|index| operations.get(*index)) else {
            continue;
        };
        let Some(schema) = define_header_type(cx, types, names, first, users.len()) else {
            continue;
        };
        for index in users {
            if let Some(operation) = operations.get_mut(index) {
                operation.returns.headers = Some(schema.clone());
            }
        }
    }
}

/// Reports headers that `headers_as` cannot read in every response. Returns whether a header has
/// nested arrays or objects.
fn warn_unreadable_headers(cx: &mut BuildContext<'_>, types: &Types, headers: &[&Header]) -> bool {
    let mut has_nested = false;
    for Header {
        wire,
        schema,
        is_content,
        ..
    } in headers
    {
        if *is_content {
            continue;
        }
        if is_nested_header(types, schema) {
            has_nested = true;
            let message = format!(
                "the header `{wire}` has nested arrays or objects, which the style `simple` cannot express"
            );
            let warning = Diagnostic::warning("nested-header", message).at(&schema.origin);
            let instead =
                "`headers_as` reads it only if the server sends JSON; `header` returns its text";
            let help = "describe it under `content` as `application/json` if it is JSON, or as `type: string`";
            cx.loosen(warning.instead(instead).help(help));
        } else if wire.eq_ignore_ascii_case("set-cookie") && is_array_or_object(types, schema) {
            let message = format!(
                "the header `{wire}` is an array or object, but dates in cookies contain commas"
            );
            let warning = Diagnostic::warning("nested-header", message).at(&schema.origin);
            let instead = "`headers_as` splits it at each comma; `header` returns its text";
            let help = "describe it under `content` as `text/plain`, with `type: string`";
            cx.warn(warning.instead(instead).help(help));
        }
    }
    has_nested
}

/// Returns the path and method of an operation, which do not depend on the order of the
/// description.
fn path_and_method(operations: &[Operation], at: usize) -> Option<(String, HttpMethod)> {
    let operation = operations.get(at)?;
    Some((operation.path.clone(), operation.method.clone()))
}

fn is_nested_header(types: &Types, schema: &Schema) -> bool {
    let schema = types.resolve(schema);
    match (&schema.ty, types.kind(schema)) {
        (Type::List(inner) | Type::Map(inner), _) => is_array_or_object(types, inner),
        (_, Some(TypeKind::Struct(body) | TypeKind::Tuple(body))) => body
            .properties
            .iter()
            .any(|property| is_array_or_object(types, &property.schema)),
        _ => false,
    }
}

/// Returns whether the values of a schema are arrays or objects.
fn is_array_or_object(types: &Types, schema: &Schema) -> bool {
    let schema = types.resolve(schema);
    let is_record = matches!(
        types.kind(schema),
        Some(TypeKind::Struct(_) | TypeKind::Tuple(_))
    );
    is_record || matches!(schema.ty, Type::List(_) | Type::Map(_))
}

/// Returns the headers of all success responses, each once.
fn success_headers(operation: &Operation) -> Vec<&Header> {
    let mut headers: Vec<&Header> = Vec::new();
    for header in success_responses(operation)
        .into_iter()
        .flat_map(|response| &response.headers)
    {
        if headers
            .iter()
            .all(|other| !other.wire.eq_ignore_ascii_case(&header.wire))
        {
            headers.push(header);
        }
    }
    headers
}

/// Returns a string that is the same for equal Rust types.
pub(crate) fn rust_type_key(schema: &Schema) -> String {
    let name = match &schema.ty {
        Type::List(inner) => format!("[{}]", rust_type_key(inner)),
        Type::Map(inner) => format!("{{{}}}", rust_type_key(inner)),
        other => format!("{other:?}"),
    };
    format!("{name}{}", schema.nullable)
}

fn define_header_type(
    cx: &mut BuildContext<'_>,
    types: &mut Types,
    names: &mut TypeNames,
    operation: &Operation,
    users: usize,
) -> Option<Schema> {
    let headers = success_headers(operation);
    let response = success_responses(operation)
        .into_iter()
        .find(|response| !response.headers.is_empty())?;
    let origin = response.origin.child("headers");
    let own = composed_type_name(&operation.names.response_stem, "Headers");
    let name = match names.claim_pending(cx, "", &origin) {
        Some(name) => name.path,
        None if users == 1 => names.claim_any(&[own]),
        None => names.claim_any(&[shared_name(&headers), own]),
    };
    let mut scope = Scope::new(ScopeKind::Fields);
    let properties = headers.iter().map(|header| Property {
        rust: scope.claim(&field_name(&header.wire)).name,
        wire: header.wire.clone(),
        schema: header.schema.clone(),
        // Responses may lack even a required header.
        required: false,
        read_only: false,
        write_only: false,
        is_tag: false,
        boxed: false,
        deprecated: header.deprecated,
        docs: header.docs.clone(),
    });
    let body = Struct {
        properties: properties.collect(),
        additional: Additional::Unspecified,
        ..Struct::default()
    };
    let id = types.push(TypeDef {
        name,
        naming: vec![NameReason::rule(&rules::HEADERS)],
        keeps_name: false,
        has_short_name: false,
        module: String::new(),
        kind: TypeKind::Struct(body),
        docs: Some(
            "Headers of a response, as read by `headers_as`. A missing header is `None`."
                .to_owned(),
        ),
        deprecated: false,
        added: AddedCode::default(),
        usage: Usage::default(),
        origin: origin.clone(),
    });
    Some(Schema::of(Type::Named(id), origin))
}

/// Returns a name from the words with which all headers begin, as in `RateLimitHeaders`. If the
/// headers share no words, the name has the words of both headers if there are two, or else is
/// `ResponseHeaders`.
fn shared_name(headers: &[&Header]) -> String {
    let mut names: Vec<Vec<String>> = headers
        .iter()
        .map(|header| {
            words_of_text(&header.wire)
                .into_iter()
                .skip_while(|word| word.eq_ignore_ascii_case("x"))
                .collect()
        })
        .collect();
    names.sort_unstable();
    let Some((first, others)) = names.split_first() else {
        return "ResponseHeaders".to_owned();
    };
    let length = others
        .iter()
        .map(|other| {
            first
                .iter()
                .zip(other)
                .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
                .count()
        })
        .min()
        .unwrap_or(first.len());
    let stem = match (length, others) {
        (0, [other]) => [first.join("_"), other.join("_")].join("_"),
        (0, _) => "response".to_owned(),
        _ => first.get(..length).unwrap_or_default().join("_"),
    };
    composed_type_name(&type_name(&stem), "Headers")
}

//! `tests/round_trip/`: decodes each documented payload, serializes it again, and compares.

use std::collections::BTreeMap;

use quote::quote;
use serde_json::Value;

use super::assertions::value_assertions;
use super::{Payloads, json_text_expression, main_file, test_modules};
use crate::diag::Diagnostic;
use crate::fileset::File;
use crate::format;
use crate::model::{Codec, Envelope, Operation, Output, Resource, Response, Schema};
use crate::naming::{self, Scope, ScopeKind};
use crate::render::context::{RenderContext, make_ident};
use crate::render::deprecation::allow_deprecated;
use crate::render::doc::Doc;
use crate::render::resources::{envelope_value, method_module_scope};
use crate::render::source_file::RustSourceFile;
use crate::render::{RenderJob, RenderJobs};

/// A documented payload that the emitted types can decode.
struct Case<'a> {
    name: String,
    method: &'a str,
    schema: &'a Schema,
    envelope: Option<&'a Envelope>,
    payload: &'a Value,
}

impl<'a> Case<'a> {
    /// The part of the payload that the type describes.
    fn result(&self) -> Option<&'a Value> {
        match self.envelope {
            Some(envelope) => self.payload.get(&envelope.result),
            None => Some(self.payload),
        }
    }
}

pub(super) fn round_trip_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let modules: BTreeMap<String, &Resource> = test_modules(cx)
        .into_iter()
        .filter(|(_, resource)| !round_trip_cases(cx, resource).is_empty())
        .collect();
    if modules.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = modules.keys().cloned().collect();
    let main = RenderJob::new("tests/round_trip/main.rs", move || {
        let mut file = main_file(
            cx,
            Doc::new()
                .paragraph("Every documented payload is decoded and serializes to the same JSON."),
            &names,
        );
        file.imports.add("serde_json", "Value");
        file.push_text(include_str!("same.in").trim_end().to_owned());
        file.print()
    });
    let others = modules.into_iter().map(|(name, resource)| {
        RenderJob::several(move || print_round_trip_tests(cx, &name, resource))
    });
    std::iter::once(main).chain(others).collect()
}

fn round_trip_cases<'a>(cx: &RenderContext<'a>, resource: &'a Resource) -> Vec<Case<'a>> {
    let mut scope = Scope::new(ScopeKind::Variants);
    ["round_trip", "assert_same", "is_same"]
        .iter()
        .for_each(|name| scope.reserve(name));
    let mut cases: Vec<Case<'a>> = cx
        .operations(resource)
        .flat_map(|operation| round_trip_operation_cases(cx, operation))
        .collect();
    for case in &mut cases {
        case.name = scope.claim(&naming::field_name(&case.name)).name;
    }
    cases
}

fn round_trip_operation_cases<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for content in operation
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .filter(|c| c.codec == Codec::Json)
    {
        let Some(schema) = &content.schema else {
            continue;
        };
        cases.extend(content.examples.iter().map(|example| Case {
            name: format!("{} request {}", operation.rust, example.name),
            method: &operation.rust,
            schema,
            envelope: None,
            payload: &example.value,
        }));
    }
    for response in &operation.responses {
        for content in response
            .contents
            .iter()
            .filter(|content| content.codec == Codec::Json)
        {
            let Some((schema, envelope)) = decoded_as(operation, response, content.schema.as_ref())
            else {
                continue;
            };
            cases.extend(content.examples.iter().map(|example| Case {
                name: format!("{} {} {}", operation.rust, response.status, example.name),
                method: &operation.rust,
                schema,
                envelope,
                payload: &example.value,
            }));
        }
    }
    cases.retain(|case| {
        case.result()
            .is_some_and(|value| cx.samples.reads(case.schema, value))
    });
    cases
}

/// The type that a response is decoded as, and the envelope around it.
pub(super) fn decoded_as<'a>(
    operation: &'a Operation,
    response: &Response,
    schema: Option<&'a Schema>,
) -> Option<(&'a Schema, Option<&'a Envelope>)> {
    match &operation.output {
        Output::Json(output) if response.is_success => Some((output, operation.envelope.as_ref())),
        Output::Several(several) => {
            let outcome = several
                .outcomes
                .iter()
                .find(|outcome| outcome.status == response.status);
            let envelope = match outcome {
                Some(outcome) if outcome.enveloped => operation.envelope.as_ref(),
                _ => None,
            };
            Some((schema?, envelope))
        }
        _ => Some((schema?, None)),
    }
}

fn print_round_trip_tests<'a>(
    cx: &'a RenderContext<'a>,
    module: &str,
    resource: &'a Resource,
) -> Result<Vec<File>, Diagnostic> {
    let docs = Doc::new().paragraph(&format!("Payloads of `{}`.", resource.type_name));
    let mut file = RustSourceFile::outside(cx, docs);
    let mut envelopes: Vec<&Envelope> = Vec::new();
    let mut payloads = Payloads::default();
    let mut modules = method_module_scope([module].into_iter());
    let mut method = "";
    for case in round_trip_cases(cx, resource) {
        if method != case.method {
            method = case.method;
            let unit = modules.claim(&naming::module_name(method)).name;
            file.unit(
                unit,
                format!("Payloads of `{}::{method}`.", resource.type_name),
            );
        }
        let envelope = match case.envelope {
            None => quote!(None),
            Some(envelope) => {
                let index = envelopes
                    .iter()
                    .position(|known| *known == envelope)
                    .unwrap_or_else(|| {
                        envelopes.push(envelope);
                        envelopes.len() - 1
                    });
                let name = envelope_name(index);
                file.mention(&name.to_string());
                quote!(Some(&#name))
            }
        };
        push_round_trip_test(&mut file, &mut payloads, &case, &envelope);
    }
    for (index, envelope) in envelopes.into_iter().enumerate() {
        let (name, value) = (
            envelope_name(index),
            envelope_value(&quote!(Envelope), envelope),
        );
        file.imports
            .add(&format!("{}::runtime::api", cx.crate_name()), "Envelope");
        let text = format::format_items("envelope", quote!(static #name: Envelope = #value;))?;
        file.push_shared(&name.to_string(), text);
    }
    file.print_at(&super::test_file_path("round_trip", module))
}

fn envelope_name(index: usize) -> proc_macro2::Ident {
    match index {
        0 => make_ident("ENVELOPE"),
        index => make_ident(&format!("ENVELOPE_{}", index + 1)),
    }
}

fn push_round_trip_test<'a>(
    file: &mut RustSourceFile<'a>,
    payloads: &mut Payloads,
    case: &Case<'a>,
    envelope: &proc_macro2::TokenStream,
) {
    let ty = file.cx.full_item_type(case.schema);
    let name = make_ident(&case.name);
    let Some(result) = case.result() else { return };
    let value = make_ident("value");
    let (assertions, uses_deprecated) = value_assertions(file.cx, case.schema, result, &value);
    let binding = if assertions.is_empty() {
        make_ident("_value")
    } else {
        value
    };
    let allow_deprecated = allow_deprecated(uses_deprecated);
    let json = json_text_expression(file, payloads, &format!("{}_json", case.name), case.payload);
    file.imports.add(
        &format!("{}::runtime::response", file.cx.crate_name()),
        "round_trip",
    );
    file.imports.add("crate", "assert_same");
    file.push(
        &case.name,
        quote! {
            #allow_deprecated
            #[test]
            fn #name() {
                let (#binding, written): (#ty, String) = round_trip(#envelope, #json).unwrap();
                assert_same(&written, #json);
                #assertions
            }
        },
    );
}

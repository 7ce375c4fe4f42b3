//! Decodes each documented payload, serializes it again, and compares.

use code_format::{Ident, code};
use serde_json::Value;

use super::assertions::{ValueAssertions, value_assertions};
use super::payloads::{Payloads, json_text_expression};
use crate::context::{RenderContext, make_ident};
use crate::deprecation::allow_deprecated;
use crate::format;
use crate::resources::envelope_value;
use crate::source_file::RustSourceFile;
use diag::Diagnostic;
use model::{Codec, Envelope, Operation, Output, Response, Schema};

/// A documented payload that the emitted types can decode.
pub(super) struct Case<'a> {
    /// The words of the test's name, which other cases may have as well.
    pub(super) name: String,
    schema: &'a Schema,
    envelope: Option<&'a Envelope>,
    payload: &'a Value,
}

impl<'a> Case<'a> {
    /// Returns the part of the payload that the type describes.
    fn result(&self) -> Option<&'a Value> {
        described_part(self.envelope, self.payload)
    }
}

/// Returns the part of a payload that its type describes.
pub(super) fn described_part<'v>(
    envelope: Option<&Envelope>,
    payload: &'v Value,
) -> Option<&'v Value> {
    match envelope {
        Some(envelope) => payload.get(&envelope.result),
        None => Some(payload),
    }
}

/// Returns whether an operation has a documented payload that the emitted types can decode.
pub(super) fn has_round_trip<'a>(cx: &RenderContext<'a>, operation: &'a Operation) -> bool {
    !round_trip_cases(cx, operation).is_empty()
}

pub(super) fn round_trip_cases<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for content in operation
        .body
        .iter()
        .flat_map(|body| &body.contents)
        .filter(|content| content.codec == Codec::Json)
    {
        let Some(schema) = &content.schema else {
            continue;
        };
        cases.extend(content.examples.iter().map(|example| Case {
            name: format!("{} request {}", operation.names.method, example.name),
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
            let Some(DecodedResponse { schema, envelope }) =
                decoded_response(operation, response, content.schema.as_ref())
            else {
                continue;
            };
            cases.extend(content.examples.iter().map(|example| Case {
                name: format!(
                    "{} {} {}",
                    operation.names.method, response.status, example.name
                ),
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

/// The schema that describes a response, and the envelope around it.
struct DecodedResponse<'a> {
    schema: &'a Schema,
    envelope: Option<&'a Envelope>,
}

fn decoded_response<'a>(
    operation: &'a Operation,
    response: &Response,
    content_schema: Option<&'a Schema>,
) -> Option<DecodedResponse<'a>> {
    let envelope = operation.envelope.as_ref();
    match &operation.returns.output {
        Output::Json(schema) if response.is_success => Some(DecodedResponse { schema, envelope }),
        Output::Several(several) => {
            let is_enveloped = several
                .outcomes
                .iter()
                .find(|outcome| outcome.status == response.status)
                .is_some_and(|outcome| outcome.enveloped);
            Some(DecodedResponse {
                schema: content_schema?,
                envelope: envelope.filter(|_| is_enveloped),
            })
        }
        _ => Some(DecodedResponse {
            schema: content_schema?,
            envelope: None,
        }),
    }
}

/// The envelopes of the payloads in a file.
#[derive(Default)]
pub(super) struct Envelopes<'a>(Vec<&'a Envelope>);

impl<'a> Envelopes<'a> {
    /// Returns the name of the static of an envelope.
    fn static_of(&mut self, envelope: &'a Envelope) -> Ident {
        let index = match self.0.iter().position(|other| *other == envelope) {
            Some(index) => index,
            None => {
                self.0.push(envelope);
                self.0.len() - 1
            }
        };
        envelope_name(index)
    }

    /// Adds the statics of these envelopes.
    pub(super) fn push_statics(self, file: &mut RustSourceFile<'a>) -> Result<(), Diagnostic> {
        for (index, envelope) in self.0.into_iter().enumerate() {
            let name = envelope_name(index);
            let value = envelope_value(&code!(Envelope), envelope);
            let module = format!("{}::runtime::api", file.cx.crate_name());
            file.imports.add(&module, "Envelope");
            let text = format::format_items(
                "envelope",
                code!(static #name: Envelope = #value;).text(),
                0,
            )?;
            file.push_shared(&name.to_string(), text);
        }
        Ok(())
    }
}

fn envelope_name(index: usize) -> Ident {
    match index {
        0 => make_ident("ENVELOPE"),
        index => make_ident(&format!("ENVELOPE_{}", index + 1)),
    }
}

pub(super) fn push_round_trip_test<'a>(
    file: &mut RustSourceFile<'a>,
    payloads: &mut Payloads,
    envelopes: &mut Envelopes<'a>,
    name: &str,
    case: &Case<'a>,
) {
    let Some(result) = case.result() else { return };
    let ty = file.cx.full_item_type(case.schema);
    let value = make_ident("value");
    let ValueAssertions {
        tokens: assertions,
        uses_deprecated,
    } = value_assertions(file.cx, case.schema, result, &value);
    let binding = if assertions.is_empty() {
        make_ident("_value")
    } else {
        value
    };
    let allow_deprecated = allow_deprecated(uses_deprecated);
    let envelope = match case.envelope {
        None => code!(None),
        Some(envelope) => {
            let envelope_static = envelopes.static_of(envelope);
            code!(Some(&#envelope_static))
        }
    };
    let json = json_text_expression(file, payloads, &format!("{name}_json"), case.payload);
    let module = format!("{}::runtime::response", file.cx.crate_name());
    file.imports.add(&module, "round_trip");
    file.imports.add("crate", "assert_same");
    let test = make_ident(name);
    file.push(
        name,
        code! {
            #allow_deprecated
            #[test]
            fn #test() {
                let (#binding, written): (#ty, String) = round_trip(#envelope, #json).unwrap();
                assert_same(&written, #json);
                #assertions
            }
        },
    );
}

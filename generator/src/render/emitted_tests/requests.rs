//! Calls each operation that has a documented example; a mock transport returns the documented response.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::round_trip::decoded_as;
use super::{Payloads, json_text_expression};
use crate::model::{Codec, Operation, Output, Response, Status};
use crate::render::context::{RenderContext, make_ident};
use crate::render::deprecation::allow_deprecated;
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::mock_tests::{made_response, request_assertions};
use crate::render::quick_start::ShownCall;
use crate::render::resources::OutputFacts;
use crate::render::source_file::RustSourceFile;
use crate::samples::Amount;

/// The call of an operation with its documented example, and the response.
pub(super) struct DocumentedCall<'a> {
    shown: ShownCall<'a>,
    response: SampleResponse<'a>,
}

enum SampleResponse<'a> {
    /// A documented one.
    Documented { status: u16, payload: &'a Value },
    /// Only a status code.
    Empty(u16),
    /// The call that adds a made one to an expectation.
    Made(TokenStream),
}

/// The call of an operation with a documented body or response, if Rust can express it.
pub(super) fn documented_call<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Option<DocumentedCall<'a>> {
    let documented = documented_response(cx, operation);
    let mut contents = operation.body.iter().flat_map(|body| &body.contents);
    if documented.is_none() && contents.all(|content| content.examples.is_empty()) {
        return None;
    }
    let facts = cx.method(operation)?;
    let response = match documented {
        Some((status, payload)) => SampleResponse::Documented { status, payload },
        None => match &facts.output {
            OutputFacts::Empty => SampleResponse::Empty(success_status(operation)),
            _ => SampleResponse::Made(made_response(cx, &facts)?),
        },
    };
    let values = cx.call_values(&facts, Amount::Least)?;
    let values = cx.with_documented_body(&facts, values);
    cx.writer().call(&facts, &values)?;
    Some(DocumentedCall {
        shown: ShownCall { facts, values },
        response,
    })
}

/// The first documented response that the method returns, and its status code.
fn documented_response<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Option<(u16, &'a Value)> {
    if !matches!(operation.output, Output::Json(_)) {
        return None;
    }
    for response in &operation.responses {
        let Some(status) = exact_success_status(response) else {
            continue;
        };
        for content in &response.contents {
            if content.codec != Codec::Json {
                continue;
            }
            let (schema, envelope) = decoded_as(operation, response, content.schema.as_ref())?;
            let found = content.examples.iter().find(|example| {
                let result = match envelope {
                    Some(envelope) => example.value.get(&envelope.result),
                    None => Some(&example.value),
                };
                result.is_some_and(|result| cx.samples.reads(schema, result))
                    && !is_failure_payload(operation, &example.value)
            });
            if let Some(example) = found {
                return Some((status, &example.value));
            }
        }
    }
    None
}

/// Whether a payload has a property that is false in failures, and is false there.
fn is_failure_payload(operation: &Operation, payload: &Value) -> bool {
    let of_envelope = operation
        .envelope
        .as_ref()
        .and_then(|one| one.success.as_ref());
    of_envelope
        .into_iter()
        .chain(&operation.success)
        .any(|name| payload.get(name) == Some(&Value::Bool(false)))
}

fn exact_success_status(response: &Response) -> Option<u16> {
    match response.status {
        Status::Code(code) if (200..300).contains(&code) => Some(code),
        _ => None,
    }
}

fn success_status(operation: &Operation) -> u16 {
    let mut statuses = operation.responses.iter().filter_map(exact_success_status);
    statuses.next().unwrap_or(204)
}

pub(super) fn push_request_test<'a>(
    file: &mut RustSourceFile<'a>,
    payloads: &mut Payloads,
    name: &str,
    call: &DocumentedCall<'a>,
) {
    let DocumentedCall { shown, response } = call;
    let operation = shown.facts.operation;
    let mut writer = file.cx.writer();
    let Some(expression) = writer.call(&shown.facts, &shown.values) else {
        return;
    };
    let allow_deprecated = allow_deprecated(writer.uses_deprecated);
    let response = match response {
        SampleResponse::Documented { status, payload } => {
            let json =
                json_text_expression(file, payloads, &format!("{name}_response_json"), payload);
            let status = Literal::u16_unsuffixed(*status);
            quote!(.respond_body(#status, "application/json", #json))
        }
        SampleResponse::Empty(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(.respond_status(#status))
        }
        SampleResponse::Made(code) => code.clone(),
    };
    let docs = format!("{} {}", operation.method, inline_code(&operation.path));
    let docs = Doc::new().paragraph(&docs).tokens();
    let test = make_ident(name);
    let crate_name = file.cx.crate_name();
    file.imports.add(&crate_name, "Client");
    file.imports.add(&crate_name, "Error");
    file.imports
        .add(&format!("{crate_name}::testing"), "MockTransport");
    file.push_test(
        name,
        quote! {
            #docs
            #allow_deprecated
            #[tokio::test]
            async fn #test() -> Result<(), Error> {
                let mock = MockTransport::new();
                let call = |client: &Client| #expression;
                mock.on_any(call)#response;
                call(&mock.client()).await?;
                let sent = &mock.calls()[0];
                Ok(())
            }
        },
        &request_assertions(shown),
    );
}

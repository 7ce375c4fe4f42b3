//! Calls each operation that has a documented example; a mock transport returns the documented
//! response.

use code_format::{Code, code};
use serde_json::Value;

use super::payloads::{Payloads, json_text_expression};
use super::round_trip::described_part;
use crate::context::{RenderContext, make_ident};
use crate::deprecation::allow_deprecated;
use crate::doc::Doc;
use crate::docs::inline_code;
use crate::mock_tests::{made_response, request_assertions};
use crate::quick_start::ShownCall;
use crate::source_file::RustSourceFile;
use model::{Codec, Example, Operation, Output, Response, Status};
use samples::Amount;
use surface::OutputFacts;

/// The call of an operation with its documented example, and the response.
pub(super) struct DocumentedCall<'a> {
    shown: ShownCall<'a>,
    expression: Code,
    uses_deprecated: bool,
    response: SampleResponse<'a>,
}

pub(crate) enum SampleResponse<'a> {
    /// The documented example of the response.
    Documented { status: u16, payload: &'a Value },
    /// An invented response, as the tokens of the method call that adds it to an expectation.
    Made(Code),
}

/// Returns the call of an operation with a documented body or response, if Rust can express it.
pub(super) fn documented_call<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Option<DocumentedCall<'a>> {
    let documented_response = documented_response(cx, operation);
    // Methods send the first content.
    let sent_content = operation
        .body
        .as_ref()
        .and_then(|body| body.contents.first());
    if documented_response.is_none()
        && sent_content.is_none_or(|content| content.examples.is_empty())
    {
        return None;
    }
    let facts = cx.index.method(operation)?;
    let response = match documented_response {
        Some(response) => response,
        None => SampleResponse::Made(match &facts.output {
            OutputFacts::Empty => {
                let status = Code::number(success_status(operation));
                code!(.respond_status(#status))
            }
            _ => made_response(cx, &facts)?,
        }),
    };
    let values = cx.with_documented_body(&facts, cx.call_values(&facts, Amount::Least)?);
    let mut writer = cx.writer();
    let expression = writer.call(&facts, &values)?;
    Some(DocumentedCall {
        expression,
        uses_deprecated: writer.uses_deprecated,
        shown: ShownCall { facts, values },
        response,
    })
}

/// Returns the first documented response that the method returns.
pub(crate) fn documented_response<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
) -> Option<SampleResponse<'a>> {
    let Output::Json(schema) = &operation.returns.output else {
        return None;
    };
    let envelope = operation.envelope.as_ref();
    for response in &operation.responses {
        let Some(status) = exact_success_status(response) else {
            continue;
        };
        let examples = response
            .contents
            .iter()
            .filter(|content| content.codec == Codec::Json)
            .flat_map(|content| &content.examples);
        for Example { value: payload, .. } in examples {
            let is_readable = described_part(envelope, payload)
                .is_some_and(|value| cx.samples.reads(schema, value));
            if is_readable && !is_failure_payload(operation, payload) {
                return Some(SampleResponse::Documented { status, payload });
            }
        }
    }
    None
}

/// Returns whether a payload is a failure: the property that is false only in failures is false in
/// the payload.
fn is_failure_payload(operation: &Operation, payload: &Value) -> bool {
    operation
        .envelope
        .iter()
        .flat_map(|envelope| &envelope.success)
        .chain(&operation.success)
        .any(|name| payload.get(name) == Some(&Value::Bool(false)))
}

fn exact_success_status(response: &Response) -> Option<u16> {
    match response.status {
        Status::Code(code) if response.status.is_success() => Some(code),
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
    call: DocumentedCall<'a>,
) {
    let DocumentedCall {
        shown,
        expression,
        uses_deprecated,
        response,
    } = call;
    let operation = shown.facts.operation;
    let allow_deprecated = allow_deprecated(uses_deprecated);
    let response = match response {
        SampleResponse::Documented { status, payload } => {
            let json =
                json_text_expression(file, payloads, &format!("{name}_response_json"), payload);
            let status = Code::number(status);
            code!(.respond_body(#status, "application/json", #json))
        }
        SampleResponse::Made(code) => code,
    };
    let docs = Doc::new()
        .paragraph(&format!(
            "{} {}",
            operation.method,
            inline_code(&operation.path)
        ))
        .tokens();
    let test = make_ident(name);
    let crate_name = file.cx.crate_name();
    file.imports.add(&crate_name, "Client");
    file.imports.add(&crate_name, "Error");
    file.imports
        .add(&format!("{crate_name}::testing"), "MockTransport");
    let assertions = request_assertions(&shown);
    file.push(
        name,
        code! {
            #docs
            #allow_deprecated
            #[tokio::test]
            async fn #test() -> Result<(), Error> {
                let mock = MockTransport::new();
                let call = |client: &Client| #expression;
                mock.on_any(call)#response;
                call(&mock.client()).await?;
                let sent = &mock.calls()[0];
                #assertions
                Ok(())
            }
        },
    );
}

//! Tests with the mock transport: an example, and parts of emitted tests.

use code_format::{Code, code};
use serde_json::{Value, json};

use super::context::RenderContext;
use super::doctest::statement_block;
use super::example_code::shown_call_tokens;
use super::imports::Imports;
use super::quick_start::{ShownCall, count_scalars};
use super::values::json_macro;
use model::{Codec, Parameter, ParameterLocation, Schema};
use samples::{Amount, SampleDirection};
use surface::{BodyFacts, MethodFacts, OutputFacts};

/// Maximum number of values in the response of an example.
const MAX_VALUES: usize = 12;

/// Returns whether a method always sends a body in JSON.
fn sends_json_body(facts: &MethodFacts<'_>) -> bool {
    matches!(facts.body, BodyFacts::Argument(_) | BodyFacts::Spread(_)) && facts.sends_json()
}

/// Returns a test that asserts what a request sent, preferably one with a JSON body.
pub(super) fn request_test<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .best_call(|facts| sends_json_body(facts) && made_response(cx, facts).is_some())
        .or_else(|| cx.best_call(|facts| made_response(cx, facts).is_some()))?;
    let response = made_response(cx, &shown.facts)?;
    let shown = cx.with_shown_body(shown);
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Error");
    imports.add(&format!("{}::testing", cx.crate_name()), "MockTransport");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let script = statement_block(&code! {
        let mock = MockTransport::new();
        mock.on_any(|client| #call)#response;
        let client = mock.client();
    })?;
    let assertions = request_assertions(&shown);
    let sending = statement_block(&code! {
        #call.await?;
        let sent = &mock.calls()[0];
        #assertions
        Ok(())
    })?;
    Some(format!(
        "{}\n\n#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n{script}\n\n{sending}\n}}",
        imports.lines()
    ))
}

/// Returns the call that adds a response to an expectation; `None` if the call would be long.
pub(super) fn made_response<'a>(
    cx: &'a RenderContext<'a>,
    facts: &MethodFacts<'a>,
) -> Option<Code> {
    Some(match &facts.output {
        OutputFacts::Empty if !facts.is_redirect() => code!(.respond_status(204)),
        OutputFacts::Raw => {
            let json = json_macro(&json!({ "anything": true }));
            code!(.respond_json(200, #json))
        }
        OutputFacts::Json(schema) => {
            let json = json_macro(&short_sample(cx, schema)?);
            code!(.respond_value(#json))
        }
        OutputFacts::Pages(item) => {
            let json = json_macro(&Value::Array(vec![short_sample(cx, item)?]));
            code!(.respond_value(#json))
        }
        _ => return None,
    })
}

/// Returns a minimal value of a response; `None` if it is long.
fn short_sample<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<Value> {
    let value = cx
        .samples
        .make(schema, SampleDirection::Response, Amount::Least)?;
    if count_scalars(&value) > MAX_VALUES {
        return None;
    }
    Some(value)
}

/// Returns the assertions about the request `sent`.
pub(super) fn request_assertions(shown: &ShownCall<'_>) -> Code {
    let method = shown.facts.operation.method.as_str();
    let path_assertion = sent_path(shown).map(|path| code!(assert_eq!(sent.path, #path);));
    let query_assertion = shown
        .values
        .parameters
        .iter()
        .find_map(|(parameter, value)| {
            let name = &parameter.wire;
            let text = sent_text(parameter, value, ParameterLocation::Query)?;
            Some(code!(assert_eq!(sent.query_value(#name), Some(#text));))
        });
    let is_json = shown
        .facts
        .content()
        .is_some_and(|content| content.codec == Codec::Json);
    let body_assertion = shown
        .values
        .body
        .as_ref()
        .filter(|_| is_json)
        .and_then(|body| body_assertion(&code!(sent.json()), body));
    code! {
        assert_eq!(sent.method, #method);
        #path_assertion
        #query_assertion
        #body_assertion
    }
}

/// Returns the assertion about the first string, number or boolean in an object; `None` if the
/// object has none.
fn body_assertion(object: &Code, body: &Value) -> Option<Code> {
    body.as_object()?.iter().find_map(|(name, value)| {
        let member = code!(#object[#name]);
        match value {
            Value::String(text) => Some(code!(assert_eq!(#member, #text);)),
            Value::Bool(boolean) => Some(code!(assert_eq!(#member, #boolean);)),
            Value::Number(number) => {
                let integer = i32::try_from(number.as_i64()?).ok()?;
                let literal = Code::number(integer);
                Some(code!(assert_eq!(#member, #literal);))
            }
            _ => body_assertion(&member, value),
        }
    })
}

/// Returns the path of a request; `None` if the path or a parameter in it is not sent unchanged.
fn sent_path(shown: &ShownCall<'_>) -> Option<String> {
    let mut path = shown.facts.operation.path.clone();
    for (parameter, value) in shown
        .values
        .parameters
        .iter()
        .filter(|(parameter, _)| parameter.location == ParameterLocation::Path)
    {
        path = path.replace(
            &format!("{{{}}}", parameter.wire),
            &sent_text(parameter, value, ParameterLocation::Path)?,
        );
    }
    let is_plain = path
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
    if is_plain { Some(path) } else { None }
}

/// Returns the value of a parameter in this location as sent; `None` if its characters or its style
/// change it.
fn sent_text(parameter: &Parameter, value: &Value, location: ParameterLocation) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_i64() => number.to_string(),
        _ => return None,
    };
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    let is_usual = parameter.location == location && parameter.style == location.default_style();
    if is_plain && is_usual && !text.is_empty() {
        Some(text)
    } else {
        None
    }
}

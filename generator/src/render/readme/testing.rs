//! The README part about tests without a network.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::{
    ReadmePart, code_block, dependency_code_block, fenced_code_block, shown_call_tokens,
    statement_block,
};
use crate::model::{Codec, Parameter, ParameterLocation, Schema};
use crate::render::context::RenderContext;
use crate::render::imports::Imports;
use crate::render::quick_start::{ShownCall, count_scalars, indent_lines};
use crate::render::resources::{BodyFacts, MethodFacts, OutputFacts};
use crate::render::values::json_macro;
use crate::samples::{Amount, SampleDirection};

/// Maximum number of values in the response of an example.
const MAX_VALUES: usize = 12;

pub(super) fn testing<'a>(cx: &'a RenderContext<'a>) -> ReadmePart {
    let mut parts = vec![
        "## Testing".to_owned(),
        "The feature `test-util` adds a mock transport, so that your tests need no network:".to_owned(),
        dependency_code_block(cx, "dev-dependencies", ", features = [\"test-util\"]", ""),
        "An expectation is written as a call; each has responses, which are returned in order. Requests are checked,\n\
         retried and decoded as usual, but waiting takes no time."
            .to_owned(),
        fenced_code_block("rust", &test_of_a_function(cx)?),
        "An unexpected request panics and shows the difference. `on(…)` accepts other query parameters and JSON\n\
         properties than those of the call, `on_exactly(…)` does not, and `on_any(…)` accepts any arguments.\n\
         `mock.builder()` makes a client with other settings."
            .to_owned(),
    ];
    if let Some(code) = test_of_a_request(cx) {
        parts.push(
            "`calls()` returns the requests that arrived. A test can assert their `method`, `path`, `query_value(…)`,\n\
             `header(…)` and `json()`, the body:"
                .to_owned(),
        );
        parts.push(fenced_code_block("rust", &code));
    }
    parts.push(
        "`respond_value(json!(…))` returns a value as JSON; the required properties suffice. `respond(&value)` returns\n\
         a value of this crate. `respond_json(200, json!(…))` and `respond_body(…)` return anything with any status\n\
         code, also for methods that return a `RawResponse`; `respond_error(…)` returns an error of the API.\n\
         `on_pages(…)` expects the `.pages()` of a list: `respond_value(json!([…]))` is a page in JSON, and\n\
         `respond_pages(…)` takes pages of typed items. `fail(…)`, `cut(…)` and `delay(…)` simulate network failures."
            .to_owned(),
    );
    parts.push(
        "Responses of a real server can be recorded once, without their secrets, and replayed in tests:".to_owned(),
    );
    parts.push(recording(cx));
    Some(parts.join("\n\n"))
}

fn test_of_a_function<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.any_shown()?;
    let mut imports = Imports::example(cx);
    imports.add(&format!("{}::testing", cx.crate_name()), "MockTransport");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let function = statement_block(quote! {
        match #call.await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    })?;
    let script = statement_block(quote! {
        let mock = MockTransport::new();
        let expected = mock.on(|client| #call);
        expected.respond_status(429).header("retry-after", "3").respond_status(404);
    })?;
    Some(format!(
        "{}\n\n/// The function under test.\nasync fn is_there(client: &Client) -> Result<bool, Error> {{\n{function}\n}}\n\
         \n// In a test: `#[tokio::test]`.\n#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n{script}\n{CHECKS}\n}}",
        imports.lines()
    ))
}

const CHECKS: &str = r#"
    assert!(!is_there(&mock.client()).await?);
    assert_eq!(mock.calls().len(), 2);
    assert_eq!(mock.waits()[0].as_secs(), 3);
    mock.verify();
    Ok(())"#;

/// Returns whether a method always sends a body in JSON.
fn sends_json_body(facts: &MethodFacts<'_>) -> bool {
    let is_set = matches!(facts.body, BodyFacts::Argument(_) | BodyFacts::Spread(_));
    is_set
        && facts
            .content()
            .is_some_and(|content| content.codec == Codec::Json)
}

/// A test of a request with a JSON body, if there is one, and else of any.
fn test_of_a_request<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .shown(|facts| sends_json_body(facts) && response(cx, facts).is_some())
        .or_else(|| cx.shown(|facts| response(cx, facts).is_some()))?;
    let response = response(cx, &shown.facts)?;
    let shown = with_informative_body(cx, shown);
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Error");
    imports.add(&format!("{}::testing", cx.crate_name()), "MockTransport");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let script = statement_block(quote! {
        let mock = MockTransport::new();
        mock.on_any(|client| #call)#response;
        let client = mock.client();
    })?;
    let sending = statement_block(quote!(#call.await?;))?;
    let assertions = indent_lines(&assertions(&shown).join("\n"));
    Some(format!(
        "{}\n\n#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n{script}\n\n{sending}\n    \
         let sent = &mock.calls()[0];\n{assertions}\n    Ok(())\n}}",
        imports.lines()
    ))
}

/// The same call with a body that shows properties, if it can be written.
fn with_informative_body<'a>(cx: &'a RenderContext<'a>, shown: ShownCall<'a>) -> ShownCall<'a> {
    let values = cx.with_informative_body(&shown.facts, shown.values.clone());
    match cx.writer().call(&shown.facts, &values) {
        Some(_) => ShownCall { values, ..shown },
        None => shown,
    }
}

/// The call that adds a response to an expectation; `None` if that would be a long one.
fn response<'a>(cx: &'a RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<TokenStream> {
    Some(match &facts.output {
        OutputFacts::Empty if !facts.is_redirect() => quote!(.respond_status(204)),
        OutputFacts::Raw => {
            let json = json_macro(&json!({ "anything": true }));
            quote!(.respond_json(200, #json))
        }
        OutputFacts::Json(schema) => {
            let json = json_macro(&short_sample(cx, schema)?);
            quote!(.respond_value(#json))
        }
        OutputFacts::Pages(item) => {
            let json = json_macro(&Value::Array(vec![short_sample(cx, item)?]));
            quote!(.respond_value(#json))
        }
        _ => return None,
    })
}

/// A value of a response with as little as possible; `None` if that is long.
fn short_sample<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<Value> {
    let value = cx
        .samples
        .make(schema, SampleDirection::Response, Amount::Least)?;
    if count_scalars(&value) > MAX_VALUES {
        return None;
    }
    Some(value)
}

/// The assertions about the request `sent`, a line each.
fn assertions(shown: &ShownCall<'_>) -> Vec<String> {
    let mut all = vec![format!(
        "assert_eq!(sent.method, {:?});",
        shown.facts.operation.method
    )];
    all.extend(sent_path(shown).map(|path| format!("assert_eq!(sent.path, {path:?});")));
    let query = shown
        .values
        .parameters
        .iter()
        .find_map(|(parameter, value)| {
            Some((
                &parameter.wire,
                sent_text(parameter, value, ParameterLocation::Query)?,
            ))
        });
    all.extend(
        query.map(|(name, value)| {
            format!("assert_eq!(sent.query_value({name:?}), Some({value:?}));")
        }),
    );
    let is_json = shown
        .facts
        .content()
        .is_some_and(|content| content.codec == Codec::Json);
    if is_json && let Some(body) = &shown.values.body {
        all.extend(body_assertion("sent.json()", body));
    }
    all
}

/// The assertion about the first string, number or boolean in an object; `None` if it has none.
fn body_assertion(place: &str, body: &Value) -> Option<String> {
    body.as_object()?.iter().find_map(|(name, value)| {
        let place = format!("{place}[{name:?}]");
        match value {
            Value::String(text) => Some(format!("assert_eq!({place}, {text:?});")),
            Value::Bool(_) => Some(format!("assert_eq!({place}, {value});")),
            Value::Number(number)
                if number.as_i64().is_some_and(|it| i32::try_from(it).is_ok()) =>
            {
                Some(format!("assert_eq!({place}, {number});"))
            }
            _ => body_assertion(&place, value),
        }
    })
}

/// The path of a request; `None` if it or a parameter is not sent unchanged.
fn sent_path(shown: &ShownCall<'_>) -> Option<String> {
    let mut path = shown.facts.operation.path.clone();
    for (parameter, value) in shown
        .values
        .parameters
        .iter()
        .filter(|(one, _)| one.location == ParameterLocation::Path)
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

/// A parameter in this location as it is sent; `None` if its characters or its style change it.
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

fn recording(cx: &RenderContext<'_>) -> String {
    let template = include_str!("code/recording.in");
    match cx.api.client.has_configured_variables {
        true => code_block(cx, &template.replace("CREDENTIAL", ".env()")),
        false => code_block(cx, template),
    }
}

//! The README part about tests without a network.

use super::part::{
    code_block, dependency_code_block, fenced_code_block, shown_call_tokens, statement_block,
};
use crate::render::context::RenderContext;
use crate::render::imports::Imports;
use crate::render::mock_tests::{made_response, request_assertions};
use crate::render::quick_start::{ShownCall, indent_lines};
use crate::render::resources::{BodyFacts, MethodFacts};
use quote::quote;

pub(super) fn testing<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let mut parts = vec![
        "## Testing".to_owned(),
        "The feature `test-util` adds a mock transport, so that your tests need no network:".to_owned(),
        dependency_code_block(cx, "dev-dependencies", ", features = [\"test-util\"]", ""),
        "An expectation is written as a call; each has responses, which are returned in order. Requests are checked,\n\
         retried and decoded as usual, but waiting takes no time."
            .to_owned(),
        fenced_code_block("rust", &test_of_a_function(cx)?),
        "An unexpected request panics and shows the difference. `on(…)` also matches requests with further query\n\
         parameters and JSON properties, `on_exactly(…)` does not, and `on_any(…)` matches any arguments.\n\
         `mock.builder()` makes a client with other settings."
            .to_owned(),
    ];
    if let Some(code) = test_of_a_request(cx) {
        parts.push("### Requests".to_owned());
        parts.push(
            "`calls()` returns the requests that arrived. A test can assert their `method`, `path`, `query_value(…)`,\n\
             `header(…)` and `json()`, the body:"
                .to_owned(),
        );
        parts.push(fenced_code_block("rust", &code));
    }
    parts.push("### Responses".to_owned());
    let lists = if cx.shown(|facts| facts.paged_item().is_some()).is_some() {
        " For a list that has\n\
         `pages()`, end the closure of `on_pages(…)` in `.pages()`, and give the items of one page to\n\
         `respond_value(json!([…]))`, or the typed items of several pages to `respond_pages(…)`. For `list().await`,\n\
         give the whole body of one page, without `.pages()`."
    } else {
        ""
    };
    parts.push(format!(
        "`respond_value(json!(…))` returns a value as JSON, with the names of the API; the required properties suffice.\n\
         `respond(&value)` returns a value of this crate; types that only responses have are made from JSON instead of\n\
         by `new(…)`. `respond_json(200, json!(…))` and `respond_body(200, \"text/csv\", …)` return anything\n\
         with any status code, also for methods that return a `RawResponse`; `respond_error(404, code, message)` returns\n\
         an error of the API.{lists} `fail(…)`, `cut(…)` and `delay(…)` simulate network failures."
    ));
    parts.push(
        "### Recorded responses\n\nResponses of a real server can be recorded once, without their secrets, and replayed in tests:".to_owned(),
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
    matches!(facts.body, BodyFacts::Argument(_) | BodyFacts::Spread(_)) && facts.sends_json()
}

/// Returns a test of a request, preferably of one with a JSON body.
fn test_of_a_request<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .shown(|facts| sends_json_body(facts) && made_response(cx, facts).is_some())
        .or_else(|| cx.shown(|facts| made_response(cx, facts).is_some()))?;
    let response = made_response(cx, &shown.facts)?;
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
    let assertions = indent_lines(&request_assertions(&shown).join("\n"));
    Some(format!(
        "{}\n\n#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n{script}\n\n{sending}\n    \
         let sent = &mock.calls()[0];\n{assertions}\n    Ok(())\n}}",
        imports.lines()
    ))
}

/// Returns the same call with a body that shows properties, if that can be written as code.
fn with_informative_body<'a>(cx: &'a RenderContext<'a>, shown: ShownCall<'a>) -> ShownCall<'a> {
    let values = cx.with_informative_body(&shown.facts, shown.values.clone());
    match cx.writer().call(&shown.facts, &values) {
        Some(_) => ShownCall { values, ..shown },
        None => shown,
    }
}

fn recording(cx: &RenderContext<'_>) -> String {
    let template = include_str!("code/recording.in");
    if cx.api.client.has_configured_variables {
        code_block(cx, &template.replace("CREDENTIAL", ".env()"))
    } else {
        code_block(cx, template)
    }
}

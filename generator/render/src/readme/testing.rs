//! The README part about tests without a network.

use code_format::code;

use super::part::{fenced_code_block, join_readme_blocks};
use crate::context::RenderContext;
use crate::doc::Doc;
use crate::doctest::statement_block;
use crate::example_code::shown_call_tokens;
use crate::imports::Imports;
use crate::mock_tests::made_response;
use crate::quick_start::{ShownCall, returns_json_value};
use crate::runtime::has_enums_of_responses;

pub(crate) fn testing_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## Testing",
        "Tests need no network: the feature `test-util`, enabled under `[dev-dependencies]`, adds a mock transport. Its\n\
         `on(…)` takes a call that is expected, and each `respond…` adds a response for it, in order. Requests are checked,\n\
         retried and decoded as usual, but waiting takes no time. An unexpected request panics and shows the difference.",
        &fenced_code_block("rust", &mock_test(cx)?),
        &further_functions(cx),
    ]))
}

/// Returns the paragraph that names the functions for other responses, and what a test can read
/// from a request.
fn further_functions<'a>(cx: &'a RenderContext<'a>) -> String {
    let lists = if cx.best_call(|facts| facts.paged_item().is_some()).is_some() {
        " For a list, `on_pages(…)` takes a call that ends in `.pages()`, and `respond_value` an array of its items."
    } else {
        ""
    };
    let several = if has_enums_of_responses(cx) {
        " For a method that returns an enum of several responses, `respond_json(status, …)` chooses one."
    } else {
        ""
    };
    let values = if cx.best_call(returns_json_value).is_some() {
        "`respond_value` takes JSON with the names of the API. Other responses are `respond(&value)`,"
    } else {
        "Responses are"
    };
    let text = format!(
        "{values} \
         `respond_json(status, …)`, `respond_body(status, media_type, body)`, \
         `respond_error(status, code, message)` and `respond_status(status)`.{lists}{several} A request in `mock.calls()` has \
         `method`, `path`, `query_value(name)`, `header(name)`, `json()` and `body`, its bytes."
    );
    Doc::new().paragraph(&text).text()
}

/// Returns a test of a call that returns a value. If no method has a short response, the call
/// fails.
fn mock_test<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = call_with_short_response(cx)?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    imports.add(&format!("{}::testing", cx.crate_name()), "MockTransport");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let response = made_response(cx, &shown.facts);
    let outcome = match response {
        Some(_) => "call(&mock.client()).await.unwrap();",
        None => "assert!(call(&mock.client()).await.is_err_and(|error| error.is_not_found()));",
    };
    let response = response.unwrap_or_else(|| code!(.respond_status(404)));
    let script = statement_block(&code! {
        let call = |client: &Client| #call;
        let mock = MockTransport::new();
        mock.on(call)#response;
    })?;
    let method = shown.facts.operation.method.as_str();
    Some(format!(
        "{}\n\n#[tokio::main] // In a test: `#[tokio::test]`.\nasync fn main() {{\n{script}\n    \
         // The code under test gets `mock.client()`.\n    {outcome}\n    \
         assert_eq!(mock.calls()[0].method, {method:?});\n    mock.verify();\n}}",
        imports.lines()
    ))
}

/// Returns the call that other parts show if its response is short, or else a call whose response
/// is. If no response is short, returns the first of these calls.
fn call_with_short_response<'a>(cx: &'a RenderContext<'a>) -> Option<ShownCall<'a>> {
    let usual = cx.any_call()?;
    if made_response(cx, &usual.facts).is_some() {
        return Some(usual);
    }
    cx.best_call(|facts| made_response(cx, facts).is_some())
        .or(Some(usual))
}

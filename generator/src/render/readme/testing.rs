//! The README part about tests without a network.

use quote::quote;

use super::part::{dependency_code_block, fenced_code_block, join_readme_blocks};
use crate::render::context::RenderContext;
use crate::render::example_code::{shown_call_tokens, statement_block};
use crate::render::imports::Imports;

pub(super) fn testing_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## Testing",
        "The feature `test-util` adds a mock transport, so that your tests need no network:",
        &dependency_code_block(cx, "dev-dependencies", ", features = [\"test-util\"]", ""),
        "An expectation is written as a call; each has responses, which are returned in order. Requests are checked,\n\
         retried and decoded as usual, but waiting takes no time. An unexpected request panics and shows the difference.",
        &fenced_code_block("rust", &mock_test(cx)?),
    ]))
}

/// Returns a test of a call that fails after a retry.
fn mock_test<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.any_shown()?;
    let mut imports = Imports::outside(cx);
    imports.add(&cx.crate_name(), "Client");
    imports.add(&format!("{}::testing", cx.crate_name()), "MockTransport");
    let call = shown_call_tokens(&mut imports, &shown)?;
    let script = statement_block(quote! {
        let call = |client: &Client| #call;
        let mock = MockTransport::new();
        mock.on(call).respond_status(429).header("retry-after", "3").respond_status(404);
    })?;
    Some(format!(
        "{}\n\n// In a test: `#[tokio::test]`.\n#[tokio::main]\nasync fn main() {{\n{script}\n{CHECKS}\n}}",
        imports.lines()
    ))
}

const CHECKS: &str = r#"
    // The code under test gets `mock.client()`.
    let outcome = call(&mock.client()).await;
    assert!(outcome.is_err_and(|error| error.is_not_found()));
    assert_eq!(mock.calls().len(), 2);
    assert_eq!(mock.waits()[0].as_secs(), 3);
    mock.verify();"#;

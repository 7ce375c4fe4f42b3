//! The README part about operations as data, and the programs that use them.

use super::part::{fenced_code_block, join_readme_blocks};
use crate::context::RenderContext;
use crate::doc::Doc;
use model::Publish;
use surface::operation_names;

pub(super) fn programs_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let client = &cx.api.client;
    if !client.has_catalog {
        return None;
    }
    let operation = shown_operation(cx)?;
    let mut blocks = vec![
        "## Programs".to_owned(),
        paragraph(&format!(
            "With the feature `operations`, `client.call(\"{operation}\", json!({{…}}))` calls an operation by its name, \
             with its arguments and its result as JSON."
        )),
    ];
    if client.has_command_line {
        blocks.push(paragraph(
            "With the feature `cli`, the crate is a program with a command for each operation:",
        ));
        blocks.push(fenced_code_block("sh", &commands(cx, &operation)));
    }
    if client.has_test_server {
        let method = operation.replace('.', "_");
        blocks.push(paragraph(&format!(
            "With the feature `test-server`, `operations::TestServer` is a server in a test: it checks requests by the \
             description, and answers from it. `server.on_{method}(|request| …)` answers an operation with a function."
        )));
    }
    let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
    Some(join_readme_blocks(&blocks))
}

fn paragraph(text: &str) -> String {
    Doc::new().paragraph(text).text()
}

/// Returns the name of the operation that the README calls first.
fn shown_operation<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.any_call()?;
    let mut operations = cx.api.operations.iter();
    let index = operations.position(|other| other.origin == shown.facts.operation.origin)?;
    operation_names(&cx.index).into_iter().nth(index)
}

fn commands(cx: &RenderContext<'_>, operation: &str) -> String {
    let client = &cx.api.client;
    let name = &cx.api.package.name;
    let source = match &cx.api.package.publish {
        Publish::CratesIo | Publish::Registries(_) => name,
        Publish::Unknown | Publish::Nowhere => "--path …",
    };
    let features = [
        (true, "cli"),
        (client.has_mcp_server, "mcp"),
        (client.has_test_server, "test-server"),
    ];
    let features: Vec<&str> = features
        .into_iter()
        .filter_map(|(exists, feature)| exists.then_some(feature))
        .collect();
    let command = operation.replace('.', " ").replace('_', "-");
    let mut lines = vec![
        format!("cargo install {source} --features {}", features.join(",")),
        format!("{name} {command} --help"),
    ];
    if client.has_mcp_server {
        lines.push(format!(
            "{name} mcp --help    # a server by which agents call the API"
        ));
    }
    if client.has_test_server {
        lines.push(format!(
            "{name} serve --help  # a server for tests, for clients in any language"
        ));
    }
    lines.join("\n")
}

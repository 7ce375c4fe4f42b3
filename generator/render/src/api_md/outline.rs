//! Writes the methods and types in the form of a Stainless client's `api.md`: a line for each
//! method with its HTTP method and path, and a line for each type. Comparing the two text files
//! shows what agrees.

use std::fmt::Write as _;

use crate::context::RenderContext;
use crate::signatures::{output_type_text, short_type_text, typed_arguments};
use model::{Api, Operation, Resource, TypeDef};
use naming::type_name;

/// Returns the outline of a crate, without links.
pub(crate) fn print_api_outline(api: &Api) -> String {
    let cx = RenderContext::new(api);
    let mut out = String::new();
    // Types in the module of a resource are listed there. Types in other modules are parts of other
    // types, and are left out.
    let shared = api
        .types
        .iter()
        .map(|(_, def)| def)
        .filter(|def| def.namespace().is_empty());
    write_types(
        &mut out,
        "# Shared Types\n\n",
        shared.map(TypeDef::ident).collect(),
    );
    if let Some(root) = api.resources.first() {
        write_resource(&cx, &mut out, root, &[]);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Writes the sections of a resource and its descendants; `ancestors` are the names of the
/// enclosing resources.
fn write_resource<'a>(
    cx: &RenderContext<'a>,
    out: &mut String,
    resource: &'a Resource,
    ancestors: &[&str],
) {
    let mut names = ancestors.to_vec();
    // In this format, a bound path parameter is an argument.
    if !resource.is_client() && resource.binds.is_none() {
        names.push(&resource.rust);
        let heading = format!("{} {}", "#".repeat(names.len()), type_name(&resource.rust));
        end_paragraph(out);
        let _ = write!(out, "{heading}\n\n");
        let module = resource.module.join("::");
        let types = cx
            .api
            .types
            .iter()
            .map(|(_, def)| def)
            .filter(|def| def.namespace() == module);
        write_types(out, "Types:\n\n", types.map(TypeDef::ident).collect());
    }
    let mut lines = Vec::new();
    for operation in cx.index.operations(resource) {
        lines.extend(method_line(cx, &names, &operation.names.method, operation));
    }
    for alias in &resource.aliases {
        let operation = cx.api.operations.get(alias.operation);
        lines.extend(
            operation.and_then(|operation| method_line(cx, &names, &alias.rust, operation)),
        );
    }
    if !lines.is_empty() {
        end_paragraph(out);
        let _ = write!(out, "Methods:\n\n{}", lines.concat());
    }
    for child in cx.index.children(resource) {
        write_resource(cx, out, child, &names);
    }
}

/// Adds a blank line, unless there is one, or no text before it.
fn end_paragraph(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn write_types(out: &mut String, heading: &str, mut names: Vec<&str>) {
    names.sort_unstable();
    if names.is_empty() {
        return;
    }
    out.push_str(heading);
    for name in names {
        let _ = writeln!(out, "- <code>{name}</code>");
    }
}

/// Returns a line such as `- <code title="get /pets/{id}">client.pets.get(id) -> Pet</code>`.
fn method_line<'a>(
    cx: &'a RenderContext<'a>,
    resource: &[&str],
    method: &str,
    operation: &'a Operation,
) -> Option<String> {
    let facts = cx.index.method(operation)?;
    let arguments: Vec<String> = typed_arguments(cx, &facts)
        .into_iter()
        .map(|argument| argument.name)
        .collect();
    let output = match facts.paged_item() {
        Some(item) => format!("Page<{}>", short_type_text(cx, item)),
        None => output_type_text(cx, &facts),
    };
    let returned = with_square_brackets(&strip_type_modules(&output));
    let call = [&["client"], resource, &[method]].concat().join(".");
    let title = escape_outline_html(&format!(
        "{} {}",
        operation.method.to_lowercase(),
        operation.path
    ));
    Some(format!(
        "- <code title=\"{title}\">{call}({}) -> {returned}</code>\n",
        arguments.join(", ")
    ))
}

/// Returns a type without the modules of its names.
fn strip_type_modules(code: &str) -> String {
    let mut out = String::new();
    for part in code.split_inclusive(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':'))) {
        out.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    out
}

/// Writes a type with square brackets, as in Python, since HTML would treat `<Pet>` as an element.
fn with_square_brackets(code: &str) -> String {
    code.replace('<', "[").replace('>', "]")
}

fn escape_outline_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

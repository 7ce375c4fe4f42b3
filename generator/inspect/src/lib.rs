//! `inspect`: the operations, schemas and warnings of a description, as text, JSON or a page.

mod html;
mod names;
#[cfg(test)]
mod rule_examples;

use std::collections::HashSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use build::paging;
use diag::{Digest, LocatedDiagnostic, Origin, count_warnings, escape_controls, escape_json};
pub use html::inspection_html;
use model::{Api, Coverage, Next, NextPageLocation, Operation};
pub use names::{name_reasons_text, names_json, rules_page};
use reading::Understood;
use render::ShownNames;
use surface::SchemaTypes;

/// Returns JSON with `operations`, `schemas` and `warnings`, including notes.
pub fn inspection_json(understood: &Understood) -> Value {
    let api = &understood.api;
    let shown = ShownNames::of(api);
    let operations = api
        .operations
        .iter()
        .map(|operation| operation_json(api, &shown, operation));
    let left_out = api.left_out.iter().map(|operation| {
        json!({
            "id": operation.id, "method": operation.method.as_str(), "path": operation.path,
            "rust": null, "call": null, "coverage": "left-out", "pages": null, "not_paged_because": null,
        })
    });
    let places = SchemaTypes::of(api);
    let schemas = api.schemas.iter().map(|entry| {
        let written = understood.document.written_at(&entry.origin);
        json!({
            "pointer": written.pointer.as_ref(), "file": understood.document.file_name(entry.origin.file),
            "rust": places.rust(entry),
            "request": entry.usage.request, "response": entry.usage.response,
        })
    });
    json!({
        "operations": operations.chain(left_out).collect::<Vec<_>>(),
        "schemas": schemas.collect::<Vec<_>>(),
        "warnings": understood.reports.iter().map(report_json).collect::<Vec<_>>(),
    })
}

/// Returns [`inspection_json`] as text for a terminal, with control characters escaped.
pub fn json_text(understood: &Understood) -> String {
    format!(
        "{}\n",
        escape_json(&format!("{:#}", inspection_json(understood)))
    )
}

fn operation_json<'a>(api: &'a Api, shown: &ShownNames<'a>, operation: &'a Operation) -> Value {
    let coverage = match operation.coverage {
        Coverage::Full => "full",
        Coverage::Loosened => "partial",
    };
    json!({
        "id": operation.id, "method": operation.method.as_str(), "path": operation.path,
        "rust": method_path(api, operation), "call": shown.method(operation).map(|method| method.call), "coverage": coverage,
        "pages": operation.paging.as_ref().map(|paging| pages_by(&paging.next)),
        "not_paged_because": paging::missing_paging_reason(&api.types, operation),
    })
}

fn report_json(report: &LocatedDiagnostic) -> Value {
    let (file, line, column) = report
        .place()
        .map_or((None, None, None), |(f, l, c)| (Some(f), Some(l), Some(c)));
    json!({
        "severity": report.diagnostic.severity.as_str(), "code": report.diagnostic.code, "message": report.diagnostic.message,
        "file": file, "line": line, "column": column,
        "pointer": report.diagnostic.origin.as_ref().map(|origin| origin.pointer.as_ref()),
        "consequence": report.diagnostic.consequence, "help": report.diagnostic.help,
    })
}

/// Returns operations, schemas, warnings and a summary as text; with `in_full`, equal warnings are
/// not merged.
pub fn inspection_text(understood: &Understood, in_full: bool) -> String {
    let api = &understood.api;
    let shown = ShownNames::of(api);
    let mut out = String::new();
    for operation in &api.operations {
        let loosened = if operation.coverage == Coverage::Loosened {
            "  (partly typed)"
        } else {
            ""
        };
        let pages = operation
            .paging
            .as_ref()
            .map(|paging| format!("  (pages by {})", pages_by(&paging.next)))
            .or_else(|| {
                paging::missing_paging_reason(&api.types, operation)
                    .map(|why| format!("  (not paged: {why})"))
            })
            .unwrap_or_default();
        let id = if operation.has_id {
            format!("  {}", escape_controls(&operation.id))
        } else {
            String::new()
        };
        let signature = shown.signature(operation).unwrap_or_default();
        let _ = writeln!(
            out,
            "{:7} {}{id}\n        {signature}{loosened}{pages}",
            operation.method,
            escape_controls(&operation.path)
        );
        for alias in shown.aliases(operation) {
            let _ = writeln!(out, "        also  {alias}");
        }
    }
    for operation in &api.left_out {
        let _ = writeln!(
            out,
            "{:7} {}\n        left out",
            operation.method,
            escape_controls(&operation.path)
        );
    }
    write_schemas(&mut out, understood, in_full);
    let _ = write!(out, "\n{}", Digest::new(&understood.reports, in_full));
    let _ = writeln!(
        out,
        "{}",
        inspection_summary(api, count_warnings(&understood.reports))
    );
    out
}

/// Writes the schemas that have their own types; if `in_full`, also those with plain Rust types.
fn write_schemas(out: &mut String, understood: &Understood, in_full: bool) {
    let api = &understood.api;
    let defined: HashSet<&Origin> = api.types.iter().map(|(_, def)| &def.origin).collect();
    let types = SchemaTypes::of(api);
    let mut plain = 0;
    let mut lines = String::new();
    for entry in &api.schemas {
        if !in_full && !defined.contains(&entry.origin) {
            plain += 1;
            continue;
        }
        let usage = match (entry.usage.request, entry.usage.response) {
            (true, true) => "  (request and response)",
            (true, false) => "  (request)",
            (false, true) => "  (response)",
            (false, false) if defined.contains(&entry.origin) => "  (unused)",
            // The schema may be used: the model does not record which references lead to a schema
            // with a plain type.
            (false, false) => "",
        };
        let _ = writeln!(
            lines,
            "{}  →  {}{usage}",
            escape_controls(&understood.document.written_at(&entry.origin).pointer),
            types.rust(entry)
        );
    }
    if !lines.is_empty() {
        let _ = write!(out, "\nSchemas and their types:\n{lines}");
    }
    if plain > 0 {
        let schemas = count_with_noun(plain, "more schema");
        let _ = writeln!(
            out,
            "{schemas} without a separate type: `--verbose` lists all"
        );
    }
}

/// Returns a line with the numbers of operations (in total and by coverage), of types and of
/// warnings.
pub fn inspection_summary(api: &Api, warnings: usize) -> String {
    let loosened = api
        .operations
        .iter()
        .filter(|operation| operation.coverage == Coverage::Loosened)
        .count();
    let excluded = if api.excluded > 0 {
        format!("; {} excluded", api.excluded)
    } else {
        String::new()
    };
    format!(
        "{} ({} fully typed, {loosened} partly, {} left out{excluded}), {}, {}",
        count_with_noun(api.operations.len() + api.left_out.len(), "operation"),
        api.operations.len() - loosened,
        api.left_out.len(),
        count_with_noun(api.types.len(), "type"),
        count_with_noun(warnings, "warning"),
    )
}

/// Formats a number of things: `1 file`, `2 files`.
pub fn count_with_noun(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Describes how the next page is requested.
pub fn pages_by(next: &Next) -> String {
    let text = match next {
        Next::Number {
            parameter, first, ..
        } => format!("number, `{parameter}` from {first}"),
        Next::StatedNumber {
            parameter, current, ..
        } => {
            format!("number, `{parameter}` after `{current}`")
        }
        Next::Offset { parameter, .. } => format!("offset, `{parameter}`"),
        Next::Token {
            parameter, source, ..
        } => format!("token, `{parameter}` from {}", shown_page_location(source)),
        Next::After {
            parameter,
            property,
            ..
        } => format!("last item, `{parameter}` from `{property}`"),
        Next::Link { source, .. } => format!("link, from {}", shown_page_location(source)),
    };
    escape_controls(&text).to_string()
}

/// Describes where a response has the token or link of the next page.
fn shown_page_location(source: &NextPageLocation) -> String {
    match source {
        NextPageLocation::Body(pointer) => format!("`{pointer}`"),
        NextPageLocation::Header(name) => format!("header `{name}`"),
        NextPageLocation::Link => "header `link`".to_owned(),
    }
}

fn method_path(api: &Api, operation: &Operation) -> String {
    let method = &operation.names.method;
    match api
        .resource(operation.resource)
        .filter(|resource| !resource.is_client())
    {
        Some(resource) => {
            let module = resource.module.join("::");
            format!("resources::{module}::{}::{method}", resource.handle_name())
        }
        None => format!("Client::{method}"),
    }
}

//! The example of a method: a call that is compiled, and the documented response.

use code_format::{Code, Ident, code};
use serde_json::Value;

use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::format;
use crate::imports::Imports;
use crate::values::ExpressionWriter;
use model::{Codec, Schema, Type};
use samples::Amount;
use surface::{MethodFacts, OutputFacts};

/// The maximum size of the documented response, in lines and columns.
const MAX_RESPONSE_LINES: usize = 80;
const MAX_RESPONSE_WIDTH: usize = 100;

pub(super) fn add_method_example<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    doc: Doc,
) -> Doc {
    let doc = match example_call_code(cx, facts) {
        Some(code) => doc.heading("Examples").code("no_run", &code),
        None => doc,
    };
    match documented_response_example(facts) {
        Some(response) => doc
            .paragraph("The documented response:")
            .code("json", &response),
        None => doc,
    }
}

fn example_call_code<'a>(cx: &RenderContext<'a>, facts: &MethodFacts<'a>) -> Option<String> {
    let sends_files = cx.sends_files(facts);
    let mut imports = Imports::outside(cx);
    let mut writer = ExpressionWriter {
        opens_files: sends_files,
        ..cx.writer()
    };
    let amount = if facts.has_documented_body() {
        Amount::Most
    } else {
        Amount::Least
    };
    let mut values = cx.call_values(facts, amount)?;
    values
        .parameters
        .retain(|(parameter, _)| parameter.required);
    let shown = cx.with_informative_body(facts, cx.with_file(facts, values.clone()));
    let call = imports.shorten(
        &writer
            .call(facts, &shown)
            .or_else(|| writer.call(facts, &values))?,
    );
    let statements = result_statements(cx, facts, &call);
    let body = format::format_statements(&facts.operation.id, &statements).ok()?;
    let root = cx.crate_name();
    let mut code = imports.lines();
    if !code.is_empty() {
        code.push_str("\n\n");
    }
    let mut error = format!("{root}::Error");
    if sends_files {
        // Reading files needs the built-in transport.
        code.push_str("# #[cfg(feature = \"reqwest\")]\n");
        error = "Box<dyn std::error::Error>".to_owned();
    }
    code.push_str(&format!(
        "# async fn run(client: {root}::Client) -> Result<(), {error}> {{\n{body}\n# Ok(())\n# }}"
    ));
    Some(code)
}

fn list_items_statements<'a>(cx: &RenderContext<'a>, item: &'a Schema, call: &Code) -> Code {
    let name = result_name(cx, &item.ty, "item");
    let print = println_statement(&name);
    code! {
        let mut all = #call.stream();
        while let Some(#name) = all.try_next().await? { #print }
    }
}

/// Returns the statements that use the result of the call.
pub(crate) fn result_statements<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    call: &Code,
) -> Code {
    match &facts.output {
        OutputFacts::Pages(item) => list_items_statements(cx, item, call),
        OutputFacts::Empty if facts.can_download() => code! {
            let bytes = #call.download().await?.bytes().await?;
            println!("{} bytes", bytes.len());
        },
        OutputFacts::Empty if facts.is_redirect() => code! {
            let redirect = #call.send_raw().await?;
            println!("{:?}", redirect.header("location"));
        },
        OutputFacts::Empty => code!(#call.await?;),
        OutputFacts::Raw => code! {
            let response = #call.await?;
            let text = response.text()?;
            println!("{text}");
        },
        OutputFacts::Text => print_result_statements("text", call),
        OutputFacts::Several(_) => print_result_statements("response", call),
        OutputFacts::Stream(_) => {
            let print = println_statement(&make_ident("item"));
            code! {
                let mut items = #call.await?;
                while let Some(item) = items.try_next().await? { #print }
            }
        }
        OutputFacts::Bytes => {
            code! {
                let bytes = #call.await?;
                println!("{} bytes", bytes.len());
            }
        }
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => {
            if let Some(item) = facts.paged_item() {
                return list_items_statements(cx, item, call);
            }
            let name = result_name(cx, &schema.ty, "result");
            let print = println_statement(&name);
            code!(let #name = #call.await?; #print)
        }
    }
}

fn print_result_statements(name: &str, call: &Code) -> Code {
    let name = make_ident(name);
    let print = println_statement(&name);
    code!(let #name = #call.await?; #print)
}

fn println_statement(name: &Ident) -> Code {
    let text = format!("{{{name}:?}}");
    code!(println!(#text);)
}

/// Returns the name for the result: `Portal` → `portal`, `PortalListResponse` → `response`; another
/// name if the example uses it already.
fn result_name(cx: &RenderContext<'_>, ty: &Type, default: &str) -> Ident {
    const MAX_LENGTH: usize = 24;
    let Type::Named(id) = ty else {
        return make_ident(default);
    };
    let Some(def) = cx.index.def(*id) else {
        return make_ident(default);
    };
    let name = naming::field_name(def.ident());
    if name.ends_with("_response") {
        return make_ident("response");
    }
    let is_used = matches!(name.as_str(), "client" | "all" | "json" | "run");
    if is_used || name.len() > MAX_LENGTH {
        return make_ident(default);
    }
    make_ident(&name)
}

/// Returns the first documented response, if it is short enough.
fn documented_response_example(facts: &MethodFacts<'_>) -> Option<String> {
    let successes = facts
        .operation
        .responses
        .iter()
        .filter(|response| response.is_success);
    let mut contents = successes
        .flat_map(|response| &response.contents)
        .filter(|content| content.codec == Codec::Json);
    let example: &Value =
        contents.find_map(|content| content.examples.first().map(|example| &example.value))?;
    let text = serde_json::to_string_pretty(example).ok()?;
    let is_short = text.lines().count() <= MAX_RESPONSE_LINES
        && text
            .lines()
            .all(|line| line.chars().count() <= MAX_RESPONSE_WIDTH);
    if is_short { Some(text) } else { None }
}

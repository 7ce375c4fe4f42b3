//! A program that calls five methods whose arguments are strings and numbers.

use std::fmt::Write as _;

use sdkwright::model::Api;
use sdkwright::render::spelling::{ParameterSpelling, Spelling, spell_methods};

/// The number of called methods.
const CALLS: usize = 5;

pub(crate) fn caller_manifest(package: &str, client: &str) -> String {
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nclient = {{ package = {client:?}, path = \"../{client}\" }}\n"
    )
}

/// Returns the text of a program that is only compiled: it never sends the requests of its calls.
pub(crate) fn caller_program(api: &Api) -> String {
    let mut text =
        "use std::future::Future;\nuse std::hint::black_box;\nuse std::pin::Pin;\n\n".to_owned();
    text += "async fn calls(client: client::Client) {\n";
    let spellings = spell_methods(api);
    for call in spellings.iter().filter_map(call_expression).take(CALLS) {
        let _ = writeln!(text, "    let _ = black_box(client{call}.await);");
    }
    text += "    black_box(client);\n";
    text += "}\n\nfn start(client: client::Client) -> Pin<Box<dyn Future<Output = ()>>> {\n    Box::pin(calls(client))\n}\n\n";
    text + "fn main() {\n    black_box(start as fn(client::Client) -> Pin<Box<dyn Future<Output = ()>>>);\n}\n"
}

/// Returns a call such as `.account("x").pets().list()`; `None` if it needs types of the crate.
fn call_expression(spelling: &Spelling) -> Option<String> {
    if spelling.body.as_ref().is_some_and(|body| body.is_argument) {
        return None;
    }
    let mut text = String::new();
    for (step, bound) in &spelling.chain {
        let bound = bound.as_ref().map_or(Some(""), sample_argument)?;
        let _ = write!(text, ".{step}({bound})");
    }
    let arguments: Option<Vec<&str>> = spelling.arguments.iter().map(sample_argument).collect();
    let _ = write!(text, ".{}({})", spelling.method, arguments?.join(", "));
    Some(text)
}

fn sample_argument(place: &ParameterSpelling) -> Option<&'static str> {
    match place.ty.as_str() {
        "String" => Some("\"x\""),
        "i64" => Some("1"),
        "bool" => Some("true"),
        _ => None,
    }
}

//! A program that calls five methods: those of an API that need no argument.

use std::fmt::Write as _;

use generator::model::Api;
use generator::render::spelling::{Spelling, spell};

/// How many methods are called.
const CALLS: usize = 5;

pub(crate) fn manifest(package: &str, client: &str) -> String {
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nclient = {{ package = {client:?}, path = \"../{client}\" }}\n"
    )
}

/// Nothing is sent: it is enough that rustc has to make the code.
pub(crate) fn program(api: &Api) -> String {
    let needs_nothing = |spelling: &Spelling| {
        let is_bare = spelling.body.as_ref().is_none_or(|body| !body.is_argument);
        is_bare && spelling.arguments.is_empty() && spelling.way.iter().all(|(_, bound)| bound.is_none())
    };
    let mut text = "use std::future::Future;\nuse std::hint::black_box;\nuse std::pin::Pin;\n\n".to_owned();
    text += "async fn calls(client: client::Client) {\n";
    for spelling in spell(api).iter().filter(|spelling| needs_nothing(spelling)).take(CALLS) {
        let way: String = spelling.way.iter().map(|(step, _)| format!(".{step}()")).collect();
        let _ = writeln!(text, "    let _ = black_box(client{way}.{}().await);", spelling.method);
    }
    text += "}\n\nfn start(client: client::Client) -> Pin<Box<dyn Future<Output = ()>>> {\n    Box::pin(calls(client))\n}\n\n";
    text + "fn main() {\n    black_box(start as fn(client::Client) -> Pin<Box<dyn Future<Output = ()>>>);\n}\n"
}

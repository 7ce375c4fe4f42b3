//! `README.md` of the emitted crate.

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![Job::new("README.md", move || Ok(print(cx)))]
}

fn print(cx: &Context<'_>) -> String {
    let title: Vec<&str> = cx.api.info.title.split_whitespace().collect();
    let head = header(cx, "<!--", "-->");
    let package = &cx.api.package;
    format!(
        "{head}\n\n# {}\n\n{}\n",
        package.name,
        super::docs::doc_lines(&format!("Client for {}.", title.join(" "))).join("\n")
    )
}

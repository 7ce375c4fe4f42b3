//! `examples/quick_start.rs`: a runnable program.

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let Some(program) = cx.first_shown().and_then(|shown| cx.program(&shown)) else { return Vec::new() };
    let from = if cx.api.client.has_configured_variables { " from the environment" } else { "" };
    let docs = format!("//! The shortest program: a client{from}, and one call.");
    vec![Job::new("examples/quick_start.rs", move || Ok(format!("{}\n{docs}\n\n{program}\n", header(cx, "//", ""))))]
}

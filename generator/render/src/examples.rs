//! `examples/quick_start.rs`: a runnable program.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;

/// The path of the example in the crate.
pub(super) const FILE: &str = "examples/quick_start.rs";

/// Returns whether the crate has the example.
pub(super) fn has_example(cx: &RenderContext<'_>) -> bool {
    example_program(cx).is_some()
}

fn example_program(cx: &RenderContext<'_>) -> Option<String> {
    cx.quick_start_program(&cx.first_call()?)
}

pub(super) fn example_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let Some(program) = example_program(cx) else {
        return Vec::new();
    };
    let source = if cx.api.client.has_configured_variables {
        " from the environment"
    } else {
        ""
    };
    let docs = format!("//! The shortest program: a client{source}, and one call.");
    vec![RenderJob::new(FILE, move || {
        Ok(format!(
            "{}\n{docs}\n\n{program}\n",
            generated_header(cx, "//", "")
        ))
    })]
}

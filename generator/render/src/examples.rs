//! `examples/quick_start.rs`: a runnable program.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;

pub(super) fn example_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let Some(program) = cx
        .first_call()
        .and_then(|shown| cx.quick_start_program(&shown))
    else {
        return Vec::new();
    };
    let source = if cx.api.client.has_configured_variables {
        " from the environment"
    } else {
        ""
    };
    let docs = format!("//! The shortest program: a client{source}, and one call.");
    vec![RenderJob::new("examples/quick_start.rs", move || {
        Ok(format!(
            "{}\n{docs}\n\n{program}\n",
            generated_header(cx, "//", "")
        ))
    })]
}

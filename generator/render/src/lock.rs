//! `api.lock.json`: the names and meanings of public items, for the next run of the generator.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;
use lock::FILE;

pub(super) fn lock_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new(FILE, move || {
        Ok(cx.index.lock().print(generated_header(cx, "", "").trim()))
    })]
}

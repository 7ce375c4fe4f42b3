//! `.gitattributes`: the same line ends in every checkout, and reviews that fold generated code.

use std::fmt::Write as _;

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;

/// The emitted files that reviews fold.
const FOLDED: &[&str] = &["/api.lock.json", "/src/**", "/tests/documented/**"];

pub(super) fn git_attributes_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let job = RenderJob::new(".gitattributes", move || {
        let mut text = format!("{}\n* text=auto eol=lf\n", generated_header(cx, "#", ""));
        for pattern in FOLDED {
            let _ = writeln!(text, "{pattern} linguist-generated");
        }
        // The last pattern that matches applies.
        for name in &cx.api.package.own_modules {
            let _ = writeln!(text, "/src/{name}.rs -linguist-generated");
            let _ = writeln!(text, "/src/{name}/** -linguist-generated");
        }
        Ok(text)
    });
    vec![job]
}

//! The texts of the licenses of the crate, if the generator has them.
//!
//! They do not have the header of generated files, which would not be part of a license. So an
//! existing text is never replaced, whoever wrote it.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::to_visible_line;
use config::license::{ExpressionTexts, texts_of};

pub(super) fn license_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let ExpressionTexts { texts, is_single } =
        texts_of(cx.api.package.license.as_deref().unwrap_or_default());
    let mut jobs = RenderJobs::new();
    for license in texts {
        let path = if is_single {
            "LICENSE".to_owned()
        } else {
            format!("LICENSE-{}", license.suffix)
        };
        jobs.push(RenderJob::new(path, move || {
            Ok(license.text.replace("HOLDERS", &copyright_holders(cx)))
        }));
    }
    jobs
}

/// Returns the authors, without their e-mail addresses, in one line.
fn copyright_holders(cx: &RenderContext<'_>) -> String {
    let package = &cx.api.package;
    let names: Vec<&str> = package
        .authors
        .iter()
        .map(|author| author.split('<').next().unwrap_or_default().trim())
        .filter(|name| !name.is_empty())
        .collect();
    if names.is_empty() {
        format!("the authors of {}", package.name)
    } else {
        to_visible_line(&names.join(", "))
    }
}

//! `README.md` of the emitted crate; its code blocks are doctests (see `lib_rs`).
//!
//! Each group of parts has a file. A part that has nothing to show for this API is omitted, and no
//! code block needs anything that the description may lack.

mod calls;
mod documentation;
mod files;
mod lists;
mod part;
mod repeated;
mod settings;
mod setup;
mod testing;
mod types;
mod webhooks;

use super::context::RenderContext;
use super::docs::doc_lines;
use super::job::{RenderJob, RenderJobs};
use super::source_file::{generated_header, to_visible_line};

const PARTS: &[for<'a> fn(&'a RenderContext<'a>) -> Option<String>] = &[
    setup::install_part,
    setup::usage_part,
    setup::authentication_part,
    settings::settings_part,
    types::types_part,
    lists::pagination_part,
    files::files_part,
    files::streams_part,
    calls::errors_part,
    calls::retries_and_timeouts_part,
    repeated::idempotency_keys_part,
    repeated::waiters_part,
    calls::raw_response_part,
    calls::undescribed_response_part,
    webhooks::webhooks_part,
    testing::testing_part,
    documentation::documentation_part,
    setup::features_part,
    setup::versioning_part,
    setup::requirements_part,
];

pub(super) fn readme_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new("README.md", move || Ok(print_readme(cx)))]
}

fn print_readme<'a>(cx: &'a RenderContext<'a>) -> String {
    let title = to_visible_line(&cx.api.info.title);
    let intro = doc_lines(&format!(
        "Typed Rust client for {}.",
        title.trim_end_matches('.')
    ))
    .join("\n");
    let mut parts = vec![
        generated_header(cx, "<!--", "-->"),
        format!("# {}", cx.api.package.name),
        intro,
    ];
    parts.push("[api.md](api.md) lists every method and every type.".to_owned());
    parts.extend(PARTS.iter().flat_map(|part| part(cx)));
    parts.join("\n\n") + "\n"
}

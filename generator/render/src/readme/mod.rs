//! `README.md` of the emitted crate; its code blocks are doctests (see `lib_rs`).
//!
//! Each group of parts has a file. A part that has nothing to show for this API is omitted, and no
//! code block needs anything that the description may lack.

mod calls;
mod documentation;
mod files;
mod lists;
mod part;
mod programs;
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
pub(super) use documentation::documentation_sentence;
use part::join_readme_blocks;

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
    programs::programs_part,
    documentation::documentation_part,
    setup::features_part,
    setup::versioning_part,
    setup::requirements_part,
];

pub(super) fn readme_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new("README.md", move || Ok(print_readme(cx)))]
}

fn print_readme<'a>(cx: &'a RenderContext<'a>) -> String {
    let opening = [
        generated_header(cx, "<!--", "-->"),
        readme_title(cx),
        "[api.md](api.md) lists every method and every type.".to_owned(),
    ];
    let parts = readme_parts(cx).iter().cloned();
    let parts: Vec<String> = opening.into_iter().chain(parts).collect();
    parts.join("\n\n") + "\n"
}

/// Returns the title, and a sentence about the crate.
pub(super) fn readme_title(cx: &RenderContext<'_>) -> String {
    let title = to_visible_line(&cx.api.info.title);
    let intro = doc_lines(&format!(
        "Typed Rust client for {}.",
        title.trim_end_matches('.')
    ))
    .join("\n");
    join_readme_blocks(&[&format!("# {}", cx.api.package.name), &intro])
}

/// Returns the parts after the introduction, each with its heading.
pub(super) fn readme_parts<'a>(cx: &'a RenderContext<'a>) -> &'a [String] {
    cx.readme_parts
        .get_or_init(|| PARTS.iter().filter_map(|part| part(cx)).collect())
}

/// Returns the part with a heading, if the README has it.
pub(super) fn readme_part<'a>(cx: &'a RenderContext<'a>, heading: &str) -> Option<&'a str> {
    let mut parts = readme_parts(cx).iter().map(String::as_str);
    parts.find(|part| {
        let title = part
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("## "));
        title == Some(heading)
    })
}

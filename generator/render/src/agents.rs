//! `AGENTS.md` and `llms.txt`: what agents that use the crate read first, made from the README and
//! the pages of `api.md`.

use super::context::RenderContext;
use super::doc::Doc;
use super::job::{RenderJob, RenderJobs};
use super::readme::{documentation_sentence, readme_part, readme_parts, readme_title};
use super::source_file::generated_header;
use output::fileset::File;

/// The maximum number of lines of `AGENTS.md`; its program is left out if it would have more.
const MAX_LINES: usize = 100;

pub(super) fn agents_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new("AGENTS.md", move || Ok(print_agents_md(cx)))]
}

fn print_agents_md<'a>(cx: &'a RenderContext<'a>) -> String {
    let usage = readme_part(cx, "Usage").map(str::to_owned);
    let sections = ["Errors", "Testing"]
        .into_iter()
        .filter_map(|heading| readme_part(cx, heading));
    let programs = readme_part(cx, "Programs").map(str::to_owned);
    let sections: Vec<String> = sections.map(without_code_blocks).chain(programs).collect();
    let text = |usage: Option<String>| {
        let opening = [
            generated_header(cx, "<!--", "-->"),
            readme_title(cx),
            opening_paragraph(cx),
        ];
        let parts = opening.into_iter().chain(usage);
        let parts: Vec<String> = parts.chain(sections.iter().cloned()).collect();
        parts.join("\n\n") + "\n"
    };
    let with_program = text(usage.clone());
    if with_program.lines().count() <= MAX_LINES {
        return with_program;
    }
    text(usage.map(|part| {
        format!(
            "{}\n\nThe shortest program is [examples/quick_start.rs](examples/quick_start.rs).",
            without_code_blocks(&part)
        )
    }))
}

/// Returns the paragraph that says where the documentation is.
fn opening_paragraph<'a>(cx: &'a RenderContext<'a>) -> String {
    let links: Vec<String> = readme_links(cx).collect();
    let client = &cx.api.client;
    let programs = match (client.has_command_line, client.has_catalog) {
        (true, _) => {
            " `cargo run --features cli -- --help` shows the command line, by which every operation can be tried."
        }
        (false, true) => {
            " The feature `operations` adds `client.call(…)`, which calls an operation by its name."
        }
        (false, false) => "",
    };
    Doc::new()
        .paragraph(&format!(
            "[api.md](api.md) lists every method and every type. {} The README has examples: {}.{programs} All files that \
             begin with `@generated` are overwritten; to change them, change the description of the API or \
             `generator.yaml`.",
            documentation_sentence(cx),
            links.join(", ")
        ))
        .text()
}

/// Returns `llms.txt`, with these links to the pages of `api.md`.
pub(super) fn llms_txt<'a>(cx: &'a RenderContext<'a>, api_links: &[String]) -> File {
    let api = ["[api.md](api.md): every method and every type".to_owned()];
    let guide =
        ["[AGENTS.md](AGENTS.md): how to call the API, how errors look, how to test".to_owned()];
    let api = api.iter().cloned().chain(api_links.iter().cloned());
    let guide = guide.iter().cloned().chain(readme_links(cx));
    File {
        path: "llms.txt".to_owned(),
        contents: format!(
            "{}\n\n{}\n\n## Guide\n\n{}\n\n## API\n\n{}\n",
            generated_header(cx, "<!--", "-->"),
            readme_title(cx).replacen("\n\n", "\n\n> ", 1),
            list(guide),
            list(api)
        ),
    }
}

fn list(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.map(|line| format!("- {line}")).collect();
    lines.join("\n")
}

/// Returns a link to each section of the README.
fn readme_links<'a>(cx: &'a RenderContext<'a>) -> impl Iterator<Item = String> {
    readme_parts(cx).iter().filter_map(|part| {
        let heading = part.lines().next()?.strip_prefix("## ")?;
        let anchor = heading.to_lowercase().replace(' ', "-");
        Some(format!("[{heading}](README.md#{anchor})"))
    })
}

/// Returns a part of the README without its code blocks.
fn without_code_blocks(part: &str) -> String {
    let mut is_code = false;
    let lines = part.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    let text: Vec<&str> = lines.collect();
    text.join("\n")
        .replace("\n\n\n", "\n\n")
        .trim_end()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_blocks_are_removed_from_parts() {
        let part = "## Usage\n\nFirst.\n\n```rust\nfn main() {\n\n}\n```\n\nThen.";
        assert_eq!(without_code_blocks(part), "## Usage\n\nFirst.\n\nThen.");
    }
}

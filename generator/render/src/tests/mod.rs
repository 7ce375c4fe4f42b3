mod failures;
mod folders;
mod git_attributes;
mod hostile;
mod package;
mod readme;
mod requests;
pub(super) mod sample;
mod types;
mod users;
mod webhooks;

use model::Api;
use output::fileset::FileSet;

fn rendered(api: &Api) -> FileSet {
    rendered_with(api, super::MAX_LINES)
}

fn rendered_with(api: &Api, max_lines: usize) -> FileSet {
    rendered_by(
        api,
        super::RenderOptions {
            max_lines,
            ..Default::default()
        },
    )
}

fn rendered_by(api: &Api, options: super::RenderOptions) -> FileSet {
    let mut files = Vec::new();
    let mut sink = |file| {
        files.push(file);
        Ok(())
    };
    super::render(api, options, &mut sink).unwrap();
    FileSet::new(files)
}

/// Asserts that a file contains a text, and shows the file if it does not.
#[track_caller]
fn assert_holds(files: &FileSet, path: &str, text: &str) {
    let file = files.get(path).unwrap_or_else(|| panic!("no {path}"));
    assert!(
        file.contains(text.trim_matches('\n')),
        "{path} does not hold\n{text}\nbut is\n{file}"
    );
}

#[test]
fn every_file_has_the_header() {
    for file in rendered(&sample::pets()).files() {
        let first = file.contents.lines().next().unwrap();
        assert!(
            first.contains(output::fileset::HEADER_MARK) && first.contains("Do not edit."),
            "{}: {first}",
            file.path
        );
    }
}

#[test]
fn rendering_is_deterministic() {
    assert_eq!(rendered(&sample::pets()), rendered(&sample::pets()));
}

#[test]
fn an_empty_api_is_rendered() {
    let files = rendered(&sample::empty());
    assert!(
        files
            .get("src/client.rs")
            .unwrap()
            .contains("pub fn new() -> Self")
    );
    assert!(
        !files.get("src/client.rs").unwrap().contains("Scope"),
        "an import that nothing uses"
    );
    assert!(
        !files
            .files()
            .iter()
            .any(|file| file.path.starts_with("tests/"))
    );
}

//! The files in `tests/import`, with the results that importing them must give. `UPDATE=1` rewrites
//! the expected files.

use super::*;

/// Checks the file of a folder; `overridden` are the keys that have no effect because another key
/// takes precedence.
fn check_pinned(name: &str, overridden: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/import")
        .join(name);
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
    let imported = import_texts(&read("stainless.yml"), &read("openapi.yaml")).unwrap();
    assert_valid_config(&imported.yaml);
    complete::assert_complete(&folder.join("stainless.yml"), &imported);
    complete::assert_each_key_counts(&read("stainless.yml"), &read("openapi.yaml"), overridden);
    compare_with_pinned(&folder, "stainless.yml", imported);
}

/// Compares the result of an import with the files of a folder.
fn compare_with_pinned(folder: &Path, source: &str, imported: Imported) {
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
    let reports: String = imported
        .reports
        .iter()
        .map(|report| format!("{report}\n"))
        .collect();
    let report = format!("{reports}{}", report_text(&imported, source));
    let mut expected = vec![
        ("generator.yaml", Some(imported.yaml)),
        ("report.txt", Some(report)),
    ];
    expected.push((OVERLAY_FILE, imported.overlay));
    for (file, text) in expected {
        let text = text.unwrap_or_default();
        if std::env::var_os("UPDATE").is_some() && !text.is_empty() {
            fs::write(folder.join(file), &text).unwrap();
        }
        assert_eq!(text, read(file), "{}", folder.join(file).display());
    }
    let out = tempfile::tempdir().unwrap();
    let project = Project {
        config: Some(folder.join("generator.yaml")),
        output: Some(out.path().to_owned()),
        ..Project::default()
    };
    let understood = project
        .model()
        .unwrap_or_else(|failure| panic!("{failure}"));
    for report in understood.reports {
        assert!(report.diagnostic.code != "overlay-target", "{report}");
    }
}

#[test]
fn names_and_credentials_are_carried_over() {
    check_pinned("library", &[]);
}

#[test]
fn changes_of_the_description_become_an_overlay() {
    check_pinned("weather", &[]);
}

#[test]
fn everything_else_is_reported() {
    // The name of the Go package overrides it.
    check_pinned("tickets", &["/organization/name"]);
}

#[test]
fn an_api_md_gives_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/import/bakery");
    let (document, _) =
        Document::load(&folder.join("openapi.yaml"), &ReadOptions::default()).unwrap();
    let spec = Some("openapi.yaml".to_owned());
    let file = StainlessFile::load(&folder.join("api.md"), spec).unwrap();
    let imported = import_stainless(file, &document).unwrap();
    assert_valid_config(&imported.yaml);
    compare_with_pinned(&folder, "api.md", imported);
}

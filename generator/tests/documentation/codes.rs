//! Each code of a message is documented.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sdkwright::diag::codes::{CodeDocs, all_code_docs, docs_of_code};
use sdkwright::diff::rules;

fn is_explained(code: &str) -> bool {
    docs_of_code(code).is_some() || rules::rule_by_code(code).is_some()
}

#[test]
fn pages_are_complete_and_sorted() {
    let codes: Vec<&str> = all_code_docs().map(|page| page.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    for CodeDocs {
        code,
        what,
        why,
        help,
        ..
    } in all_code_docs()
    {
        for text in [what, why, help] {
            let is_sentence = text.ends_with('.') && !text.starts_with(char::is_lowercase);
            assert!(is_sentence, "{code}: {text}");
        }
        assert!(
            rules::rule_by_code(code).is_none(),
            "{code} is also the code of a rule"
        );
    }
}

/// Checks codes that are literals in the source.
#[test]
fn every_code_in_the_source_is_explained() {
    let mut source = String::new();
    read(Path::new(env!("CARGO_MANIFEST_DIR")), &mut source);
    let missing: BTreeSet<&str> = written(&source)
        .filter(|code| !is_explained(code))
        .collect();
    assert!(
        missing.is_empty(),
        "add these to diag/codes.txt: {missing:?}"
    );
    let unused: Vec<&str> = all_code_docs()
        .map(|page| page.code)
        .filter(|code| {
            !source.contains(&format!("\"{code}\"")) && !source.contains(&format!("[{code}]"))
        })
        .collect();
    assert!(
        unused.is_empty(),
        "remove these, they are unused: {unused:?}"
    );
}

/// Reads the files of the generator, except tests, examples and the rules of `diff`.
fn read(folder: &Path, source: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["examples", "rules", "tests"].contains(&name.as_str()) {
            read(&path, source);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let text = fs::read_to_string(&path).unwrap();
            source.push_str(text.split("\nmod tests {").next().unwrap());
        }
    }
}

/// Returns the codes that the source passes to functions, sets in fields, or has in printed
/// messages.
fn written(source: &str) -> impl Iterator<Item = &str> {
    let calls = [
        ("Diagnostic::error(", '"'),
        ("Diagnostic::warning(", '"'),
        ("Diagnostic::note(", '"'),
        ("Unreadable::new(", '"'),
        ("self.error(", '"'),
        ("{ code: ", '"'),
        ("error[", ']'),
    ];
    calls.into_iter().flat_map(move |(before, end)| {
        let rests = source.split(before).skip(1);
        let codes = rests.filter_map(move |rest| {
            let rest = if end == '"' {
                rest.trim_start().strip_prefix('"')?
            } else {
                rest
            };
            rest.split(end).next()
        });
        codes.filter(|code| is_code(code))
    })
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

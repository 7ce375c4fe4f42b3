//! The documentation of all diagnostic codes, from `codes.txt`, which has a paragraph for each code, sorted by code. A
//! mark as in `unknown-type (keyword)` means that a part of the description was not understood, so that `diff` cannot
//! judge it; `(rename)` means that an item has another name than the description gives it.

use std::fmt::Write;

/// The documentation of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeDocs {
    /// The code, as it is printed: `error[broken-json]`.
    pub code: &'static str,
    /// The cause.
    pub what: &'static str,
    /// The effect, which is how the generator continues.
    pub why: &'static str,
    /// How to resolve it.
    pub help: &'static str,
    pub(crate) unread: Option<Unread>,
    /// Whether the code is that of a renamed item; a digest lists such items in one line.
    pub(super) is_rename: bool,
}

/// A part of the description that was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// A pattern, which counts as the same one at another location. Programs in other languages may support it.
    Pattern,
    /// A keyword of a schema, which counts as the same one at another location.
    Keyword,
    /// Any other part, such as a reference.
    Fragment,
}

/// Returns the pages of all codes, sorted by code.
pub fn all_code_docs() -> impl Iterator<Item = CodeDocs> {
    include_str!("codes.txt")
        .split("\n\n")
        .filter_map(|paragraph| {
            let mut lines = paragraph.lines();
            let title = lines.next()?;
            let (code, mark) = title.split_once(' ').unwrap_or((title, ""));
            let unread = match mark {
                "(pattern)" => Some(Unread::Pattern),
                "(keyword)" => Some(Unread::Keyword),
                "(fragment)" => Some(Unread::Fragment),
                _ => None,
            };
            Some(CodeDocs {
                code,
                what: lines.next()?,
                why: lines.next()?,
                help: lines.next()?,
                unread,
                is_rename: mark == "(rename)",
            })
        })
}

/// Returns the page of the book with all codes, in Markdown.
pub fn diagnostic_codes_page() -> String {
    let mut out = "# Codes of errors, warnings and notes\n\n\
        What each code of a message means, what happens then, and what to do. `sdkwright explain CODE` prints one of them.\n\
        The codes of findings are [on another page](diff-codes.md).\n"
        .to_owned();
    for CodeDocs {
        code,
        what,
        why,
        help,
        ..
    } in all_code_docs()
    {
        let _ = write!(out, "\n## `{code}`\n\n{what} {why}\n\n{help}\n");
    }
    out
}

/// Returns the page of a code.
pub fn docs_of_code(code: &str) -> Option<CodeDocs> {
    all_code_docs().find(|page| page.code == code)
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::diff::rules;

    pub(in crate::diag) fn is_explained(code: &str) -> bool {
        docs_of_code(code).is_some() || rules::rule_by_code(code).is_some()
    }

    #[test]
    fn pages_are_complete_and_sorted() {
        let codes: Vec<&str> = all_code_docs().map(|page| page.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
        assert_eq!(include_str!("codes.txt").split("\n\n").count(), codes.len());
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

    /// Checks codes that are literals in the source; `Diagnostic::new` checks all others when tests run.
    #[test]
    fn every_code_in_the_source_is_explained() {
        let mut source = String::new();
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut source,
        );
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

    /// Reads the files of a folder, except tests and the rules of `diff`.
    fn read(folder: &Path, source: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["tests", "rules"].contains(&name.as_str()) {
                read(&path, source);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                source.push_str(text.split("\nmod tests {").next().unwrap());
            }
        }
    }

    /// Returns the codes that the source passes to functions, sets in fields, or has in printed messages.
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
}

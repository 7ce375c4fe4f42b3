//! The documentation of all diagnostic codes, from `codes.txt`, which has a paragraph for each
//! code, sorted by code. A mark as in `unknown-type (keyword)` means that a part of the description
//! was not understood, so that `diff` cannot judge it; `(rename)` means that an item has another
//! name than the description gives it; `(hint)` means that a setting would improve the client.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer};

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
    /// What was not understood, if the code reports that.
    pub unread: Option<Unread>,
    /// Whether the code is that of a renamed item; a digest lists such items in one line.
    pub(super) is_rename: bool,
    /// Whether the code proposes a setting; a summary shows its help.
    pub is_hint: bool,
}

/// A part of the description that was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A pattern, which counts as the same one at another location. Programs in other languages may
    /// support it.
    Pattern,
    /// A keyword of a schema, which counts as the same one at another location.
    Keyword,
    /// Any other part, such as a reference.
    Fragment,
}

/// Deserializes the code of a diagnostic.
pub(super) fn deserialize_code<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<&'static str, D::Error> {
    static CODES: LazyLock<HashSet<&str>> =
        LazyLock::new(|| all_code_docs().map(|docs| docs.code).collect());
    let code = String::deserialize(deserializer)?;
    let known_code = CODES.get(code.as_str()).copied();
    known_code.ok_or_else(|| D::Error::custom(format_args!("unknown code `{code}`")))
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
                is_hint: mark == "(hint)",
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

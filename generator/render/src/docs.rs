//! Converts prose of a description to Markdown that rustdoc renders well and that cannot break out
//! of its doc comment.
//!
//! Descriptions contain CommonMark, HTML, a mix of both, or plain text with brackets. The pipeline:
//! characters are cleaned; HTML becomes Markdown (`html`); `pulldown-cmark`, rustdoc's parser,
//! parses it; `blocks` and `inline` write new Markdown from its events. For any input, the output
//! has:
//!
//! - no HTML, no bare URL, no bracket that could be an intra-doc link, only absolute links to the
//!   web or mail;
//! - no code block that rustdoc would compile: each is fenced, with a language from our list or
//!   `text`;
//! - no heading of the first two levels, no control, invisible or bidirectional character, no tab;
//! - no line over 100 columns, except for code and unbreakable words (above all, links).
//!
//! This module cannot fail, does no I/O, and its run time is linear in a bounded input.

mod blocks;
mod escape;
mod html;
mod inline;
mod summary;
mod table;
mod to_html;

use std::borrow::Cow;

use naming::is_invisible_character;

pub(super) use escape::longest_run;
pub(crate) use summary::prose_line;
pub(super) use summary::summary_of;
pub use summary::{deprecation_note, summary_line};
pub use to_html::{html_of_blocks, html_of_line};

/// The maximum number of characters of a description.
const MAX_CHARS: usize = 20_000;

/// Renders a description as Markdown lines, one for each `#[doc = "…"]`; none if nothing is
/// visible.
///
/// The lines have no leading space: code that prints them as `/// line` adds it.
pub fn doc_lines(text: &str) -> Vec<String> {
    let clean = clean_prose_text(text);
    let mut lines = blocks::markdown_lines(&html::to_markdown(&clean.text));
    if clean.is_truncated {
        lines.push(String::new());
        lines.push("*The description is truncated.*".to_owned());
    }
    lines
}

/// Renders a value as a code span on one line: `a` → `` `a` ``. Empty if nothing is visible.
pub fn inline_code(text: &str) -> String {
    let clean = clean_prose_text(text);
    let words: Vec<&str> = clean.text.split_whitespace().collect();
    escape::code_span(&words.join(" "))
}

/// A text with `\n` as its only control character, without tabs and invisible characters.
struct CleanText<'a> {
    text: Cow<'a, str>,
    is_truncated: bool,
}

fn clean_prose_text(text: &str) -> CleanText<'_> {
    let is_clean = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'));
    if is_clean && text.len() <= MAX_CHARS {
        return CleanText {
            text: Cow::Borrowed(text),
            is_truncated: false,
        };
    }
    let mut cleaned = String::with_capacity(text.len().min(MAX_CHARS * 4));
    let mut chars = text.chars().peekable();
    let mut remaining = MAX_CHARS;
    while let Some(c) = chars.next() {
        if remaining == 0 {
            // Cuts at the end of a word.
            cleaned.truncate(cleaned.rfind(char::is_whitespace).unwrap_or(cleaned.len()));
            return CleanText {
                text: Cow::Owned(cleaned),
                is_truncated: true,
            };
        }
        remaining -= 1;
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                cleaned.push('\n')
            }
            '\t' => cleaned.push_str("    "),
            c if c.is_whitespace() => cleaned.push(' '),
            c if c.is_control() || is_invisible_character(c) => {}
            c => cleaned.push(c),
        }
    }
    CleanText {
        text: Cow::Owned(cleaned),
        is_truncated: false,
    }
}

/// Returns a line such as ``- `id` (text): Id of the portal. Between 1 and 32 characters.``
pub(crate) fn item_line(
    name: &str,
    about: &str,
    summary: Option<String>,
    rules: &[String],
) -> String {
    let sentences: Vec<&str> = summary.iter().chain(rules).map(String::as_str).collect();
    if sentences.is_empty() {
        format!("{name} ({about})")
    } else {
        format!("{name} ({about}): {}", sentences.join(" "))
    }
}

#[cfg(test)]
mod tests;

//! Prose of a description → text that rustdoc shows well and that cannot break out of its place.
//!
//! Descriptions hold CommonMark, HTML, both at once, or plain text with brackets and angles in it. The road: characters
//! are cleaned (`clean`), HTML becomes Markdown (`html`), `pulldown-cmark`, the parser that rustdoc uses, says what the
//! Markdown means, and `blocks` and `inline` write that meaning down again from nothing. So whatever the input was, the
//! output holds:
//!
//! - no HTML, no bare URL, no bracket that could be an intra-doc link, no link that is relative or not web or mail;
//! - no code block that rustdoc would compile: each is fenced and names a language from our list, or `text`;
//! - no heading of the first two levels, no control, invisible or direction-changing character, no tab;
//! - no line over 100 columns, except for code and for words that cannot be broken (links, above all).
//!
//! This room cannot fail, does no I/O, and takes time in proportion to a bounded input.

mod blocks;
mod clean;
mod escape;
mod html;
mod inline;
mod summary;
mod table;

pub use summary::{deprecation_note, summary_line};

/// A description as Markdown lines, one for each `#[doc = "…"]`; none for a text without anything visible.
///
/// The lines have no leading space: whoever prints them as `/// line` adds it.
pub fn doc_lines(text: &str) -> Vec<String> {
    let (text, was_cut) = clean::clean(text);
    let mut lines = blocks::lines(&html::to_markdown(&text));
    if was_cut {
        lines.push(String::new());
        lines.push("*The description is longer than this; the rest is left out.*".to_owned());
    }
    lines
}

/// A value as a code span, on one line: `a` → `` `a` ``. Nothing visible gives the empty string.
pub fn inline_code(text: &str) -> String {
    let (text, _) = clean::clean(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    escape::code_span(&words.join(" "))
}

/// Markdown on one line, for a cell of a table: white space folded, pipes escaped.
pub fn table_cell(markdown: &str) -> String {
    let words: Vec<&str> = markdown.split_whitespace().collect();
    escape::pipes(&words.join(" "))
}

#[cfg(test)]
mod tests;

//! The tree becomes text, by the rules of rustfmt with its default settings.
//!
//! Functions return `None` if a line would be too long. Then the caller tries another layout, and
//! the statement or constant as a whole is laid out for longer lines: rustfmt leaves such code as
//! it is.

mod chains;
mod control;
mod expressions;
mod items;
mod json;
mod lists;
mod statements;
mod uses;

use crate::measure::width_of;

pub(crate) use items::item_text;
pub(crate) use uses::{sort_declarations, sort_uses, use_text};

/// The maximum width of a line; `max_width` of rustfmt.
const LINE_WIDTH: usize = 100;

/// The indentation of a block; `tab_spaces` of rustfmt.
const INDENT: usize = 4;

/// Where an expression begins, and what follows it.
#[derive(Clone, Copy, Debug)]
struct Shape {
    /// The maximum width of a line.
    limit: usize,
    /// The indentation of the block that contains the expression.
    indent: usize,
    /// The column of the first character.
    column: usize,
    /// The width of what follows on the last line, such as `;`.
    tail: usize,
    /// Whether the links of a chain must be on one line.
    needs_line_chains: bool,
}

impl Shape {
    /// Returns a shape at the beginning of a line.
    fn line(limit: usize, indent: usize, tail: usize) -> Self {
        Self {
            limit,
            indent,
            column: indent,
            tail,
            needs_line_chains: false,
        }
    }

    /// Returns the shape of a line that is indented further.
    fn indented(self, tail: usize) -> Self {
        self.at_indent(self.indent + INDENT, tail)
    }

    /// Returns the shape of a line with this indentation.
    fn at_indent(self, indent: usize, tail: usize) -> Self {
        Self {
            indent,
            column: indent,
            tail,
            ..self
        }
    }

    /// Returns the shape after a text on the same line.
    fn after(self, width: usize) -> Self {
        Self {
            column: self.column + width,
            ..self
        }
    }

    fn with_tail(self, tail: usize) -> Self {
        Self { tail, ..self }
    }

    /// Returns the width that is left on the line.
    fn width(self) -> usize {
        self.limit.saturating_sub(self.column + self.tail)
    }

    /// Returns how far the expression begins after the indentation.
    fn offset(self) -> usize {
        self.column.saturating_sub(self.indent)
    }
}

/// Lays something out for the usual width of lines, or else for the first longer width that is
/// sufficient.
fn laid_out(layout: impl Fn(usize) -> Option<String>) -> String {
    [LINE_WIDTH, 120, 150, 200, 300, 1000]
        .into_iter()
        .find_map(&layout)
        .or_else(|| layout(usize::MAX / 2))
        .unwrap_or_default()
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Removes the indentation of all lines but the first, which has none.
fn outdented(text: String, indent: usize) -> String {
    if indent == 0 {
        return text;
    }
    let mut indented_line = String::new();
    new_line(&mut indented_line, indent);
    text.replace(&indented_line, "\n")
}

fn first_line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

fn last_line_width(text: &str) -> usize {
    width_of(text.rsplit('\n').next().unwrap_or_default())
}

/// Counts the line breaks of a text.
pub fn line_breaks(text: &str) -> usize {
    // A sum of bytes is faster than one of `usize`, and cannot overflow for so few.
    let parts = text.as_bytes().chunks(usize::from(u8::MAX));
    let counts = parts.map(|part| part.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    counts.map(usize::from).sum()
}

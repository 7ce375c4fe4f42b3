//! Byte offsets of a text ↔ lines and columns.

use crate::diag::Location;

/// Where the lines of a text start.
pub(super) struct Lines<'a> {
    name: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, which stands in the file `name`.
    pub(super) fn new(name: &'a str, text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { name, text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The place of a byte; past the end it is the end.
    pub(super) fn at_offset(&self, offset: usize) -> Location {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let end = offset.min(self.text.len());
        let before = self.text.get(start..end).map_or(0, |head| head.chars().count());
        self.at(line, before + 1)
    }

    /// The place at a line and a column, both from 1.
    pub(super) fn at(&self, line: usize, column: usize) -> Location {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        Location::new(self.name, line, column, self.text.get(start..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_lines_and_characters() {
        let text = "é: 1\r\nü: ö\n";
        let rows = [(0, 1, 1, "é: 1"), (2, 1, 2, "é: 1"), (7, 2, 1, "ü: ö"), (9, 2, 2, "ü: ö"), (99, 3, 1, "")];
        for (offset, line, column, excerpt) in rows {
            let at = Lines::new("a", text).at_offset(offset);
            assert_eq!((at.line, at.column, at.excerpt.as_str()), (line, column, excerpt), "{offset}");
        }
    }
}

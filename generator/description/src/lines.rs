//! Converts byte offsets of a text to lines and columns.
//!
//! A minified file may be a single line of several megabytes, so a lookup by offset never scans a
//! whole line.

use diag::TextLocation;

/// The distance in bytes between the offsets for which the number of characters before them is
/// stored.
const STRIDE: usize = 4096;

pub(super) struct Lines<'a> {
    name: &'a str,
    text: &'a str,
    starts: Vec<usize>,
    characters: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(name: &'a str, text: &'a str) -> Self {
        let breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let count = text.bytes().filter(|byte| *byte == b'\n').count();
        let mut starts = Vec::with_capacity(count + 1);
        starts.push(0);
        starts.extend(breaks);
        let mut total = 0;
        let mut characters = vec![0];
        for chunk in text.as_bytes().chunks(STRIDE) {
            total += count_characters(chunk);
            characters.push(total);
        }
        Self {
            name,
            text,
            starts,
            characters,
        }
    }

    /// Returns the location of a byte; an offset past the end is clamped.
    pub(super) fn at_offset(&self, offset: usize) -> TextLocation {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let (start, end) = self.bounds(line);
        let column = 1 + self
            .characters_before(offset)
            .saturating_sub(self.characters_before(start));
        let before = self.text.get(start..offset).unwrap_or_default();
        let after = self.text.get(offset..end).unwrap_or_default();
        TextLocation::new(self.name, line, column, before, after)
    }

    /// Returns the location at a line and a column, both from 1.
    pub(super) fn at(&self, line: usize, column: usize) -> TextLocation {
        let (start, end) = self.bounds(line);
        let text = self.text.get(start..end).unwrap_or_default();
        let split = text
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(text.len(), |(at, _)| at);
        let (before, after) = text.split_at(split);
        TextLocation::new(self.name, line, column, before, after)
    }

    /// Returns the lines of the value that begins on this line, which counts from 1: all lines with
    /// more indentation, and the closing bracket after them. The indentation of the first line is
    /// removed. Returns nothing if the first line has more than `longest` bytes.
    pub(super) fn value_from(&self, line: usize, longest: usize) -> String {
        let mut lines = (line..).map_while(|line| self.whole(line));
        let Some(first) = lines.next().filter(|first| first.len() <= longest) else {
            return String::new();
        };
        let indent = line_indentation(first);
        let mut shown = vec![first];
        for next in lines {
            let is_inside = next.trim().is_empty() || line_indentation(next) > indent;
            let is_end =
                line_indentation(next) == indent && next.trim_start().starts_with(['}', ']']);
            if !is_inside && !is_end {
                break;
            }
            shown.push(next);
            if is_end {
                break;
            }
        }
        let shown: Vec<&str> = shown
            .into_iter()
            .map(|line| {
                line.get(indent.min(line_indentation(line))..)
                    .unwrap_or_default()
            })
            .collect();
        shown.join("\n").trim_end().to_owned()
    }

    /// Returns a line, which counts from 1, without its line break; `None` after the last line.
    fn whole(&self, line: usize) -> Option<&'a str> {
        let (start, end) = self.bounds(line);
        let text = self.text.get(start..end)?;
        if text.is_empty() {
            return None;
        }
        Some(text.trim_end_matches(['\r', '\n']))
    }

    fn bounds(&self, line: usize) -> (usize, usize) {
        let [start, end] = [line.saturating_sub(1), line]
            .map(|index| self.starts.get(index).copied().unwrap_or(self.text.len()));
        (start, end)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        let count = self.characters.get(stride).copied().unwrap_or_default();
        count
            + self
                .text
                .as_bytes()
                .get(stride * STRIDE..offset)
                .map_or(0, count_characters)
    }
}

/// Returns the number of spaces and tabs before the text of a line.
fn line_indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Returns the line and column, both from 1, of a byte.
pub(super) fn line_and_column(text: &str, offset: usize) -> Option<(usize, usize)> {
    let before = text.get(..offset)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some((before.matches('\n').count() + 1, line.chars().count() + 1))
}

fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_lines_and_characters() {
        let text = "é: 1\r\nü: ö\n";
        let rows = [
            (0, 1, 1, "é: 1"),
            (2, 1, 2, "é: 1"),
            (7, 2, 1, "ü: ö"),
            (9, 2, 2, "ü: ö"),
            (99, 3, 1, ""),
        ];
        for (offset, line, column, excerpt) in rows {
            let at = Lines::new("a", text).at_offset(offset);
            assert_eq!(
                (at.line, at.column, at.excerpt.as_str()),
                (line, column, excerpt),
                "{offset}"
            );
            assert_eq!(Lines::new("a", text).at(line, column), at, "{offset}");
        }
    }

    #[test]
    fn values_are_shown_with_the_lines_inside_of_them() {
        let yaml = "a:\n  b:\n    c: 1\n\n    d: 2\n  e: 3\n";
        let json = "{\n  \"a\": {\n    \"b\": [\n      1\n    ]\n  },\n  \"c\": 2\n}\n";
        let long = format!("a:\n  {}\n", "x".repeat(30));
        for (text, line, expected) in [
            (yaml, 2, "b:\n  c: 1\n\n  d: 2"),
            (yaml, 6, "e: 3"),
            (yaml, 1, "a:\n  b:\n    c: 1\n\n    d: 2\n  e: 3"),
            (json, 2, "\"a\": {\n  \"b\": [\n    1\n  ]\n},"),
            (json, 3, "\"b\": [\n  1\n]"),
            (yaml, 9, ""),
            (&long, 1, long.trim_end()),
            (&long, 2, ""),
        ] {
            assert_eq!(
                Lines::new("a", text).value_from(line, 20),
                expected,
                "{text} {line}"
            );
        }
    }

    #[test]
    fn columns_of_long_lines_are_exact() {
        let text = format!("{}\n{}x", "ö".repeat(3 * STRIDE + 1), "ü".repeat(STRIDE));
        let at = Lines::new("a", &text).at_offset(text.len() - 1);
        assert_eq!((at.line, at.column), (2, STRIDE + 1));
        let at = Lines::new("a", &text).at_offset(2 * STRIDE + 2);
        assert_eq!((at.line, at.column), (1, STRIDE + 2));
    }
}

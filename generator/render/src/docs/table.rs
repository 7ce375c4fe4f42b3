//! Tables. A narrow table is kept; one with a row that would make a long line becomes a list.

use super::escape::escape_pipes;
use super::inline::{Word, words_on_one_line};

/// A parsed table; the first row is the head.
#[derive(Default)]
pub(super) struct Table {
    pub(super) cells: Vec<Vec<Word>>,
    rows: Vec<Vec<Vec<Word>>>,
}

impl Table {
    pub(super) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.cells));
    }

    /// Returns the table in Markdown, if no line is longer than `width`.
    pub(super) fn rows_within(&self, width: usize) -> Option<Vec<String>> {
        let mut lines = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let line = row_line(row);
            if line.chars().count() > width {
                return None;
            }
            lines.push(line);
            if index == 0 {
                lines.push(format!("|{}", " --- |".repeat(row.len())));
            }
        }
        Some(lines)
    }

    /// Returns a list item for each row: its first cell, then the others, labelled by the head if
    /// there are several.
    pub(super) fn items(&self) -> Vec<Vec<Word>> {
        let Some((head, body)) = self.rows.split_first() else {
            return Vec::new();
        };
        let rows = if body.is_empty() { &self.rows } else { body };
        rows.iter().map(|row| row_list_item(head, row)).collect()
    }
}

fn row_line(row: &[Vec<Word>]) -> String {
    let mut line = "|".to_owned();
    for cell in row {
        line.push_str(&format!(" {} |", escape_pipes(&words_on_one_line(cell))));
    }
    line
}

fn row_list_item(head: &[Vec<Word>], row: &[Vec<Word>]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        if let Some(last) = words.last_mut() {
            last.text.push(if index == 1 { ':' } else { ';' });
        }
        if index > 0 && row.len() > 2 {
            words.extend(head.get(index).into_iter().flatten().cloned());
            if let Some(last) = words
                .last_mut()
                .filter(|last| !last.text.ends_with([':', ';']))
            {
                last.text.push_str(" =");
            }
        }
        words.extend(cell.iter().cloned());
    }
    words
}

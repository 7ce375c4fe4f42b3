//! Doc comments: paragraphs, lists and code blocks.

use code_format::Code;

use super::docs;

/// The text between the name of a type and its path in a Markdown link.
const TYPE_LINK: &str = "](crate::types::";

/// The same text without the bracket.
pub(super) const TYPE_PATH: &str = "(crate::types::";

/// Maximum width of prose, so that no emitted line exceeds 120 columns with its indentation.
const WIDTH: usize = 100;

/// A doc comment under construction. Empty lines separate its parts; an empty part is dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn prose(mut self, text: &str) -> Self {
        self.push_part(docs::doc_lines(text));
        self
    }

    pub(crate) fn maybe_prose(self, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.prose(text),
            None => self,
        }
    }

    pub(crate) fn paragraph(mut self, text: &str) -> Self {
        self.push_part(wrap_markdown_line(text, ""));
        self
    }

    pub(crate) fn heading(mut self, text: &str) -> Self {
        self.push_part(vec![format!("# {text}")]);
        self
    }

    pub(crate) fn list(mut self, items: &[String]) -> Self {
        self.push_part(
            items
                .iter()
                .flat_map(|item| wrap_markdown_line(item, "- "))
                .collect(),
        );
        self
    }

    pub(crate) fn code(mut self, language: &str, code: &str) -> Self {
        let mut lines = vec![format!("```{language}")];
        lines.extend(code.lines().map(str::to_owned));
        lines.push("```".to_owned());
        self.push_part(lines);
        self
    }

    /// Adds the parts of another doc comment.
    pub(crate) fn append(mut self, other: Self) -> Self {
        self.push_part(other.lines);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the doc comment as code.
    pub(crate) fn tokens(&self) -> Code {
        let mut code = Code::new();
        for line in &self.lines {
            code.add_doc_line(line);
        }
        code
    }

    /// Returns the lines of an inner doc comment: `//! …`.
    pub(crate) fn inner_text(&self) -> String {
        let lines: Vec<String> = self
            .lines
            .iter()
            .map(|line| {
                if line.is_empty() {
                    "//!".to_owned()
                } else {
                    format!("//! {line}")
                }
            })
            .collect();
        lines.join("\n")
    }

    /// Returns the lines without comment markers, as Markdown.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn push_part(&mut self, lines: Vec<String>) {
        let is_empty = lines.iter().all(|line| line.trim().is_empty());
        if is_empty {
            return;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
    }
}

/// Wraps one line of Markdown, at spaces outside code spans. The first line begins with `marker`,
/// the others are indented by its width.
fn wrap_markdown_line(text: &str, marker: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::with_capacity(WIDTH.min(marker.len() + text.len()));
    line.push_str(marker);
    let marker_width = Width::of(marker);
    let mut width = marker_width;
    let mut has_word = false;
    for word in split_outside_code(text) {
        let word_width = Width::of(word);
        let is_wide = width.visible() + word_width.visible() + 1 > WIDTH;
        if has_word && is_wide && !looks_like_block(word) {
            lines.push(line.clone());
            line.clear();
            line.extend(std::iter::repeat_n(' ', marker.len()));
            width = marker_width;
            has_word = false;
        }
        if has_word {
            line.push(' ');
            width.characters += 1;
        }
        line.push_str(word);
        width.characters += word_width.characters;
        width.targets += word_width.targets;
        has_word = true;
    }
    lines.push(line);
    lines
}

/// The width of a link target that is not counted.
const MAX_TARGET_WIDTH: usize = 12;

/// The width of a text.
#[derive(Clone, Copy)]
struct Width {
    characters: usize,
    /// The number of characters of the targets of links to types.
    targets: usize,
}

impl Width {
    fn of(text: &str) -> Self {
        let mut targets = 0;
        // Few words have links, and to search for a text is slow.
        if text.contains(']') {
            for (start, _) in text.match_indices(TYPE_LINK) {
                let target = text.get(start + 1..).unwrap_or_default();
                targets += target.find(')').map_or(0, |end| end + 1);
            }
        }
        Self {
            characters: text.chars().count(),
            targets,
        }
    }

    /// Returns the width without the targets of links to types, since most targets are dropped
    /// later. At most `MAX_TARGET_WIDTH` is subtracted, since some may remain.
    fn visible(self) -> usize {
        let uncounted = self.targets.min(MAX_TARGET_WIDTH);
        self.characters.saturating_sub(uncounted)
    }
}

/// Returns whether a word at the start of a line would begin a block: `-`, `1.`, `#`, `>`.
fn looks_like_block(word: &str) -> bool {
    word.starts_with(['-', '+', '*', '#', '>', '=', '|', '~'])
        || word.ends_with(['.', ')']) && is_number(word)
}

fn is_number(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ')']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Splits at spaces, but never inside a code span.
fn split_outside_code(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut is_code = false;
    for (index, c) in text.char_indices() {
        match c {
            '`' => is_code = !is_code,
            ' ' if !is_code => {
                words.push(text.get(start..index).unwrap_or_default());
                start = index + 1;
            }
            _ => {}
        }
    }
    words.push(text.get(start..).unwrap_or_default());
    words.retain(|word| !word.is_empty());
    words
}

//! Docs of the types of `generator.yaml`, and of their keys: paragraphs, and examples in fenced
//! blocks.

/// The docs of a type or key.
#[derive(Default)]
pub(super) struct SettingDocs {
    /// The paragraphs, each in one line; the first one is a summary.
    pub(super) paragraphs: Vec<String>,
    /// The lines of all examples.
    pub(super) examples: Vec<String>,
}

impl SettingDocs {
    /// Reads docs in Markdown, in which all blocks are examples.
    pub(super) fn of(text: &str) -> Self {
        let mut docs = Self::default();
        let mut paragraph = Vec::new();
        let mut is_example = false;
        for line in text.lines() {
            let is_fence = line.starts_with("```");
            if is_example && !is_fence {
                docs.examples.push(line.to_owned());
            } else if is_fence || line.is_empty() {
                docs.end_paragraph(&mut paragraph);
                is_example ^= is_fence;
            } else {
                paragraph.push(line);
            }
        }
        docs.end_paragraph(&mut paragraph);
        docs
    }

    /// Adds everything but the summary of other docs.
    pub(super) fn add_details(&mut self, other: Self) {
        self.paragraphs.extend(other.paragraphs.into_iter().skip(1));
        self.examples.extend(other.examples);
    }

    fn end_paragraph(&mut self, lines: &mut Vec<&str>) {
        if !lines.is_empty() {
            self.paragraphs.push(lines.join(" "));
            lines.clear();
        }
    }

    /// Returns the first paragraph, or nothing.
    pub(super) fn summary(&self) -> &str {
        self.paragraphs.first().map_or("", String::as_str)
    }
}

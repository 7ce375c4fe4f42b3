//! Writes blocks: paragraphs, headings, lists, quotes, code and tables, each line with its prefix.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::escape::longest_run;
use super::inline::{Inline, Word, words_on_one_line, wrap_words};
use super::table::Table;

/// Columns of a line, including its prefix.
const WIDTH: usize = 100;
const MIN_WIDTH: usize = 40;
/// Maximum nesting of lists and quotes; deeper levels are flattened.
const MAX_DEPTH: usize = 6;

/// Languages that a code block may name; others become `text`, since rustdoc compiles blocks with
/// unknown languages.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "csharp",
    "css",
    "csv",
    "diff",
    "go",
    "graphql",
    "hcl",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "jsonc",
    "kotlin",
    "lua",
    "perl",
    "php",
    "powershell",
    "promql",
    "python",
    "ruby",
    "scala",
    "sh",
    "shell",
    "sql",
    "swift",
    "text",
    "toml",
    "ts",
    "typescript",
    "xml",
    "yaml",
    "yml",
];

/// Returns the events of `markdown`, with adjacent text merged.
pub(super) fn parse_markdown(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    TextMergeStream::new(Parser::new_ext(markdown, options))
}

/// Renders `markdown` as lines of normalized Markdown.
pub(super) fn markdown_lines(markdown: &str) -> Vec<String> {
    let mut writer = MarkdownWriter::default();
    for event in parse_markdown(markdown) {
        writer.take_event(event);
    }
    writer.write_paragraph("");
    writer.lines
}

/// A list item or a quote.
#[derive(Default)]
struct Container {
    /// The prefix of its first line.
    first_prefix: String,
    /// The prefix of its other lines.
    prefix: String,
    /// Whether its first line is written.
    is_started: bool,
}

#[derive(Default)]
struct MarkdownWriter {
    lines: Vec<String>,
    containers: Vec<Container>,
    /// The open lists, each with the number of its next item.
    lists: Vec<Option<u64>>,
    inline: Inline,
    code: Option<Code>,
    table: Option<Table>,
    heading: String,
    /// Whether an empty line precedes the next block.
    gap: bool,
}

struct Code {
    language: &'static str,
    text: String,
}

impl MarkdownWriter {
    fn take_event(&mut self, event: Event<'_>) {
        if let Some(code) = &mut self.code {
            match event {
                Event::Text(text) => code.text.push_str(&text),
                Event::End(TagEnd::CodeBlock) => self.end_code(),
                _ => {}
            }
            return;
        }
        if self.inline.take_event(&event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start_tag(tag),
            Event::End(tag) => self.end_tag(tag),
            Event::Rule => self.write_block(&["---".to_owned()]),
            _ => {}
        }
    }

    fn start_tag(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::TableHead | Tag::TableRow | Tag::TableCell => return,
            _ => self.write_paragraph(""),
        }
        match tag {
            Tag::List(first) => {
                self.gap = self.lists.is_empty() || first.is_some_and(|number| number != 1);
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.request_gap();
                self.push_container("> ".to_owned(), "> ".to_owned());
            }
            Tag::CodeBlock(kind) => {
                self.code = Some(Code {
                    language: code_block_language(&kind),
                    text: String::new(),
                })
            }
            Tag::Table(_) => self.table = Some(Table::default()),
            Tag::Heading { level, .. } => {
                self.request_gap();
                // Below the levels of the generator's own headings.
                self.heading = format!("{} ", "#".repeat((level as usize + 2).min(6)));
            }
            _ => self.request_gap(),
        }
    }

    fn end_tag(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::TableCell => {
                let words = self.inline.take_words();
                self.table.get_or_insert_default().cells.push(words);
                return;
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                return self.table.get_or_insert_default().end_row();
            }
            TagEnd::Table => return self.end_table(),
            TagEnd::Heading(_) => return self.end_heading(),
            _ => self.write_paragraph(""),
        }
        match tag {
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap = self.gap || self.lists.is_empty();
            }
            TagEnd::Item => drop(self.containers.pop()),
            TagEnd::BlockQuote(_) => {
                self.containers.pop();
                self.gap = true;
            }
            _ => self.gap = true,
        }
    }

    fn start_item(&mut self) {
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "- ".to_owned(),
        };
        let indentation = " ".repeat(marker.len());
        self.push_container(marker, indentation);
    }

    fn push_container(&mut self, first_prefix: String, prefix: String) {
        let container = if self.containers.len() < MAX_DEPTH {
            Container {
                first_prefix,
                prefix,
                is_started: false,
            }
        } else {
            Container::default()
        };
        self.containers.push(container);
    }

    /// Requests an empty line before the next block, unless it is the first one in its item or
    /// quote.
    fn request_gap(&mut self) {
        if self
            .containers
            .last()
            .is_none_or(|container| container.is_started)
        {
            self.gap = true;
        }
    }

    fn write_paragraph(&mut self, prefix: &str) {
        let words = self.inline.take_words();
        let lines = wrap_words(&words, self.width().saturating_sub(prefix.len()));
        for (index, line) in lines.iter().enumerate() {
            self.push_line(&if index == 0 {
                format!("{prefix}{line}")
            } else {
                line.clone()
            });
        }
    }

    fn end_heading(&mut self) {
        let heading = std::mem::take(&mut self.heading);
        let words = self.inline.take_words();
        let mut text = words_on_one_line(&words);
        if !text.is_empty() {
            if text.chars().all(|c| c == '#') {
                text.insert(0, '\\');
            }
            self.push_line(&format!("{heading}{}", escape_closing_hashes(text)));
        }
        self.gap = true;
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let text = code.text.trim_end().trim_start_matches('\n');
        if text.trim().is_empty() {
            return;
        }
        let fence = "`".repeat((longest_run(text, '`') + 1).max(3));
        let mut lines = vec![format!("{fence}{}", code.language)];
        lines.extend(text.lines().map(|line| line.trim_end().to_owned()));
        lines.push(fence);
        self.write_block(&lines);
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        match table.rows_within(self.width()) {
            Some(lines) => self.write_block(&lines),
            None => self.write_table_as_list(&table.items()),
        }
    }

    fn write_table_as_list(&mut self, items: &[Vec<Word>]) {
        self.gap = true;
        for item in items {
            self.push_container("- ".to_owned(), "  ".to_owned());
            for line in wrap_words(item, self.width()) {
                self.push_line(&line);
            }
            self.containers.pop();
        }
        self.gap = true;
    }

    /// Writes finished lines, with an empty line before and after.
    fn write_block(&mut self, lines: &[String]) {
        self.request_gap();
        for line in lines {
            self.push_line(line);
        }
        self.gap = true;
    }

    fn width(&self) -> usize {
        let prefix: usize = self
            .containers
            .iter()
            .map(|container| container.prefix.len())
            .sum();
        WIDTH.saturating_sub(prefix).max(MIN_WIDTH)
    }

    fn push_line(&mut self, line: &str) {
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            let prefix: String = self
                .containers
                .iter()
                .filter(|container| container.is_started)
                .map(|container| container.prefix.as_str())
                .collect();
            self.lines.push(prefix.trim_end().to_owned());
        }
        let mut prefixed = String::new();
        for container in &mut self.containers {
            prefixed.push_str(if container.is_started {
                &container.prefix
            } else {
                &container.first_prefix
            });
            container.is_started = true;
        }
        prefixed.push_str(line);
        prefixed.truncate(prefixed.trim_end().len());
        self.lines.push(prefixed);
    }
}

/// Escapes hashes at the end of a heading, which would belong to its markup.
fn escape_closing_hashes(text: String) -> String {
    match text.rsplit_once(' ') {
        Some((before, last)) if last.chars().all(|c| c == '#') => format!("{before} \\{last}"),
        _ => text,
    }
}

fn code_block_language(kind: &CodeBlockKind<'_>) -> &'static str {
    let CodeBlockKind::Fenced(info) = kind else {
        return "text";
    };
    let name = info
        .split([' ', ',', '{', ':'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    LANGUAGES
        .iter()
        .find(|language| **language == name)
        .unwrap_or(&"text")
}

#[cfg(test)]
mod tests {
    use super::LANGUAGES;

    #[test]
    fn languages_are_sorted_and_unique() {
        assert!(LANGUAGES.is_sorted_by(|a, b| a < b));
    }
}

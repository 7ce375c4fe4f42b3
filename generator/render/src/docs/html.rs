//! Converts HTML in prose to Markdown: known tags become markup or are removed, other angle
//! brackets are literal.
//!
//! The conversion is one pass over the text, which skips code. It need not be exact, since the
//! parser treats leftovers as plain text.

use super::escape::{code_span, longest_run, url_length};

mod code;
mod tag;

use tag::{Tag, TagTreatment};

/// Returns `text` without HTML.
pub(super) fn to_markdown(text: &str) -> String {
    if !text.contains(['<', '_', '*', '`', '|']) {
        return text.to_owned();
    }
    let mut converter = HtmlConverter {
        lower: text.to_ascii_lowercase(),
        text,
        ..HtmlConverter::default()
    };
    loop {
        converter.copy_plain();
        let Some(c) = converter.remaining_text().chars().next() else {
            return converter.out;
        };
        converter.convert_next(c);
    }
}

#[derive(Default)]
struct HtmlConverter<'a> {
    text: &'a str,
    /// `text` in lower case, for finding closing tags. Only ASCII is changed, which preserves
    /// offsets.
    lower: String,
    position: usize,
    out: String,
    /// The marks of open emphases.
    open_emphases: Vec<&'static str>,
    /// The targets of open links; `None` for links that are dropped.
    links: Vec<Option<String>>,
    /// The open lists: whether each is ordered.
    lists: Vec<bool>,
    /// Whether the position is inside an HTML block, where indentation is insignificant.
    in_html: bool,
    /// Whether the position is inside a table row, where blocks are ignored.
    in_row: bool,
    /// The number of cells of the row so far.
    cells: usize,
}

impl<'a> HtmlConverter<'a> {
    fn remaining_text(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn copy(&mut self, length: usize) {
        let remaining = self.remaining_text();
        self.out
            .push_str(remaining.get(..length).unwrap_or(remaining));
        self.position += length.max(1);
    }

    /// Copies the characters before the next one that [`Self::convert_next`] may change.
    fn copy_plain(&mut self) {
        let remaining = self.remaining_text();
        let is_plain = |byte| !matches!(byte, b'`' | b'~' | b'\\' | b'<' | b'h' | b'\n' | b'>');
        let end = remaining.bytes().position(|byte| !is_plain(byte));
        let plain = remaining
            .get(..end.unwrap_or(remaining.len()))
            .unwrap_or_default();
        self.out.push_str(plain);
        self.position += plain.len();
    }

    fn replace(&mut self, new: &str, length: usize) {
        self.out.push_str(new);
        self.position += length.max(1);
    }

    fn current_line(&self) -> &str {
        self.out.rsplit('\n').next().unwrap_or_default()
    }

    fn convert_next(&mut self, c: char) {
        let remaining = self.remaining_text();
        match c {
            '`' | '~' => self.convert_code_or_mark(c),
            '\\' => self.copy(
                1 + remaining
                    .chars()
                    .nth(1)
                    .filter(char::is_ascii_punctuation)
                    .map_or(0, char::len_utf8),
            ),
            '<' => self.convert_angle_bracket(),
            'h' if self.is_bare_url() => {
                let length = url_length(remaining);
                self.replace(
                    &format!("<{}>", remaining.get(..length).unwrap_or_default()),
                    length,
                );
            }
            '\n' if self.in_html => self.convert_line_end(),
            '>' if self.is_in_table() => self.replace("\\>", 1),
            c => self.copy(c.len_utf8()),
        }
    }

    fn convert_code_or_mark(&mut self, c: char) {
        let remaining = self.remaining_text();
        if let Some(block) = code::repair_fenced_block(self.current_line(), remaining) {
            self.replace(&block.markdown, block.source_length);
        } else if c == '`' {
            let span = code::code_span_at_start(remaining);
            self.replace(&span.markdown, span.source_length);
        } else {
            self.copy(1);
        }
    }

    /// Returns whether a URL with emphasis characters begins here, at a position where an autolink
    /// is possible.
    fn is_bare_url(&self) -> bool {
        let remaining = self.remaining_text();
        if !remaining.starts_with("https://") && !remaining.starts_with("http://") {
            return false;
        }
        let may_start = self.out.ends_with(char::is_whitespace)
            || self.out.is_empty()
            || self.out.ends_with(" (");
        may_start
            && remaining
                .get(..url_length(remaining))
                .is_some_and(|url| url.contains(['_', '*', '~']) && !url.contains('{'))
    }

    /// Returns whether this is the start of a line between table rows, where `>` is an operator
    /// rather than a quote.
    fn is_in_table(&self) -> bool {
        let mut lines = self.out.rsplit('\n');
        lines.next().is_some_and(|line| line.trim().is_empty())
            && lines
                .next()
                .is_some_and(|line| line.contains('|') && !line.trim_start().starts_with('>'))
            && self
                .remaining_text()
                .lines()
                .next()
                .is_some_and(|line| line.contains('|'))
    }

    /// Removes the indentation of a line inside HTML. An empty line ends the HTML, as in Markdown.
    fn convert_line_end(&mut self) {
        let after = self.remaining_text().get(1..).unwrap_or_default();
        let indent = after.len() - after.trim_start_matches(' ').len();
        if after
            .get(indent..)
            .is_some_and(|text| text.starts_with('\n'))
        {
            self.in_html = false;
        }
        self.out.push('\n');
        self.out.push_str(&self.list_indentation());
        self.position += 1 + indent;
    }

    fn list_indentation(&self) -> String {
        "    ".repeat(self.lists.len())
    }

    fn convert_angle_bracket(&mut self) {
        let remaining = self.remaining_text();
        if let Some(length) = autolink_length(remaining) {
            self.copy(length);
        } else if remaining.starts_with("<!--") {
            self.position += remaining.find("-->").map_or(remaining.len(), |end| end + 3);
        } else if let Some(tag) = Tag::parse(remaining) {
            self.position += tag.length;
            self.convert_tag(&tag);
        } else {
            self.out.push_str("\\<");
            self.position += 1;
        }
    }

    fn convert_tag(&mut self, tag: &Tag<'_>) {
        match tag.treatment() {
            TagTreatment::Emphasis(mark) if tag.closing => self.close_emphasis(mark),
            TagTreatment::Emphasis(mark) => self.open_emphasis(mark),
            TagTreatment::Code | TagTreatment::Preformatted if tag.closing => {}
            TagTreatment::Code => self.convert_code(tag),
            TagTreatment::Preformatted => self.convert_preformatted(tag),
            TagTreatment::Link if tag.closing => self.close_link(),
            TagTreatment::Link => self.open_link(tag),
            TagTreatment::Image => self.out.push_str(&tag.attribute("alt").unwrap_or_default()),
            TagTreatment::Break => self.break_line(),
            TagTreatment::Block => self.start_block(),
            TagTreatment::Heading if !tag.closing => {
                self.start_block();
                self.out.push_str("#### ");
            }
            TagTreatment::Heading => self.start_block(),
            TagTreatment::List => self.convert_list(tag),
            TagTreatment::Item => self.convert_item(tag),
            TagTreatment::Row => self.convert_row(tag),
            TagTreatment::Cell => self.convert_cell(tag),
            TagTreatment::Nothing => {}
            // A placeholder: the angle bracket is literal.
            TagTreatment::Unknown => self.out.push_str(&format!("\\{}", tag.source)),
        }
    }

    fn open_emphasis(&mut self, mark: &'static str) {
        if self.open_emphases.contains(&mark) {
            return;
        }
        if self.out.ends_with(char::is_alphanumeric)
            && !self.remaining_text().starts_with(char::is_alphanumeric)
        {
            self.out.push(' ');
        }
        self.out.push_str(mark);
        self.open_emphases.push(mark);
        self.skip_space();
    }

    fn close_emphasis(&mut self, mark: &'static str) {
        if self.open_emphases.last() != Some(&mark) {
            return;
        }
        self.open_emphases.pop();
        let length = self.out.trim_end().len();
        let had_space = length < self.out.len();
        self.out.truncate(length);
        if self.out.ends_with(mark) {
            self.out.truncate(length - mark.len());
            return;
        }
        let after_letter = self.out.ends_with(char::is_alphanumeric);
        self.out.push_str(mark);
        if had_space || (!after_letter && self.remaining_text().starts_with(char::is_alphanumeric))
        {
            self.out.push(' ');
        }
    }

    fn close_emphases(&mut self) {
        while let Some(mark) = self.open_emphases.last().copied() {
            self.close_emphasis(mark);
        }
    }

    fn skip_space(&mut self) {
        let remaining = self.remaining_text();
        self.position += remaining.len() - remaining.trim_start().len();
    }

    /// Returns the text up to the closing tag, which is skipped as well. Tags inside are removed,
    /// and entities are decoded.
    fn take_content(&mut self, tag: &Tag<'_>) -> String {
        let remaining = self.remaining_text();
        let lower = self.lower.get(self.position..).unwrap_or_default();
        let end = lower
            .find(&format!("</{}", tag.name))
            .unwrap_or(remaining.find("\n\n").unwrap_or(remaining.len()));
        let content = remaining.get(..end).unwrap_or_default();
        self.position += end;
        if let Some(closing) = Tag::parse(self.remaining_text()) {
            self.position += closing.length;
        }
        tag::plain_text(content)
    }

    fn convert_code(&mut self, tag: &Tag<'_>) {
        let content = self.take_content(tag);
        let words: Vec<&str> = content.split_whitespace().collect();
        let text = words.join(" ");
        self.out.push_str(&if text.contains('`') {
            code_span(text.trim_matches('`'))
        } else {
            code_span(&text)
        });
    }

    fn convert_preformatted(&mut self, tag: &Tag<'_>) {
        let content = self.take_content(tag);
        let fence = "`".repeat((longest_run(&content, '`') + 1).max(3));
        self.start_block();
        let indent = self.list_indentation();
        self.out.push_str(&format!("{fence}text\n"));
        for line in content.trim_matches('\n').lines() {
            self.out.push_str(&format!("{indent}{line}\n"));
        }
        self.out.push_str(&format!("{indent}{fence}"));
        self.start_block();
    }

    fn open_link(&mut self, tag: &Tag<'_>) {
        let target = tag
            .attribute("href")
            .filter(|url| super::escape::is_absolute(url));
        if target.is_some() {
            self.out.push('[');
            self.skip_space();
        }
        self.links.push(target);
    }

    fn close_link(&mut self) {
        let Some(Some(url)) = self.links.pop() else {
            return;
        };
        let length = self.out.trim_end().len();
        let space = if length < self.out.len() { " " } else { "" };
        self.out.truncate(length);
        self.out.push_str(&format!(
            "]({}){space}",
            super::escape::escape_link_destination(&url)
        ));
    }

    fn break_line(&mut self) {
        if self.in_row || self.current_line().trim_start().starts_with('|') {
            self.out.push(' ');
            return;
        }
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push_str("  \n");
        self.out.push_str(&self.list_indentation());
        let line_end = self.remaining_text().trim_start_matches(' ');
        let next_line = line_end.strip_prefix('\n').unwrap_or(line_end);
        self.position = self.text.len() - next_line.trim_start_matches(' ').len();
    }

    /// Ends one block and starts another.
    fn start_block(&mut self) {
        if self.in_row {
            self.out.push(' ');
            return;
        }
        self.close_emphases();
        self.out.truncate(self.out.trim_end().len());
        match self.current_line().trim_start() {
            "" => {}
            "-" => self.out.push_str("   "),
            "1." => self.out.push_str("  "),
            _ => {
                self.out.push_str("\n\n");
                self.out.push_str(&self.list_indentation());
            }
        }
        self.in_html = true;
        self.skip_space();
    }

    fn convert_list(&mut self, tag: &Tag<'_>) {
        if self.in_row {
            self.out.push(' ');
        } else if tag.closing {
            self.lists.pop();
            self.start_block();
        } else {
            self.start_block();
            if self.lists.len() < 6 {
                self.lists.push(tag.name == "ol");
            }
        }
    }

    fn convert_item(&mut self, tag: &Tag<'_>) {
        if self.in_row {
            self.out.push_str(if tag.closing { "" } else { " - " });
        } else if !tag.closing {
            let is_ordered = self.lists.last() == Some(&true);
            self.start_item(is_ordered);
        }
    }

    fn start_item(&mut self, is_ordered: bool) {
        self.close_emphases();
        self.out.truncate(self.out.trim_end().len());
        let indent = "    ".repeat(self.lists.len().saturating_sub(1));
        let gap = match self.current_line().trim_start() {
            "" => "",
            line if !self.lists.is_empty() || line.starts_with("-   ") => "\n",
            _ => "\n\n",
        };
        self.out.push_str(&format!(
            "{gap}{indent}{}",
            if is_ordered { "1.  " } else { "-   " }
        ));
        self.in_html = true;
        self.skip_space();
    }

    /// Converts a table row to a list item: `first: second; third`.
    fn convert_row(&mut self, tag: &Tag<'_>) {
        self.in_row = false;
        if !tag.closing {
            self.start_item(false);
            self.in_row = true;
            self.cells = 0;
        }
    }

    fn convert_cell(&mut self, tag: &Tag<'_>) {
        if tag.closing || !self.in_row {
            return;
        }
        self.close_emphases();
        self.out.truncate(self.out.trim_end().len());
        self.out.push_str(match self.cells {
            0 => "   ",
            1 => ": ",
            _ => "; ",
        });
        self.cells += 1;
        self.skip_space();
    }
}

/// Returns the length of `<https://…>`, `<mailto:…>` or `<name@host>` at the start of `text`.
fn autolink_length(text: &str) -> Option<usize> {
    let end = text.find(['>', ' ', '\n']).filter(|end| {
        text.get(*end..)
            .is_some_and(|remaining| remaining.starts_with('>'))
    })?;
    let inner = text.get(1..end)?;
    let is_link = inner.contains("://") || inner.contains('@');
    if !is_link || inner.contains(['<', '"']) || inner.starts_with('/') {
        return None;
    }
    Some(end + 1)
}

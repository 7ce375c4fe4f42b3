//! The text of one paragraph, heading or cell: words with their markup, wrapped into lines.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::escape::{
    code_span, escape_line_start, escape_link_destination, find_url, is_absolute, needs_escape,
};

/// Code spans up to this length are never broken.
const SHORT_CODE: usize = 40;

/// A word with its markup; words are separated by a space or a line break.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub(super) text: String,
    /// The number of emphases and links that are still open after the word.
    pub(super) open: usize,
    /// Whether the word begins with a character of the prose, which may need an escape at the start
    /// of a line.
    literal: bool,
    /// Whether the word must stay on the line of the previous one.
    glued: bool,
    /// Whether a visible line break follows.
    hard_break: bool,
}

#[derive(Debug, Default)]
pub(super) struct Inline {
    words: Vec<Word>,
    word: Word,
    /// The number of open emphases and links.
    open: usize,
    /// The open links, outermost first.
    links: Vec<MarkdownLink>,
    /// The previous character of the current word.
    last: Option<char>,
}

#[derive(Debug)]
enum MarkdownLink {
    /// A link that is written with this target.
    WithTarget(String),
    /// A link that is written without its target.
    WithoutTarget,
    /// An autolink, which contains its text, so that the text is skipped.
    Auto,
}

impl Inline {
    /// Adds an event, if it belongs to a paragraph; returns whether it does.
    pub(super) fn take_event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.push_text(text),
            Event::Code(code) => self.push_code(code),
            Event::SoftBreak => self.end_word(),
            Event::HardBreak => self.push_hard_break(),
            Event::TaskListMarker(done) => {
                self.push_markup(if *done { "[x]" } else { "[ ]" });
                self.end_word();
            }
            Event::Start(tag) => return self.start_tag(tag),
            Event::End(tag) => return self.end_tag(*tag),
            _ => return false,
        }
        true
    }

    fn start_tag(&mut self, tag: &Tag<'_>) -> bool {
        match tag {
            Tag::Emphasis => self.open_markup("*"),
            Tag::Strong => self.open_markup("**"),
            Tag::Strikethrough => self.open_markup("~~"),
            Tag::Link {
                link_type: LinkType::Autolink | LinkType::Email,
                dest_url,
                ..
            } => self.start_autolink(dest_url),
            Tag::Link { dest_url, .. } => self.start_link("[", dest_url),
            Tag::Image { dest_url, .. } => self.start_link("![", dest_url),
            _ => return false,
        }
        true
    }

    fn end_tag(&mut self, tag: TagEnd) -> bool {
        match tag {
            TagEnd::Emphasis => self.close_markup("*"),
            TagEnd::Strong => self.close_markup("**"),
            TagEnd::Strikethrough => self.close_markup("~~"),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => return false,
        }
        true
    }

    fn start_autolink(&mut self, url: &CowStr<'_>) {
        let is_mail = url.contains('@') && !url.contains(':');
        if !is_mail && !is_absolute(url) {
            self.links.push(MarkdownLink::WithoutTarget);
            return;
        }
        self.push_markup(&format!("<{url}>"));
        self.links.push(MarkdownLink::Auto);
    }

    fn start_link(&mut self, bracket: &str, url: &str) {
        if !is_absolute(url)
            || self
                .links
                .iter()
                .any(|link| matches!(link, MarkdownLink::Auto))
        {
            self.links.push(MarkdownLink::WithoutTarget);
            return;
        }
        if self.last == Some('!') && self.word.text.ends_with('!') {
            self.word.text.pop();
            self.word.text.push_str("\\!");
        }
        self.open_markup(bracket);
        self.links
            .push(MarkdownLink::WithTarget(escape_link_destination(url)));
    }

    /// Ends a link. A link without text becomes an autolink.
    fn end_link(&mut self) {
        let Some(MarkdownLink::WithTarget(url)) = self.links.pop() else {
            return;
        };
        if let Some(before) = self
            .word
            .text
            .strip_suffix('[')
            .filter(|before| !before.ends_with(['\\', '!']))
        {
            self.word.text = format!("{before}<{url}>");
            self.open = self.open.saturating_sub(1);
        } else {
            self.close_markup(&format!("]({url})"));
        }
    }

    /// Adds prose: URLs become links, everything else is literal.
    fn push_text(&mut self, text: &str) {
        match self.links.last() {
            Some(MarkdownLink::Auto) => {}
            Some(MarkdownLink::WithTarget(_)) => self.push_plain(text),
            _ => self.push_text_with_urls(text),
        }
    }

    fn push_text_with_urls(&mut self, text: &str) {
        let mut remainder = text;
        while let Some(range) = find_url(remainder) {
            self.push_plain(remainder.get(..range.start).unwrap_or_default());
            let after = remainder.get(range.end..).unwrap_or_default();
            let url = remainder.get(range).unwrap_or_default();
            let is_template = url.contains(['{', '}']) || after.starts_with('<');
            self.push_markup(&if is_template {
                code_span(url)
            } else {
                format!("<{url}>")
            });
            remainder = after;
        }
        self.push_plain(remainder);
    }

    fn push_plain(&mut self, text: &str) {
        let mut remaining = text;
        while let Some(c) = remaining.chars().next() {
            let plain_length = plain_length(remaining);
            let (part, after) = remaining.split_at(plain_length.max(c.len_utf8()));
            if c.is_whitespace() {
                self.end_word();
                self.last = Some(c);
                remaining = after;
                continue;
            }
            if self.word.text.is_empty() {
                self.word.literal = true;
            }
            if plain_length == 0 && needs_escape(self.last, remaining) {
                self.word.text.push('\\');
            }
            self.word.text.push_str(part);
            self.last = part.chars().next_back();
            remaining = after;
        }
    }

    fn push_code(&mut self, code: &str) {
        let span = code_span(&code.replace('\n', " "));
        if span.len() <= SHORT_CODE || span.starts_with("``") {
            self.push_markup(&span);
            return;
        }
        self.open += 1;
        for (index, part) in span.split(' ').enumerate() {
            if index > 0 {
                self.push_word();
                self.word.glued = may_start_block(part);
            }
            self.word.text.push_str(part);
        }
        self.open = self.open.saturating_sub(1);
        self.last = Some('`');
    }

    /// Adds the current word, even if it is empty: spaces are significant in code.
    fn push_word(&mut self) {
        self.word.open = self.open;
        self.words.push(std::mem::take(&mut self.word));
    }

    fn open_markup(&mut self, markup: &str) {
        self.push_markup(markup);
        self.open += 1;
    }

    fn close_markup(&mut self, markup: &str) {
        self.open = self.open.saturating_sub(1);
        self.push_markup(markup);
    }

    fn push_markup(&mut self, markup: &str) {
        self.word.text.push_str(markup);
        self.last = markup.chars().next_back().or(self.last);
    }

    fn end_word(&mut self) {
        self.last = None;
        if !self.word.text.is_empty() {
            self.push_word();
        }
    }

    fn push_hard_break(&mut self) {
        self.end_word();
        if let Some(word) = self.words.last_mut() {
            word.hard_break = true;
        }
    }

    /// Returns the words so far; the next words belong to another paragraph.
    pub(super) fn take_words(&mut self) -> Vec<Word> {
        self.end_word();
        self.open = 0;
        self.links.clear();
        std::mem::take(&mut self.words)
    }
}

/// Returns the length of the letters, digits and punctuation at the beginning of a text that never
/// need an escape.
fn plain_length(text: &str) -> usize {
    let is_plain = |byte| {
        matches!(byte, b'!'..=b'~')
            && !matches!(
                byte,
                b'`' | b'[' | b']' | b'<' | b'~' | b'*' | b'_' | b'\\' | b'&'
            )
    };
    let end = text.bytes().position(|byte| !is_plain(byte));
    end.unwrap_or(text.len())
}

/// Returns whether a line of code could start a list, quote, rule or HTML if it began with this
/// part, which cannot be escaped.
fn may_start_block(part: &str) -> bool {
    part.chars()
        .next()
        .is_none_or(|c| c.is_ascii_digit() || "-+*#>=|~:`<".contains(c))
}

pub(super) fn words_on_one_line(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

/// Wraps words into lines of at most `width` characters, where possible.
pub(super) fn wrap_words(words: &[Word], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let length: usize = words.iter().map(|word| word.text.len() + 1).sum();
    let mut line = String::with_capacity(width.min(length));
    let mut columns = 0;
    let mut must_break = false;
    for (index, word) in words.iter().enumerate() {
        let length = word.text.chars().count();
        let tail = width_of_glued_words(words, index);
        if !line.is_empty() && (must_break || (!word.glued && columns + 1 + length + tail > width))
        {
            lines.push(line.clone());
            line.clear();
            columns = 0;
        }
        if line.is_empty() {
            if word.literal {
                line.push_str(&escape_line_start(&word.text));
            } else {
                line.push_str(&word.text);
            }
        } else {
            line.push(' ');
            line.push_str(&word.text);
        }
        columns += length + 1;
        must_break = word.hard_break && index + 1 < words.len();
        if must_break {
            line.push('\\');
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns the width of the following words, up to eight, that must not begin a line.
fn width_of_glued_words(words: &[Word], index: usize) -> usize {
    words
        .iter()
        .skip(index + 1)
        .take(8)
        .take_while(|word| word.glued)
        .map(|word| word.text.chars().count() + 1)
        .sum()
}

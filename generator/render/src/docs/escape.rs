//! Escapes Markdown characters, and finds URLs in plain text.

use std::ops::Range;

/// Returns whether the first character of `text` needs a backslash after `before`, inside a line.
pub(super) fn needs_escape(before: Option<char>, text: &str) -> bool {
    let mut chars = text.chars();
    let c = chars.next().unwrap_or_default();
    if c.is_ascii_alphanumeric() {
        return false;
    }
    let after = chars.as_str();
    let next = chars.next();
    match c {
        '`' | '[' | ']' | '<' | '~' => true,
        '*' => !(before.is_none_or(char::is_whitespace) && next.is_some_and(char::is_whitespace)),
        '_' => {
            !(before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric))
        }
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next.is_whitespace()),
        '&' => is_entity(after),
        _ => false,
    }
}

fn is_entity(after: &str) -> bool {
    let end = after
        .char_indices()
        .take(33)
        .find(|(_, c)| !(c.is_ascii_alphanumeric() || *c == '#'));
    matches!(end, Some((1.., ';')))
}

/// Returns `word`, escaped if it would begin a list, heading, quote, rule or table at the start of
/// a line.
pub(super) fn escape_line_start(word: &str) -> String {
    let is_rule = word
        .chars()
        .all(|c| matches!(c, '-' | '+' | '*' | '=' | ':' | '|'));
    let is_heading = word.chars().all(|c| c == '#');
    if is_rule || is_heading || word.starts_with('>') {
        return format!("\\{word}");
    }
    let number = word
        .strip_suffix(['.', ')'])
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    match number {
        Some(digits) if !digits.is_empty() => {
            format!("{digits}\\{}", word.get(digits.len()..).unwrap_or_default())
        }
        _ => word.to_owned(),
    }
}

/// Returns `code`, which is one line, between as many backticks as needed.
pub(super) fn code_span(code: &str) -> String {
    let code = code.trim();
    if code.is_empty() {
        return String::new();
    }
    let ticks = "`".repeat(longest_run(code, '`') + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{code}{pad}{ticks}")
}

/// Returns the length of the longest run of a character.
pub(crate) fn longest_run(text: &str, repeated: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == repeated { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

pub(super) fn escape_pipes(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text.chars() {
        if c == '|' && before != '\\' {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

/// Returns the range of the first URL in `text`, without the punctuation that follows it.
pub(super) fn find_url(text: &str) -> Option<Range<usize>> {
    for (start, _) in text.match_indices("http") {
        let tail = text.get(start..).unwrap_or_default();
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| tail.starts_with(scheme));
        if let Some(scheme) = scheme {
            let length = url_length(tail);
            if length > scheme.len() {
                return Some(start..start + length);
            }
        }
    }
    None
}

/// Returns the length of the URL at the start of `text`, without trailing punctuation and
/// unbalanced brackets.
pub(super) fn url_length(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut end = 0;
    for (index, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            '<' | '>' | '"' | '`' | '|' | '\\' | '^' | '[' | ']' => break,
            c if c.is_whitespace() || !(c.is_ascii() || c.is_alphanumeric()) => break,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' => continue,
            _ => {}
        }
        end = index + c.len_utf8();
    }
    end
}

/// Returns whether a link is allowed: to the web or to a mailbox, but never relative to a page of
/// the crate.
pub(super) fn is_absolute(url: &str) -> bool {
    let lower = url
        .get(..8.min(url.len()))
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme) && url.len() > scheme.len())
}

/// Returns `url`, escaped for the parentheses of a link.
pub(super) fn escape_link_destination(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            c if c.is_control() => {}
            ' ' | '(' | ')' | '<' | '>' | '"' | '\\' | '`' | '|' | '[' | ']' => {
                escaped.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

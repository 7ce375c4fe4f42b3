//! Cleans the characters of prose: only visible ones, spaces and line feeds, up to a limit.

use crate::naming::is_invisible;

const MAX_CHARS: usize = 20_000;

/// `text` with `\n` as its only control character, without tabs and invisible characters; and whether it was cut.
pub(super) fn clean(text: &str) -> (String, bool) {
    let mut cleaned = String::with_capacity(text.len().min(MAX_CHARS * 4));
    let mut chars = text.chars().peekable();
    let mut left = MAX_CHARS;
    while let Some(c) = chars.next() {
        if left == 0 {
            // Back to the end of a word.
            cleaned.truncate(cleaned.rfind(char::is_whitespace).unwrap_or(cleaned.len()));
            return (cleaned, true);
        }
        left -= 1;
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\t' => cleaned.push_str("    "),
            c if c.is_whitespace() => cleaned.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => cleaned.push(c),
        }
    }
    (cleaned, false)
}

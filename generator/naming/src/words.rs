//! Splits text into words.

use std::borrow::Cow;

use unicode_ident::is_xid_continue;
use unicode_normalization::UnicodeNormalization as _;

use super::symbols::{is_invisible_character, spell_symbols};

/// Terms whose inner capitals do not start a new word.
const ONE_WORD: &[&str] = &[
    "DDoS",
    "DoS",
    "GraphQL",
    "IPv4",
    "IPv6",
    "NoSQL",
    "OAuth",
    "PostgreSQL",
    "macOS",
];

/// Returns the ASCII letters and digits of a name, in lower case: `next_page_token` →
/// `nextpagetoken`.
pub fn ascii_alphanumeric(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Returns the words of `text` in lower case. Words are split at separators and changes of case;
/// digits stay with their word.
///
/// `mcp-portals_api` → `mcp portals api`, `HTTPServer2` → `http server2`, `userIDs` → `user ids`,
/// `iOS` → `ios`, `+1` → `plus 1`. Text without letters and digits is spelled out; text without
/// visible characters has no words.
pub fn words_of_text(text: &str) -> Vec<String> {
    // Most names are in snake case already.
    let is_snake = |byte: u8| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if text.bytes().all(is_snake) && text.bytes().any(|byte| byte != b'_') {
        let words = text.split('_').filter(|word| !word.is_empty());
        return words.map(str::to_owned).collect();
    }
    let mut text = normalise_compatibility(text);
    if !text.is_ascii() && text.contains(is_invisible_character) {
        text.to_mut().retain(|c| !is_invisible_character(c));
    }
    let has_letter = text.chars().any(|c| c != '_' && is_xid_continue(c));
    split_at_separators(&if !has_letter {
        Cow::Owned(spell_symbols(&text))
    } else if text.contains(['+', '-']) {
        Cow::Owned(spell_signs(&text))
    } else {
        text
    })
}

/// Returns the text with compatibility characters normalized (NFKC): `ﬁ` is `fi`.
pub(super) fn normalise_compatibility(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Converts plus and minus signs of numbers to words, so that `-1` differs from `1`, `GMT+8` from
/// `GMT-8`, and `18+` from `18`.
fn spell_signs(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        match c {
            '+' if next.is_none_or(|next| next.is_numeric()) => spelled.push_str(" plus "),
            '-' if !before.is_alphanumeric() && next.is_some_and(|next| next.is_numeric()) => {
                spelled.push_str(" minus ")
            }
            c => spelled.push(c),
        }
        before = c;
    }
    spelled
}

fn split_at_separators(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let plain = if text.contains(APOSTROPHES) {
        Cow::Owned(without_apostrophes(text))
    } else {
        Cow::Borrowed(text)
    };
    for chunk in plain.split(|c: char| c == '_' || !is_xid_continue(c)) {
        split_at_case(chunk, &mut words);
    }
    words
}

const APOSTROPHES: [char; 2] = ['\'', '’'];

/// Removes apostrophes: `user's` is one word, even if kebab case has changed it to `user'-s`.
fn without_apostrophes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut unread = text;
    while let Some((before, after)) = unread.split_once(APOSTROPHES) {
        plain.push_str(before);
        let s = after.strip_prefix('-').filter(|s| s.starts_with('s'));
        unread = s
            .filter(|s| !s.chars().nth(1).is_some_and(char::is_alphanumeric))
            .unwrap_or(after);
    }
    plain + unread
}

/// Splits a chunk without separators at changes of case: `camelCase`, `HTTPServer`.
fn split_at_case(chunk: &str, words: &mut Vec<String>) {
    if !chunk.is_empty() && is_small(chunk) {
        return words.push(chunk.to_owned());
    }
    let mut unread = chunk;
    while !unread.is_empty() {
        let (word, after) = unread
            .split_at_checked(first_word(unread))
            .unwrap_or((unread, ""));
        words.push(word.to_lowercase());
        unread = after;
    }
}

/// Returns whether a text has only lower-case ASCII letters and digits, as most words.
pub(super) fn is_small(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Returns the length in bytes of the first word of `text`, which is at least one character.
fn first_word(text: &str) -> usize {
    let digits = find_character_run(text, 0, char::is_numeric).end;
    let letters = text.get(digits..).unwrap_or_default();
    if let Some(term) = ONE_WORD.iter().find(|term| is_whole_term(letters, term)) {
        return digits + term.len() + digits_at(letters, term.len());
    }
    digits + leading_small_letter(letters).unwrap_or_else(|| cased_word(letters))
}

/// Returns the length of the first word of a text that starts neither with a digit nor with a term
/// of `ONE_WORD`.
fn cased_word(text: &str) -> usize {
    let capitals = find_character_run(text, 0, char::is_uppercase);
    match capitals.count {
        0 | 1 => find_character_run(text, capitals.end, |c| !c.is_uppercase()).end,
        _ if is_plural_capitals(text, capitals.end) => capitals.end + 1,
        _ if starts_lower(text, capitals.end) => capitals.last_start,
        _ => capitals.end + digits_at(text, capitals.end),
    }
}

/// Returns whether `text` starts with `term` as a whole word.
fn is_whole_term(text: &str, term: &str) -> bool {
    text.strip_prefix(term)
        .is_some_and(|after| !after.starts_with(char::is_lowercase))
}

/// Returns the length of a word with one lower-case letter before capitals: `iOS`, `mTLS`, `vCPU`.
fn leading_small_letter(text: &str) -> Option<usize> {
    let first = text.chars().next().filter(|c| c.is_lowercase())?.len_utf8();
    let capitals = find_character_run(text, first, char::is_uppercase);
    let whole = capitals.count > 1 && !starts_lower(text, capitals.end);
    if !whole {
        return None;
    }
    Some(capitals.end + digits_at(text, capitals.end))
}

/// Returns whether a single `s` follows the capitals: `IDs`, `URLs`.
fn is_plural_capitals(text: &str, end: usize) -> bool {
    let ending = text.get(end..).unwrap_or_default();
    ending
        .strip_prefix('s')
        .is_some_and(|after| !after.starts_with(char::is_lowercase))
}

fn starts_lower(text: &str, at: usize) -> bool {
    text.get(at..)
        .is_some_and(|ending| ending.starts_with(char::is_lowercase))
}

fn digits_at(text: &str, at: usize) -> usize {
    find_character_run(text, at, |c| !c.is_alphabetic()).end - at
}

/// A sequence of characters of one kind.
struct Run {
    count: usize,
    last_start: usize,
    end: usize,
}

fn find_character_run(text: &str, from: usize, belongs: impl Fn(char) -> bool) -> Run {
    let mut run = Run {
        count: 0,
        last_start: from,
        end: from,
    };
    for c in text
        .get(from..)
        .unwrap_or_default()
        .chars()
        .take_while(|c| belongs(*c))
    {
        run.count += 1;
        run.last_start = run.end;
        run.end += c.len_utf8();
    }
    run
}

/// Words that a shortened name must not begin or end with.
pub(super) const LEFT_OVER: &[&str] = &[
    "a", "about", "after", "an", "and", "as", "at", "before", "by", "for", "from", "in", "into",
    "of", "on", "or", "that", "the", "to", "with", "your",
];

/// Returns the first `count` words. If words are left out, the returned ones do not end with a word
/// of `LEFT_OVER`.
pub(super) fn first_words(words: &[String], count: usize) -> &[String] {
    let mut front = words.get(..count).unwrap_or_default();
    while count < words.len()
        && let Some((_, shorter)) = front
            .split_last()
            .filter(|(last, shorter)| LEFT_OVER.contains(&last.as_str()) && !shorter.is_empty())
    {
        front = shorter;
    }
    front
}

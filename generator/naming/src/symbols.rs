//! Words for symbols: operators, punctuation, and all other characters that identifiers cannot
//! contain.

use std::borrow::Cow;

use unicode_ident::is_xid_continue;

use super::count_occurrences;

/// Operators of two characters, which are looked up before single characters.
const PAIRS: &[(&str, &str)] = &[
    ("!=", "not equal"),
    ("!~", "not matching"),
    ("&&", "and"),
    ("<=", "less or equal"),
    ("<>", "not equal"),
    ("==", "equal"),
    ("=~", "matching"),
    (">=", "greater or equal"),
    ("||", "or"),
];

/// Returns the word for a symbol; `None` for letters, digits, white space and symbols without a
/// name.
fn symbol_word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open paren",
        ')' => "close paren",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "pipe",
        '}' => "close brace",
        '~' => "tilde",
        '£' => "pound",
        '§' => "section",
        '°' => "degree",
        '€' => "euro",
        _ => return None,
    })
}

/// Returns whether a character is invisible or changes the text direction; names must not contain
/// it.
pub fn is_invisible_character(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns the text on one line, without invisible characters.
pub fn to_single_line(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .map(|word| word.replace(is_invisible_character, ""))
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Returns `text` with each symbol as a word between spaces: `@type` → ` at type`, `<=` →
/// ` less or equal `.
pub(super) fn spell_symbols(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() * 2);
    let mut unread = text;
    while let Some(c) = unread.chars().next() {
        if let Some((pair, word)) = PAIRS.iter().find(|(pair, _)| unread.starts_with(pair)) {
            push_word(&mut spelled, word);
            unread = unread.get(pair.len()..).unwrap_or_default();
            continue;
        }
        push_char(&mut spelled, c);
        unread = unread.get(c.len_utf8()..).unwrap_or_default();
    }
    spelled
}

/// Words for symbols by which texts with equal letters differ; all other symbols separate words.
const DIFFERENCES: &[(&str, &str)] = &[
    ("!=", "ne"),
    ("<=", "lte"),
    (">=", "gte"),
    ("[]", "array"),
    ("!", "not"),
    ("#", "hash"),
    ("$", "dollar"),
    ("%", "percent"),
    ("&", "and"),
    ("*", "star"),
    ("+", "plus"),
    ("<", "lt"),
    ("=", "equal"),
    (">", "gt"),
    ("?", "question"),
    ("@", "at"),
    ("^", "caret"),
    ("|", "pipe"),
    ("~", "tilde"),
];

/// Returns the texts. If texts differ only by symbols, writes their symbols as words: next to
/// `DateSent`, `DateSent<` becomes `DateSent lt`, and next to `GMT+1`, `GMT-1` becomes
/// `GMT minus 1`.
pub fn spell_differences(texts: &[&str]) -> Vec<String> {
    let letters: Vec<Cow<'_, str>> = texts.iter().map(|text| letters_of(text)).collect();
    let counts = count_occurrences(&letters);
    let spelled = texts
        .iter()
        .zip(&letters)
        .map(|(text, letters)| match counts.get(letters) {
            Some(2..) if text.contains(char::is_alphanumeric) => spell_difference(text),
            _ => (*text).to_owned(),
        });
    spelled.collect()
}

fn letters_of(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn spell_difference(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len() * 2);
    let mut unread = text;
    while let Some(c) = unread.chars().next() {
        let after = unread.get(c.len_utf8()..).unwrap_or_default();
        let symbol = DIFFERENCES
            .iter()
            .find(|(symbol, _)| unread.starts_with(symbol));
        if let Some((symbol, word)) = symbol {
            push_word(&mut spelled, word);
            unread = unread.get(symbol.len()..).unwrap_or_default();
            continue;
        }
        if c == '-' && after.starts_with(char::is_numeric) {
            push_word(&mut spelled, "minus");
        } else {
            spelled.push(c);
        }
        unread = after;
    }
    spelled
}

fn push_char(spelled: &mut String, c: char) {
    if let Some(word) = symbol_word(c) {
        push_word(spelled, word);
    } else if is_xid_continue(c) || c.is_whitespace() {
        spelled.push(c);
    } else if !c.is_control() && !is_invisible_character(c) {
        push_word(spelled, &format!("u{:x}", u32::from(c)));
    }
}

fn push_word(spelled: &mut String, word: &str) {
    spelled.push(' ');
    spelled.push_str(word);
    spelled.push(' ');
}

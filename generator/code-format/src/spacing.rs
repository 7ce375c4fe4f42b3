//! Types, patterns, generics and attributes on one line.

use crate::tokens::{Kind, Tokens};

/// Keywords that have a space before a delimiter, in contrast to names.
const KEYWORDS: &[&str] = &[
    "as", "const", "dyn", "for", "impl", "in", "move", "mut", "ref", "where", "return", "if", "let",
];

/// Returns the text of the tokens from `start` to before `end`, on one line.
pub(crate) fn line_of(tokens: &Tokens<'_>, start: usize, end: usize) -> String {
    if end == start + 1 {
        return tokens.text(start).to_owned();
    }
    let mut line = String::with_capacity(tokens.line_capacity(start, end));
    let mut last = None;
    for index in start..end {
        if is_trailing_comma(tokens, index) {
            continue;
        }
        if last.is_some_and(|last| is_spaced(tokens, last, index, start)) {
            line.push(' ');
        }
        line.push_str(tokens.text(index));
        last = Some(index);
    }
    line
}

/// Returns whether a comma ends a list of types, other than that of a tuple.
fn is_trailing_comma(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.text(index) == "," && matches!(tokens.text(index + 1), ">" | ")")
}

/// Returns whether a space separates two tokens.
fn is_spaced(tokens: &Tokens<'_>, left_index: usize, right_index: usize, start: usize) -> bool {
    let (Some(left), Some(right)) = (tokens.get(left_index), tokens.get(right_index)) else {
        return false;
    };
    let left_text = tokens.text(left_index);
    let right_text = tokens.text(right_index);
    match (left.kind, right.kind) {
        (Kind::Open, _) => left_text == "{" && right_text != "}",
        (_, Kind::Close) => right_text == "}",
        (Kind::Symbol, Kind::Symbol) if left_text == "=" && right_text == "::" => true,
        (_, Kind::Symbol) if matches!(right_text, "," | ";" | ":" | "::" | ">" | "?") => false,
        (Kind::Symbol, _) if matches!(left_text, "," | ";" | ":") => true,
        (Kind::Symbol, Kind::Open) if left_text == ">" => right_text == "{",
        (Kind::Symbol, _) => is_spaced_after(tokens, left_index, start),
        (_, Kind::Symbol) => match right_text {
            "<" | ".." | "..=" | "." => false,
            "!" => left_text == "for" || left_text == "impl",
            _ => true,
        },
        (Kind::Close, Kind::Open) => right_text == "{",
        (Kind::Lifetime, Kind::Open) => true,
        (_, Kind::Open) => right_text == "{" || KEYWORDS.contains(&left_text),
        _ => true,
    }
}

fn is_spaced_after(tokens: &Tokens<'_>, index: usize, start: usize) -> bool {
    match tokens.text(index) {
        "::" | "<" | ".." | "..=" | "." | "?" | "!" | "#" | "$" => false,
        ">" => tokens.text(index + 1) != "(",
        "&" | "&&" | "*" | "-" => !is_prefix(tokens, index, start),
        "|" => index > start,
        _ => true,
    }
}

/// Returns whether a symbol precedes its only operand.
fn is_prefix(tokens: &Tokens<'_>, index: usize, start: usize) -> bool {
    if index == start {
        return true;
    }
    let before = index - 1;
    match tokens.get(before).map(|token| token.kind) {
        Some(Kind::Literal | Kind::Close) => false,
        Some(Kind::Word) => KEYWORDS.contains(&tokens.text(before)),
        Some(Kind::Symbol) => tokens.text(before) != ">",
        _ => true,
    }
}

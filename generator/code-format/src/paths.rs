//! The paths and names in code.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::code::Code;
use crate::tokens::{Kind, Lexer, Token, Tokens, lex};

/// What replaces the first segments of a path.
pub struct ShortPath {
    /// The name.
    pub name: Code,
    /// The number of segments that the name replaces.
    pub replaced: usize,
}

/// What a short name replaces: the tokens in a range.
struct Replacement {
    tokens: Range<usize>,
    name: Code,
}

/// Replaces the beginnings of paths whose first segment is one of `roots`. Paths after a `cfg` in
/// the same group stay as they are.
///
/// ```
/// # use sdkwright_code_format::{Code, ShortPath, shorten_paths};
/// let code = Code::from("fn f(a: std::a::B<std::C>) {}".to_owned());
/// let short = shorten_paths(&code, &["std"], |segments| {
///     (segments.len() > 2).then(|| ShortPath { name: Code::from("b".to_owned()), replaced: 2 })
/// });
/// assert_eq!(short.text(), "fn f(a: b::B<std::C>) {}");
/// ```
#[must_use]
pub fn shorten_paths(
    code: &Code,
    roots: &[&str],
    short_path: impl FnMut(&[&str]) -> Option<ShortPath>,
) -> Code {
    let text = code.text();
    let tokens = lex(text);
    let mut short = String::with_capacity(text.len());
    let mut copied = 0;
    for Replacement {
        tokens: replaced,
        name,
    } in find_short_paths(&tokens, roots, short_path)
    {
        let replaced = tokens.get(replaced).unwrap_or_default();
        if let (Some(first), Some(last)) = (replaced.first(), replaced.last()) {
            short.push_str(text.get(copied..first.start).unwrap_or_default());
            short.push_str(name.text());
            copied = last.start + last.text.len();
        }
    }
    short.push_str(text.get(copied..).unwrap_or_default());
    Code::from(short)
}

/// Calls `read` with the tokens of code with short paths, as [`shorten_paths`] returns it; `None`
/// if delimiters do not match.
pub(crate) fn with_short_paths<T>(
    code: &Code,
    roots: &[&str],
    short_path: impl FnMut(&[&str]) -> Option<ShortPath>,
    read: impl FnOnce(&Tokens<'_>) -> Option<T>,
) -> Option<T> {
    let tokens = lex(code.text());
    let replacements = find_short_paths(&tokens, roots, short_path);
    let mut short = Vec::with_capacity(tokens.len());
    let mut copied = 0;
    for Replacement {
        tokens: replaced,
        name,
    } in &replacements
    {
        short.extend_from_slice(tokens.get(copied..replaced.start).unwrap_or_default());
        short.extend(Lexer::new(name.text()));
        copied = replaced.end;
    }
    short.extend_from_slice(tokens.get(copied..).unwrap_or_default());
    read(&Tokens::of(short)?)
}

/// Returns the short paths of those that have one, in the order of the code.
fn find_short_paths(
    tokens: &[Token<'_>],
    roots: &[&str],
    mut short_path: impl FnMut(&[&str]) -> Option<ShortPath>,
) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    let mut depth = 0usize;
    // The number of groups around the `cfg` that applies.
    let mut cfg_depth = None;
    let mut last_text = "";
    let mut segments = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => {
                depth = depth.saturating_sub(1);
                cfg_depth = cfg_depth.filter(|cfg_depth| *cfg_depth <= depth);
            }
            Kind::Word if cfg_depth.is_some() => {}
            Kind::Word if token.text == "cfg" && last_text == "[" => {
                cfg_depth = depth.checked_sub(1);
            }
            Kind::Word if last_text != "::" && roots.contains(&token.text) => {
                read_path(tokens, index, &mut segments);
                let short = short_path(&segments)
                    .filter(|short| (1..=segments.len()).contains(&short.replaced));
                if let Some(ShortPath { name, replaced }) = short {
                    let end = index + 2 * replaced - 1;
                    replacements.push(Replacement {
                        tokens: index..end,
                        name,
                    });
                }
                index += 2 * segments.len() - 2;
            }
            _ => {}
        }
        last_text = token.text;
        index += 1;
    }
    replacements
}

/// Reads the segments of the path that begins at a token.
fn read_path<'t>(tokens: &[Token<'t>], first: usize, segments: &mut Vec<&'t str>) {
    segments.clear();
    let mut unread = tokens.get(first..).unwrap_or_default();
    while let [segment, after @ ..] = unread
        && segment.kind == Kind::Word
    {
        segments.push(segment.text);
        match after {
            [separator, next @ ..] if separator.text == "::" => unread = next,
            _ => return,
        }
    }
}

/// Returns the names of types, constants and statics in code that are not behind `::`: all names
/// but the ones in lower case.
///
/// ```
/// let names = sdkwright_code_format::names_in("let a: A = &b::C; // D");
/// assert_eq!(Vec::from_iter(names), ["A"]);
/// ```
#[must_use]
pub fn names_in(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut is_behind_path = false;
    for token in Lexer::new(text) {
        let is_name = token.kind == Kind::Word && !is_behind_path && !is_lower_case(token.text);
        if is_name && !names.contains(token.text) {
            names.insert(token.text.to_owned());
        }
        is_behind_path = token.text == "::";
    }
    names
}

fn is_lower_case(name: &str) -> bool {
    let is_lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.bytes().all(is_lower)
}

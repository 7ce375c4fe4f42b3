//! The paths and names in code.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::tokens::{Kind, Lexer, Token};

/// What replaces the first segments of a path.
pub struct ShortPath {
    /// The name.
    pub name: Code,
    /// The number of segments that the name replaces.
    pub replaced: usize,
}

/// A path in a text.
struct Path<'t> {
    segments: Vec<&'t str>,
    /// Where each segment ends.
    ends: Vec<usize>,
}

impl<'t> Path<'t> {
    /// Returns the path whose first segment the lexer has just read.
    fn after(first: Token, lexer: &mut Lexer<'t>) -> Self {
        let mut path = Self {
            segments: vec![lexer.text(first)],
            ends: vec![first.end],
        };
        loop {
            let mut ahead = lexer.clone();
            let separator = ahead.next().map(|token| ahead.text(token));
            let Some(segment) = ahead.next().filter(|token| token.kind == Kind::Word) else {
                return path;
            };
            if separator != Some("::") {
                return path;
            }
            path.segments.push(ahead.text(segment));
            path.ends.push(segment.end);
            *lexer = ahead;
        }
    }
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
    mut short_path: impl FnMut(&[&str]) -> Option<ShortPath>,
) -> Code {
    let text = code.text();
    let mut short = String::with_capacity(text.len());
    let mut copied = 0;
    let mut depth = 0usize;
    // The number of groups around the `cfg` that applies.
    let mut cfg_depth = None;
    let mut last_text = "";
    let mut lexer = Lexer::new(text);
    while let Some(token) = lexer.next() {
        let token_text = lexer.text(token);
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => {
                depth = depth.saturating_sub(1);
                cfg_depth = cfg_depth.filter(|cfg_depth| *cfg_depth <= depth);
            }
            Kind::Word if cfg_depth.is_some() => {}
            Kind::Word if token_text == "cfg" && last_text == "[" => {
                cfg_depth = depth.checked_sub(1);
            }
            Kind::Word if last_text != "::" && roots.contains(&token_text) => {
                let path = Path::after(token, &mut lexer);
                if let Some(ShortPath { name, replaced }) = short_path(&path.segments)
                    && let Some(end) = replaced.checked_sub(1).and_then(|last| path.ends.get(last))
                {
                    short.push_str(text.get(copied..token.start).unwrap_or_default());
                    short.push_str(name.text());
                    copied = *end;
                }
            }
            _ => {}
        }
        last_text = token_text;
    }
    short.push_str(text.get(copied..).unwrap_or_default());
    Code::from(short)
}

/// Returns the names in code that are not behind `::`.
///
/// ```
/// let names = sdkwright_code_format::names_in("let a = &b::C; // d");
/// assert_eq!(Vec::from_iter(names), ["a", "b", "let"]);
/// ```
#[must_use]
pub fn names_in(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut lexer = Lexer::new(text);
    let mut is_behind_path = false;
    while let Some(token) = lexer.next() {
        let token_text = lexer.text(token);
        if token.kind == Kind::Word && !is_behind_path && !names.contains(token_text) {
            names.insert(token_text.to_owned());
        }
        is_behind_path = token_text == "::";
    }
    names
}

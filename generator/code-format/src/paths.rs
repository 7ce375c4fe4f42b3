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
    fn after(first: Token<'t>, lexer: &mut Lexer<'t>) -> Self {
        let mut path = Self {
            segments: Vec::with_capacity(4),
            ends: Vec::with_capacity(4),
        };
        path.push(first);
        loop {
            let mut ahead = lexer.clone();
            if ahead.next().is_none_or(|separator| separator.text != "::") {
                return path;
            }
            let Some(segment) = ahead.next().filter(|token| token.kind == Kind::Word) else {
                return path;
            };
            path.push(segment);
            *lexer = ahead;
        }
    }

    fn push(&mut self, segment: Token<'t>) {
        self.segments.push(segment.text);
        self.ends.push(segment.start + segment.text.len());
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
        last_text = token.text;
    }
    short.push_str(text.get(copied..).unwrap_or_default());
    Code::from(short)
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

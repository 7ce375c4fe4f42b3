//! Tokens as one list, with their texts in one string.

use std::fmt::Write;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, a keyword, or `_`.
    Word,
    Literal,
    Lifetime,
    /// An operator or another punctuation mark, of several characters if they belong together.
    Symbol,
    /// An opening delimiter.
    Open,
    /// A closing delimiter.
    Close,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    start: usize,
    end: usize,
    /// The index of the closing delimiter, for an opening one.
    pub(crate) close: usize,
}

/// The tokens of some items.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    text: String,
    list: Vec<Token>,
}

/// Symbols of several characters. `>>` is not one of them, since it may end two lists of generic
/// arguments.
const SYMBOLS: &[&str] = &[
    "..=", "...", "<<=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "+=", "-=",
    "*=", "/=", "%=", "|=", "&=", "^=", "<<",
];

impl Tokens {
    pub(crate) fn new(stream: TokenStream) -> Self {
        let mut tokens = Self::default();
        tokens.add(stream);
        tokens
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<Token> {
        self.list.get(index).copied()
    }

    /// Returns the text of a token; empty after the last one.
    pub(crate) fn text(&self, index: usize) -> &str {
        self.list
            .get(index)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }

    /// Returns all tokens, separated by spaces.
    pub(crate) fn source(&self) -> String {
        let texts: Vec<&str> = (0..self.len()).map(|index| self.text(index)).collect();
        texts.join(" ")
    }

    fn add(&mut self, stream: TokenStream) {
        // The marks that may be the beginning of a symbol.
        let mut joint = String::new();
        let mut is_lifetime = false;
        for tree in stream {
            match tree {
                TokenTree::Punct(mark) if mark.as_char() == '\'' => is_lifetime = true,
                TokenTree::Punct(mark) => {
                    joint.push(mark.as_char());
                    if mark.spacing() == Spacing::Alone {
                        self.add_symbols(&mut joint);
                    }
                }
                TokenTree::Ident(ident) => {
                    self.add_symbols(&mut joint);
                    if is_lifetime {
                        is_lifetime = false;
                        self.push(Kind::Lifetime, format_args!("'{ident}"));
                    } else {
                        self.push(Kind::Word, ident);
                    }
                }
                TokenTree::Literal(literal) => {
                    self.add_symbols(&mut joint);
                    self.push(Kind::Literal, literal);
                }
                TokenTree::Group(group) => {
                    self.add_symbols(&mut joint);
                    let delimiter = group.delimiter();
                    let inner = group.stream();
                    // `inner` shares its tokens with the group; if the group still existed, they
                    // would be copied.
                    drop(group);
                    self.add_group(delimiter, inner);
                }
            }
        }
        self.add_symbols(&mut joint);
    }

    fn add_group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.add(inner),
        };
        let index = self.list.len();
        self.push(Kind::Open, open);
        self.add(inner);
        let end = self.list.len();
        self.push(Kind::Close, close);
        if let Some(token) = self.list.get_mut(index) {
            token.close = end;
        }
    }

    /// Adds the symbols that these marks are.
    fn add_symbols(&mut self, joint: &mut String) {
        let mut remainder = joint.as_str();
        while let Some(first) = remainder.chars().next() {
            let length = SYMBOLS
                .iter()
                .find(|symbol| remainder.starts_with(**symbol))
                .map_or(first.len_utf8(), |symbol| symbol.len());
            let (symbol, after) = remainder.split_at(length);
            self.push(Kind::Symbol, symbol);
            remainder = after;
        }
        joint.clear();
    }

    fn push(&mut self, kind: Kind, text: impl std::fmt::Display) {
        let start = self.text.len();
        // Writing to a string never fails.
        let _ = write!(self.text, "{text}");
        self.list.push(Token {
            kind,
            start,
            end: self.text.len(),
            close: 0,
        });
    }
}

//! Tokens become a tree. A function returns `None` for code that it does not know.

mod expressions;
mod items;
mod statements;

use crate::spacing::line_of;
use crate::syntax::{Attribute, Item};
use crate::tokens::{Kind, Token, Tokens};

/// The maximum nesting of groups. The layout of an expression may try two layouts for each part, so
/// its time grows exponentially with the nesting.
const MAX_NESTING: usize = 16;

/// Returns items as trees; `None` if one has a form that this crate does not know.
pub(crate) fn parse_items(tokens: &Tokens<'_>) -> Option<Vec<Item>> {
    let mut parser = Parser {
        tokens,
        position: 0,
        end: tokens.len(),
        nesting: 0,
        allows_structs: true,
    };
    parser.items()
}

/// Reads tokens up to the end of a group.
pub(crate) struct Parser<'t> {
    tokens: &'t Tokens<'t>,
    position: usize,
    end: usize,
    /// The number of groups around these tokens.
    nesting: usize,
    /// Whether a path before a brace is the path of a struct, which it is not in a condition.
    allows_structs: bool,
}

impl<'t> Parser<'t> {
    fn is_at_end(&self) -> bool {
        self.position >= self.end
    }

    /// Returns the text of the next token; empty at the end.
    fn peek(&self) -> &'t str {
        self.peek_after(0)
    }

    /// Returns the text of the token after this many others; empty at the end.
    fn peek_after(&self, count: usize) -> &'t str {
        if self.position + count < self.end {
            self.tokens.text(self.position + count)
        } else {
            ""
        }
    }

    fn token(&self) -> Option<Token<'t>> {
        (!self.is_at_end()).then(|| self.tokens.get(self.position))?
    }

    fn kind(&self) -> Option<Kind> {
        self.token().map(|token| token.kind)
    }

    /// Returns the next token.
    fn next(&mut self) -> &'t str {
        let text = self.peek();
        self.position += 1;
        text
    }

    /// Skips the next token if it has this text.
    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.kind() != Some(Kind::Literal) && self.peek() == text;
        if is_next {
            self.position += 1;
        }
        is_next
    }

    fn expect(&mut self, text: &str) -> Option<()> {
        self.eat(text).then_some(())
    }

    /// Returns a parser for the inner tokens of the group that begins here, and skips the group.
    fn group(&mut self, open: &str) -> Option<Parser<'t>> {
        let token = self.token()?;
        if token.kind != Kind::Open || self.peek() != open || self.nesting == MAX_NESTING {
            return None;
        }
        let inner = Parser {
            tokens: self.tokens,
            position: self.position + 1,
            end: token.close,
            nesting: self.nesting + 1,
            allows_structs: true,
        };
        self.position = token.close + 1;
        Some(inner)
    }

    /// Returns the text since a position.
    fn line_since(&self, start: usize) -> String {
        line_of(self.tokens, start, self.position)
    }

    /// Skips tokens until one of these, outside of groups and generic arguments; returns whether
    /// there is one.
    fn skip_until(&mut self, ends: &[&str]) -> bool {
        let mut depth = 0usize;
        while let Some(token) = self.token() {
            let text = self.peek();
            if depth == 0 && token.kind != Kind::Literal && ends.contains(&text) {
                return true;
            }
            match (token.kind, text) {
                (Kind::Open, _) => self.position = token.close,
                (Kind::Symbol, "<") => depth += 1,
                (Kind::Symbol, ">") => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.position += 1;
        }
        false
    }

    /// Returns the tokens until one of these, on one line.
    fn line_until(&mut self, ends: &[&str]) -> String {
        let start = self.position;
        self.skip_until(ends);
        self.line_since(start)
    }

    /// Returns the parts between commas, each on one line.
    fn lines_between_commas(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while !self.is_at_end() {
            lines.push(self.line_until(&[","]));
            self.eat(",");
        }
        lines
    }

    /// Skips generic arguments, if there are any.
    fn skip_generics(&mut self) -> Option<()> {
        if self.peek() != "<" {
            return Some(());
        }
        let mut depth = 0usize;
        while let Some(token) = self.token() {
            match (token.kind, self.peek()) {
                (Kind::Open, _) => self.position = token.close,
                (Kind::Symbol, "<") => depth += 1,
                (Kind::Symbol, ">") => depth -= 1,
                _ => {}
            }
            self.position += 1;
            if depth == 0 {
                return Some(());
            }
        }
        None
    }

    fn attributes(&mut self) -> Option<Vec<Attribute>> {
        let mut attributes = Vec::new();
        loop {
            if self.kind() == Some(Kind::Doc) {
                let line = self.next().strip_prefix("///").unwrap_or_default();
                attributes.push(Attribute::Doc(line.to_owned()));
            } else if self.eat("#") {
                attributes.push(self.group("[")?.attribute());
            } else {
                return Some(attributes);
            }
        }
    }

    /// Returns the attribute between brackets.
    fn attribute(mut self) -> Attribute {
        let is_doc = self.peek() == "doc" && self.peek_after(1) == "=";
        let doc = is_doc
            .then(|| unescape(self.peek_after(2)))
            .flatten()
            .filter(|text| !text.contains('\n'));
        if let Some(text) = doc {
            return Attribute::Doc(text);
        }
        let start = self.position;
        while !self.is_at_end() && self.kind() != Some(Kind::Open) {
            self.position += 1;
        }
        let path = self.line_since(start);
        Attribute::Call {
            path,
            arguments: self
                .group("(")
                .map(|mut inner| inner.lines_between_commas()),
        }
    }
}

/// Returns the value of a string literal; `None` for other literals.
fn unescape(literal: &str) -> Option<String> {
    let escaped = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !escaped.contains('\\') {
        return Some(escaped.to_owned());
    }
    let mut text = String::with_capacity(escaped.len());
    let mut characters = escaped.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        text.push(match characters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            'u' => {
                let digits: String = characters.by_ref().take_while(|c| *c != '}').collect();
                let number = u32::from_str_radix(digits.strip_prefix('{')?, 16).ok()?;
                char::from_u32(number)?
            }
            other @ ('\\' | '"' | '\'') => other,
            _ => return None,
        });
    }
    Some(text)
}

//! Tokens as one list, as parts of their text.

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
    /// A line of a doc comment: `/// …`.
    Doc,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
    /// Where the token begins in the text.
    pub(crate) start: usize,
    /// The index of the closing delimiter, for an opening one.
    pub(crate) close: usize,
}

/// The tokens of some items.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    list: Vec<Token<'t>>,
}

impl<'t> Tokens<'t> {
    /// Returns the tokens of a text; `None` if its delimiters do not match.
    pub(crate) fn new(text: &'t str) -> Option<Self> {
        Self::of(lex(text))
    }

    /// Returns tokens whose groups are known; `None` if their delimiters do not match.
    pub(crate) fn of(mut list: Vec<Token<'t>>) -> Option<Self> {
        let mut open_indexes = Vec::new();
        for index in 0..list.len() {
            let token = *list.get(index)?;
            match token.kind {
                Kind::Open => open_indexes.push(index),
                Kind::Close => {
                    let open = list.get_mut(open_indexes.pop()?)?;
                    let expected = match open.text {
                        "(" => ")",
                        "[" => "]",
                        _ => "}",
                    };
                    if token.text != expected {
                        return None;
                    }
                    open.close = index;
                }
                _ => {}
            }
        }
        open_indexes.is_empty().then_some(Self { list })
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns at least the number of bytes of tokens on one line.
    pub(crate) fn line_capacity(&self, start: usize, end: usize) -> usize {
        let tokens = self.list.get(start..end).unwrap_or_default();
        tokens.iter().map(|token| token.text.len() + 1).sum()
    }

    pub(crate) fn get(&self, index: usize) -> Option<Token<'t>> {
        self.list.get(index).copied()
    }

    /// Returns the index after a token, or after the group that it opens.
    pub(crate) fn after(&self, index: usize) -> usize {
        match self.get(index) {
            Some(token) if token.kind == Kind::Open => token.close + 1,
            _ => index + 1,
        }
    }

    /// Returns where a token begins in the text; after the last one, the end of the text.
    pub(crate) fn start(&self, index: usize) -> usize {
        let last = self.list.len().saturating_sub(1);
        self.list
            .get(index)
            .map_or_else(|| self.end(last), |token| token.start)
    }

    /// Returns where a token ends in the text.
    pub(crate) fn end(&self, index: usize) -> usize {
        self.list
            .get(index)
            .map_or(0, |token| token.start + token.text.len())
    }

    /// Returns the text of a token; empty after the last one.
    pub(crate) fn text(&self, index: usize) -> &'t str {
        self.list.get(index).map_or("", |token| token.text)
    }
}

/// Returns the tokens of a text, without the ends of groups.
pub(crate) fn lex(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 8);
    tokens.extend(Lexer::new(text));
    tokens
}

/// Splits text into tokens. Comments other than doc comments are left out.
pub(crate) struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    position: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            position: 0,
        }
    }

    /// Returns the byte after this many others; 0 at the end.
    fn peek(&self, count: usize) -> u8 {
        self.bytes
            .get(self.position + count)
            .copied()
            .unwrap_or_default()
    }

    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let remaining = self.bytes.get(self.position..).unwrap_or_default();
        let end = remaining.iter().position(|byte| !is_skipped(*byte));
        self.position += end.unwrap_or(remaining.len());
    }

    fn starts_with(&self, start: &[u8]) -> bool {
        self.bytes
            .get(self.position..)
            .is_some_and(|remaining| remaining.starts_with(start))
    }

    /// Skips spaces, and comments other than doc comments.
    fn skip_blanks(&mut self) {
        loop {
            match self.peek(0) {
                b' ' | b'\n' | b'\t' | b'\r' => self.position += 1,
                b'/' if self.peek(1) == b'/' && !self.is_doc() => self.skip_line(),
                b'/' if self.peek(1) == b'*' => self.skip_block_comment(),
                _ => return,
            }
        }
    }

    fn is_doc(&self) -> bool {
        self.starts_with(b"///") && self.peek(3) != b'/'
    }

    fn skip_line(&mut self) {
        let remaining = self.text.get(self.position..).unwrap_or_default();
        self.position += remaining.find('\n').unwrap_or(remaining.len());
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0usize;
        while self.position < self.bytes.len() {
            if self.starts_with(b"/*") {
                depth += 1;
                self.position += 2;
            } else if self.starts_with(b"*/") {
                depth -= 1;
                self.position += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.position += 1;
            }
        }
    }

    /// Skips a string after its opening quote.
    fn skip_string(&mut self, quote: u8) {
        loop {
            self.skip_while(|byte| byte != quote && byte != b'\\');
            if self.peek(0) != b'\\' {
                self.position += 1;
                return;
            }
            self.position += 2;
        }
    }

    /// Skips a raw string from its number signs.
    fn skip_raw_string(&mut self) {
        let start = self.position;
        self.skip_while(|byte| byte == b'#');
        let end: Vec<u8> = std::iter::once(b'"')
            .chain(std::iter::repeat_n(b'#', self.position - start))
            .collect();
        self.position += 1;
        while self.position < self.bytes.len() && !self.starts_with(&end) {
            self.position += 1;
        }
        self.position += end.len();
    }

    fn skip_number(&mut self) {
        let is_hexadecimal = self.starts_with(b"0x");
        let mut has_fraction = false;
        loop {
            self.skip_while(is_word_byte);
            let last = self.bytes.get(self.position - 1);
            let has_exponent_sign = matches!(last, Some(b'e' | b'E'))
                && matches!(self.peek(0), b'+' | b'-')
                && !is_hexadecimal;
            // `1.max(2)` and `1..2` contain integers.
            let is_before_name = is_word_byte(self.peek(1)) && !self.peek(1).is_ascii_digit();
            let has_point = self.peek(0) == b'.' && self.peek(1) != b'.' && !is_before_name;
            if !has_exponent_sign && (has_fraction || !has_point) {
                return;
            }
            has_fraction = true;
            self.position += 1;
        }
    }

    /// Skips the word that begins here, or the string with such a prefix; returns its kind.
    fn skip_word(&mut self) -> Kind {
        let start = self.position;
        self.skip_while(is_word_byte);
        if !matches!(self.peek(0), b'"' | b'\'' | b'#') {
            return Kind::Word;
        }
        let word = self.bytes.get(start..self.position).unwrap_or_default();
        match (word, self.peek(0), self.peek(1)) {
            (b"r" | b"br" | b"cr", b'"', _) | (b"r" | b"br" | b"cr", b'#', b'"' | b'#') => {
                self.skip_raw_string();
                Kind::Literal
            }
            (b"b" | b"c", quote @ (b'"' | b'\''), _) => {
                self.position += 1;
                self.skip_string(quote);
                Kind::Literal
            }
            // A raw identifier.
            (b"r", b'#', next) if is_word_byte(next) => {
                self.position += 1;
                self.skip_while(is_word_byte);
                Kind::Word
            }
            _ => Kind::Word,
        }
    }

    /// Skips a symbol. `>>` is not one, since it may end two lists of generic arguments.
    fn skip_symbol(&mut self) {
        self.position += match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'.', b'.', b'=' | b'.') | (b'<', b'<', b'=') => 3,
            (b':', b':', _) | (b'-' | b'=', b'>', _) => 2,
            (b'&', b'&', _) | (b'|', b'|', _) | (b'.', b'.', _) | (b'<', b'<', _) => 2,
            (b'=' | b'!' | b'<' | b'>', b'=', _) => 2,
            (b'+' | b'-' | b'*' | b'/' | b'%' | b'|' | b'&' | b'^', b'=', _) => 2,
            _ => 1,
        };
    }

    /// Skips a token that begins with an apostrophe.
    fn skip_character_or_lifetime(&mut self) -> Kind {
        self.position += 1;
        let first = self.position;
        if self.peek(0) != b'\\' {
            self.position += 1;
            // The other bytes of a character.
            self.skip_while(|byte| (0x80..0xc0).contains(&byte));
            if self.peek(0) != b'\'' {
                self.position = first;
                self.skip_while(is_word_byte);
                return Kind::Lifetime;
            }
        }
        self.skip_string(b'\'');
        Kind::Literal
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        self.skip_blanks();
        let start = self.position;
        let kind = match *self.bytes.get(start)? {
            b'0'..=b'9' => {
                self.skip_number();
                Kind::Literal
            }
            byte if is_word_byte(byte) => self.skip_word(),
            b'"' => {
                self.position += 1;
                self.skip_string(b'"');
                Kind::Literal
            }
            b'\'' => self.skip_character_or_lifetime(),
            b'(' | b'[' | b'{' => {
                self.position += 1;
                Kind::Open
            }
            b')' | b']' | b'}' => {
                self.position += 1;
                Kind::Close
            }
            b'/' if self.is_doc() => {
                self.skip_line();
                Kind::Doc
            }
            _ => {
                self.skip_symbol();
                Kind::Symbol
            }
        };
        self.position = self.position.min(self.bytes.len());
        Some(Token {
            kind,
            text: self.text.get(start..self.position).unwrap_or_default(),
            start,
            close: 0,
        })
    }
}

/// Returns whether a byte belongs to a name or a number.
fn is_word_byte(byte: u8) -> bool {
    // Most are letters.
    (byte | 0x20).is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte >= 0x80
}

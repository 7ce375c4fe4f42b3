//! Rust code without layout, and the macro that writes it.

use std::fmt::{self, Display, Write};

/// Rust tokens as text without layout, written by [`code!`](crate::code).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Code {
    text: String,
}

impl Code {
    /// Returns no code.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns no code, with memory for so many bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            text: String::with_capacity(capacity),
        }
    }

    /// Returns a number, or another literal, from its text.
    pub fn number(number: impl Display) -> Self {
        Self {
            text: number.to_string(),
        }
    }

    /// Returns a string literal.
    #[must_use]
    pub fn string(value: &str) -> Self {
        let mut code = Self::new();
        code.add_string(value);
        code
    }

    /// Returns the text, which has spaces between tokens.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds tokens.
    pub fn add(&mut self, tokens: &str) {
        self.separate();
        self.text.push_str(tokens);
    }

    /// Adds other code.
    pub fn extend(&mut self, code: impl ToCode) {
        code.add_to(self);
    }

    /// Adds a line of a doc comment.
    pub fn add_doc_line(&mut self, line: &str) {
        if line.contains('\n') {
            self.add("#[doc =");
            self.add_string(&format!(" {line}"));
            self.add("]");
            return;
        }
        self.separate();
        self.text.push_str("///");
        if !line.is_empty() {
            self.text.push(' ');
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    fn add_string(&mut self, value: &str) {
        self.separate();
        self.text.push('"');
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if value.bytes().all(is_plain) {
            self.text.push_str(value);
        } else {
            self.add_escaped(value);
        }
        self.text.push('"');
    }

    fn add_escaped(&mut self, value: &str) {
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            match character {
                '\'' => self.text.push('\''),
                // Before a digit, `\0` would look like an octal escape.
                '\0' if characters
                    .as_str()
                    .starts_with(|next| ('0'..='7').contains(&next)) =>
                {
                    self.text.push_str("\\x00");
                }
                '\0' => self.text.push_str("\\0"),
                _ => self.text.extend(character.escape_debug()),
            }
        }
    }

    /// Separates the next token from the last one.
    fn separate(&mut self) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
    }
}

impl Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl From<String> for Code {
    fn from(text: String) -> Self {
        Self { text }
    }
}

impl<T: ToCode> FromIterator<T> for Code {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        let mut code = Self::new();
        for part in parts {
            part.add_to(&mut code);
        }
        code
    }
}

/// An identifier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident {
    name: String,
}

impl Ident {
    /// Returns the identifier with this name, which must be valid.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.name == other
    }
}

impl Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

/// What [`code!`](crate::code) inserts: code as it is, strings as literals.
pub trait ToCode {
    /// Adds the value to code.
    fn add_to(&self, code: &mut Code);

    /// Returns the value as code.
    fn to_code(&self) -> Code {
        let mut code = Code::new();
        self.add_to(&mut code);
        code
    }
}

impl ToCode for Code {
    fn add_to(&self, code: &mut Code) {
        if !self.is_empty() {
            code.add(&self.text);
        }
    }
}

impl ToCode for Ident {
    fn add_to(&self, code: &mut Code) {
        code.add(&self.name);
    }
}

impl ToCode for str {
    fn add_to(&self, code: &mut Code) {
        code.add_string(self);
    }
}

impl ToCode for String {
    fn add_to(&self, code: &mut Code) {
        code.add_string(self);
    }
}

impl ToCode for bool {
    fn add_to(&self, code: &mut Code) {
        code.add(if *self { "true" } else { "false" });
    }
}

impl ToCode for usize {
    fn add_to(&self, code: &mut Code) {
        code.separate();
        // Writing to a string never fails.
        let _ = write!(code.text, "{self}usize");
    }
}

impl<T: ToCode> ToCode for Option<T> {
    fn add_to(&self, code: &mut Code) {
        if let Some(value) = self {
            value.add_to(code);
        }
    }
}

impl<T: ToCode + ?Sized> ToCode for &T {
    fn add_to(&self, code: &mut Code) {
        (*self).add_to(code);
    }
}

/// An iterator over what a repetition inserts.
pub trait RepeatIterator: Iterator + Sized {
    /// Returns the iterator.
    fn code_items(self) -> Self {
        self
    }
}

impl<I: Iterator> RepeatIterator for I {}

/// A list of what a repetition inserts.
pub trait RepeatList {
    /// An item of the list.
    type Item;

    /// Returns the items.
    fn code_items(&self) -> std::slice::Iter<'_, Self::Item>;
}

impl<T> RepeatList for [T] {
    type Item = T;

    fn code_items(&self) -> std::slice::Iter<'_, T> {
        self.iter()
    }
}

/// Returns [`Code`] with these tokens: `#name` inserts a value ([`ToCode`]), and `#(…)*` or
/// `#(…),*` repeats what is in parentheses for each item of the values there.
///
/// ```
/// # use sdkwright_code_format::{Ident, code};
/// let name = Ident::new("Pet");
/// let kinds = ["dog", "cat"];
/// let code = code!(impl #name { const KINDS: &[&str] = &[#(#kinds),*]; });
/// assert_eq!(
///     code.text().replace(' ', ""),
///     r#"implPet{constKINDS:&[&str]=&["dog","cat"];}"#
/// );
/// ```
#[macro_export]
macro_rules! code {
    () => {
        $crate::Code::new()
    };
    ($($tokens:tt)+) => {{
        let mut code = $crate::Code::with_capacity(120);
        $crate::add_code!(code [] $($tokens)+);
        code
    }};
}

/// Adds tokens to code, after those in brackets, which need no change.
#[doc(hidden)]
#[macro_export]
macro_rules! add_code {
    ($code:ident []) => {};
    ($code:ident [] # $value:ident $($after:tt)*) => {
        $crate::ToCode::add_to(&$value, &mut $code);
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [] # ($($repeated:tt)*) * $($after:tt)*) => {
        $crate::repeat_code!($code [] [] ($($repeated)*) $($repeated)*);
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [] # ($($repeated:tt)*) $separator:tt * $($after:tt)*) => {
        $crate::repeat_code!($code [$separator] [] ($($repeated)*) $($repeated)*);
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [] ($($inner:tt)*) $($after:tt)*) => {
        $code.add("(");
        $crate::add_code!($code [] $($inner)*);
        $code.add(")");
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [] [$($inner:tt)*] $($after:tt)*) => {
        $code.add("[");
        $crate::add_code!($code [] $($inner)*);
        $code.add("]");
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [] {$($inner:tt)*} $($after:tt)*) => {
        $code.add("{");
        $crate::add_code!($code [] $($inner)*);
        $code.add("}");
        $crate::add_code!($code [] $($after)*);
    };
    ($code:ident [$($before:tt)+]) => {
        $code.add(stringify!($($before)+));
    };
    ($code:ident [$($before:tt)+] # $value:ident $($after:tt)*) => {
        $code.add(stringify!($($before)+));
        $crate::add_code!($code [] # $value $($after)*);
    };
    ($code:ident [$($before:tt)+] # ($($repeated:tt)*) $($after:tt)*) => {
        $code.add(stringify!($($before)+));
        $crate::add_code!($code [] # ($($repeated)*) $($after)*);
    };
    ($code:ident [$($before:tt)+] ($($inner:tt)*) $($after:tt)*) => {
        $code.add(stringify!($($before)+));
        $crate::add_code!($code [] ($($inner)*) $($after)*);
    };
    ($code:ident [$($before:tt)+] [$($inner:tt)*] $($after:tt)*) => {
        $code.add(stringify!($($before)+));
        $crate::add_code!($code [] [$($inner)*] $($after)*);
    };
    ($code:ident [$($before:tt)+] {$($inner:tt)*} $($after:tt)*) => {
        $code.add(stringify!($($before)+));
        $crate::add_code!($code [] {$($inner)*} $($after)*);
    };
    ($code:ident [$($before:tt)*] $token:tt $($after:tt)*) => {
        $crate::add_code!($code [$($before)* $token] $($after)*);
    };
}

/// Repeats the tokens in parentheses, with a separator or without one, after it has collected the
/// values in them.
#[doc(hidden)]
#[macro_export]
macro_rules! repeat_code {
    ($code:ident [$($separator:tt)?] [$($value:ident)+] ($($repeated:tt)*)) => {{
        #[allow(unused_imports)]
        use $crate::{RepeatIterator as _, RepeatList as _};
        $(let mut $value = $value.code_items();)+
        for index in 0usize.. {
            $(let Some($value) = $value.next() else { break };)+
            if index > 0 {
                $($code.add(stringify!($separator));)?
            }
            $crate::add_code!($code [] $($repeated)*);
        }
    }};
    ($code:ident $separator:tt [$($value:ident)*] $repeated:tt # $next:ident $($after:tt)*) => {
        $crate::repeat_code!($code $separator [$($value)* $next] $repeated $($after)*);
    };
    ($code:ident $separator:tt $values:tt $repeated:tt ($($inner:tt)*) $($after:tt)*) => {
        $crate::repeat_code!($code $separator $values $repeated $($inner)* $($after)*);
    };
    ($code:ident $separator:tt $values:tt $repeated:tt [$($inner:tt)*] $($after:tt)*) => {
        $crate::repeat_code!($code $separator $values $repeated $($inner)* $($after)*);
    };
    ($code:ident $separator:tt $values:tt $repeated:tt {$($inner:tt)*} $($after:tt)*) => {
        $crate::repeat_code!($code $separator $values $repeated $($inner)* $($after)*);
    };
    ($code:ident $separator:tt $values:tt $repeated:tt $token:tt $($after:tt)*) => {
        $crate::repeat_code!($code $separator $values $repeated $($after)*);
    };
}

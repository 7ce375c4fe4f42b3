//! Reads JSON text from its beginning to its end, without a copy of strings that have no escapes.
//!
//! The messages and positions of syntax errors come from `serde_json`, which reads the text again
//! after an error.

use std::borrow::Cow;

use serde::de::{Deserialize, Error as _, IgnoredAny};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Error, Map, Value};

use super::json::may_help;

/// The maximum number of arrays and objects around a value, as in `serde_json`.
const MAX_OPEN: usize = 127;

pub(super) struct JsonReader<'j> {
    json: &'j str,
    /// The offset of the next byte.
    offset: usize,
    /// The number of arrays and objects that were begun and not ended.
    open: usize,
}

/// A number by its size.
pub(super) enum JsonNumber {
    Unsigned(u64),
    Negative(i64),
    Float(f64),
}

impl<'j> JsonReader<'j> {
    pub(super) fn new(json: &'j str) -> Self {
        Self {
            json,
            offset: 0,
            open: 0,
        }
    }

    fn next_byte(&self) -> Option<u8> {
        self.json.as_bytes().get(self.offset).copied()
    }

    /// Returns the first byte of the next token.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = self.next_byte()?;
            if !matches!(byte, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(byte);
            }
            self.offset += 1;
        }
    }

    /// Reads the rest of the text, which is empty.
    pub(super) fn end(mut self) -> Result<(), Error> {
        match self.peek() {
            Some(_) => Err(self.syntax_error()),
            None => Ok(()),
        }
    }

    /// Reads `null`, `true` or `false`.
    pub(super) fn literal(&mut self, literal: &str) -> Result<(), Error> {
        let remaining = self.json.as_bytes().get(self.offset..).unwrap_or_default();
        if !remaining.starts_with(literal.as_bytes()) {
            return Err(self.syntax_error());
        }
        self.offset += literal.len();
        Ok(())
    }

    /// Reads a string; the next byte is its quote.
    pub(super) fn string(&mut self) -> Result<Cow<'j, str>, Error> {
        let bytes = self.json.as_bytes();
        let start = self.offset + 1;
        let mut end = start + unescaped_length(bytes.get(start..).unwrap_or_default());
        let is_plain = bytes.get(end) == Some(&b'"');
        while bytes.get(end) == Some(&b'\\') {
            end += 2;
            end += unescaped_length(bytes.get(end..).unwrap_or_default());
        }
        let text = match self.json.get(start..end) {
            Some(text) if is_plain => Cow::Borrowed(text),
            _ => {
                let quoted = self.json.get(self.offset..=end).unwrap_or_default();
                let text = serde_json::from_str(quoted);
                Cow::Owned(text.map_err(|_| self.token_error(self.offset))?)
            }
        };
        self.offset = end + 1;
        Ok(text)
    }

    fn skip_byte(&mut self, byte: u8) -> bool {
        let is_next = self.next_byte() == Some(byte);
        self.offset += usize::from(is_next);
        is_next
    }

    /// Reads digits; returns whether there are any.
    fn skip_digits(&mut self) -> bool {
        let start = self.offset;
        while self.next_byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.offset += 1;
        }
        self.offset > start
    }

    /// Reads the text of a number; returns whether it has neither a fraction nor an exponent.
    fn number_text(&mut self) -> Result<(&'j str, bool), Error> {
        let start = self.offset;
        self.skip_byte(b'-');
        let has_zero = self.skip_byte(b'0');
        let mut is_valid = self.skip_digits() != has_zero;
        let mut is_integer = true;
        if self.skip_byte(b'.') {
            is_integer = false;
            is_valid &= self.skip_digits();
        }
        if self.skip_byte(b'e') || self.skip_byte(b'E') {
            is_integer = false;
            let _ = self.skip_byte(b'+') || self.skip_byte(b'-');
            is_valid &= self.skip_digits();
        }
        match self.json.get(start..self.offset) {
            Some(text) if is_valid => Ok((text, is_integer)),
            _ => Err(self.syntax_error()),
        }
    }

    pub(super) fn number(&mut self) -> Result<JsonNumber, Error> {
        let start = self.offset;
        let (text, is_integer) = self.number_text()?;
        if is_integer && let Ok(value) = text.parse() {
            return Ok(JsonNumber::Unsigned(value));
        }
        // `-0` has a sign, which integers cannot keep.
        match text.parse() {
            Ok(value) if is_integer && value != 0 => return Ok(JsonNumber::Negative(value)),
            _ => {}
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(JsonNumber::Float(value)),
            _ => Err(self.token_error(start)),
        }
    }

    /// Begins an array or an object; the next byte is its bracket.
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        if self.open == MAX_OPEN {
            return Err(self.syntax_error());
        }
        self.open += 1;
        self.offset += 1;
        Ok(())
    }

    fn end_with(&mut self) {
        self.open -= 1;
        self.offset += 1;
    }

    /// Returns whether the array has another item, and ends the array if not.
    pub(super) fn next_item(&mut self, is_first: bool) -> Result<bool, Error> {
        match self.peek() {
            Some(b']') => {
                self.end_with();
                return Ok(false);
            }
            Some(_) if is_first => return Ok(true),
            Some(b',') => self.offset += 1,
            _ => return Err(self.syntax_error()),
        }
        match self.peek() {
            Some(b']') => Err(self.syntax_error()),
            _ => Ok(true),
        }
    }

    /// Returns whether the object has another property, whose name is then the next string, and
    /// ends the object if not.
    pub(super) fn next_property(&mut self, is_first: bool) -> Result<bool, Error> {
        match self.peek() {
            Some(b'}') => {
                self.end_with();
                return Ok(false);
            }
            Some(b',') if !is_first => self.offset += 1,
            Some(b'"') if is_first => {}
            _ => return Err(self.syntax_error()),
        }
        match self.peek() {
            Some(b'"') => Ok(true),
            _ => Err(self.syntax_error()),
        }
    }

    /// Reads the next string if it is this text, which needs no escapes.
    pub(super) fn skip_string(&mut self, text: &str) -> bool {
        let start = self.offset + 1;
        let end = start + text.len();
        let bytes = self.json.as_bytes();
        let is_next =
            bytes.get(end) == Some(&b'"') && bytes.get(start..end) == Some(text.as_bytes());
        if is_next {
            self.offset = end + 1;
        }
        is_next
    }

    /// Reads the colon after the name of a property.
    pub(super) fn colon(&mut self) -> Result<(), Error> {
        match self.peek() {
            Some(b':') => {
                self.offset += 1;
                Ok(())
            }
            _ => Err(self.syntax_error()),
        }
    }

    /// Reads any value, as its text.
    pub(super) fn raw(&mut self) -> Result<&'j RawValue, Error> {
        let remaining = self.json.get(self.offset..).unwrap_or_default();
        let mut values = Deserializer::from_str(remaining).into_iter();
        match values.next() {
            Some(Ok(raw)) => {
                self.offset += values.byte_offset();
                Ok(raw)
            }
            _ => Err(self.syntax_error()),
        }
    }

    /// Reads any value.
    pub(super) fn value(&mut self) -> Result<Value, Error> {
        Ok(match self.peek() {
            Some(b'"') => Value::String(self.string()?.into_owned()),
            Some(b'{') => Value::Object(self.object()?),
            Some(b'[') => {
                let mut items = Vec::new();
                self.begin()?;
                while self.next_item(items.is_empty())? {
                    items.push(self.value()?);
                }
                Value::Array(items)
            }
            Some(b'n') => {
                self.literal("null")?;
                Value::Null
            }
            Some(b't') => {
                self.literal("true")?;
                Value::Bool(true)
            }
            Some(b'f') => {
                self.literal("false")?;
                Value::Bool(false)
            }
            _ => self.number_value()?,
        })
    }

    fn object(&mut self) -> Result<Map<String, Value>, Error> {
        let mut members = Map::new();
        self.begin()?;
        while self.next_property(members.is_empty())? {
            let name = self.string()?.into_owned();
            self.colon()?;
            members.insert(name, self.value()?);
        }
        Ok(members)
    }

    fn number_value(&mut self) -> Result<Value, Error> {
        let start = self.offset;
        let (text, is_integer) = self.number_text()?;
        if is_integer && let Ok(value) = text.parse::<u64>() {
            return Ok(value.into());
        }
        // Keeps all digits if the program enables the feature `arbitrary_precision`.
        serde_json::from_str(text)
            .map(Value::Number)
            .map_err(|_| self.token_error(start))
    }

    /// Returns the error of `serde_json` for this text.
    #[cold]
    pub(super) fn syntax_error(&self) -> Error {
        let error = serde_json::from_str::<Value>(self.json).err();
        // A number or a string that no `Value` can hold was read as another type.
        let other = error
            .as_ref()
            .filter(|error| may_help(error))
            .and_then(|_| serde_json::from_str::<IgnoredAny>(self.json).err());
        other
            .or(error)
            .unwrap_or_else(|| Error::custom("expected JSON"))
    }

    /// Returns the error of `serde_json` for the string or the number at an offset.
    #[cold]
    fn token_error(&self, offset: usize) -> Error {
        // The token keeps its line and column.
        let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
        let (before, token) = self.json.split_at_checked(offset).unwrap_or_default();
        let text = before.bytes().map(blank).collect::<String>() + token;
        let mut deserializer = Deserializer::from_str(&text);
        let error = if token.starts_with('"') {
            String::deserialize(&mut deserializer).err()
        } else {
            f64::deserialize(&mut deserializer).err()
        };
        error.unwrap_or_else(|| self.syntax_error())
    }
}

/// Returns the number of bytes before the first quote, backslash or control character, which is not
/// written in a JSON string as it is.
pub(super) fn unescaped_length(bytes: &[u8]) -> usize {
    let mut length = 0;
    for chunk in bytes.chunks_exact(8) {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let special = below(word ^ (LOW_BITS * u64::from(b'"')), 1)
            | below(word ^ (LOW_BITS * u64::from(b'\\')), 1)
            | below(word, 0x20);
        if special != 0 {
            return length + (special.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let tail = bytes.get(length..).unwrap_or_default();
    let is_special = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    length + tail.iter().position(is_special).unwrap_or(tail.len())
}

/// Returns whether a text is written in a JSON string as it is.
pub(super) const fn is_plain(text: &str) -> bool {
    let mut bytes = text.as_bytes();
    while let [first, tail @ ..] = bytes {
        if *first < 0x20 || matches!(first, b'"' | b'\\') {
            return false;
        }
        bytes = tail;
    }
    true
}

/// The lowest bit of each byte.
const LOW_BITS: u64 = u64::MAX / 255;

/// Sets the highest bit of the first byte that is below `limit`, and of no byte before it.
const fn below(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(LOW_BITS * limit) & !word & (LOW_BITS << 7)
}

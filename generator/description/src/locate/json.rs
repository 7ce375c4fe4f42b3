//! Finds offsets in JSON: the raw keys and items of serde_json are slices of the text.

use super::pointer_offsets::{PointerId, PointerOffsets, skip_to_value};
use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};
use std::fmt;

/// Sets the offsets of wanted locations, up to the first syntax error.
pub(super) fn find_json_offsets(text: &str, offsets: &mut PointerOffsets) {
    let body = text.trim_start_matches([' ', '\t', '\r', '\n']);
    offsets.set_offset(PointerOffsets::ROOT, text.len() - body.len());
    follow_json_value(
        body,
        Follow {
            offsets,
            text,
            at: PointerOffsets::ROOT,
        },
    );
}

/// Returns the value at the beginning of `text`, after the end of its key, on several lines.
pub(super) fn value_on_lines(text: &str) -> Option<String> {
    let mut deserializer = Deserializer::from_str(skip_to_value(text));
    let value = Value::deserialize(&mut deserializer).ok()?;
    Some(format!("{value:#}"))
}

fn follow_json_value(text: &str, follow: Follow<'_>) {
    // Offsets before a syntax error are still valid.
    let _ = follow.deserialize(&mut Deserializer::from_str(text));
}

struct Follow<'w> {
    offsets: &'w mut PointerOffsets,
    text: &'w str,
    at: PointerId,
}

impl<'de> DeserializeSeed<'de> for Follow<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value = self
            .offsets
            .value(self.at)
            .and_then(|at| self.text.get(at..))
            .map(skip_to_value);
        let has_children = self.offsets.has_children(self.at);
        match value.and_then(|value| value.chars().next()) {
            Some('{') if has_children => deserializer.deserialize_map(self),
            Some('[') if has_children => deserializer.deserialize_seq(self),
            _ => deserializer.deserialize_ignored_any(IgnoredAny).map(drop),
        }
    }
}

impl<'de> Visitor<'de> for Follow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(key) = access.next_key::<&RawValue>()? {
            match self.key_id(key.get()) {
                Some(at) => {
                    let offset = self.offset(key.get());
                    self.offsets.set_offset(at, offset);
                    self.offsets.set_value(at, offset + key.get().len());
                    access.next_value_seed(Follow {
                        offsets: &mut *self.offsets,
                        text: self.text,
                        at,
                    })?;
                }
                None => drop(access.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut access: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let item = match self.offsets.child(self.at, &index.to_string()) {
                Some(at) => access
                    .next_element::<&RawValue>()?
                    .map(|element| self.enter(at, element.get())),
                None => access.next_element::<IgnoredAny>()?.map(drop),
            };
            if item.is_none() {
                break;
            }
        }
        Ok(())
    }
}

impl Follow<'_> {
    fn key_id(&self, raw: &str) -> Option<PointerId> {
        let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            return self
                .offsets
                .child(self.at, &serde_json::from_str::<String>(raw).ok()?);
        }
        self.offsets.child(self.at, inner)
    }

    fn offset(&self, part: &str) -> usize {
        part.as_ptr().addr() - self.text.as_ptr().addr()
    }

    fn enter(&mut self, at: PointerId, item: &str) {
        self.offsets.set_offset(at, self.offset(item));
        if self.offsets.has_children(at) {
            follow_json_value(
                item,
                Follow {
                    offsets: &mut *self.offsets,
                    text: self.text,
                    at,
                },
            );
        }
    }
}

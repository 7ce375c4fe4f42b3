//! Valid JSON that [`Value`] cannot represent, such as `1e400`, in values of any type.
//!
//! A new property must never break a response, whatever its value: values that cannot be represented become strings.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;
use serde_json::value::RawValue;

/// The maximum nesting depth, as elsewhere.
const MAX_DEPTH: usize = 127;

/// Whether a parse error allows lossy reading: numbers and escapes that no value can hold.
pub(crate) fn may_help(error: &serde_json::Error) -> bool {
    let text = error.to_string();
    let causes = ["number out of range", "lone leading surrogate", "unexpected end of hex escape"];
    causes.iter().any(|cause| text.starts_with(cause))
}

/// Reads a value of any type.
pub(crate) fn read<'de, D: Deserializer<'de>>(place: &mut Value, depth: usize, from: D) -> Result<(), D::Error> {
    let raw: &RawValue = Deserialize::deserialize(from)?;
    *place = value(raw.get(), depth).map_err(D::Error::custom)?;
    Ok(())
}

/// Reads a value of any type from valid JSON.
pub(crate) fn value(json: &str, depth: usize) -> Result<Value, serde_json::Error> {
    let error = match serde_json::from_str(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if depth > MAX_DEPTH || !may_help(&error) {
        return Err(error);
    }
    match json.as_bytes().first() {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            items.into_iter().map(|item| value(item.get(), depth + 1)).collect()
        }
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(json)?;
            members.into_iter().map(|(name, member)| Ok((name, value(member.get(), depth + 1)?))).collect()
        }
        _ => Ok(Value::String(json.trim_matches('"').to_owned())),
    }
}

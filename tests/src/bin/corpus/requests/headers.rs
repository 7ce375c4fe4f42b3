//! Response headers: writes the sent ones, and checks the received ones.

use serde_json::Value;

use super::raw::Header;
use crate::payloads::answer_difference;

/// Strings for response headers, which are ASCII and not encoded.
pub(crate) const IN_REPLIES: [&str; 8] = [
    "a b",
    "a/b%2F+c",
    "x&y;z",
    "\"it's\"",
    "#why?",
    "[a]{b}|\\^`",
    "0",
    "true",
];

/// Headers of HTTP itself, which the application does not set.
const OF_HTTP: [&str; 6] = [
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "transfer-encoding",
];

/// A header that is sent.
#[derive(Clone, Debug)]
pub(crate) struct SentHeader {
    pub(crate) name: String,
    /// The field value in the response.
    pub(crate) line: String,
    value: Value,
}

/// Serializes a value as a header: by `simple`, or as JSON.
pub(crate) fn serialized_header(
    header: &Header,
    value: Option<Value>,
) -> Result<SentHeader, &'static str> {
    if OF_HTTP.contains(&header.name.to_ascii_lowercase().as_str()) {
        return Err("a header of a response that HTTP itself sets");
    }
    let value = value.ok_or("no valid header of a response found")?;
    let line = match &value {
        value if header.is_json => value.to_string(),
        Value::Object(members) => {
            let joint = if header.explode { "=" } else { "," };
            let members = members.iter().map(|(name, value)| {
                if !is_item(name) || name.contains('=') {
                    return None;
                }
                Some(format!("{name}{joint}{}", header_item(value)?))
            });
            joined_items(members).ok_or("an object that a header has no room for")?
        }
        Value::Array(items) => joined_items(items.iter().map(header_item))
            .ok_or("a list that a header has no room for")?,
        value => header_scalar(value).unwrap_or_default(),
    };
    let is_fine = line.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && line.trim() == line
        && !line.is_empty();
    if is_fine {
        Ok(SentHeader {
            name: header.name.clone(),
            line,
            value,
        })
    } else {
        Err("a header of a response that HTTP has no room for")
    }
}

fn joined_items(items: impl Iterator<Item = Option<String>>) -> Option<String> {
    let items: Option<Vec<String>> = items.collect();
    items
        .filter(|items| !items.is_empty())
        .map(|items| items.join(","))
}

fn header_item(value: &Value) -> Option<String> {
    header_scalar(value).filter(|item| is_item(item))
}

fn is_item(text: &str) -> bool {
    !text.contains(',') && text.trim() == text && !text.is_empty()
}

fn header_scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the first difference in the program's answer: in the typed headers of a success
/// response, or the raw headers of an error response.
pub(crate) fn header_difference(
    sent: &[SentHeader],
    is_success: bool,
    answer: &Value,
) -> Option<String> {
    let arrived = answer
        .get(if is_success { "headers" } else { "lines" })
        .and_then(Value::as_object);
    sent.iter().find_map(|header| {
        let mut all = arrived.into_iter().flatten();
        let arrived = all
            .find(|(name, _)| name.eq_ignore_ascii_case(&header.name))
            .map(|(_, value)| value);
        let is_it = match arrived {
            None => false,
            Some(arrived) if is_success => is_same(&header.value, arrived),
            Some(arrived) => arrived.as_str() == Some(header.line.as_str()),
        };
        let shown = arrived.map_or_else(|| "nothing".to_owned(), Value::to_string);
        (!is_it).then(|| {
            format!(
                "header `{}: {}` arrived as {shown}",
                header.name, header.line
            )
        })
    })
}

/// Returns whether the values are equal. A string equals a number with the same text, since a
/// header does not distinguish them.
fn is_same(sent: &Value, arrived: &Value) -> bool {
    match (sent, arrived) {
        (Value::Array(sent), Value::Array(arrived)) => {
            sent.len() == arrived.len()
                && sent
                    .iter()
                    .zip(arrived)
                    .all(|(sent, arrived)| is_same(sent, arrived))
        }
        (Value::Object(sent), Value::Object(arrived)) => {
            sent.len() == arrived.len()
                && sent.iter().all(|(name, value)| {
                    arrived
                        .get(name)
                        .is_some_and(|arrived| is_same(value, arrived))
                })
        }
        _ => {
            header_scalar(sent).is_some_and(|text| header_scalar(arrived) == Some(text))
                || answer_difference(&sent.to_string(), &Ok(arrived.to_string())).is_none()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sdkwright::diag::Origin;
    use serde_json::json;

    fn header(is_json: bool) -> Header {
        Header {
            name: "X-A".to_owned(),
            schema: None,
            is_json,
            explode: false,
            origin: Origin::default(),
        }
    }

    #[test]
    fn headers_are_written_in_style_simple() {
        for (value, is_json, line) in [
            (json!("a b"), false, Some("a b")),
            (json!([1, "x"]), false, Some("1,x")),
            (json!({"a": [1]}), true, Some(r#"{"a":[1]}"#)),
            (json!({"a": 1, "b": "x"}), false, Some("a,1,b,x")),
            (json!({"a": [1]}), false, None),
            (json!({"a=b": 1}), false, None),
            (json!(["a,b"]), false, None),
            (json!([]), false, None),
            (json!(" a"), false, None),
            (json!("ü"), false, None),
        ] {
            let sent = serialized_header(&header(is_json), Some(value.clone()));
            assert_eq!(sent.ok().map(|sent| sent.line).as_deref(), line, "{value}");
        }
        let exploded = Header {
            explode: true,
            ..header(false)
        };
        assert_eq!(
            serialized_header(&exploded, Some(json!({"a": 1, "b": "x"})))
                .unwrap()
                .line,
            "a=1,b=x"
        );
        assert!(
            serialized_header(
                &Header {
                    name: "Content-Length".to_owned(),
                    ..header(false)
                },
                Some(json!(1))
            )
            .is_err()
        );
    }

    #[test]
    fn missing_headers_are_reported() {
        let sent = [serialized_header(&header(false), Some(json!([1, 2]))).unwrap()];
        for (answer, is_success, is_fine) in [
            (json!({"headers": {"x-a": [1, 2.0]}}), true, true),
            (json!({"headers": {"x-a": ["1", 2]}}), true, true),
            (json!({"headers": {"x-a": [2, 1]}}), true, false),
            (json!({"headers": {"x-a": "1,2"}}), true, false),
            (json!({"headers": {}}), true, false),
            (json!({}), true, false),
            (json!({"lines": {"x-a": "1,2"}}), false, true),
            (json!({"lines": {"x-a": "1, 2"}}), false, false),
        ] {
            assert_eq!(
                header_difference(&sent, is_success, &answer).is_none(),
                is_fine,
                "{answer}"
            );
        }
    }
}

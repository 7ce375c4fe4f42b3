//! Errors in the body of a failure, recognized by their shape, whatever the API: a string, a list,
//! an object with a text, or a map from fields to any of these. Names are compared without regard
//! to case and separators.

use serde_json::{Map, Value};

use super::api::Envelope;
use super::json::to_exact_i64;
use super::outcome::{ApiError, Code};
use super::redact::normalized_characters;

/// The names of members that contain the message of an error.
pub(crate) const MESSAGES: &[&str] = &[
    "message",
    "msg",
    "errormessage",
    "errordescription",
    "defaultmessage",
];

/// The names of members that explain an error, if it has no message.
pub(crate) const REASONS: &[&str] = &["reason", "description"];

pub(crate) const CODES: &[&str] = &["code", "errorcode"];

/// Returns the errors in a body: those in members such as `errors`, or in a map from fields to
/// errors; or else those in the object `error` or `detail`; or else the body itself; or else, if it
/// has no message, the only one of its objects that has one.
pub(crate) fn read_errors(body: &Value, envelope: Option<&Envelope>) -> Vec<ApiError> {
    let Value::Object(members) = body else {
        return errors_in(body, false);
    };
    let listed = envelope.and_then(|envelope| envelope.errors);
    let is_map = holds_only_errors(body);
    let mut errors = Vec::new();
    for (name, value) in members {
        let has_errors = names_errors(name) || listed == Some(name);
        // In a map from fields to errors, these names are never fields.
        let is_message = ["detail", "error", "message"]
            .iter()
            .any(|key| is_called(name, key));
        errors.extend(match value {
            Value::String(text) if has_errors => vec![word_or_sentence(text)],
            _ if has_errors => errors_in(value, true),
            Value::Array(_) if is_message => errors_in(value, false),
            _ if is_map && !is_message => prefix_paths(name, errors_in(value, false)),
            _ => Vec::new(),
        });
    }
    let own = read_error(body);
    if !errors.is_empty() {
        // The error of the body itself is added, because programs test its code.
        errors.extend(own.filter(|own| own.code.is_some() && !own.message.is_empty()));
        return errors;
    }
    let objects = ["error", "detail"]
        .into_iter()
        .filter_map(|name| body.get(name))
        .filter(|value| value.is_object());
    let nested = objects
        .map(|value| errors_in(value, false))
        .find(|errors| !errors.is_empty());
    nested.unwrap_or_else(|| match own {
        Some(own) if !own.message.is_empty() => vec![own],
        own => {
            let mut error = only_nested_error(members);
            if let (Some(error), Some(own)) = (&mut error, &own) {
                error.code = error.code.take().or_else(|| own.code.clone());
            }
            error.or(own).into_iter().collect()
        }
    })
}

/// Returns the error in the only object that has a message, such as `{"status": {"error": "…"}}`.
/// Of several, any may be data.
fn only_nested_error(members: &Map<String, Value>) -> Option<ApiError> {
    let has_message = |value: &&Value| {
        first_text(value, MESSAGES).is_some() || first_text(value, &["error", "detail"]).is_some()
    };
    let mut objects = members.values().filter(has_message);
    let object = objects.next()?;
    if objects.next().is_some() {
        return None;
    }
    read_error(object)
}

/// Returns the error in a body that is not JSON, if it is human-readable.
pub(crate) fn read_error_text(content_type: &str, body: &[u8]) -> Option<ApiError> {
    if !content_type.is_empty() && !content_type.starts_with("text/plain") {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?.trim();
    // An HTML page describes itself rather than the failure, and truncated JSON is not readable.
    if text.is_empty() || text.starts_with(['<', '{', '[']) {
        return None;
    }
    Some(ApiError::new(None, text.to_owned()))
}

/// Returns the errors in a value. With `has_strings`, strings in a map may be errors of fields:
/// `title` is then a field, not the title of an error.
fn errors_in(value: &Value, has_strings: bool) -> Vec<ApiError> {
    let is_map = has_strings && first_text(value, MESSAGES).is_none() && read_code(value).is_none();
    match (value, read_error(value)) {
        (Value::Object(members), None) => errors_of_fields(members, has_strings),
        (Value::Object(members), Some(_)) if is_map => errors_of_fields(members, true),
        (Value::Array(items), _) => {
            let items = items.iter().enumerate();
            let errors = items.map(|(index, item)| match item {
                Value::Object(_) if read_error(item).is_none() => {
                    prefix_paths(&index.to_string(), errors_in(item, false))
                }
                _ => errors_in(item, false),
            });
            errors.flatten().collect()
        }
        (_, error) => error.into_iter().collect(),
    }
}

fn errors_of_fields(members: &Map<String, Value>, has_strings: bool) -> Vec<ApiError> {
    let fields = members
        .iter()
        .filter(|(_, value)| has_strings || !value.is_string());
    fields
        .flat_map(|(name, value)| prefix_paths(name, errors_in(value, has_strings)))
        .collect()
}

/// Prefixes the path of each error with the name of the member that contains it, unless that name
/// only says that the member contains errors.
fn prefix_paths(name: &str, mut errors: Vec<ApiError>) -> Vec<ApiError> {
    if !names_errors(name) {
        for error in &mut errors {
            error.path.insert(0, name.to_owned());
        }
    }
    errors
}

/// Returns whether a value is a list of errors, or a map from fields to such lists.
fn holds_only_errors(value: &Value) -> bool {
    match value {
        Value::Array(items) => items
            .iter()
            .all(|item| read_error(item).is_some() || holds_only_errors(item)),
        Value::Object(members) => members.values().all(holds_only_errors),
        _ => false,
    }
}

/// Returns whether the name of a member says that it contains errors, such as `errors`,
/// `fieldErrors` and `errorMessages`.
pub(crate) fn names_errors(name: &str) -> bool {
    let name: String = normalized_characters(name).collect();
    name.ends_with("errors") || name == "errormessages"
}

pub(crate) fn is_called(name: &str, key: &str) -> bool {
    normalized_characters(name).eq(key.chars())
}

/// Returns the first member with one of these names that `read` accepts.
fn first_member<'v, T>(
    object: &'v Value,
    names: &[&str],
    read: impl Fn(&'v Value) -> Option<T>,
) -> Option<T> {
    let members = object.as_object()?;
    names.iter().find_map(|key| {
        let mut matching = members.iter().filter(|(name, _)| is_called(name, key));
        matching.find_map(|(_, value)| read(value))
    })
}

/// Returns the first text that is not empty.
fn first_text<'v>(object: &'v Value, names: &[&str]) -> Option<&'v str> {
    first_member(object, names, |value| {
        value.as_str().filter(|text| !text.is_empty())
    })
}

/// Returns an error with this text as its message; a single word such as `invalid_auth` is also its
/// code.
fn word_or_sentence(text: &str) -> ApiError {
    let is_word = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let code = if is_word && !text.is_empty() {
        Some(text.into())
    } else {
        None
    };
    ApiError::new(code, text.to_owned())
}

/// Reads an error from a string, or from an object with a code or a text.
fn read_error(error: &Value) -> Option<ApiError> {
    if let Value::String(message) = error {
        if message.is_empty() {
            return None;
        }
        return Some(ApiError::new(None, message.clone()));
    }
    let message = match (
        first_text(error, MESSAGES),
        first_text(error, &["title"]),
        first_text(error, &["detail"]),
    ) {
        (Some(message), _, _) => Some(message.to_owned()),
        (None, Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (None, title, detail) => title
            .or(detail)
            .or_else(|| first_text(error, REASONS))
            .map(str::to_owned),
    };
    let own_code = read_code(error);
    if own_code.is_none() && message.is_none() {
        return first_text(error, &["error"]).map(word_or_sentence);
    }
    let code = own_code.or_else(|| {
        let word = first_text(error, &["type", "error"]);
        word.filter(|word| !word.contains([':', ' ', '/']))
            .map(Code::from)
    });
    let documentation_url = first_text(error, &["documentationurl", "docurl"]).map(str::to_owned);
    Some(ApiError {
        path: error_location(error),
        documentation_url,
        ..ApiError::new(code, message.unwrap_or_default())
    })
}

/// Returns the code of an error. `404.0` is 404: some languages have only floats.
fn read_code(error: &Value) -> Option<Code> {
    first_member(error, CODES, |code| match code {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| to_exact_i64(number.as_f64()?))
            .map(Code::Number),
        Value::String(text) if !text.is_empty() => Some(Code::Text(text.clone())),
        _ => None,
    })
}

/// Returns the location of the error: path segments, a JSON pointer, or a name.
fn error_location(error: &Value) -> Vec<String> {
    let steps = ["path", "loc"]
        .iter()
        .find_map(|name| error.get(name)?.as_array());
    if let Some(steps) = steps {
        let steps = steps.iter().map(|step| match step {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        });
        return steps.collect();
    }
    if let Some(pointer) = error.pointer("/source/pointer").and_then(Value::as_str) {
        return pointer
            .split('/')
            .filter(|step| !step.is_empty())
            .map(str::to_owned)
            .collect();
    }
    let name = ["param", "field"]
        .iter()
        .find_map(|name| error.get(name)?.as_str());
    name.map(str::to_owned).into_iter().collect()
}

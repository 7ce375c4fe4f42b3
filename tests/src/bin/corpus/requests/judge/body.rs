//! Checks the body of a request against the passed value, by its media type.

use serde_json::Value;

use super::passed::Passed;
use super::style::{self, Coded, Pairs, Written, split_pairs, visible_value};
use super::xml;
use crate::payloads::answer_difference;
use crate::requests::raw::{
    Content, Encoding, Location, Parameter, Style, is_json, is_lines, is_xml,
};
use crate::requests::recorder::{Request, media_type_essence};

/// Fails if the body differs from the passed value.
pub(super) fn check_body(request: &Request, passed: &Passed<'_>) -> Result<(), String> {
    let media_types = request.all("content-type");
    let Some((content, value)) = passed.body else {
        return match (request.body.len(), media_types.as_slice()) {
            (0, []) => Ok(()),
            (length, types) => Err(format!(
                "{length} bytes arrived as {types:?}, expected none"
            )),
        };
    };
    let required = passed
        .operation
        .body
        .as_ref()
        .is_some_and(|body| body.required);
    let is_unset = value.as_object().is_some_and(serde_json::Map::is_empty);
    if !required && is_unset && request.body.is_empty() && media_types.is_empty() {
        return Ok(());
    }
    let [media_type] = media_types.as_slice() else {
        return Err(format!(
            "`content-type` is there {} times",
            media_types.len()
        ));
    };
    if !is_of(media_type, &content.media_type) {
        return Err(format!(
            "`{media_type}` arrived, expected `{}`",
            content.media_type
        ));
    }
    if passed.is_verbatim {
        return check_plain_text(&request.body, value);
    }
    match media_type_essence(media_type).as_str() {
        name if is_json(name) => check_json_body(&request.body, value),
        "application/x-www-form-urlencoded" if value.is_object() => {
            check_form(&request.body, content, value)
        }
        "multipart/form-data" => check_multipart(
            &request.body,
            (media_type, content),
            value,
            &PartArguments::of(passed),
        ),
        name if is_lines(name) && value.is_array() => check_json_lines(&request.body, name, value),
        name if is_xml(name) && !value.is_string() => {
            xml::check_xml(&request.body, passed.xml.unwrap_or_default())
        }
        _ => check_plain_text(&request.body, value),
    }
}

/// Returns whether a media type matches the described one, which may be a range.
fn is_of(media_type: &str, described: &str) -> bool {
    let (arrived, described) = (
        media_type_essence(media_type),
        media_type_essence(described),
    );
    match described.strip_suffix("/*") {
        Some("*") => true,
        Some(class) => arrived.split('/').next() == Some(class),
        None => arrived == described || described.is_empty() || !described.contains('/'),
    }
}

fn check_json_body(body: &[u8], value: &Value) -> Result<(), String> {
    let text = String::from_utf8_lossy(body).into_owned();
    match answer_difference(&value.to_string(), &Ok(text)) {
        Some(difference) => Err(difference),
        None => Ok(()),
    }
}

/// Compares JSON texts on separate lines, or after record separators (RFC 7464).
fn check_json_lines(body: &[u8], name: &str, value: &Value) -> Result<(), String> {
    let text = std::str::from_utf8(body).map_err(|_| "no UTF-8".to_owned())?;
    let expected = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let body = if expected.is_empty() {
        text
    } else {
        text.strip_suffix('\n')
            .ok_or("the last line does not end")?
    };
    let arrived: Vec<&str> = if name.ends_with("json-seq") {
        body.split('\u{1e}').skip(1).map(str::trim_end).collect()
    } else if body.is_empty() {
        Vec::new()
    } else {
        body.split('\n').collect()
    };
    if arrived.len() != expected.len() {
        return Err(format!(
            "{} lines arrived, expected {}",
            arrived.len(),
            expected.len()
        ));
    }
    arrived
        .iter()
        .zip(expected)
        .try_for_each(|(line, value)| check_json_body(line.as_bytes(), value))
}

fn check_plain_text(body: &[u8], value: &Value) -> Result<(), String> {
    let arrived = String::from_utf8_lossy(body);
    match value {
        Value::String(expected) if arrived == *expected => Ok(()),
        Value::String(_) => Err(format!("{arrived:?} arrived, expected {value}")),
        _ => check_json_body(body, value),
    }
}

fn check_form(body: &[u8], content: &Content, value: &Value) -> Result<(), String> {
    let text = std::str::from_utf8(body).map_err(|_| "no UTF-8".to_owned())?;
    let mut pairs = split_pairs(text, "&");
    for (name, value) in value.as_object().into_iter().flatten() {
        let encoding = encoding_of(content, name);
        let outcome = match media_type_of(&encoding, value) {
            Some(media_type) => {
                let is_explicit = encoding.content_type.as_ref() == Some(&media_type);
                by_media_type(&mut pairs, name, (&media_type, is_explicit), value)
            }
            None => style::check_styled_pairs(
                &mut pairs,
                encoding_style(name, &encoding),
                Coded::Percent,
                value,
            ),
        };
        outcome.map_err(|message| format!("`{name}`: {message}"))?;
    }
    nothing_left(&pairs)
}

fn nothing_left(pairs: &Pairs) -> Result<(), String> {
    match pairs.first() {
        Some((name, value)) => Err(format!("`{name}={value}` was not passed in")),
        None => Ok(()),
    }
}

fn encoding_of(content: &Content, name: &str) -> Encoding {
    let mut encodings = content.encodings.iter();
    encodings
        .find(|(known, _)| known == name)
        .map(|(_, encoding)| encoding.clone())
        .unwrap_or_default()
}

fn encoding_style<'n>(name: &'n str, encoding: &Encoding) -> Written<'n> {
    let style = encoding
        .style
        .filter(|style| *style != Style::Unknown)
        .unwrap_or(Style::Form);
    Written {
        name,
        style,
        explode: encoding.explode.unwrap_or(style == Style::Form),
    }
}

/// Returns the media type of a property without a style: `contentType`, or the default for its
/// type.
fn media_type_of(encoding: &Encoding, value: &Value) -> Option<String> {
    if encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved.is_some() {
        return None;
    }
    let implied = match value {
        Value::Array(items) => items
            .iter()
            .find(|item| !item.is_null())
            .and_then(|item| media_type_of(encoding, item)),
        Value::Object(_) => Some("application/json".to_owned()),
        _ => Some("text/plain".to_owned()),
    };
    let content_type = encoding.content_type.clone();
    // The sender chooses one of several media types, or one in a range.
    content_type
        .filter(|content_type| !content_type.contains([',', '*']))
        .or(implied)
}

/// Returns the items of an array, or the value itself; neither forms nor parts can represent
/// `null`.
fn present_items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().filter(|item| !item.is_null()).collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

/// Takes a pair for each item of an array, or one pair for any other value and for an array whose
/// `contentType` is JSON.
fn by_media_type(
    pairs: &mut Pairs,
    name: &str,
    (media_type, is_explicit): (&str, bool),
    value: &Value,
) -> Result<(), String> {
    let expected = if is_explicit && is_json(media_type) && value.is_array() {
        vec![value]
    } else {
        present_items(value)
    };
    let (arrived, kept): (Pairs, Pairs) = std::mem::take(pairs)
        .into_iter()
        .partition(|(raw, _)| style::percent_decoded(raw).is_ok_and(|decoded| decoded == name));
    *pairs = kept;
    if arrived.len() != expected.len() {
        return Err(format!(
            "{} values arrived, expected {}",
            arrived.len(),
            expected.len()
        ));
    }
    arrived
        .iter()
        .zip(expected)
        .try_for_each(|((_, raw), value)| {
            let text = style::percent_decoded(raw)?;
            in_media_type(text.as_bytes(), media_type, value)
        })
}

fn in_media_type(bytes: &[u8], media_type: &str, value: &Value) -> Result<(), String> {
    if is_json(media_type) {
        return check_json_body(bytes, value);
    }
    let text = String::from_utf8_lossy(bytes);
    style::check_scalar(&text, Coded::Plain, value)
}

/// A part of a multipart body.
#[derive(Debug)]
struct Part {
    name: String,
    media_type: Option<String>,
    is_file: bool,
    body: Vec<u8>,
    /// All other headers.
    headers: Vec<(String, String)>,
}

/// Arguments for the parts of a body, in addition to its value.
#[derive(Clone, Copy, Default)]
struct PartArguments<'b> {
    /// All parameters, including the headers of parts.
    parameters: &'b [(&'b Parameter, &'b Value)],
    /// The XML parts, by name.
    xml: &'b [(String, Vec<String>)],
}

impl<'b> PartArguments<'b> {
    fn of(passed: &'b Passed<'_>) -> Self {
        Self {
            parameters: &passed.parameters,
            xml: &passed.xml_parts,
        }
    }
}

fn check_multipart(
    body: &[u8],
    (media_type, content): (&str, &Content),
    value: &Value,
    part_arguments: &PartArguments<'_>,
) -> Result<(), String> {
    let boundary = media_type
        .split(';')
        .find_map(|part| part.trim().strip_prefix("boundary="));
    let boundary = boundary
        .ok_or_else(|| format!("`{media_type}` has no boundary"))?
        .trim_matches('"');
    let mut parts = parse_parts(body, boundary)?;
    parts
        .iter()
        .filter(|part| !part.is_file)
        .try_for_each(|part| check_part_headers(part, content, part_arguments.parameters))?;
    for (name, value) in value.as_object().into_iter().flatten() {
        let encoding = encoding_of(content, name);
        let xml = part_arguments
            .xml
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, texts)| texts.as_slice());
        let outcome = match media_type_of(&encoding, value) {
            Some(_) if let Some(texts) = xml => in_xml(&mut parts, name, &encoding, texts),
            Some(_) => as_parts(&mut parts, name, &encoding, value),
            None => {
                let (mut pairs, kept) = pairs_of(std::mem::take(&mut parts));
                parts = kept;
                let outcome = style::check_styled_pairs(
                    &mut pairs,
                    encoding_style(name, &encoding),
                    Coded::Plain,
                    value,
                );
                parts.extend(pairs.into_iter().map(part_of));
                outcome
            }
        };
        outcome.map_err(|message| format!("`{name}`: {message}"))?;
    }
    match parts.first() {
        Some(part) => Err(format!("part `{}` was not passed in", part.name)),
        None => Ok(()),
    }
}

/// Removes all headers with this name; returns their values.
fn take_headers(headers: &mut Vec<(String, String)>, name: &str) -> Vec<String> {
    headers
        .extract_if(.., |(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .collect()
}

/// Checks the headers of a part that is no file: the passed values, or the constants of the
/// description, and no others.
fn check_part_headers(
    part: &Part,
    content: &Content,
    passed: &[(&Parameter, &Value)],
) -> Result<(), String> {
    let mut left = part.headers.clone();
    for (parameter, value) in passed
        .iter()
        .filter(|(parameter, _)| parameter.location == Location::Part)
    {
        let Some(name) = parameter
            .name
            .strip_prefix(&part.name)
            .and_then(|name| name.strip_prefix('/'))
        else {
            continue;
        };
        let written = Written {
            name,
            style: parameter.style,
            explode: parameter.explode,
        };
        match (
            visible_value(value).is_some(),
            take_headers(&mut left, name).as_slice(),
        ) {
            (false, []) => {}
            (true, [line]) => style::check_styled_text(line, written, Coded::Plain, value)
                .map_err(|wrong| format!("`{}`: {wrong}", parameter.name))?,
            (_, lines) => {
                return Err(format!(
                    "`{}` is there {} times",
                    parameter.name,
                    lines.len()
                ));
            }
        }
    }
    for (name, value, _) in
        encoding_of(content, &part.name)
            .constants
            .iter()
            .filter(|(name, ..)| {
                let passed_name = format!("{}/{name}", part.name);
                !passed.iter().any(|(known, _)| known.name == passed_name)
            })
    {
        match take_headers(&mut left, name).as_slice() {
            [line] => style::check_scalar(line, Coded::Plain, value)
                .map_err(|wrong| format!("`{name}`: {wrong}"))?,
            lines => {
                return Err(format!(
                    "`{name}` of `{}` is there {} times",
                    part.name,
                    lines.len()
                ));
            }
        }
    }
    match left.first() {
        Some((name, value)) => Err(format!(
            "part `{}` has `{name}: {value}`, which was not passed in",
            part.name
        )),
        None => Ok(()),
    }
}

/// Splits off the plain parts as pairs of names and values; returns the other parts unchanged.
fn pairs_of(parts: Vec<Part>) -> (Pairs, Vec<Part>) {
    let (plain, other): (Vec<Part>, Vec<Part>) = parts
        .into_iter()
        .partition(|part| !part.is_file && part.media_type.is_none());
    let pairs = plain
        .into_iter()
        .map(|part| (part.name, String::from_utf8_lossy(&part.body).into_owned()));
    (pairs.collect(), other)
}

fn part_of((name, value): (String, String)) -> Part {
    Part {
        name,
        media_type: None,
        is_file: false,
        body: value.into_bytes(),
        headers: Vec::new(),
    }
}

fn as_parts(
    parts: &mut Vec<Part>,
    name: &str,
    encoding: &Encoding,
    value: &Value,
) -> Result<(), String> {
    let expected = present_items(value);
    let (arrived, kept): (Vec<Part>, Vec<Part>) = std::mem::take(parts)
        .into_iter()
        .partition(|part| part.name == name);
    *parts = kept;
    if arrived.len() != expected.len() {
        return Err(format!(
            "{} parts arrived, expected {}",
            arrived.len(),
            expected.len()
        ));
    }
    arrived.iter().zip(expected).try_for_each(|(part, value)| {
        let expected = media_type_of(encoding, value).unwrap_or_default();
        let arrived = part
            .media_type
            .as_deref()
            .map_or_else(|| "text/plain".to_owned(), media_type_essence);
        let is_checked = encoding.content_type.is_some() || !part.is_file;
        if is_checked
            && arrived != media_type_essence(&expected)
            && !encoding
                .content_type
                .as_deref()
                .is_some_and(|content_type| content_type.contains([',', '*']))
        {
            return Err(format!("a part is `{arrived}`, expected `{expected}`"));
        }
        in_media_type(
            &part.body,
            if value.is_object() {
                "application/json"
            } else {
                &arrived
            },
            value,
        )
    })
}

/// Takes the XML parts of this name, and compares each with the expected text.
fn in_xml(
    parts: &mut Vec<Part>,
    name: &str,
    encoding: &Encoding,
    texts: &[String],
) -> Result<(), String> {
    let (arrived, kept): (Vec<Part>, Vec<Part>) = std::mem::take(parts)
        .into_iter()
        .partition(|part| part.name == name);
    *parts = kept;
    if arrived.len() != texts.len() {
        return Err(format!(
            "{} parts arrived, expected {}",
            arrived.len(),
            texts.len()
        ));
    }
    arrived.iter().zip(texts).try_for_each(|(part, text)| {
        if part.media_type == encoding.content_type {
            xml::check_xml(&part.body, text)
        } else {
            Err(format!(
                "a part is `{:?}`, expected `{:?}`",
                part.media_type, encoding.content_type
            ))
        }
    })
}

/// Parses the parts of a body, by RFC 7578.
fn parse_parts(body: &[u8], boundary: &str) -> Result<Vec<Part>, String> {
    let open = format!("--{boundary}\r\n");
    let between = format!("\r\n--{boundary}\r\n");
    let close = format!("\r\n--{boundary}--\r\n");
    let only_close = format!("--{boundary}--\r\n");
    if body == only_close.as_bytes() {
        return Ok(Vec::new());
    }
    let inner = body
        .strip_prefix(open.as_bytes())
        .and_then(|rest| rest.strip_suffix(close.as_bytes()));
    let mut rest = inner.ok_or("the body does not begin and end with its boundary")?;
    let mut parts = Vec::new();
    while let Some(at) = find_bytes(rest, between.as_bytes()) {
        let (one, after) = rest.split_at(at);
        parts.push(parse_part(one)?);
        rest = after.get(between.len()..).unwrap_or_default();
    }
    parts.push(parse_part(rest)?);
    Ok(parts)
}

fn find_bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn parse_part(bytes: &[u8]) -> Result<Part, String> {
    let end = find_bytes(bytes, b"\r\n\r\n").ok_or("a part has no head")?;
    let (head, body) = bytes.split_at(end);
    let head =
        std::str::from_utf8(head).map_err(|_| "the head of a part is no UTF-8".to_owned())?;
    let mut found = Part {
        name: String::new(),
        media_type: None,
        is_file: false,
        body: body.get(4..).unwrap_or_default().to_vec(),
        headers: Vec::new(),
    };
    for line in head.split("\r\n") {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| format!("the head of a part has `{line}`"))?;
        match name.to_ascii_lowercase().as_str() {
            "content-type" => found.media_type = Some(value.trim().to_owned()),
            "content-disposition" => {
                let rest = value
                    .trim()
                    .strip_prefix("form-data; name=\"")
                    .ok_or_else(|| format!("`{line}`"))?;
                let (name, rest) = rest.split_once('"').ok_or_else(|| format!("`{line}`"))?;
                found.name = name
                    .replace("%22", "\"")
                    .replace("%0D", "\r")
                    .replace("%0A", "\n");
                found.is_file = rest.contains("filename=");
            }
            _ => found
                .headers
                .push((name.to_owned(), value.trim().to_owned())),
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn content(media_type: &str, encodings: Vec<(String, Encoding)>) -> Content {
        Content {
            media_type: media_type.to_owned(),
            schema: None,
            encodings,
        }
    }

    #[test]
    fn forms_by_the_defaults_of_the_standard() {
        let content = content("application/x-www-form-urlencoded", Vec::new());
        let value = json!({ "a": "x&y", "b": [1, 2], "c": { "d": "e" }, "f": null, "g": [] });
        let text = "b=1&a=x%26y&b=2&c=%7B%22d%22%3A%22e%22%7D";
        assert_eq!(check_form(text.as_bytes(), &content, &value), Ok(()));
        for wrong in [
            "b=1&a=x%26y&b=2",
            "b=1&a=x%26y&b=3&c=%7B%22d%22%3A%22e%22%7D",
            &format!("{text}&h=1"),
        ] {
            assert!(
                check_form(wrong.as_bytes(), &content, &value).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn forms_by_encodings() {
        let deep = Encoding {
            style: Some(Style::DeepObject),
            explode: Some(true),
            ..Encoding::default()
        };
        let joined = Encoding {
            explode: Some(false),
            ..Encoding::default()
        };
        let encodings = vec![("a".to_owned(), deep), ("b".to_owned(), joined)];
        let content = content("application/x-www-form-urlencoded", encodings);
        let value = json!({ "a": { "x": ["y"] }, "b": [1, 2] });
        assert_eq!(
            check_form(b"a%5Bx%5D%5B0%5D=y&b=1,2", &content, &value),
            Ok(())
        );
        assert!(check_form(b"a=%7B%22x%22:%5B%22y%22%5D%7D&b=1&b=2", &content, &value).is_err());
    }

    #[test]
    fn arrays_with_a_json_content_type_are_one_value() {
        let json_list = Encoding {
            content_type: Some("application/json".to_owned()),
            ..Encoding::default()
        };
        let content = content(
            "application/x-www-form-urlencoded",
            vec![("a".to_owned(), json_list)],
        );
        assert_eq!(
            check_form(b"a=%5B1,2%5D", &content, &json!({ "a": [1, 2] })),
            Ok(())
        );
        assert!(check_form(b"a=1&a=2", &content, &json!({ "a": [1, 2] })).is_err());
        assert_eq!(
            check_form(
                b"b=%7B%22c%22:1%7D",
                &content,
                &json!({ "b": [{ "c": 1 }] })
            ),
            Ok(()),
            "nothing is said"
        );
    }

    #[test]
    fn parts_are_identified_by_their_heads() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b\r\n\
            Content-Disposition: form-data; name=\"c\"\r\nContent-Type: application/json\r\n\r\n{\"d\":1}\r\n--b--\r\n";
        let content = content("multipart/form-data", Vec::new());
        let check = |value: Value| {
            check_multipart(
                body.as_bytes(),
                ("multipart/form-data; boundary=b", &content),
                &value,
                &PartArguments::default(),
            )
        };
        assert_eq!(check(json!({ "a": "x", "c": { "d": 1 } })), Ok(()));
        for wrong in [
            json!({ "a": "x" }),
            json!({ "a": "x", "c": "y" }),
            json!({ "a": "x", "c": { "d": 1 }, "e": 1 }),
        ] {
            assert!(check(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn parts_with_headers_and_in_xml() {
        let encoding = Encoding {
            content_type: Some("text/xml".to_owned()),
            constants: vec![("X-A".to_owned(), json!("a"), true)],
            ..Encoding::default()
        };
        let content = content("multipart/form-data", vec![("b".to_owned(), encoding)]);
        let count = Parameter {
            location: Location::Part,
            name: "b/X-Count".to_owned(),
            form: Some("multipart/form-data".to_owned()),
            required: true,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
            schema: None,
            origin: sdkwright::diag::Origin::new(sdkwright::diag::FileId(0), ""),
        };
        let check = |head: &str, text: &str| {
            let body = format!(
                "--b\r\nContent-Disposition: form-data; name=\"b\"\r\n{head}\r\n\r\n{text}\r\n--b--\r\n"
            );
            let xml = [("b".to_owned(), vec!["<c d=\"1\"/>".to_owned()])];
            let part_arguments = PartArguments {
                parameters: &[(&count, &json!(7))],
                xml: &xml,
            };
            let content_type = ("multipart/form-data; boundary=b", &content);
            check_multipart(
                body.as_bytes(),
                content_type,
                &json!({ "b": { "d": 1 } }),
                &part_arguments,
            )
        };
        let head = "Content-Type: text/xml\r\nX-A: a\r\nx-count: 7";
        assert_eq!(check(head, "<c d='1'></c>"), Ok(()));
        for wrong in [
            "Content-Type: text/xml\r\nX-A: a",
            "Content-Type: text/xml\r\nX-Count: 7",
            "Content-Type: text/xml\r\nX-A: b\r\nX-Count: 7",
            "Content-Type: text/xml\r\nX-A: a\r\nX-Count: 8",
            "Content-Type: application/json\r\nX-A: a\r\nX-Count: 7",
            &format!("{head}\r\nX-B: 1"),
            &format!("{head}\r\nX-Count: 7"),
        ] {
            assert!(check(wrong, "<c d='1'></c>").is_err(), "{wrong}");
        }
        assert!(check(head, "<c d='2'></c>").is_err());
    }

    #[test]
    fn ranges_of_media_types() {
        for (arrived, described, is_fine) in [
            ("application/json; charset=utf-8", "application/json", true),
            ("application/json", "application/merge-patch+json", false),
            ("image/png", "image/*", true),
            ("text/plain", "image/*", false),
            ("application/octet-stream", "image/*", false),
            ("text/plain", "*/*", true),
        ] {
            assert_eq!(is_of(arrived, described), is_fine, "{arrived} {described}");
        }
    }
}

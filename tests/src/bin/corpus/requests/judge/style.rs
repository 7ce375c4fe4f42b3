//! Parses values as the tables of styles in the OpenAPI standard serialize them.
//!
//! Where a style does not preserve types, the text of a scalar is compared with that of the
//! expected value. Cases that the standard leaves open are judged by COVERAGE.md: empty arrays and
//! objects are omitted, and so is `null` in an object; values that a style cannot nest are JSON; a
//! `deepObject` nests with more brackets.

use serde_json::{Map, Number, Value};

use crate::payloads::same_value;
use crate::requests::raw::Style;

/// How a value is serialized.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'n> {
    pub(crate) name: &'n str,
    pub(crate) style: Style,
    pub(crate) explode: bool,
}

/// Raw names and values of a query, form or cookie header.
pub(crate) type Pairs = Vec<(String, String)>;

/// The encoding of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coded {
    /// Percent-encoding.
    Percent,
    /// None: in headers and parts of multipart bodies.
    Plain,
}

/// Returns the pairs of name and value in a text.
pub(super) fn split_pairs(text: &str, separator: &str) -> Pairs {
    let pairs = text.split(separator).filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Returns a value without the parts that a style omits; `None` if nothing remains.
pub(crate) fn visible_value(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        value => Some(value.clone()),
    }
}

/// Checks a single text: a value in the path, or a header.
pub(crate) fn check_styled_text(
    raw: &str,
    written: Written<'_>,
    coded: Coded,
    value: &Value,
) -> Result<(), String> {
    if written.style == Style::Json {
        return check_json_text(&decode_text(raw, coded)?, value);
    }
    let Some(seen) = visible_value(value) else {
        return check_empty(raw);
    };
    match written.style {
        Style::Simple => check_delimited(raw, ",", written.explode, coded, &seen),
        Style::Label => {
            let rest = raw
                .strip_prefix('.')
                .ok_or_else(|| format!("`{raw}` does not begin with a dot"))?;
            let delimiter = if written.explode { "." } else { "," };
            check_delimited(rest, delimiter, written.explode, coded, &seen)
        }
        Style::Matrix => check_matrix(raw, written, coded, &seen),
        style => Err(format!("{style:?} does not stand alone")),
    }
}

fn check_empty(raw: &str) -> Result<(), String> {
    if raw.is_empty() {
        Ok(())
    } else {
        Err(format!("`{raw}` stands for nothing"))
    }
}

fn check_delimited(
    raw: &str,
    delimiter: &str,
    explode: bool,
    coded: Coded,
    value: &Value,
) -> Result<(), String> {
    match value {
        Value::Array(items) => check_list(&raw.split(delimiter).collect::<Vec<_>>(), coded, items),
        Value::Object(members) if explode => {
            let pairs = raw
                .split(delimiter)
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            check_object(&pairs.collect::<Vec<_>>(), coded, members)
        }
        Value::Object(members) => {
            check_flat_object(&raw.split(delimiter).collect::<Vec<_>>(), coded, members)
        }
        value => check_scalar(raw, coded, value),
    }
}

/// Checks `;name=value`, one for each value or one for all.
fn check_matrix(
    raw: &str,
    written: Written<'_>,
    coded: Coded,
    value: &Value,
) -> Result<(), String> {
    let rest = raw
        .strip_prefix(';')
        .ok_or_else(|| format!("`{raw}` does not begin with a semicolon"))?;
    let pairs: Pairs = rest
        .split(';')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let borrowed: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    if let (Value::Object(members), true) = (value, written.explode) {
        return check_object(&borrowed, coded, members);
    }
    if let Some((other, _)) = pairs
        .iter()
        .find(|(name, _)| percent_decoded(name).as_deref() != Ok(written.name))
    {
        return Err(format!("`{other}` is not called `{}`", written.name));
    }
    match (value, borrowed.as_slice()) {
        (Value::Array(items), pairs) if written.explode => check_list(
            &pairs.iter().map(|(_, value)| *value).collect::<Vec<_>>(),
            coded,
            items,
        ),
        (value, [(_, raw)]) => check_delimited(raw, ",", false, coded, value),
        (_, pairs) => Err(format!("{} values, expected one", pairs.len())),
    }
}

/// Removes the pairs that represent a value from the pairs of a query, form or cookie header, and
/// checks them.
pub(crate) fn check_styled_pairs(
    pairs: &mut Pairs,
    written: Written<'_>,
    coded: Coded,
    value: &Value,
) -> Result<(), String> {
    let Some(seen) = visible_value(value) else {
        return Ok(());
    };
    match (written.style, &seen) {
        (Style::Json, _) => check_json_text(
            &decode_text(&take_only_pair(pairs, written.name, coded)?, coded)?,
            value,
        ),
        (Style::DeepObject, Value::Array(_) | Value::Object(_)) => {
            check_deep_object(pairs, written.name, coded, &seen)
        }
        (_, Value::Array(items)) if written.explode => {
            let values = take_named_pairs(pairs, written.name, coded);
            check_list(
                &values.iter().map(String::as_str).collect::<Vec<_>>(),
                coded,
                items,
            )
        }
        (_, Value::Object(members)) if written.explode => {
            members.iter().try_for_each(|(name, value)| {
                let raw = take_only_pair(pairs, name, coded)?;
                check_scalar(&raw, coded, value)
            })
        }
        (style, value) => {
            let raw = take_only_pair(pairs, written.name, coded)?;
            let delimiter = match (style, coded) {
                (Style::SpaceDelimited, Coded::Percent) => "%20",
                (Style::SpaceDelimited, Coded::Plain) => " ",
                (Style::PipeDelimited, Coded::Percent) => "%7C",
                (Style::PipeDelimited, Coded::Plain) => "|",
                _ => ",",
            };
            check_delimited(&raw, delimiter, false, coded, value)
        }
    }
}

/// Removes all pairs with this name; returns their values.
pub(super) fn take_named_pairs(pairs: &mut Pairs, name: &str, coded: Coded) -> Vec<String> {
    let (taken, kept): (Pairs, Pairs) = std::mem::take(pairs)
        .into_iter()
        .partition(|(raw, _)| decode_text(raw, coded).is_ok_and(|decoded| decoded == name));
    *pairs = kept;
    taken.into_iter().map(|(_, value)| value).collect()
}

/// Removes the only pair with this name; returns its value.
fn take_only_pair(pairs: &mut Pairs, name: &str, coded: Coded) -> Result<String, String> {
    let mut values = take_named_pairs(pairs, name, coded);
    match (values.pop(), values.len()) {
        (Some(value), 0) => Ok(value),
        (None, _) => Err(format!("`{name}` is not there")),
        (_, more) => Err(format!("`{name}` is there {} times", more + 1)),
    }
}

/// Checks `name[key]=value`, at any depth.
fn check_deep_object(
    pairs: &mut Pairs,
    name: &str,
    coded: Coded,
    value: &Value,
) -> Result<(), String> {
    match value {
        Value::Null => Ok(()),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| {
            check_deep_object(pairs, &format!("{name}[{at}]"), coded, item)
        }),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| {
            check_deep_object(pairs, &format!("{name}[{key}]"), coded, value)
        }),
        value => check_scalar(&take_only_pair(pairs, name, coded)?, coded, value),
    }
}

fn check_list(texts: &[&str], coded: Coded, items: &[Value]) -> Result<(), String> {
    if texts.len() != items.len() {
        return Err(format!(
            "{} values arrived ({texts:?}), expected {}",
            texts.len(),
            items.len()
        ));
    }
    texts
        .iter()
        .zip(items)
        .try_for_each(|(text, item)| check_scalar(text, coded, item))
}

fn check_object(
    pairs: &[(&str, &str)],
    coded: Coded,
    members: &Map<String, Value>,
) -> Result<(), String> {
    let owned = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut pairs: Pairs = owned.collect();
    for (name, value) in members {
        check_scalar(&take_only_pair(&mut pairs, name, coded)?, coded, value)?;
    }
    match pairs.first() {
        Some((name, value)) => Err(format!("`{name}={value}` was not passed in")),
        None => Ok(()),
    }
}

/// Checks `key,value,key,value`.
fn check_flat_object(
    texts: &[&str],
    coded: Coded,
    members: &Map<String, Value>,
) -> Result<(), String> {
    let pairs: Vec<(&str, &str)> = texts
        .chunks(2)
        .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
        .collect();
    if pairs.len() * 2 != texts.len() {
        return Err(format!("{texts:?} are no pairs"));
    }
    check_object(&pairs, coded, members)
}

/// Checks that a text represents a scalar.
pub(crate) fn check_scalar(raw: &str, coded: Coded, value: &Value) -> Result<(), String> {
    let text = decode_text(raw, coded)?;
    let is_said = match value {
        Value::String(expected) => text == *expected,
        Value::Number(_) => serde_json::from_str::<Number>(&text)
            .is_ok_and(|number| same_value(&Value::Number(number), value)),
        Value::Bool(expected) => text == expected.to_string(),
        Value::Null => text == "null",
        Value::Array(_) | Value::Object(_) => return check_json_text(&text, value),
    };
    if is_said {
        Ok(())
    } else {
        Err(format!("`{text}` arrived, expected {value}"))
    }
}

fn check_json_text(text: &str, value: &Value) -> Result<(), String> {
    match serde_json::from_str::<Value>(text) {
        Ok(arrived) if same_value(&arrived, value) => Ok(()),
        Ok(_) => Err(format!("{text} arrived, expected {value}")),
        Err(error) => Err(format!(
            "`{text}` arrived, which is no JSON ({error}), expected {value}"
        )),
    }
}

pub(super) fn decode_text(raw: &str, coded: Coded) -> Result<String, String> {
    match coded {
        Coded::Percent => percent_decoded(raw),
        Coded::Plain => Ok(raw.to_owned()),
    }
}

/// Decodes percent-encoding. A literal `+` is an error, since servers read it as a space.
pub(crate) fn percent_decoded(raw: &str) -> Result<String, String> {
    if raw.contains('+') {
        return Err(format!("`{raw}` has a `+`, which may be a space"));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first != b'%' {
            bytes.push(first);
            rest = after;
            continue;
        }
        let digits = after
            .get(..2)
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let code = digits
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(code.ok_or_else(|| format!("`{raw}` has an escape that is none"))?);
        rest = after.get(2..).unwrap_or_default();
    }
    String::from_utf8(bytes).map_err(|_| format!("`{raw}` is no UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BLUE: &str = "blue";

    fn colors() -> Value {
        json!(["blue", "black", "brown"])
    }

    fn rgb() -> Value {
        json!({ "R": 100, "G": 200, "B": 150 })
    }

    /// The rows of the standard's table (3.0.4 and 3.1.1, Style Examples) for single texts.
    #[test]
    fn texts_follow_the_table_of_the_standard() {
        for (style, explode, raw, value) in [
            (Style::Matrix, false, ";color", json!("")),
            (Style::Matrix, false, ";color=blue", json!(BLUE)),
            (Style::Matrix, false, ";color=blue,black,brown", colors()),
            (Style::Matrix, false, ";color=R,100,G,200,B,150", rgb()),
            (Style::Matrix, true, ";color", json!("")),
            (Style::Matrix, true, ";color=blue", json!(BLUE)),
            (
                Style::Matrix,
                true,
                ";color=blue;color=black;color=brown",
                colors(),
            ),
            (Style::Matrix, true, ";R=100;G=200;B=150", rgb()),
            (Style::Label, false, ".", json!("")),
            (Style::Label, false, ".blue", json!(BLUE)),
            (Style::Label, false, ".blue,black,brown", colors()),
            (Style::Label, false, ".R,100,G,200,B,150", rgb()),
            (Style::Label, true, ".", json!("")),
            (Style::Label, true, ".blue", json!(BLUE)),
            (Style::Label, true, ".blue.black.brown", colors()),
            (Style::Label, true, ".R=100.G=200.B=150", rgb()),
            (Style::Simple, false, "", json!("")),
            (Style::Simple, false, "blue", json!(BLUE)),
            (Style::Simple, false, "blue,black,brown", colors()),
            (Style::Simple, false, "R,100,G,200,B,150", rgb()),
            (Style::Simple, true, "", json!("")),
            (Style::Simple, true, "blue", json!(BLUE)),
            (Style::Simple, true, "blue,black,brown", colors()),
            (Style::Simple, true, "R=100,G=200,B=150", rgb()),
        ] {
            let written = Written {
                name: "color",
                style,
                explode,
            };
            for coded in [Coded::Percent, Coded::Plain] {
                assert_eq!(
                    check_styled_text(raw, written, coded, &value),
                    Ok(()),
                    "{style:?} {explode} {raw}"
                );
                let other = json!({ "R": 100, "G": 200, "B": 151 });
                assert!(
                    check_styled_text(raw, written, coded, &other).is_err(),
                    "{style:?} {explode} {raw}"
                );
                assert!(
                    check_styled_text(raw, written, coded, &json!(["blue", "black"])).is_err(),
                    "{style:?} {explode} {raw}"
                );
            }
        }
    }

    fn pairs(query: &str) -> Pairs {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect()
    }

    /// The rows of the same table for pairs.
    #[test]
    fn pairs_follow_the_table_of_the_standard() {
        for (style, explode, query, value) in [
            (Style::Form, false, "color=", json!("")),
            (Style::Form, false, "color=blue", json!(BLUE)),
            (Style::Form, false, "color=blue,black,brown", colors()),
            (Style::Form, false, "color=R,100,G,200,B,150", rgb()),
            (Style::Form, true, "color=", json!("")),
            (Style::Form, true, "color=blue", json!(BLUE)),
            (
                Style::Form,
                true,
                "color=blue&color=black&color=brown",
                colors(),
            ),
            (Style::Form, true, "R=100&G=200&B=150", rgb()),
            (
                Style::SpaceDelimited,
                false,
                "color=blue%20black%20brown",
                colors(),
            ),
            (
                Style::SpaceDelimited,
                false,
                "color=R%20100%20G%20200%20B%20150",
                rgb(),
            ),
            (
                Style::PipeDelimited,
                false,
                "color=blue%7Cblack%7Cbrown",
                colors(),
            ),
            (
                Style::PipeDelimited,
                false,
                "color=R%7C100%7CG%7C200%7CB%7C150",
                rgb(),
            ),
            (
                Style::DeepObject,
                true,
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
                rgb(),
            ),
        ] {
            let written = Written {
                name: "color",
                style,
                explode,
            };
            let mut all = pairs(&format!("{query}&other=1"));
            assert_eq!(
                check_styled_pairs(&mut all, written, Coded::Percent, &value),
                Ok(()),
                "{style:?} {explode} {query}"
            );
            assert_eq!(all, pairs("other=1"), "{style:?} {explode} {query}");
            for other in [
                json!({ "R": 100, "G": 200, "B": 151 }),
                json!(["blue", "black"]),
                json!("red"),
            ] {
                assert!(
                    check_styled_pairs(&mut pairs(query), written, Coded::Percent, &other).is_err(),
                    "{style:?} {query} {other}"
                );
            }
        }
    }

    #[test]
    fn delimiters_in_values_are_distinguished() {
        let form = Written {
            name: "a",
            style: Style::Form,
            explode: false,
        };
        assert_eq!(
            check_styled_pairs(
                &mut pairs("a=3%2C4,5"),
                form,
                Coded::Percent,
                &json!(["3,4", "5"])
            ),
            Ok(())
        );
        assert!(
            check_styled_pairs(
                &mut pairs("a=3%2C4"),
                form,
                Coded::Percent,
                &json!(["3", "4"])
            )
            .is_err()
        );
        assert!(
            check_styled_pairs(&mut pairs("a=1+1"), form, Coded::Percent, &json!("1+1")).is_err()
        );
        assert_eq!(
            check_styled_pairs(&mut pairs("a=1%2B1"), form, Coded::Percent, &json!("1+1")),
            Ok(())
        );
    }

    #[test]
    fn what_the_standard_leaves_open() {
        let form = Written {
            name: "a",
            style: Style::Form,
            explode: true,
        };
        for nothing in [json!(null), json!([]), json!({}), json!({ "b": null })] {
            assert_eq!(
                check_styled_pairs(&mut Vec::new(), form, Coded::Percent, &nothing),
                Ok(()),
                "{nothing}"
            );
        }
        let nested = json!([{ "b": 1 }]);
        assert_eq!(
            check_styled_pairs(
                &mut pairs("a=%7B%22b%22:1.0%7D"),
                form,
                Coded::Percent,
                &nested
            ),
            Ok(())
        );
        let deep = Written {
            style: Style::DeepObject,
            ..form
        };
        let value = json!({ "b": ["x", { "c": true }], "d": null });
        let query = "a%5Bb%5D%5B0%5D=x&a%5Bb%5D%5B1%5D%5Bc%5D=true";
        assert_eq!(
            check_styled_pairs(&mut pairs(query), deep, Coded::Percent, &value),
            Ok(())
        );
    }

    #[test]
    fn scalars_are_compared_by_value() {
        for (raw, value, is_said) in [
            ("1.0", json!(1), true),
            ("1e2", json!(100), true),
            ("9007199254740993", json!(9_007_199_254_740_993_i64), true),
            // The first text is the same `f64` as the value, the second one is a different `f64`.
            ("9007199254740992", json!(9_007_199_254_740_993_i64), true),
            ("9007199254740990", json!(9_007_199_254_740_993_i64), false),
            ("1", json!("1"), true),
            ("1.0", json!("1"), false),
            ("true", json!(true), true),
            ("True", json!(true), false),
            ("%C3%BC", json!("ü"), true),
            ("%FC", json!("ü"), false),
            ("%2", json!("%2"), false),
        ] {
            assert_eq!(
                check_scalar(raw, Coded::Percent, &value).is_ok(),
                is_said,
                "{raw} {value}"
            );
        }
    }
}

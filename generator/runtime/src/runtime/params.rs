//! Values of parameters as text, by the table of styles in the OpenAPI standard.
//!
//! Every style is the same loop with other separators, but `deepObject`, which may nest. What the standard leaves open:
//! empty lists and objects are left out, values nested where a style has no room for them are written as JSON, lists in
//! a `deepObject` get their index as key, and exploded cookies are cookies of their own.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::api::{Location, Parameter, Style};
use super::encode::to_vec;
use super::node::{Node, View};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where reserved characters may stay, those that would end the value or mean something else still may not.
const ALLOWED: &AsciiSet = &RESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'?')
    .remove(b'@');

/// Percent-encodes all but unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `name=value` for the query.
pub(crate) fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encode(name), encode(value))
}

/// A value as it stands in a request; `None` if it leaves no trace there.
///
/// For the path this is the text in place of `{name}`, for a header its value, for query and cookies all pairs.
pub(crate) fn write(parameter: &Parameter, node: &dyn Node) -> Option<String> {
    let writer = Writer::new(parameter);
    match (parameter.style, Parts::of(node)) {
        (_, Parts::Nothing) => None,
        (Style::Json, _) => Some(writer.scalar(&String::from_utf8_lossy(&to_vec(node)))),
        (_, Parts::Scalar(text)) => Some(writer.scalar(&text)),
        (_, Parts::Items(items)) if items.is_empty() => None,
        (_, Parts::Members(members)) if members.is_empty() => None,
        (Style::DeepObject, _) => {
            let mut pairs = Vec::new();
            writer.deep(writer.name.clone(), node, &mut pairs);
            (!pairs.is_empty()).then(|| pairs.join(writer.between))
        }
        (_, Parts::Items(items)) => Some(writer.items(&items)),
        (_, Parts::Members(members)) => Some(writer.members(&members)),
    }
}

/// A value, taken apart one level deep.
enum Parts<'a> {
    Nothing,
    Scalar(String),
    Items(Vec<&'a dyn Node>),
    Members(Vec<(&'a str, &'a dyn Node)>),
}

impl<'a> Parts<'a> {
    fn of(node: &'a dyn Node) -> Self {
        match node.view() {
            View::Absent | View::Null | View::Any(Value::Null) => Self::Nothing,
            View::List(list) => Self::Items((0..list.len()).filter_map(|index| list.get(index)).collect()),
            View::Any(Value::Array(items)) => Self::Items(items.iter().map(|item| item as _).collect()),
            View::Map(map) => Self::Members(map.entries().collect()),
            View::Any(Value::Object(members)) => {
                Self::Members(members.iter().map(|(name, value)| (name.as_str(), value as _)).collect())
            }
            View::Record(record) => {
                let table = record.table().properties.iter().enumerate();
                let known = table.filter_map(|(index, property)| Some((property.name, record.get(index)?)));
                let present = known.filter(|(_, node)| !matches!(node.view(), View::Absent));
                Self::Members(present.chain(record.rest().entries()).collect())
            }
            _ => Self::Scalar(leaf(node)),
        }
    }
}

/// A value as one text: strings as they are, everything else as JSON.
fn leaf(node: &dyn Node) -> String {
    match node.view() {
        View::Text(text) => text.into_owned(),
        View::Any(Value::String(text)) => text.clone(),
        _ => String::from_utf8_lossy(&to_vec(node)).into_owned(),
    }
}

/// How a style puts values together.
struct Writer {
    /// Encoded name of the parameter.
    name: String,
    /// What values are encoded with; header values are not.
    reserved: Option<&'static AsciiSet>,
    /// What stands in front of all.
    first: &'static str,
    /// What stands between exploded values.
    between: &'static str,
    /// What stands between values that are not exploded.
    within: &'static str,
    /// Whether the name is written.
    named: bool,
    explode: bool,
    /// Whether an empty value goes without `=`.
    bare: bool,
}

impl Writer {
    fn new(parameter: &Parameter) -> Self {
        let (first, between, within) = match parameter.style {
            Style::Simple => ("", ",", ","),
            Style::Label => (".", ".", ","),
            Style::Matrix => (";", ";", ","),
            Style::SpaceDelimited => ("", "&", "%20"),
            Style::PipeDelimited => ("", "&", "%7C"),
            Style::Form | Style::DeepObject | Style::Json => ("", "&", ","),
        };
        let reserved = match parameter.location {
            Location::Header => None,
            Location::Query if parameter.allow_reserved => Some(ALLOWED),
            _ => Some(RESERVED),
        };
        let pairs = matches!(parameter.location, Location::Query | Location::Cookie);
        Self {
            name: encode(parameter.name),
            reserved,
            first,
            between: if parameter.location == Location::Cookie { "; " } else { between },
            within,
            named: pairs || parameter.style == Style::Matrix,
            explode: parameter.explode,
            bare: parameter.style == Style::Matrix,
        }
    }

    fn encode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.reserved {
            Some(reserved) => utf8_percent_encode(text, reserved).into(),
            None => Cow::Borrowed(text),
        }
    }

    fn named(&self, value: &str) -> String {
        match (self.named, self.bare && value.is_empty()) {
            (false, _) => value.to_owned(),
            (true, true) => self.name.clone(),
            (true, false) => format!("{}={value}", self.name),
        }
    }

    fn scalar(&self, text: &str) -> String {
        format!("{}{}", self.first, self.named(&self.encode(text)))
    }

    fn items(&self, items: &[&dyn Node]) -> String {
        let values = items.iter().map(|item| self.encode(&leaf(*item)).into_owned());
        let text = if self.explode {
            values.map(|value| self.named(&value)).collect::<Vec<_>>().join(self.between)
        } else {
            self.named(&values.collect::<Vec<_>>().join(self.within))
        };
        format!("{}{text}", self.first)
    }

    fn members(&self, members: &[(&str, &dyn Node)]) -> String {
        let joint = if self.explode { "=" } else { self.within };
        let pairs =
            members.iter().map(|(name, node)| format!("{}{joint}{}", self.encode(name), self.encode(&leaf(*node))));
        let text = if self.explode {
            pairs.collect::<Vec<_>>().join(self.between)
        } else {
            self.named(&pairs.collect::<Vec<_>>().join(self.within))
        };
        format!("{}{text}", self.first)
    }

    /// `name[key][0]=value`, as deep as it goes.
    fn deep(&self, prefix: String, node: &dyn Node, pairs: &mut Vec<String>) {
        let mut inside = |key: &str, node: &dyn Node| {
            self.deep(format!("{prefix}%5B{}%5D", encode(key)), node, pairs);
        };
        match Parts::of(node) {
            Parts::Nothing => {}
            Parts::Items(items) => {
                items.into_iter().enumerate().for_each(|(index, item)| inside(&index.to_string(), item));
            }
            Parts::Members(members) => members.into_iter().for_each(|(name, node)| inside(name, node)),
            Parts::Scalar(text) => pairs.push(format!("{prefix}={}", self.encode(&text))),
        }
    }
}

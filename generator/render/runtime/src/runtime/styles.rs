//! Serialization of parameters and form properties in all styles, by the table of styles in the
//! OpenAPI standard.
//!
//! Where the standard leaves a choice: empty arrays and objects are omitted, and so are `null`
//! items and properties; nested values that a style does not support are serialized as JSON; items
//! of arrays in a `deepObject` have their index as key; exploded cookies are separate cookies.
//!
//! A value must not contain the separator of its style, if this separator is sent encoded (a space,
//! `|`, brackets), or if the style never encodes it (`.`, a comma in a header or part): servers
//! would read two values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use super::api::{Location, Parameter, Style};
use super::codec::object_members;
use super::node::{Node, View, tuple_items};
use super::outcome::Fault;
use super::params::{RESERVED, encode, is_null, leaf_text, to_json_string};

/// The characters that are encoded even with `allowReserved`, because they would end the value or
/// change its meaning.
pub(crate) const ALLOWED: &AsciiSet = &RESERVED
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

/// The characters that are encoded in a path with `allowReserved`: those that a path cannot
/// contain.
const IN_PATH: &AsciiSet = &ALLOWED.add(b'?').remove(b'&').remove(b'+');

/// The characters that are encoded in a cookie with `allowReserved`: those that a cookie cannot
/// contain.
const IN_COOKIE: &AsciiSet = &ALLOWED
    .add(b',')
    .add(b';')
    .remove(b'#')
    .remove(b'&')
    .remove(b'+')
    .remove(b'[')
    .remove(b']');

/// Like `encode`, but keeps reserved characters and existing percent-encoding.
fn encode_with(text: &str, set: &'static AsciiSet) -> String {
    if std::ptr::eq(set, RESERVED) {
        return encode(text);
    }
    let mut encoded = String::with_capacity(text.len());
    let mut pieces = text.split('%');
    encoded.extend(
        pieces
            .next()
            .map(|piece| utf8_percent_encode(piece, set))
            .into_iter()
            .flatten(),
    );
    for piece in pieces {
        let is_triple = piece
            .as_bytes()
            .get(..2)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        encoded.push_str(if is_triple { "%" } else { "%25" });
        encoded.extend(utf8_percent_encode(piece, set));
    }
    encoded
}

/// Writes a parameter in any style.
pub(crate) fn write_styled(
    parameter: &Parameter,
    node: &dyn Node,
) -> Result<Option<String>, String> {
    let places = match parameter.style {
        Style::Json => Ok(()),
        _ => check_places(parameter.name, node),
    };
    let text =
        places.and_then(|()| StyleWriter::of_parameter(parameter).write(parameter.name, node));
    text.map_err(|fault| fault.message)
}

/// A value, split into its items or members, which may be arrays or objects themselves.
enum Parts<'a> {
    Nothing,
    Scalar(String),
    Items(Vec<&'a dyn Node>),
    Members(Vec<(&'a str, &'a dyn Node)>),
}

impl<'a> Parts<'a> {
    fn of(node: &'a dyn Node) -> Self {
        let view = node.view();
        match view {
            View::Absent | View::Null | View::Any(Value::Null) => Self::Nothing,
            _ if is_list(&view) => Self::Items(list_items(&view)),
            _ => match object_members(&view) {
                Some(members) => Self::Members(
                    members
                        .into_iter()
                        .filter(|(_, node)| !is_null(*node))
                        .collect(),
                ),
                None => Self::Scalar(leaf_text(node)),
            },
        }
    }
}

pub(crate) fn is_list(view: &View<'_>) -> bool {
    matches!(
        view,
        View::List(_) | View::Tuple(..) | View::Any(Value::Array(_))
    )
}

pub(crate) fn list_items<'a>(view: &View<'a>) -> Vec<&'a dyn Node> {
    match *view {
        View::List(list) => list.items().collect(),
        View::Tuple(table, record) => tuple_items(table, record),
        View::Any(Value::Array(items)) => items.iter().map(|item| item as _).collect(),
        _ => Vec::new(),
    }
}

/// Rejects a tuple with an absent item: the items after it would take its position.
pub(crate) fn check_places(name: &str, node: &dyn Node) -> Result<(), Fault> {
    let view = node.view();
    if !matches!(view, View::Tuple(..)) {
        return Ok(());
    }
    match list_items(&view).into_iter().position(is_null) {
        None => Ok(()),
        Some(index) => Err(Fault::request(format!(
            "`{name}` has null as item {index}, which cannot be written there: the next item would take its place",
        ))),
    }
}

/// A value, and its name if it has one.
pub(crate) type Entry = (Option<String>, String);

/// Rejects keys of a `deepObject` that contain brackets: they would look like several keys.
fn check_keys(name: &str, node: &dyn Node) -> Result<(), Fault> {
    match Parts::of(node) {
        Parts::Nothing | Parts::Scalar(_) => Ok(()),
        Parts::Items(items) => items.into_iter().try_for_each(|item| check_keys(name, item)),
        Parts::Members(members) => members.into_iter().try_for_each(|(key, node)| {
            if key.contains(['[', ']']) {
                return Err(Fault::request(format!(
                    "`{name}` has a bracket in the key `{key}`, which would read as two keys: in its style, brackets \
                     enclose keys and cannot be part of one; write such values in a form that the API accepts",
                )));
            }
            check_keys(name, node)
        }),
    }
}

/// Returns whether a cookie can contain a text unescaped: only `;` ends it, but servers remove
/// white space around it.
fn is_cookie_value(text: &str) -> bool {
    text.trim() == text
        && text
            .chars()
            .all(|c| (c.is_ascii_graphic() || c == ' ') && c != ';')
}

/// Rejects a value that a cookie cannot contain unescaped: callers must escape it in the way that
/// the server expects.
fn check_cookie(name: &str, node: &dyn Node) -> Result<(), Fault> {
    let texts: Vec<String> = match Parts::of(node) {
        Parts::Nothing => Vec::new(),
        Parts::Scalar(text) => vec![text],
        Parts::Items(items) => items.into_iter().map(leaf_text).collect(),
        Parts::Members(members) => members
            .into_iter()
            .flat_map(|(key, node)| [key.to_owned(), leaf_text(node)])
            .collect(),
    };
    if texts.iter().all(|text| is_cookie_value(text)) {
        return Ok(());
    }
    Err(Fault::request(format!(
        "`{name}` has `;`, a control or a non-ASCII character, or white space at its start or end, which a cookie \
         cannot have: escape it in the way that the API reads",
    )))
}

pub(crate) struct StyleWriter {
    style: Style,
    explode: bool,
    /// The characters that are percent-encoded in values; `None` if values are not encoded.
    reserved: Option<&'static AsciiSet>,
    /// The encoded name of the values; `None` if values are written without a name.
    name: Option<String>,
    /// The separator of exploded values.
    between: &'static str,
    /// If the whole query is a form: its properties that are serialized like parameters.
    properties: Option<&'static [Parameter]>,
}

impl StyleWriter {
    fn of_parameter(parameter: &Parameter) -> Self {
        let reserved = match parameter.location {
            Location::Header | Location::Part(_) => None,
            Location::Cookie if parameter.style == Style::Cookie => None,
            _ if !parameter.allow_reserved => Some(RESERVED),
            Location::Query | Location::Querystring(_) => Some(ALLOWED),
            Location::Path | Location::PossiblyEmptyPath => Some(IN_PATH),
            Location::Cookie => Some(IN_COOKIE),
        };
        let pairs = matches!(parameter.location, Location::Query | Location::Cookie);
        let name = if pairs || parameter.style == Style::Matrix {
            Some(parameter.name)
        } else {
            None
        };
        let mut writer = Self::new(parameter.style, parameter.explode, reserved, name);
        match parameter.location {
            Location::Querystring(properties) => writer.properties = Some(properties),
            Location::Cookie => writer.between = "; ",
            _ => {}
        }
        writer
    }

    pub(crate) fn new(
        style: Style,
        explode: bool,
        reserved: Option<&'static AsciiSet>,
        name: Option<&str>,
    ) -> Self {
        let between = match style {
            Style::Simple => ",",
            Style::Label => ".",
            Style::Matrix => ";",
            _ => "&",
        };
        let name = name.map(|name| {
            if reserved.is_some() {
                encode(name)
            } else {
                name.to_owned()
            }
        });
        Self {
            style,
            explode,
            reserved,
            name,
            between,
            properties: None,
        }
    }

    /// Rejects a value that contains a separator.
    fn check_separators(&self, name: &str, node: &dyn Node) -> Result<(), Fault> {
        if self.style == Style::DeepObject {
            return check_keys(name, node);
        }
        if self.style == Style::Cookie {
            check_cookie(name, node)?;
        }
        let (separator, what) = match (self.style, self.explode) {
            (Style::SpaceDelimited, false) => (' ', "a space"),
            (Style::PipeDelimited, false) => ('|', "a `|`"),
            (Style::TabDelimited, false) => ('\t', "a tab"),
            (Style::Label, true) => ('.', "a `.`"),
            (Style::Form | Style::Cookie, false) | (Style::Simple, _)
                if self.reserved.is_none() =>
            {
                (',', "a comma")
            }
            _ => return Ok(()),
        };
        let place = match Parts::of(node) {
            Parts::Nothing | Parts::Scalar(_) => None,
            Parts::Items(items) => {
                let index = items
                    .iter()
                    .position(|item| !is_null(*item) && leaf_text(*item).contains(separator));
                index.map(|index| format!("item {index}"))
            }
            Parts::Members(members) => {
                let member = members.iter().find(|(key, node)| {
                    key.contains(separator) || leaf_text(*node).contains(separator)
                });
                member.map(|(key, _)| format!("`{key}`"))
            }
        };
        match place {
            None => Ok(()),
            Some(place) => Err(Fault::request(format!(
                "`{name}` has {what} in {place}, which would read as two values: in its style, {what} separates values \
                 and cannot be part of one; write such values in a form that the API accepts",
            ))),
        }
    }

    /// Returns all pairs as one string; `None` if there are none. `name` is the name of the value
    /// in messages.
    pub(crate) fn write(&self, name: &str, node: &dyn Node) -> Result<Option<String>, Fault> {
        let entries = self.entries(name, node)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let strings = entries.into_iter().map(|(name, value)| match name {
            None => value,
            Some(name) if self.style == Style::Matrix && value.is_empty() => name,
            Some(name) => format!("{name}={value}"),
        });
        let first = if matches!(self.style, Style::Label | Style::Matrix) {
            self.between
        } else {
            ""
        };
        let text = format!("{first}{}", strings.collect::<Vec<_>>().join(self.between));
        Ok(Some(text))
    }

    pub(crate) fn entries(&self, name: &str, node: &dyn Node) -> Result<Vec<Entry>, Fault> {
        self.check_separators(name, node)?;
        Ok(match (self.style, Parts::of(node)) {
            (_, Parts::Nothing) => Vec::new(),
            (Style::Json, _) => vec![self.entry(&to_json_string(node))],
            (_, Parts::Scalar(text)) => vec![self.entry(&text)],
            (_, Parts::Members(members)) if members.is_empty() => Vec::new(),
            (Style::DeepObject, _) => {
                let mut entries = Vec::new();
                self.add_deep_entries(self.name.clone().unwrap_or_default(), node, &mut entries);
                entries
            }
            (_, Parts::Items(items)) => self.item_entries(&items),
            (_, Parts::Members(members)) => match self.properties {
                Some(properties) => self.form_entries(properties, &members)?,
                None => self.member_entries(&members),
            },
        })
    }

    fn encode<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.reserved {
            Some(reserved) => Cow::Owned(encode_with(text, reserved)),
            None => Cow::Borrowed(text),
        }
    }

    fn entry(&self, text: &str) -> Entry {
        (self.name.clone(), self.encode(text).into_owned())
    }

    fn item_entries(&self, items: &[&dyn Node]) -> Vec<Entry> {
        let present = items.iter().filter(|item| !is_null(**item));
        let entries: Vec<Entry> = present.map(|item| self.entry(&leaf_text(*item))).collect();
        if self.explode || entries.is_empty() {
            return entries;
        }
        vec![self.join_values(entries.into_iter().map(|(_, value)| value))]
    }

    fn member_entries(&self, members: &[(&str, &dyn Node)]) -> Vec<Entry> {
        let pairs = members.iter().map(|(key, node)| {
            let value = self.encode(&leaf_text(*node)).into_owned();
            (self.encode(key).into_owned(), value)
        });
        if self.explode {
            return pairs.map(|(key, value)| (Some(key), value)).collect();
        }
        vec![self.join_values(pairs.flat_map(|(key, value)| [key, value]))]
    }

    /// Returns the properties of a form: each item of an array is a value, and objects are JSON,
    /// except in properties that are serialized like parameters.
    fn form_entries(
        &self,
        properties: &'static [Parameter],
        members: &[(&str, &dyn Node)],
    ) -> Result<Vec<Entry>, Fault> {
        let mut entries = Vec::new();
        for (key, node) in members {
            if let Some(property) = properties.iter().find(|property| property.name == *key) {
                entries.extend(Self::of_parameter(property).entries(key, *node)?);
                continue;
            }
            let texts = match Parts::of(*node) {
                Parts::Items(items) => items
                    .into_iter()
                    .filter(|item| !is_null(*item))
                    .map(leaf_text)
                    .collect(),
                _ => vec![leaf_text(*node)],
            };
            for text in texts {
                entries.push((
                    Some(self.encode(key).into_owned()),
                    self.encode(&text).into_owned(),
                ));
            }
        }
        Ok(entries)
    }

    /// Joins values that are not exploded.
    fn join_values(&self, values: impl Iterator<Item = String>) -> Entry {
        let separator = match (self.style, self.reserved) {
            (Style::SpaceDelimited, Some(_)) => "%20",
            (Style::SpaceDelimited, None) => " ",
            (Style::PipeDelimited, Some(_)) => "%7C",
            (Style::PipeDelimited, None) => "|",
            (Style::TabDelimited, Some(_)) => "%09",
            (Style::TabDelimited, None) => "\t",
            _ => ",",
        };
        (
            self.name.clone(),
            values.collect::<Vec<_>>().join(separator),
        )
    }

    /// Returns `prefix[key]`.
    fn name_inside(&self, prefix: &str, key: &str) -> String {
        if self.reserved.is_some() {
            format!("{prefix}%5B{}%5D", encode(key))
        } else {
            format!("{prefix}[{key}]")
        }
    }

    /// Adds `name[key][0]=value`, to any depth.
    fn add_deep_entries(&self, prefix: String, node: &dyn Node, entries: &mut Vec<Entry>) {
        match Parts::of(node) {
            Parts::Nothing => {}
            Parts::Items(items) => {
                for (index, item) in items.into_iter().enumerate() {
                    self.add_deep_entries(
                        self.name_inside(&prefix, &index.to_string()),
                        item,
                        entries,
                    );
                }
            }
            Parts::Members(members) => {
                for (name, node) in members {
                    self.add_deep_entries(self.name_inside(&prefix, name), node, entries);
                }
            }
            Parts::Scalar(text) => entries.push((Some(prefix), self.encode(&text).into_owned())),
        }
    }
}

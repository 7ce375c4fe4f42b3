//! The position in a paginated list and the next request; independent of the item type.
//!
//! A list ends when its totals are reached, when "more" is false, when the token or link is
//! missing, or when a page is repeated. If responses have none of these, it ends at an empty page.
//! A page that is shorter than requested does not end it, since servers clamp page sizes.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::api::{NextPage, PagePlace, Paging, Source};
use super::call::{Call, replace_pair};
use super::codec::to_vec;
use super::error::Error;
use super::json::{put_value, shorten_text};
use super::node::{Extra, Node};
use super::outcome::{Fault, RawResponse};
use super::outgoing::ErrorKind;
use super::params::encode_pair;
use super::response::{Wrapped, read_body};

/// What is known about a page, apart from its items.
#[derive(Default)]
pub(crate) struct Facts {
    /// The number of the page, if pages are requested by number; otherwise 1.
    pub(crate) number: u64,
    pub(crate) total_pages: Option<u64>,
    pub(crate) total_items: Option<u64>,
    /// The cursor of the next page; `None` if this is the last one.
    pub(crate) next: Option<String>,
    /// The reason why the list cannot continue although this is not the last page.
    pub(crate) dead_end: Option<String>,
}

/// What is known about a page before its response arrives.
pub(crate) struct Asked {
    paging: Option<&'static Paging>,
    /// The number of the page, or the number of items before it; 1 if neither is known.
    start: u64,
    /// The number of items before the page, if known.
    seen: Option<u64>,
    /// The number of the page, if the request has it and the response repeats it.
    number: Option<u64>,
    /// The number of pages up to this one, if known.
    pages: Option<u64>,
    /// Whether the list is read backwards.
    backwards: bool,
}

impl Asked {
    pub(crate) fn of(call: &Call) -> Self {
        let paging = call.paging();
        let mut asked = Self {
            paging,
            start: 1,
            seen: None,
            number: None,
            pages: None,
            backwards: false,
        };
        match paging.map(|paging| &paging.next) {
            Some(NextPage::Number {
                parameter,
                place,
                first,
            }) => {
                asked.start = sent_number(call, *place, parameter).unwrap_or(*first);
                if asked.start == *first {
                    asked.seen = Some(0);
                }
                asked.pages = Some(asked.start.saturating_sub(*first).saturating_add(1));
            }
            Some(NextPage::StatedNumber {
                parameter, place, ..
            }) if call.sent(*place, parameter).is_none() => {
                (asked.seen, asked.pages) = (Some(0), Some(1));
            }
            Some(NextPage::StatedNumber {
                parameter, place, ..
            }) => {
                asked.number = sent_number(call, *place, parameter);
            }
            Some(NextPage::Offset { parameter, place }) => {
                asked.start = sent_number(call, *place, parameter).unwrap_or(0);
                asked.seen = Some(asked.start);
            }
            Some(NextPage::After {
                before: Some(before),
                ..
            }) => asked.backwards = call.text(before).is_some(),
            Some(NextPage::Token {
                parameter, place, ..
            }) if call.sent(*place, parameter).is_none() => asked.pages = Some(1),
            Some(NextPage::Link { starts, .. })
                if call.0.link.is_none() && starts.iter().all(|name| call.text(name).is_none()) =>
            {
                asked.pages = Some(1);
            }
            _ => {}
        }
        asked
    }

    pub(crate) fn is_optional(&self) -> bool {
        self.paging.is_some_and(|paging| paging.optional)
    }

    /// Fills an array from a response; returns the other properties.
    pub(crate) fn open(&self, raw: &RawResponse, list: &mut dyn Node) -> Result<Extra, Error> {
        // An empty list may be a 204.
        if self.paging.is_some() && raw.status == StatusCode::NO_CONTENT {
            return Ok(Extra::new());
        }
        let path = self.paging.map_or(&[][..], |paging| paging.items);
        let result = match raw.envelope() {
            Some(envelope) if !path.is_empty() => Some(envelope.result),
            _ => None,
        };
        let (members, is_present) = fill_at(path, result, list, &mut |node| {
            read_body(raw, raw.envelope(), node)
        })?;
        if is_present || self.is_optional() {
            return Ok(members);
        }
        let place: String = result
            .iter()
            .chain(path)
            .map(|name| format!(".{name}"))
            .collect();
        Err(Error::new(
            ErrorKind::Decode,
            format!("expected a list at `${place}`, found none"),
        )
        .with(raw.clone()))
    }

    /// Returns what a response states about its page and the next one.
    pub(crate) fn facts(&self, raw: &RawResponse, members: &Extra, items: &[&dyn Node]) -> Facts {
        let Some(paging) = self.paging else {
            return Facts {
                number: 1,
                ..Facts::default()
            };
        };
        let total_pages = stated_total(members, paging.total_pages);
        let total_items = stated_total(members, paging.total_items);
        let more = paging
            .more
            .and_then(|pointer| value_at_pointer(members, pointer))
            .and_then(Value::as_bool);
        let number = if let NextPage::Number { .. } = paging.next {
            self.start
        } else {
            1
        };
        let mut facts = Facts {
            number,
            total_pages,
            total_items,
            next: None,
            dead_end: None,
        };
        if !more.unwrap_or_else(|| !self.ends(&facts, items.len())) {
            return facts;
        }
        // The items are valid even if the cursor is not.
        match self.next(paging, raw, members, items) {
            Ok(None) if !items.is_empty() => facts.dead_end = self.missing_next(&facts, more),
            Ok(next) => facts.next = next,
            Err(message) => facts.dead_end = Some(message),
        }
        facts
    }

    /// Returns the reason why a page without a token or link to the next one cannot be the last, if
    /// the response states that there are more pages.
    fn missing_next(&self, facts: &Facts, more: Option<bool>) -> Option<String> {
        let paging = self.paging?;
        let (NextPage::Token { source, .. } | NextPage::Link { source, .. }) = paging.next else {
            return None;
        };
        let announcement = match (paging.more, paging.total_pages) {
            (Some(pointer), _) if more == Some(true) => format!("`{pointer}` is true"),
            (_, Some(pointer)) if self.pages? < facts.total_pages? => {
                format!("`{pointer}` is {}", facts.total_pages?)
            }
            _ => return None,
        };
        let place = match source {
            Source::Body(pointer) => format!("at `{pointer}`"),
            Source::Header(name) => format!("in the header `{name}`"),
            Source::Link => "in the header `link`".to_owned(),
        };
        Some(format!(
            "{announcement}, expected the next page {place}, found none"
        ))
    }

    /// Returns whether the totals of a response mark a page of this many items as the last: at
    /// least one total is reached, and none indicates more items. Tokens and links mark the last
    /// page themselves.
    fn ends(&self, facts: &Facts, count: usize) -> bool {
        let next = self.paging.map(|paging| &paging.next);
        if let Some(NextPage::Token { .. } | NextPage::Link { .. }) = next {
            return false;
        }
        let items = self.seen.map(|seen| seen.saturating_add(count as u64));
        let stated = [(self.pages, facts.total_pages), (items, facts.total_items)];
        let compared = stated.map(|(reached, total)| Some(reached?.cmp(&total?)));
        compared.contains(&Some(Ordering::Equal)) && !compared.contains(&Some(Ordering::Less))
    }

    /// Returns the cursor of the next page, if the response has one; the error is the reason why
    /// the list cannot continue.
    fn next(
        &self,
        paging: &Paging,
        raw: &RawResponse,
        members: &Extra,
        items: &[&dyn Node],
    ) -> Result<Option<String>, String> {
        Ok(match &paging.next {
            NextPage::Number { .. } | NextPage::Offset { .. } | NextPage::StatedNumber { .. }
                if items.is_empty() =>
            {
                None
            }
            NextPage::Number { .. } => Some(self.start.saturating_add(1).to_string()),
            NextPage::Offset { .. } => {
                Some(self.start.saturating_add(items.len() as u64).to_string())
            }
            NextPage::StatedNumber { current, .. } => {
                let stated = value_at_pointer(members, current)
                    .and_then(Value::as_u64)
                    .ok_or_else(|| {
                        format!("expected the number of the page at `{current}`, found none")
                    })?;
                // If the number differs from the requested one, it counts something else, and pages
                // would be skipped or repeated.
                if self.number.map_or(stated > 1, |asked| asked != stated) {
                    let asked = self
                        .number
                        .map_or_else(|| "0 or 1".to_owned(), |asked| asked.to_string());
                    return Err(format!(
                        "expected {asked} as the number of the page at `{current}`, found {stated}"
                    ));
                }
                Some(stated.saturating_add(1).to_string())
            }
            NextPage::Token {
                place, source, end, ..
            } => next_token(raw, members, *source)?
                .filter(|token| token.text.as_str() != end.unwrap_or_default())
                .map(|token| token.written_for(*place)),
            NextPage::Link { source, .. } => {
                next_token(raw, members, *source)?.map(|link| link.text)
            }
            NextPage::After { property, .. } => {
                let item = if self.backwards {
                    items.first()
                } else {
                    items.last()
                };
                item.map(|item| item_identifier(*item, property))
                    .transpose()?
            }
        })
    }
}

/// Returns a parameter or property of a call as a number.
fn sent_number(call: &Call, place: PagePlace, name: &str) -> Option<u64> {
    call.sent(place, name)?.parse().ok()
}

/// Returns a total that a response states.
fn stated_total(members: &Extra, pointer: Option<&str>) -> Option<u64> {
    value_at_pointer(members, pointer?).and_then(Value::as_u64)
}

/// Returns the value of a response at a JSON pointer.
fn value_at_pointer<'v>(members: &'v Extra, pointer: &str) -> Option<&'v Value> {
    let pointer = pointer.strip_prefix('/')?;
    let (name, inner) = pointer
        .find('/')
        .map_or((pointer, ""), |end| pointer.split_at(end));
    members
        .get(&name.replace("~1", "/").replace("~0", "~"))?
        .pointer(inner)
}

/// Returns the token or link of the next page from a response, if the response has one.
fn next_token(raw: &RawResponse, members: &Extra, source: Source) -> Result<Option<Token>, String> {
    let token = match source {
        Source::Header(name) => raw.header(name).map(|text| Token::string(text.trim())),
        Source::Link => next_link(&raw.headers).map(|link| Token::string(&link)),
        Source::Body(pointer) => match value_at_pointer(members, pointer) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Token::of(value).ok_or_else(|| {
                format!("expected a string or a number at `{pointer}`, found something else")
            })?),
        },
    };
    Ok(token.filter(|token| !token.text.is_empty()))
}

/// A token as a response or a request has it.
struct Token {
    text: String,
    is_number: bool,
}

impl Token {
    fn string(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_number: false,
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            text: scalar_text(value)?,
            is_number: value.is_number(),
        })
    }

    /// Returns the cursor of a page. A JSON body distinguishes `3` from `"3"`, so there a string
    /// that reads as JSON is in quotes: a cursor that was stored still has its type.
    fn written_for(self, place: PagePlace) -> String {
        if place != PagePlace::Body || self.is_number || json_scalar(&self.text).is_none() {
            return self.text;
        }
        Value::from(self.text).to_string()
    }
}

/// Returns the JSON value of a cursor in a body.
fn token_in_body(cursor: &str) -> Value {
    json_scalar(cursor).unwrap_or_else(|| cursor.into())
}

/// Returns a number or a string that a text contains as JSON.
fn json_scalar(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    if value.is_number() || value.is_string() {
        return Some(value);
    }
    None
}

/// Returns the identifier of an item.
fn item_identifier(item: &dyn Node, property: &str) -> Result<String, String> {
    let item: Option<Value> = serde_json::from_slice(&to_vec(item)).ok();
    let value = item.as_ref().and_then(|item| item.get(property));
    value.and_then(scalar_text).ok_or_else(|| {
        format!("expected a string or a number as `{property}` of an item, found none")
    })
}

/// Returns a string or a number as text.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The position in a list.
pub(crate) struct Cursor {
    call: Call,
    /// The cursor of the next page; `None` to use the request of the user.
    next: Option<String>,
    /// The number of pages received.
    pages: u64,
    /// The number of items received from the beginning of the list, if it was read from there.
    seen: Option<u64>,
    /// Whether the list was read from its beginning, as far as the request shows.
    is_from_start: bool,
    /// Fingerprint of the items of the previous page.
    previous_items: Option<u64>,
    /// Fingerprints of the tokens and links that were requested.
    requested: HashSet<u64>,
    pub(crate) is_done: bool,
}

impl Cursor {
    pub(crate) fn new(call: Call) -> Self {
        let asked = Asked::of(&call);
        let paging = call.paging().map(|paging| &paging.next);
        let is_by_number = matches!(
            paging,
            Some(NextPage::Number { .. } | NextPage::StatedNumber { .. })
        );
        let mut cursor = Self {
            next: None,
            pages: 0,
            seen: if is_by_number { asked.seen } else { None },
            is_from_start: asked.pages == Some(1),
            previous_items: None,
            requested: HashSet::new(),
            is_done: false,
            call,
        };
        if let Some(NextPage::Token {
            parameter, place, ..
        }) = paging
        {
            let first = cursor.call.sent_token(*place, parameter);
            let text = first.map(|token| token.written_for(*place));
            cursor
                .requested
                .extend(text.map(|text| hash_bytes(text.as_bytes())));
        }
        cursor
    }

    /// Continues at the page that `next` of an earlier page named; the number of items before it is
    /// unknown.
    pub(crate) fn resume(&mut self, token: String) {
        self.requested.insert(hash_bytes(token.as_bytes()));
        self.seen = None;
        self.is_from_start = false;
        self.next = Some(token);
    }

    /// Returns what is known about the next page before its response arrives.
    pub(crate) fn asked(&self) -> Asked {
        let asked = Asked::of(&self.call());
        let pages = self.pages.saturating_add(1);
        Asked {
            seen: asked.seen.or(self.seen),
            pages: asked.pages.or(self.is_from_start.then_some(pages)),
            ..asked
        }
    }

    /// Returns the call that requests the next page.
    pub(crate) fn call(&self) -> Call {
        let call = self.call.clone();
        let (Some(next), Some(paging)) = (&self.next, self.call.paging()) else {
            return call;
        };
        match &paging.next {
            NextPage::Number { first, .. } if !is_number(next, *first) => call.with_fault(
                invalid_cursor(next, &format!("the number of a page, from {first} on")),
            ),
            NextPage::StatedNumber { .. } if !is_number(next, 0) => {
                call.with_fault(invalid_cursor(next, "the number of a page"))
            }
            NextPage::Offset { .. } if !is_number(next, 0) => {
                call.with_fault(invalid_cursor(next, "a number of items to skip"))
            }
            // A blank cursor would request the first page again.
            NextPage::Token { .. } | NextPage::After { .. } | NextPage::Link { .. }
                if is_blank(next) =>
            {
                call.with_fault(invalid_cursor(next, "the name of a page"))
            }
            NextPage::Number {
                parameter, place, ..
            }
            | NextPage::StatedNumber {
                parameter, place, ..
            }
            | NextPage::Offset { parameter, place } => {
                let number = next.parse::<u64>().unwrap_or_default();
                call.with_sent(*place, parameter, Value::from(number))
            }
            NextPage::Token {
                parameter,
                place: PagePlace::Body,
                ..
            } => call.with_member(parameter, &token_in_body(next)),
            NextPage::Token {
                parameter, place, ..
            } => call.with_sent(*place, parameter, Value::from(next.as_str())),
            NextPage::After {
                before: Some(before),
                ..
            } if call.text(before).is_some() => call.with_text(before, next),
            NextPage::After { parameter, .. } => call.with_text(parameter, next),
            NextPage::Link { .. } => call.with_link(next, "the next page"),
        }
    }

    /// Records a page: sets its `number`, and removes a `next` that was already requested. Returns
    /// the reason if the list cannot continue because of that. The error says that the page repeats
    /// the previous one.
    pub(crate) fn advance(
        &mut self,
        items: &dyn Node,
        count: usize,
        number: &mut u64,
        next: &mut Option<String>,
    ) -> Result<Option<String>, String> {
        let paging = self.call.paging().map(|paging| &paging.next);
        if !matches!(paging, Some(NextPage::Number { .. })) {
            *number = self.pages + 1;
        }
        self.is_done = true;
        let mut dead_end = None;
        if let Some(
            NextPage::Number { .. } | NextPage::Offset { .. } | NextPage::StatedNumber { .. },
        ) = paging
        {
            // If pages are requested by number, a page must not have the same items as the previous
            // page.
            let print = Some(hash_bytes(&to_vec(items)));
            if count > 0 && print == self.previous_items {
                return Err(format!(
                    "page {number} repeats the page before it, expected other items or an empty page"
                ));
            }
            self.previous_items = print;
            self.seen = self.seen.map(|seen| seen + count as u64);
        } else {
            let repeated = next.take_if(|next| !self.requested.insert(hash_bytes(next.as_bytes())));
            // An empty last page may repeat the token that requested it.
            if repeated.is_some() && count > 0 {
                dead_end = Some(format!(
                    "page {number} has a next page that was already read"
                ));
            }
        }
        self.pages += 1;
        self.is_done = next.is_none();
        self.next.clone_from(next);
        Ok(dead_end)
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty() || text.contains(char::is_control)
}

fn is_number(text: &str, min: u64) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number: u64| number >= min)
}

fn invalid_cursor(text: &str, expected: &str) -> Fault {
    let shortened = shorten_text(text, 40);
    let shown = shortened.escape_debug();
    Fault::request(format!(
        "the list cannot be resumed at `{shown}`, expected {expected}, as `next` of a page returns it"
    ))
}

fn hash_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

impl Call {
    fn paging(&self) -> Option<&'static Paging> {
        self.0.operation?.paging
    }

    /// Returns the number or text at a location in the request.
    fn sent(&self, place: PagePlace, name: &str) -> Option<String> {
        self.sent_token(place, name).map(|token| token.text)
    }

    fn sent_token(&self, place: PagePlace, name: &str) -> Option<Token> {
        match place {
            PagePlace::Query => self.text(name).map(|text| Token::string(&text)),
            PagePlace::Header => None,
            PagePlace::Body => {
                let (_, body) = self.0.body()?;
                let members: Map<String, Value> = serde_json::from_slice(body.bytes()?).ok()?;
                Token::of(members.get(name)?)
            }
        }
    }

    fn with_sent(self, place: PagePlace, name: &'static str, value: Value) -> Self {
        let text = scalar_text(&value).unwrap_or_default();
        match place {
            PagePlace::Query => self.with_text(name, &text),
            PagePlace::Header => self.header(name, &text),
            PagePlace::Body => self.with_member(name, &value),
        }
    }

    /// Returns the value of a query parameter; of several values, the last one.
    fn text(&self, name: &str) -> Option<String> {
        let mut pairs = self.0.options.query.iter().chain(&self.0.query);
        let (_, text) = pairs
            .find(|pair| pair.name == name)?
            .text
            .rsplit_once('=')?;
        Some(
            percent_decode_str(&text.replace('+', " "))
                .decode_utf8()
                .ok()?
                .into_owned(),
        )
    }

    fn with_text(mut self, name: &'static str, text: &str) -> Self {
        self.0.options.query.retain(|pair| pair.name != name);
        replace_pair(&mut self.0.query, name, Some(encode_pair(name, text)));
        self
    }

    /// Sets a property of the JSON body; the others are kept unchanged.
    fn with_member(mut self, name: &'static str, value: &Value) -> Self {
        let body = self
            .0
            .body()
            .and_then(|(_, body)| body.bytes().cloned())
            .unwrap_or_else(|| Bytes::from_static(b"{}"));
        let Ok(mut members) = serde_json::from_slice::<BTreeMap<String, Box<RawValue>>>(&body)
        else {
            self.keep(Fault::request(
                "expected a JSON object as the body, to request the next page",
            ));
            return self;
        };
        if let Ok(value) = RawValue::from_string(value.to_string()) {
            members.insert(name.to_owned(), value);
        }
        let media_type = self
            .0
            .body()
            .map_or(Cow::Borrowed("application/json"), |(media_type, _)| {
                media_type.clone()
            });
        let body = serde_json::to_vec(&members).unwrap_or_default();
        self.0.own_body = None;
        self.0.body = Some((media_type, Bytes::from(body).into()));
        self
    }

    fn with_fault(mut self, fault: Fault) -> Self {
        self.keep(fault);
        self
    }
}

/// Fills `node` with the value at the end of a path of properties. Returns the other properties,
/// and whether the value is present. `read` fills the value at the beginning of the path; if that
/// value is in an envelope, `result` is its property there.
fn fill_at<E>(
    path: &[&'static str],
    result: Option<&'static str>,
    node: &mut dyn Node,
    read: &mut dyn FnMut(&mut dyn Node) -> Result<Extra, E>,
) -> Result<(Extra, bool), E> {
    let Some((name, before)) = path.split_last() else {
        return read(node).map(|members| (members, true));
    };
    let mut wrapped = Wrapped::new(name, node);
    let (mut members, is_present) = fill_at(before, result, &mut wrapped, read)?;
    put_properties(
        &mut members,
        result.iter().chain(before).copied(),
        wrapped.others,
    );
    Ok((members, is_present && wrapped.has_result))
}

/// Adds properties to the object at the end of a path.
fn put_properties<'w>(members: &mut Extra, mut path: impl Iterator<Item = &'w str>, others: Extra) {
    if others.is_empty() {
        return;
    }
    let Some(first) = path.next() else {
        return members.extend(others);
    };
    let place = members.entry(first.to_owned()).or_insert(Value::Null);
    put_value(place, path, Value::Object(others.into_iter().collect()));
}

/// Returns the target of `rel="next"` in the `link` headers (RFC 8288).
fn next_link(headers: &HeaderMap) -> Option<String> {
    let lines = headers
        .get_all("link")
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    lines
        .flat_map(parse_link_header)
        .find(|(_, rel)| rel.split(' ').any(|rel| rel.eq_ignore_ascii_case("next")))
        .map(|link| link.0)
}

/// Returns the targets and relations of one header line.
fn parse_link_header(line: &str) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut remaining = line;
    while let Some((target, after)) = remaining
        .split_once('<')
        .and_then(|(_, tail)| tail.split_once('>'))
    {
        let mut rel = None;
        let mut parameters = after;
        remaining = loop {
            parameters = parameters.trim_start();
            let Some(parameter) = parameters.strip_prefix(';') else {
                break parameters;
            };
            let (name, value, behind) = split_parameter(parameter);
            if name.eq_ignore_ascii_case("rel") {
                // The first `rel` wins.
                rel.get_or_insert(value);
            }
            parameters = behind;
        };
        links.push((target.trim().to_owned(), rel.unwrap_or_default().to_owned()));
    }
    links
}

/// Splits the first parameter of a link into its name, its value, and the text after it.
fn split_parameter(text: &str) -> (&str, &str, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, after_name) = text.split_at(end);
    let Some(assigned) = after_name.strip_prefix('=').map(str::trim_start) else {
        return (name.trim(), "", after_name);
    };
    if let Some((value, after)) = assigned
        .strip_prefix('"')
        .and_then(|quoted| quoted.split_once('"'))
    {
        return (name.trim(), value, after);
    }
    let (value, after) = assigned.split_at(assigned.find([';', ',']).unwrap_or(assigned.len()));
    (name.trim(), value.trim(), after)
}

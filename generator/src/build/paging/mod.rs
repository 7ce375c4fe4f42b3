//! Pagination of operations: as configured, or as recognised in the description.
//!
//! Types are final here, and nothing is added to them. Recognition must be certain: a list that is followed in a wrong
//! way loses or repeats items, and one that is not followed loses nothing.

mod names;
mod recognise;
mod response;

use std::borrow::Cow;

use crate::config::{PagingConfig, PagingRules, TokenPlaceConfig};
use crate::model::{Location, Next, Operation, Output, Paging, Schema, Source, TokenPlace, Types};
use crate::source::segments;
pub(crate) use response::properties;
use response::{List, Response};

/// The pagination of an operation, if any.
pub(crate) fn paging(config: &PagingConfig, types: &Types, operation: &Operation) -> Option<Paging> {
    let Output::Json(output) = &operation.output else { return None };
    if config.none.iter().any(|key| operation.is_called(key)) {
        return None;
    }
    let response = Response::new(types, operation, output);
    let (rules, is_own) = config.rules(operation);
    match configured(&response, &rules) {
        None if is_own || config.recognise == Some(false) => None,
        None => recognise::paging(&response),
        configured => configured,
    }
}

/// Why an operation that resembles a paginated list is not one.
pub(crate) fn why_not(types: &Types, operation: &Operation) -> Option<&'static str> {
    let Output::Json(output) = &operation.output else { return None };
    recognise::why_not(&Response::new(types, operation, output)).filter(|_| operation.paging.is_none())
}

/// Whether responses of an operation may have a value at a JSON pointer, by the description.
pub(crate) fn may_have(types: &Types, operation: &Operation, output: &Schema, pointer: &str) -> bool {
    Response::new(types, operation, output).may_have(pointer)
}

/// The first rule that fits.
fn configured(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    by_link(response, rules)
        .or_else(|| by_token(response, rules))
        .or_else(|| after(response, rules))
        .or_else(|| by_number(response, rules))
        .or_else(|| by_offset(response, rules))
}

fn by_link(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    let rule = rules.link.as_ref()?;
    let source = match &rule.next {
        Some(pointer) => Source::Body(pointer.clone()),
        None => Source::Link,
    };
    let is_there =
        response.operation.method == "GET" && (rule.next.is_none() || response.may_have(rule.next.as_deref()?));
    let list = is_there.then(|| list(response, rule.items.as_deref()))??;
    Some(list.into_paging(Next::Link { source }))
}

fn by_token(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    let rule = rules.token.as_ref()?;
    let place = match rule.place {
        TokenPlaceConfig::Query => TokenPlace::Query,
        TokenPlaceConfig::Header => TokenPlace::Header,
        TokenPlaceConfig::Body => TokenPlace::Body,
    };
    if !response.sends(&rule.parameter, place) {
        return None;
    }
    let source = match (&rule.next_header, &rule.next) {
        (Some(header), _) => Source::Header(header.to_ascii_lowercase()),
        (None, pointer) => Source::Body(pointer.clone().filter(|pointer| response.may_have(pointer))?),
    };
    let next = Next::Token { parameter: rule.parameter.clone(), place, source, end: rule.end.clone() };
    let list = list(response, rule.items.as_deref())?;
    Some(Paging { more: rule.more.clone(), ..list.into_paging(next) })
}

fn after(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    let rule = rules.after.as_ref().filter(|rule| response.sends(&rule.after, TokenPlace::Query))?;
    let next = Next::After {
        parameter: rule.after.clone(),
        before: rule.before.clone(),
        property: rule.property.clone().unwrap_or_else(|| "id".to_owned()),
    };
    let list = list(response, rule.items.as_deref())?;
    Some(Paging { more: rule.more.clone(), ..list.into_paging(next) })
}

fn by_number(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    let rule = rules.page_number.as_ref().filter(|rule| response.sends(&rule.page, TokenPlace::Query))?;
    let next = Next::Number { parameter: rule.page.clone(), first: rule.first.unwrap_or(1) };
    let list = list(response, rule.items.as_deref())?;
    Some(Paging {
        total_pages: rule.total_pages.clone(),
        total_items: rule.total_items.clone(),
        more: rule.more.clone(),
        ..list.into_paging(next)
    })
}

fn by_offset(response: &Response<'_>, rules: &PagingRules) -> Option<Paging> {
    let rule = rules.offset.as_ref().filter(|rule| response.sends(&rule.offset, TokenPlace::Query))?;
    let list = list(response, rule.items.as_deref())?;
    let next = Next::Offset { parameter: rule.offset.clone() };
    Some(Paging { total_items: rule.total_items.clone(), more: rule.more.clone(), ..list.into_paging(next) })
}

/// The list at a JSON pointer of the response, or the only one.
fn list(response: &Response<'_>, pointer: Option<&str>) -> Option<List> {
    match pointer {
        Some(pointer) => response.list_at(pointer),
        None => response.list(true),
    }
}

impl List {
    fn into_paging(self, next: Next) -> Paging {
        let Self { way, item, optional } = self;
        Paging { items: way, item, optional, next, total_pages: None, total_items: None, more: None }
    }
}

impl Response<'_> {
    /// Whether the request has this parameter or property.
    fn sends(&self, name: &str, place: TokenPlace) -> bool {
        let in_place = |location: Location| match place {
            TokenPlace::Query => location == Location::Query,
            TokenPlace::Header => location == Location::Header,
            TokenPlace::Body => false,
        };
        if place == TokenPlace::Body {
            return self.body_properties().iter().any(|property| property.wire == name);
        }
        self.operation.parameters.iter().any(|parameter| in_place(parameter.location) && parameter.wire == name)
    }

    /// Whether a response may have a value at a JSON pointer, by the description.
    fn may_have(&self, pointer: &str) -> bool {
        let way: Vec<String> = segments(pointer).map(Cow::into_owned).collect();
        let way = match &self.operation.envelope {
            // Properties beside the result are unknown.
            Some(envelope) if way.first() != Some(&envelope.result) => return true,
            Some(_) => way.get(1..).unwrap_or_default(),
            None => way.as_slice(),
        };
        self.at(way).is_some()
    }

    fn at(&self, way: &[String]) -> Option<&Schema> {
        way.iter().try_fold(self.output, |schema, name| {
            let mut properties = properties(self.types, schema).iter();
            properties.find(|property| property.wire == *name).map(|property| &property.schema)
        })
    }

    fn list_at(&self, pointer: &str) -> Option<List> {
        let way: Vec<String> = segments(pointer).map(Cow::into_owned).collect();
        let way = match &self.operation.envelope {
            Some(envelope) => way.strip_prefix(std::slice::from_ref(&envelope.result))?.to_vec(),
            None => way,
        };
        let item = response::item(self.types, self.at(&way)?)?.clone();
        Some(List { way, item, optional: true })
    }
}

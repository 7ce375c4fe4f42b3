//! Pagination of operations: configured, or recognised from the description.
//!
//! Types are final here and do not change. Recognition must be certain: wrong pagination loses or repeats items, while
//! missing pagination is only an inconvenience.

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

/// The reason why an operation that resembles a paginated list is not recognised as one.
pub(crate) fn why_not(types: &Types, operation: &Operation) -> Option<&'static str> {
    let Output::Json(output) = &operation.output else { return None };
    recognise::why_not(&Response::new(types, operation, output)).filter(|_| operation.paging.is_none())
}

/// Whether the description allows responses of an operation to have a value at a JSON pointer.
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
        let Self { path, item, optional } = self;
        Paging { items: path, item, optional, next, total_pages: None, total_items: None, more: None }
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

    /// Whether the description allows a response to have a value at a JSON pointer.
    fn may_have(&self, pointer: &str) -> bool {
        let path: Vec<String> = segments(pointer).map(Cow::into_owned).collect();
        let path = match &self.operation.envelope {
            // Properties beside the result are unknown.
            Some(envelope) if path.first() != Some(&envelope.result) => return true,
            Some(_) => path.get(1..).unwrap_or_default(),
            None => path.as_slice(),
        };
        self.at(path).is_some()
    }

    fn at(&self, path: &[String]) -> Option<&Schema> {
        path.iter().try_fold(self.output, |schema, name| {
            let mut properties = properties(self.types, schema).iter();
            properties.find(|property| property.wire == *name).map(|property| &property.schema)
        })
    }

    fn list_at(&self, pointer: &str) -> Option<List> {
        let path: Vec<String> = segments(pointer).map(Cow::into_owned).collect();
        let path = match &self.operation.envelope {
            Some(envelope) => path.strip_prefix(std::slice::from_ref(&envelope.result))?.to_vec(),
            None => path,
        };
        let item = response::item(self.types, self.at(&path)?)?.clone();
        Some(List { path, item, optional: true })
    }
}

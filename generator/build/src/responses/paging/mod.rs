//! Pagination of operations, configured or recognised from the description. Recognition must be
//! certain: wrong pagination loses or repeats items, while missing pagination is only an
//! inconvenience.

mod configured;
mod described;
mod names;
mod recognise;
mod response;

use std::borrow::Cow;

use config::{LinkConfig, PagingConfig, PagingRules, TokenConfig, TokenPlaceConfig};
pub(crate) use configured::{check_paged_operations, check_paging_parameters};
pub(crate) use described::describes_page;
use description::pointer_segments;
use model::{
    HttpMethod, Next, NextPageLocation, Operation, Output, PagePlace, Paging, ParameterLocation,
    Schema, Types,
};
pub(crate) use recognise::BodyCursor;
use response::{List, ListResponse};
pub(crate) use response::{properties_of_any, record_properties};

pub(crate) fn find_paging(
    config: &PagingConfig,
    types: &Types,
    operation: &Operation,
) -> Option<Paging> {
    let Output::Json(output) = &operation.returns.output else {
        return None;
    };
    if config.none.iter().any(|key| operation.is_called(key)) {
        return None;
    }
    let response = ListResponse {
        types,
        operation,
        output,
    };
    let (rules, is_own) = config.rules(operation);
    // The client would request the link itself, without the parameters of the operation that
    // returns the next page.
    if operation.next_page_operation.is_some() && !is_own {
        return None;
    }
    match configured_paging(&response, &rules) {
        None if is_own || config.recognise == Some(false) => None,
        None => recognise::recognise_paging(&response),
        configured => configured,
    }
}

/// Returns why an operation that resembles a paginated list is not recognised as one.
pub fn missing_paging_reason(types: &Types, operation: &Operation) -> Option<&'static str> {
    let Output::Json(output) = &operation.returns.output else {
        return None;
    };
    if operation.paging.is_some() {
        return None;
    }
    let response = ListResponse {
        types,
        operation,
        output,
    };
    if operation.next_page_operation.is_some() && response.list(true).is_some() {
        return Some("another operation requests the next page");
    }
    recognise::unrecognised_list_reason(&response)
}

/// Returns what looks like a cursor in the body of an operation.
pub(crate) fn unrecognised_body_cursor(types: &Types, operation: &Operation) -> Option<BodyCursor> {
    let Output::Json(output) = &operation.returns.output else {
        return None;
    };
    recognise::body_cursor(&ListResponse {
        types,
        operation,
        output,
    })
}

/// Returns whether the description allows responses of an operation to have a value at a JSON
/// pointer.
pub(crate) fn may_have_value(
    types: &Types,
    operation: &Operation,
    output: &Schema,
    pointer: &str,
) -> bool {
    ListResponse {
        types,
        operation,
        output,
    }
    .may_have(pointer)
}

/// Returns the pagination of the first configured rule that fits.
fn configured_paging(response: &ListResponse<'_>, rules: &PagingRules) -> Option<Paging> {
    let link = rules
        .link
        .as_ref()
        .and_then(|rule| Some((next_by_link(response, rule)?, &rule.items, [&None; 3])));
    let token = rules.token.as_ref().and_then(|rule| {
        Some((
            next_by_token(response, rule)?,
            &rule.items,
            [&rule.more, &None, &None],
        ))
    });
    let after = rules
        .after
        .as_ref()
        .filter(|rule| response.sends(&rule.after, PagePlace::Query))
        .map(|rule| {
            let property = rule.property.clone().unwrap_or_else(|| "id".to_owned());
            let next = Next::After {
                parameter: rule.after.clone(),
                before: rule.before.clone(),
                property,
            };
            (next, &rule.items, [&rule.more, &None, &None])
        });
    let number = rules.page_number.as_ref().and_then(|rule| {
        let next = Next::Number {
            parameter: rule.page.clone(),
            place: response.place_of_number(&rule.page)?,
            first: rule.first.unwrap_or(1),
        };
        let properties = [&rule.more, &rule.total_pages, &rule.total_items];
        Some((next, &rule.items, properties))
    });
    let offset = rules.offset.as_ref().and_then(|rule| {
        let next = Next::Offset {
            parameter: rule.offset.clone(),
            place: response.place_of_number(&rule.offset)?,
        };
        Some((next, &rule.items, [&rule.more, &None, &rule.total_items]))
    });
    let mut pagings = [link, token, after, number, offset].into_iter().flatten();
    pagings.find_map(|(next, items, properties)| {
        let list = match items {
            Some(pointer) => response.list_at(pointer),
            None => response.list(true),
        }?;
        let [more, total_pages, total_items] = properties.map(Clone::clone);
        Some(Paging {
            items: list.path,
            item: list.item,
            optional: list.optional,
            next,
            total_pages,
            total_items,
            more,
        })
    })
}

fn next_by_link(response: &ListResponse<'_>, rule: &LinkConfig) -> Option<Next> {
    let source = rule
        .next
        .clone()
        .map_or(NextPageLocation::Link, NextPageLocation::Body);
    let is_there = rule
        .next
        .as_ref()
        .is_none_or(|pointer| response.may_have(pointer));
    if response.operation.method == HttpMethod::Get && is_there {
        Some(Next::Link {
            source,
            starts: Vec::new(),
        })
    } else {
        None
    }
}

fn next_by_token(response: &ListResponse<'_>, rule: &TokenConfig) -> Option<Next> {
    let place = match rule.place {
        TokenPlaceConfig::Query => PagePlace::Query,
        TokenPlaceConfig::Header => PagePlace::Header,
        TokenPlaceConfig::Body => PagePlace::Body,
    };
    if !response.sends(&rule.parameter, place) {
        return None;
    }
    let source = match (&rule.next_header, &rule.next) {
        (Some(header), _) => NextPageLocation::Header(header.to_ascii_lowercase()),
        (None, pointer) => NextPageLocation::Body(
            pointer
                .clone()
                .filter(|pointer| response.may_have(pointer))?,
        ),
    };
    Some(Next::Token {
        parameter: rule.parameter.clone(),
        place,
        source,
        end: rule.end.clone(),
    })
}

/// Returns the names of the parameters or properties that a request sends in `place`.
fn sent_names<'a>(
    types: &'a Types,
    operation: &'a Operation,
    place: PagePlace,
) -> impl Iterator<Item = &'a str> {
    let location = match place {
        PagePlace::Query => Some(ParameterLocation::Query),
        PagePlace::Header => Some(ParameterLocation::Header),
        PagePlace::Body => None,
    };
    let properties = match place {
        PagePlace::Body => response::body_properties(types, operation),
        PagePlace::Query | PagePlace::Header => &[],
    };
    let parameters = operation
        .parameters
        .iter()
        .filter(move |parameter| Some(parameter.location) == location)
        .map(|parameter| parameter.wire.as_str());
    parameters.chain(properties.iter().map(|property| property.wire.as_str()))
}

impl ListResponse<'_> {
    /// Returns where the request has the number of a page or of items: in the query, or as a number
    /// in the JSON body.
    fn place_of_number(&self, name: &str) -> Option<PagePlace> {
        if self.sends(name, PagePlace::Query) {
            return Some(PagePlace::Query);
        }
        let mut properties = self.body_properties().iter();
        let property = properties.find(|property| property.wire == name)?;
        if self.types.resolve(&property.schema).ty.is_number() {
            Some(PagePlace::Body)
        } else {
            None
        }
    }

    fn sends(&self, name: &str, place: PagePlace) -> bool {
        sent_names(self.types, self.operation, place).any(|sent| sent == name)
    }

    /// Returns whether the description allows a response to have a value at a JSON pointer.
    fn may_have(&self, pointer: &str) -> bool {
        let segments: Vec<String> = pointer_segments(pointer).map(Cow::into_owned).collect();
        let path = match &self.operation.envelope {
            // The model does not contain properties of the envelope other than the result.
            Some(envelope) if segments.first() != Some(&envelope.result) => return true,
            Some(_) => segments.get(1..).unwrap_or_default(),
            None => segments.as_slice(),
        };
        self.at(path).is_some()
    }

    fn at(&self, path: &[String]) -> Option<&Schema> {
        path.iter().try_fold(self.output, |schema, name| {
            let mut properties = record_properties(self.types, schema).iter();
            properties
                .find(|property| property.wire == *name)
                .map(|property| &property.schema)
        })
    }

    fn list_at(&self, pointer: &str) -> Option<List> {
        let segments: Vec<String> = pointer_segments(pointer).map(Cow::into_owned).collect();
        let path = match &self.operation.envelope {
            Some(envelope) => segments
                .strip_prefix(std::slice::from_ref(&envelope.result))?
                .to_vec(),
            None => segments,
        };
        let item = response::list_item(self.types, self.at(&path)?)?.clone();
        Some(List {
            path,
            item,
            optional: true,
        })
    }
}

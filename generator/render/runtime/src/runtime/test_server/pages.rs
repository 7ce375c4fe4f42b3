//! Pages of lists: which items a request asks for, and how the response says where the next are.

use http::header::HOST;
use serde_json::Value;

use super::super::api::{NextPage, PagePlace, Paging, Source};
use super::super::catalog::{BODY_ARGUMENT, Documentation, Entry};
use super::super::catalog_check::plain_text;
use super::super::redact::percent_decoded;
use super::collections::put_at_pointer;
use super::request::TestRequest;
use super::schemas::Schemas;

/// The names of parameters for the number of items on a page, without separators.
const SIZE_NAMES: &[&str] = &[
    "perpage",
    "pagesize",
    "limit",
    "maxresults",
    "size",
    "pagelimit",
    "itemsperpage",
    "$top",
    "top",
    "first",
    "count",
    "maxitems",
    "resultsperpage",
];

/// The number of items on a page, if the request does not say.
const DEFAULT_SIZE: usize = 20;

/// The parameter in links, if the operation describes none.
const LINK_PARAMETER: &str = "page";

/// A page of a list.
pub(super) struct PageOfItems {
    pub(super) items: Vec<Value>,
    /// The header with the cursor of the next page.
    pub(super) header: Option<(&'static str, String)>,
    totals: Vec<(&'static str, Value)>,
    /// The location of the cursor in the body, and the cursor, if there is a next page.
    cursor: Option<(&'static str, Option<String>)>,
}

impl PageOfItems {
    /// Sets totals and cursor in the body. `end` is what an absent cursor is replaced by, if the
    /// description requires one.
    pub(super) fn describe_in(&self, body: &mut Value, end: impl Fn(&str) -> Option<Value>) {
        for (pointer, value) in &self.totals {
            put_at_pointer(body, pointer, value.clone());
        }
        match &self.cursor {
            Some((pointer, Some(cursor))) => {
                // The sample has the type of the cursor.
                let is_number = body.pointer(pointer).is_some_and(Value::is_number);
                let value = match cursor.parse::<u64>() {
                    Ok(number) if is_number => number.into(),
                    _ => cursor.as_str().into(),
                };
                put_at_pointer(body, pointer, value);
            }
            Some((pointer, None)) => match end(pointer) {
                Some(end) => put_at_pointer(body, pointer, end),
                None => remove_at_pointer(body, pointer),
            },
            None => {}
        }
    }
}

/// Returns whether a query parameter is one that the server writes into links.
pub(super) fn is_in_links(entry: &Entry, name: &str) -> bool {
    let paging = entry.operation.paging.map(|paging| &paging.next);
    matches!(paging, Some(NextPage::Link { .. })) && name == LINK_PARAMETER
}

/// Returns the page of a list that a request asks for.
pub(super) fn page_of(
    items: Vec<Value>,
    entry: &Entry,
    arguments_schema: &Value,
    request: &TestRequest,
) -> PageOfItems {
    let Some(paging) = entry.operation.paging else {
        return PageOfItems {
            items,
            header: None,
            totals: Vec::new(),
            cursor: None,
        };
    };
    let size = page_size(entry, arguments_schema, request);
    let number = |place: PagePlace, name: &str| {
        stated_text(place, name, request).and_then(|text| text.parse::<usize>().ok())
    };
    let start = match &paging.next {
        NextPage::Number {
            parameter,
            place,
            first,
        } => {
            let first = usize::try_from(*first).unwrap_or_default();
            let page = number(*place, parameter).unwrap_or(first);
            page.saturating_sub(first).saturating_mul(size)
        }
        NextPage::StatedNumber {
            parameter, place, ..
        } => {
            let page = number(*place, parameter).unwrap_or(1);
            page.saturating_sub(1).saturating_mul(size)
        }
        NextPage::Offset { parameter, place }
        | NextPage::Token {
            parameter, place, ..
        } => number(*place, parameter).unwrap_or_default(),
        NextPage::After {
            parameter,
            property,
            ..
        } => {
            let after = stated_text(PagePlace::Query, parameter, request);
            after.map_or(0, |id| {
                let is_last =
                    |item: &Value| item.get(property).is_some_and(|own| plain_text(own) == id);
                items
                    .iter()
                    .position(is_last)
                    .map_or(items.len(), |index| index + 1)
            })
        }
        NextPage::Link { .. } => {
            let page = number(PagePlace::Query, LINK_PARAMETER).unwrap_or(1);
            page.saturating_sub(1).saturating_mul(size)
        }
    };
    let end = start.saturating_add(size).min(items.len());
    let next = if end < items.len() { Some(end) } else { None };
    let mut page = PageOfItems {
        totals: totals(paging, &items, start, size),
        items: items.into_iter().skip(start).take(size).collect(),
        header: None,
        cursor: None,
    };
    let cursor = match &paging.next {
        NextPage::Token { source, .. } => Some((*source, next.map(|end| end.to_string()))),
        NextPage::Link { source, .. } => {
            let link = next.map(|end| link_to_page(end / size + 1, request));
            Some((*source, link))
        }
        _ => None,
    };
    match cursor {
        Some((Source::Body(pointer), cursor)) => page.cursor = Some((pointer, cursor)),
        Some((Source::Header(name), Some(cursor))) => page.header = Some((name, cursor)),
        Some((Source::Link, Some(link))) => {
            page.header = Some(("link", format!("<{link}>; rel=\"next\"")));
        }
        _ => {}
    }
    page
}

fn totals(
    paging: &Paging,
    items: &[Value],
    start: usize,
    size: usize,
) -> Vec<(&'static str, Value)> {
    let mut totals = Vec::new();
    totals.extend(
        paging
            .total_pages
            .map(|pointer| (pointer, items.len().div_ceil(size).into())),
    );
    totals.extend(
        paging
            .total_items
            .map(|pointer| (pointer, items.len().into())),
    );
    let has_more = start.saturating_add(size) < items.len();
    totals.extend(paging.more.map(|pointer| (pointer, has_more.into())));
    if let NextPage::StatedNumber { current, .. } = paging.next {
        totals.push((current, (start / size + 1).into()));
    }
    totals
}

/// Returns the number of items on a page: what the request says, or else the default of its schema.
fn page_size(entry: &Entry, arguments_schema: &Value, request: &TestRequest) -> usize {
    let is_size = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric() || *c == '$');
        let plain_name: String = letters.flat_map(char::to_lowercase).collect();
        SIZE_NAMES.contains(&plain_name.as_str())
    };
    let size_of = |value: &Value| value.as_u64().and_then(|size| usize::try_from(size).ok());
    let mut parameters = entry.parameters.iter();
    let argument = parameters.find(|(_, parameter)| is_size(parameter.name));
    let stated = argument
        .and_then(|(name, _)| request.arguments.get(*name))
        .and_then(size_of);
    let body = request
        .arguments
        .get(BODY_ARGUMENT)
        .and_then(Value::as_object);
    let mut members = body.into_iter().flatten();
    let in_body = members
        .find(|(name, _)| is_size(name))
        .and_then(|(_, value)| size_of(value));
    let default = argument.and_then(|(name, _)| {
        size_of(
            arguments_schema
                .get("properties")?
                .get(name)?
                .get("default")?,
        )
    });
    stated
        .or(in_body)
        .or(default)
        .unwrap_or(DEFAULT_SIZE)
        .max(1)
}

/// Returns a page number or a token of a request.
fn stated_text(place: PagePlace, name: &str, request: &TestRequest) -> Option<String> {
    match place {
        PagePlace::Query => {
            let pair = request
                .query_pairs()
                .into_iter()
                .find(|pair| pair.name == name)?;
            Some(percent_decoded(&pair.value))
        }
        PagePlace::Header => request.header(name),
        PagePlace::Body => Some(plain_text(request.arguments.get(BODY_ARGUMENT)?.get(name)?)),
    }
}

/// Returns the URL of another page of the same list.
fn link_to_page(number: usize, request: &TestRequest) -> String {
    let host = request.header(HOST.as_str()).unwrap_or_default();
    let path = &request.path;
    let pairs = request.query.split('&').filter(|pair| !pair.is_empty());
    let others = pairs.filter(|pair| pair.split('=').next() != Some(LINK_PARAMETER));
    let query: String = others.map(|pair| format!("{pair}&")).collect();
    format!("http://{host}{path}?{query}{LINK_PARAMETER}={number}")
}

/// Removes a property.
fn remove_at_pointer(value: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        members.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}

/// Where the items of a list are in the body of a response.
pub(super) struct ListLocation {
    path: Vec<String>,
    pub(super) item_schema: Value,
}

impl ListLocation {
    /// Returns the location for an operation; `None` if it returns no list. `schema` is that of the
    /// result.
    pub(super) fn of(
        schemas: Schemas,
        entry: &Entry,
        schema: &Value,
        documentation: &Documentation,
    ) -> Option<Self> {
        let envelope = entry.operation.envelope.map(|envelope| envelope.result);
        let mut path: Vec<String> = envelope.into_iter().map(str::to_owned).collect();
        if let Some(paging) = entry.operation.paging {
            path.extend(paging.items.iter().map(|name| (*name).to_owned()));
            let item_schema = documentation.item.clone().unwrap_or_default();
            return Some(Self { path, item_schema });
        }
        if schemas.kinds(schema).array {
            return Some(Self {
                path,
                item_schema: schemas.item(schema, 0)?,
            });
        }
        if entry.operation.method != "GET" {
            return None;
        }
        // The only array of objects.
        let mut lists = schemas
            .property_names(schema)
            .into_iter()
            .filter_map(|name| {
                let item_schema = schemas.item(&schemas.property(schema, &name)?, 0)?;
                schemas
                    .kinds(&item_schema)
                    .object
                    .then_some((name, item_schema))
            });
        match (lists.next(), lists.next()) {
            (Some((name, item_schema)), None) => {
                path.push(name);
                Some(Self { path, item_schema })
            }
            _ => None,
        }
    }

    /// Returns the array, which may be absent.
    pub(super) fn array_in<'b>(&self, body: &'b mut Value) -> Option<&'b mut Value> {
        let mut value = body;
        for name in &self.path {
            let Value::Object(members) = value else {
                return None;
            };
            value = members.entry(name.as_str()).or_insert(Value::Null);
        }
        Some(value)
    }
}

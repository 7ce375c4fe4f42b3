//! Pages of lists: which items a request asks for, and how the response says where the next are.

use http::header::HOST;
use serde_json::Value;

use super::super::api::{NextPage, PagePlace, Source};
use super::super::catalog::{BODY_ARGUMENT, Documentation, Entry};
use super::super::catalog_check::plain_text;
use super::super::error_body::is_called;
use super::super::json::{names_in_pointer, put_at_pointer};
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
        let Some((pointer, cursor)) = &self.cursor else {
            return;
        };
        let value = cursor.as_ref().map(|cursor| {
            // The sample has the type of the cursor.
            let is_number = body.pointer(pointer).is_some_and(Value::is_number);
            match cursor.parse::<u64>() {
                Ok(number) if is_number => number.into(),
                _ => cursor.as_str().into(),
            }
        });
        match value.or_else(|| end(pointer)) {
            Some(value) => put_at_pointer(body, pointer, value),
            None => remove_at_pointer(body, pointer),
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
    mut items: Vec<Value>,
    entry: &Entry,
    arguments_schema: &Value,
    request: &TestRequest,
) -> PageOfItems {
    let mut page = PageOfItems {
        items: Vec::new(),
        header: None,
        totals: Vec::new(),
        cursor: None,
    };
    let Some(paging) = entry.operation.paging else {
        return PageOfItems { items, ..page };
    };
    let size = page_size(entry, arguments_schema, request);
    let start = start_of_page(&paging.next, size, &items, request);
    let count = items.len();
    let end = start.saturating_add(size).min(count);
    let next = (end < count).then_some(end);
    let current = match paging.next {
        NextPage::StatedNumber { current, .. } => Some(current),
        _ => None,
    };
    let totals = [
        (paging.total_pages, count.div_ceil(size).into()),
        (paging.total_items, count.into()),
        (paging.more, next.is_some().into()),
        (current, (start / size + 1).into()),
    ];
    let described = totals
        .into_iter()
        .filter_map(|(pointer, value)| Some((pointer?, value)));
    page.totals.extend(described);
    page.items.extend(items.drain(start.min(end)..end));
    let (source, cursor) = match paging.next {
        NextPage::Token { source, .. } => (source, next.map(|end| end.to_string())),
        NextPage::Link { source, .. } => {
            let link = next.map(|end| link_to_page(end / size + 1, request));
            (source, link)
        }
        _ => return page,
    };
    match source {
        Source::Body(pointer) => page.cursor = Some((pointer, cursor)),
        Source::Header(name) => page.header = cursor.map(|cursor| (name, cursor)),
        Source::Link => {
            page.header = cursor.map(|link| ("link", format!("<{link}>; rel=\"next\"")));
        }
    }
    page
}

/// Returns the number of items before the page that a request asks for.
fn start_of_page(next: &NextPage, size: usize, items: &[Value], request: &TestRequest) -> usize {
    let stated_number = |place: PagePlace, name: &str| -> Option<usize> {
        stated_text(place, name, request)?.parse().ok()
    };
    let start_of = |number: Option<usize>, first: usize| {
        let pages_before = number.unwrap_or(first).saturating_sub(first);
        pages_before.saturating_mul(size)
    };
    match next {
        NextPage::Number {
            parameter,
            place,
            first,
        } => {
            let first = usize::try_from(*first).unwrap_or_default();
            start_of(stated_number(*place, parameter), first)
        }
        NextPage::StatedNumber {
            parameter, place, ..
        } => start_of(stated_number(*place, parameter), 1),
        NextPage::Link { .. } => start_of(stated_number(PagePlace::Query, LINK_PARAMETER), 1),
        NextPage::Offset { parameter, place }
        | NextPage::Token {
            parameter, place, ..
        } => stated_number(*place, parameter).unwrap_or_default(),
        NextPage::After {
            parameter,
            property,
            ..
        } => {
            let Some(id) = stated_text(PagePlace::Query, parameter, request) else {
                return 0;
            };
            let is_last = |item: &Value| {
                let own_id = item.get(property);
                own_id.is_some_and(|own_id| plain_text(own_id) == id)
            };
            let last = items.iter().position(is_last);
            last.map_or(items.len(), |index| index + 1)
        }
    }
}

/// Returns the number of items on a page: what the request says, or else the default of its schema.
fn page_size(entry: &Entry, arguments_schema: &Value, request: &TestRequest) -> usize {
    let is_size = |name: &str| SIZE_NAMES.iter().any(|key| is_called(name, key));
    let size_of = |value: &Value| value.as_u64()?.try_into().ok();
    let parameters = || {
        let parameters = entry.parameters.iter();
        parameters.filter(|(_, parameter)| is_size(parameter.name))
    };
    let arguments = &request.arguments;
    let body = arguments.get(BODY_ARGUMENT).and_then(Value::as_object);
    let stated = parameters().find_map(|(name, _)| size_of(arguments.get(*name)?));
    let in_body = || {
        let mut members = body.into_iter().flatten();
        members.find_map(|(name, value)| if is_size(name) { size_of(value) } else { None })
    };
    let default = || {
        let properties = &arguments_schema["properties"];
        parameters().find_map(|(name, _)| size_of(&properties[name]["default"]))
    };
    let size: Option<usize> = stated.or_else(in_body).or_else(default);
    size.unwrap_or(DEFAULT_SIZE).max(1)
}

/// Returns a page number or a token of a request.
fn stated_text(place: PagePlace, name: &str, request: &TestRequest) -> Option<String> {
    match place {
        PagePlace::Query => {
            let mut fields = request.query_fields().into_iter();
            Some(fields.find(|field| field.name == name)?.text())
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
    let outer_pointer = pointer.rsplit_once('/').map_or("", |(outer, _)| outer);
    let outer = value.pointer_mut(outer_pointer);
    if let (Some(Value::Object(members)), Some(name)) = (outer, names_in_pointer(pointer).last()) {
        members.remove(&name);
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
        let properties = schemas.properties(schema).into_iter();
        let mut lists = properties.filter_map(|(name, property)| {
            let item_schema = schemas.item(&property, 0)?;
            let is_list = schemas.kinds(&item_schema).object;
            is_list.then_some((name, item_schema))
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

//! Pages of lists: which items a request asks for, and how the response says where the next are.

use http::header::HOST;
use serde_json::Value;

use super::super::api::{NextPage, PagePlace, Paging, Source};
use super::super::catalog::{BODY_ARGUMENT, Entry};
use super::super::catalog_check::plain_text;
use super::super::error_body::is_called;
use super::super::json::{names_in_pointer, put_at_pointer, put_value};
use super::answer::Call;
use super::collections::Outcome;
use super::request::TestRequest;
use super::response::TestResponse;

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

/// Returns whether a query parameter is one that the server writes into links.
pub(super) fn is_in_links(entry: &Entry, name: &str) -> bool {
    let paging = entry.operation.paging.map(|paging| &paging.next);
    matches!(paging, Some(NextPage::Link { .. })) && name == LINK_PARAMETER
}

impl Call<'_> {
    /// Returns the response with a described body; a list has the items of the outcome or else its
    /// own, page by page. `schema` is that of the result.
    pub(super) fn page(
        &self,
        schema: &Value,
        outcome: Option<Outcome>,
        mut body: Value,
    ) -> TestResponse {
        let Some(list) = self.list_location(schema) else {
            return self.written(body);
        };
        let mut names = list.path.iter();
        let array = names.try_fold(&mut body, |value, name| value.get_mut(name));
        let mut items = match (outcome, array.map(Value::take)) {
            (Some(Outcome::Given(items)), _) => items,
            (Some(Outcome::Stored(items)), _) => {
                let items = items.iter();
                let adapted = items.filter_map(|item| self.schemas.adapt(item, &list.item_schema));
                adapted.collect()
            }
            (_, Some(Value::Array(items))) => items,
            _ => Vec::new(),
        };
        let mut header = None;
        if let Some(paging) = self.entry.operation.paging {
            let size = self.page_size();
            let start = self.start_of_page(&paging.next, size, &items);
            let page = Page {
                number: start / size + 1,
                size,
                end: start.saturating_add(size).min(items.len()),
                count: items.len(),
            };
            page.put_totals(paging, &mut body);
            header = self.put_cursor(&paging.next, &page, schema, &mut body);
            items.truncate(page.end);
            items.drain(..start.min(page.end));
        }
        put_value(&mut body, list.path.iter(), items.into());
        match header {
            Some((name, value)) => self.written(body).header(name, &value),
            None => self.written(body),
        }
    }

    /// Puts the cursor of the next page into the body, or returns the header for it.
    fn put_cursor(
        &self,
        next: &NextPage,
        page: &Page,
        schema: &Value,
        body: &mut Value,
    ) -> Option<(&'static str, String)> {
        let (source, cursor) = match next {
            NextPage::Token { source, .. } => (source, page.end.to_string()),
            NextPage::Link { source, .. } => (source, self.link_to_page(page.number + 1)),
            _ => return None,
        };
        match source {
            Source::Body(pointer) if page.is_last() => match self.required_end(schema, pointer) {
                Some(end) => put_at_pointer(body, pointer, end),
                None => remove_at_pointer(body, pointer),
            },
            Source::Body(pointer) => {
                // The sample has the type of the cursor.
                let is_number = body.pointer(pointer).is_some_and(Value::is_number);
                let value = match cursor.parse::<u64>() {
                    Ok(number) if is_number => number.into(),
                    _ => cursor.into(),
                };
                put_at_pointer(body, pointer, value);
            }
            _ if page.is_last() => {}
            Source::Header(name) => return Some((name, cursor)),
            Source::Link => return Some(("link", format!("<{cursor}>; rel=\"next\""))),
        }
        None
    }

    /// Returns what an absent cursor is replaced by, if the schema of the result requires one.
    fn required_end(&self, schema: &Value, pointer: &str) -> Option<Value> {
        let inner_pointer = match self.entry.operation.envelope {
            Some(envelope) => pointer.strip_prefix('/')?.strip_prefix(envelope.result)?,
            None => pointer,
        };
        self.schemas.empty_at(schema, inner_pointer)
    }

    /// Returns the number of items before the page that the request asks for.
    fn start_of_page(&self, next: &NextPage, size: usize, items: &[Value]) -> usize {
        let stated_number = |place: PagePlace, name: &str| -> Option<usize> {
            self.stated_text(place, name)?.parse().ok()
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
                let Some(id) = self.stated_text(PagePlace::Query, parameter) else {
                    return 0;
                };
                let mut ids = items.iter().map(|item| plain_text(&item[property]));
                let last = ids.position(|own_id| own_id == id);
                last.map_or(items.len(), |index| index + 1)
            }
        }
    }

    /// Returns the number of items on a page: what the request says, or else the default of its
    /// schema.
    fn page_size(&self) -> usize {
        let is_size = |name: &str| SIZE_NAMES.iter().any(|key| is_called(name, key));
        let size_of = |value: &Value| value.as_u64()?.try_into().ok();
        let parameters = || {
            let parameters = self.entry.parameters.iter();
            parameters.filter(|(_, parameter)| is_size(parameter.name))
        };
        let arguments = &self.request.arguments;
        let described = &self.checked.documentation.arguments;
        let properties = &described["properties"];
        let body = arguments.get(BODY_ARGUMENT).and_then(Value::as_object);
        let mut members = body.into_iter().flatten();
        let stated = parameters().find_map(|(name, _)| size_of(arguments.get(*name)?));
        let size: Option<usize> = stated
            .or_else(|| members.find_map(|(name, value)| size_of(value).filter(|_| is_size(name))))
            .or_else(|| {
                parameters().find_map(|(name, _)| size_of(properties[name].get("default")?))
            });
        size.unwrap_or(DEFAULT_SIZE).max(1)
    }

    /// Returns a page number or a token of the request.
    fn stated_text(&self, place: PagePlace, name: &str) -> Option<String> {
        match place {
            PagePlace::Query => {
                let mut fields = self.request.query_fields().into_iter();
                Some(fields.find(|field| field.name == name)?.text())
            }
            PagePlace::Header => self.request.header(name),
            PagePlace::Body => {
                let body = self.request.arguments.get(BODY_ARGUMENT)?;
                Some(plain_text(body.get(name)?))
            }
        }
    }

    /// Returns the URL of another page of the same list.
    fn link_to_page(&self, number: usize) -> String {
        let TestRequest { path, query, .. } = self.request;
        let host = self.request.header(HOST.as_str()).unwrap_or_default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let others = pairs.filter(|pair| pair.split('=').next() != Some(LINK_PARAMETER));
        let query: String = others.map(|pair| format!("{pair}&")).collect();
        format!("http://{host}{path}?{query}{LINK_PARAMETER}={number}")
    }

    /// Returns where the items are; `None` if the operation returns no list. `schema` is that of the
    /// result.
    fn list_location(&self, schema: &Value) -> Option<ListLocation> {
        let schemas = self.schemas;
        let operation = self.entry.operation;
        let envelope = operation.envelope.map(|envelope| envelope.result);
        let mut path: Vec<String> = envelope.into_iter().map(str::to_owned).collect();
        if let Some(paging) = operation.paging {
            path.extend(paging.items.iter().map(|name| (*name).to_owned()));
            let item_schema = self.checked.documentation.item.clone().unwrap_or_default();
            return Some(ListLocation { path, item_schema });
        }
        if schemas.kinds(schema).array {
            let item_schema = schemas.item(schema, 0)?;
            return Some(ListLocation { path, item_schema });
        }
        if operation.method != "GET" {
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
                Some(ListLocation { path, item_schema })
            }
            _ => None,
        }
    }
}

/// A page of a list of `count` items.
struct Page {
    number: usize,
    size: usize,
    /// The number of items up to the end of the page.
    end: usize,
    count: usize,
}

impl Page {
    fn is_last(&self) -> bool {
        self.end >= self.count
    }

    fn put_totals(&self, paging: &Paging, body: &mut Value) {
        let current = match paging.next {
            NextPage::StatedNumber { current, .. } => Some(current),
            _ => None,
        };
        let totals = [
            (paging.total_pages, self.count.div_ceil(self.size).into()),
            (paging.total_items, self.count.into()),
            (paging.more, Value::Bool(!self.is_last())),
            (current, self.number.into()),
        ];
        for (pointer, value) in totals {
            if let Some(pointer) = pointer {
                put_at_pointer(body, pointer, value);
            }
        }
    }
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
struct ListLocation {
    path: Vec<String>,
    item_schema: Value,
}

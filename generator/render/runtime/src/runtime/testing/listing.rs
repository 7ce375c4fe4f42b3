//! Pages of a [`Listing`]: totals, whether there is more, and the cursor of the next page.

use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Map, Value};

use super::super::api::{NextPage, Operation, PagePlace, Paging, Source};
use super::super::client::Client;
use super::super::codec::to_vec;
use super::super::json::put_at_pointer;
use super::super::node::{Model, Node};
use super::super::page::{Page, Pages, fetch_page};
use super::super::redact::REDACTED;
use super::super::send::without_response;
use super::expectation::{Expectation, as_json, decode_or_fail};
use super::mock::MockTransport;
use super::request::Content;
use super::{nest_json, success_members};

/// The query parameter that distinguishes pages in generated links.
const PAGE: &str = "page";

/// A paginated list, and the request for its first page.
struct Listing {
    operation: Option<&'static Operation>,
    query: Vec<(String, String)>,
    body: Content,
    pages: usize,
    items: usize,
}

/// The response with one page.
struct ListedPage {
    /// The header with the cursor of the next page, if a header has it.
    header: Option<(&'static str, String)>,
    body: Bytes,
}

impl Listing {
    fn paging(&self) -> Option<&'static Paging> {
        self.operation?.paging
    }

    /// Returns the number that the first request has in the query or the body.
    fn asked(&self, place: PagePlace, name: &str) -> Option<usize> {
        match (place, &self.body) {
            (PagePlace::Query, _) => {
                let (_, text) = self.query.iter().find(|(key, _)| key == name)?;
                text.parse().ok()
            }
            (PagePlace::Body, Content::Json(body)) => body.get(name)?.as_u64()?.try_into().ok(),
            _ => None,
        }
    }

    fn before(&self) -> (usize, usize) {
        match self.paging().map(|paging| &paging.next) {
            Some(NextPage::Number {
                parameter,
                place,
                first,
            }) => {
                let first = usize::try_from(*first).unwrap_or_default();
                (
                    self.asked(*place, parameter)
                        .map_or(0, |number| number.saturating_sub(first)),
                    0,
                )
            }
            Some(NextPage::Offset { parameter, place }) => {
                (0, self.asked(*place, parameter).unwrap_or_default())
            }
            _ => (0, 0),
        }
    }

    /// Returns whether the last page is marked as the last.
    fn ends_by_itself(&self) -> bool {
        let Some(paging) = self.paging() else {
            return false;
        };
        let by_total = match &paging.next {
            NextPage::Token { .. } | NextPage::Link { .. } => true,
            // The total number of items is useless unless reading began at the first page.
            NextPage::Number { .. } => {
                paging.total_pages.is_some()
                    || (paging.total_items.is_some() && self.before() == (0, 0))
            }
            NextPage::StatedNumber {
                parameter, place, ..
            } => {
                (paging.total_pages.is_some() || paging.total_items.is_some())
                    && self.asked(*place, parameter).is_none()
            }
            NextPage::Offset { .. } => paging.total_items.is_some(),
            NextPage::After { .. } => false,
        };
        by_total || paging.more.is_some()
    }

    /// Returns the names of the parameters that select further pages.
    fn page_parameters(&self) -> Vec<&'static str> {
        match self.paging().map(|paging| &paging.next) {
            Some(
                NextPage::Number { parameter, .. }
                | NextPage::StatedNumber { parameter, .. }
                | NextPage::Offset { parameter, .. }
                | NextPage::Token { parameter, .. },
            ) => vec![parameter],
            Some(NextPage::After {
                parameter, before, ..
            }) => before.iter().copied().chain([*parameter]).collect(),
            Some(NextPage::Link { .. }) => vec![PAGE],
            None => Vec::new(),
        }
    }

    fn page(&self, index: usize, items: &dyn Node) -> ListedPage {
        let mut members = Value::Object(Map::new());
        let mut header = None;
        if let Some(paging) = self.paging() {
            let is_last = index + 1 >= self.pages;
            self.put_totals(paging, is_last, &mut members);
            if let NextPage::StatedNumber {
                parameter,
                place,
                current,
            } = paging.next
            {
                let number = self.asked(place, parameter).unwrap_or(1) + index;
                put_at_pointer(&mut members, current, number.into());
            }
            match self.next(paging, index) {
                _ if is_last => {}
                Some((next, Source::Body(pointer))) => {
                    put_at_pointer(&mut members, pointer, next.into())
                }
                Some((next, Source::Header(name))) => header = Some((name, next)),
                Some((next, Source::Link)) => {
                    header = Some(("link", format!("<{next}>; rel=\"next\"")))
                }
                None => {}
            }
        }
        ListedPage {
            header,
            body: page_body(items, self.operation, members),
        }
    }

    /// Adds totals, and whether there are more items, if the API documents them.
    fn put_totals(&self, paging: &Paging, is_last: bool, members: &mut Value) {
        let before = self.before();
        let totals = [
            (paging.total_pages, before.0 + self.pages),
            (paging.total_items, before.1 + self.items),
        ];
        for (pointer, count) in totals {
            if let Some(pointer) = pointer {
                put_at_pointer(members, pointer, count.into());
            }
        }
        if let Some(pointer) = paging.more {
            put_at_pointer(members, pointer, (!is_last).into());
        }
    }

    /// Returns the cursor of the next page and its location, if the response has one.
    fn next(&self, paging: &Paging, index: usize) -> Option<(String, Source)> {
        let number = index + 2;
        match paging.next {
            NextPage::Token { source, .. } => Some((format!("{PAGE}-{number}"), source)),
            NextPage::Link { source, .. } => {
                let mut query = String::new();
                for (name, value) in &self.query {
                    if name != PAGE && value != REDACTED {
                        let [name, value] =
                            [name, value].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
                        query.push_str(&format!("{name}={value}&"));
                    }
                }
                Some((format!("?{query}{PAGE}={number}"), source))
            }
            _ => None,
        }
    }
}

impl MockTransport {
    /// Expects a paginated list of any kind; `pages` returns its pages, such as
    /// `client.pets().list().pages()`. A list that is awaited is one page: [`on`](Self::on) expects
    /// its call, and the response is the body of that page.
    #[track_caller]
    pub fn on_pages<T: Model>(
        &self,
        pages: impl FnOnce(&Client) -> Pages<T>,
    ) -> Expectation<Page<T>> {
        self.on(|client| without_response(fetch_page::<T>(pages(client).call())))
    }
}

impl<T: Model> Expectation<Page<T>> {
    /// Adds a response with these items as a JSON array, on the only page.
    #[track_caller]
    pub fn respond_value(self, json: impl Serialize) -> Self {
        let expected = "an array of items of this list (`respond_json` takes a whole page)";
        self.respond_items(decode_or_fail::<Vec<T>>(as_json(&json), expected))
    }

    /// Adds a response with these items, on the only page.
    pub fn respond_items(self, items: impl IntoIterator<Item = T>) -> Self {
        self.respond_pages([items])
    }

    /// Adds responses with these pages, in order; the last one ends the list.
    ///
    /// They have the documented totals, tokens and links. If these cannot mark the last page, an
    /// empty page follows it, which need not be requested.
    #[track_caller]
    pub fn respond_pages<P: IntoIterator<Item = T>>(
        self,
        pages: impl IntoIterator<Item = P>,
    ) -> Self {
        let pages: Vec<Vec<T>> = pages
            .into_iter()
            .map(|page| page.into_iter().collect())
            .collect();
        let total = pages.iter().map(Vec::len).sum();
        let listing = self.mock.change(self.index, |scripted| {
            let query = scripted.expected.call.query.clone();
            let plan = Listing {
                operation: self.operation,
                query,
                body: scripted.expected.body.clone(),
                pages: pages.len(),
                items: total,
            };
            if pages.len() > 1 {
                scripted.expected.page_parameters = plan.page_parameters();
            }
            plan
        });
        let Some(listing) = listing else { return self };
        let mut script = self;
        for (index, page) in pages.iter().enumerate() {
            script = script.page(listing.page(index, page));
        }
        if !listing.ends_by_itself() {
            let end = listing.page(pages.len(), &Vec::<T>::new());
            script = script
                .page(end)
                .change_last(|answer| answer.optional = true);
        }
        script
    }

    #[track_caller]
    fn page(self, page: ListedPage) -> Self {
        let script = self.respond_with(200, Some("application/json"), page.body);
        match page.header {
            Some((name, value)) => script.header(name, &value),
            None => script,
        }
    }
}

/// Returns the body of a page; `members` are the other properties of the response.
fn page_body(items: &dyn Node, operation: Option<&'static Operation>, mut members: Value) -> Bytes {
    let envelope = operation.and_then(|operation| operation.envelope);
    let items_path = operation
        .and_then(|operation| operation.paging)
        .map_or(&[][..], |paging| paging.items);
    let path: Vec<&str> = envelope
        .map(|envelope| envelope.result)
        .into_iter()
        .chain(items_path.iter().copied())
        .collect();
    if let (Some(envelope), Value::Object(members)) = (envelope, &mut members) {
        members.extend(success_members(envelope));
    }
    nest_json(&path, members, to_vec(items)).into()
}

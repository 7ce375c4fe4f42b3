//! Lists that come in pages: [`Page`], all items ([`Items`]), all pages ([`Pages`]).
//!
//! A list ends with an empty page, or where the reply itself states its totals; never because a page is shorter than
//! asked for, since servers clamp page sizes. A page with the items of the one before is an error: going on would never
//! end, and stopping could lose items. After an error the same page is asked for again, so nothing is skipped.

use std::future::poll_fn;
use std::hash::{DefaultHasher, Hasher};
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde_json::Value;

use super::api::Paging;
use super::call::Call;
use super::encode::to_vec;
use super::error::Error;
use super::node::{Model, Node};
use super::primitives::Extra;
use super::response::Response;
use super::send::Sending;

/// One page of a list. It reads like a slice of its items.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Number of the page, from 1.
    pub number: u64,
    /// Number of all pages, if the server states it.
    pub total_pages: Option<u64>,
    /// Number of all items, if the server states it.
    pub total_items: Option<u64>,
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// Fetches the page that the call asks for.
pub fn send<T: Model>(call: Call) -> Sending<Response<Page<T>>> {
    let (paging, number) = (call.paging(), start(&call));
    let sending = call.send_json::<Vec<T>>();
    Box::pin(async move {
        let response = sending.await?;
        let (total_pages, total_items) = totals(paging, response.members());
        Ok(response.map(|items| Page { items, number, total_pages, total_items }))
    })
}

/// The page that the call asks for.
fn start(call: &Call) -> u64 {
    match call.paging() {
        Some(Paging::PageNumber { page, .. }) => call.number(page).unwrap_or(1),
        None => 1,
    }
}

/// How many pages and items there are in all, as far as the reply states it.
fn totals(paging: Option<&Paging>, members: &Extra) -> (Option<u64>, Option<u64>) {
    let stated = |pointer: Option<&str>| {
        let pointer = pointer?.strip_prefix('/')?;
        let (name, rest) = pointer.find('/').map_or((pointer, ""), |end| pointer.split_at(end));
        members.get(&name.replace("~1", "/").replace("~0", "~"))?.pointer(rest).and_then(Value::as_u64)
    };
    match paging {
        Some(Paging::PageNumber { total_pages, total_items, .. }) => (stated(*total_pages), stated(*total_items)),
        None => (None, None),
    }
}

/// How far a list has been read; the part of [`Pages`] that is the same for all items.
struct Cursor {
    call: Call,
    /// The page to ask for next.
    number: u64,
    first: u64,
    /// How many items came so far.
    seen: u64,
    /// Fingerprint of the items of the page before.
    before: Option<u64>,
    done: bool,
}

impl Cursor {
    fn new(call: Call) -> Self {
        let first = start(&call);
        Self { call, number: first, first, seen: 0, before: None, done: false }
    }

    /// The call for the next page.
    fn call(&self) -> Call {
        match self.call.paging() {
            // The first page is asked for as the user did.
            Some(Paging::PageNumber { page, .. }) if self.number != self.first => {
                self.call.with_number(page, self.number)
            }
            _ => self.call.clone(),
        }
    }

    /// Notes that a page came; says whether it holds other items than the one before.
    fn advance(&mut self, items: &dyn Node, count: usize, total_pages: Option<u64>, total_items: Option<u64>) -> bool {
        let mut hasher = DefaultHasher::new();
        hasher.write(&to_vec(items));
        let fingerprint = Some(hasher.finish());
        if count > 0 && fingerprint == self.before {
            return false;
        }
        self.before = fingerprint;
        self.seen += count as u64;
        // Totals that contradict what came are not believed, and the number of items says nothing in mid-list.
        let all_seen = self.first == 1 && total_items == Some(self.seen);
        self.done = count == 0 || total_pages == Some(self.number) || all_seen || self.call.paging().is_none();
        self.number += 1;
        true
    }
}

/// All pages of a list, one after the other.
///
/// [`try_next`](Self::try_next) needs no trait; there is also `futures_core::Stream`. After an error the next call asks
/// for the same page again.
#[must_use = "pages are fetched as they are asked for"]
pub struct Pages<T> {
    cursor: Cursor,
    sending: Option<Sending<Response<Page<T>>>>,
}

impl<T: Model> Pages<T> {
    /// All pages from the one that the call asks for.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { cursor: Cursor::new(call), sending: None }
    }

    /// The next page; `None` after the last. The last one may be empty.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    /// The page could not be fetched; it is asked for again next time.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if self.cursor.done {
            return Poll::Ready(None);
        }
        let number = self.cursor.number;
        let sending = self.sending.get_or_insert_with(|| send(self.cursor.call()));
        let outcome = ready!(sending.as_mut().poll(context));
        self.sending = None;
        Poll::Ready(Some(outcome.and_then(|response| {
            let page = response.value();
            if self.cursor.advance(&page.items, page.items.len(), page.total_pages, page.total_items) {
                Ok(response.into_value())
            } else {
                Err(Error::repeated_page(response.raw().clone(), number))
            }
        })))
    }
}

impl<T: Model> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// All items of a list, page after page.
///
/// [`try_next`](Self::try_next) needs no trait; there is also `futures_core::Stream`. After an error the next call asks
/// for the same page again; the items before it were all given out.
#[must_use = "items are fetched as they are asked for"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
}

impl<T: Model> Items<T> {
    /// All items from the page on that the call asks for.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), page: Vec::new().into_iter() }
    }

    /// The next item; `None` after the last.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    /// The next page could not be fetched; it is asked for again next time.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.page = page.items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Items are moved out, never pinned.
impl<T> Unpin for Items<T> {}

impl<T: Model> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

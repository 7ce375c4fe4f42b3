//! Lists that come in pages: [`Page`], all items ([`Items`]), all pages ([`Pages`]).
//!
//! When a list ends is the business of `cursor.rs`. After an error the same page is asked for again, so nothing is
//! skipped, and nothing that came is lost.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::call::Call;
use super::cursor::{Asked, Cursor, Facts};
use super::error::Error;
use super::node::{Model, Node};
use super::primitives::Extra;
use super::response::{RawResponse, Response, complete};
use super::send::{Sending, read};

/// One page of a list. It reads like a slice of its items.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Number of the page, as the API counts them; else from 1, where the list was begun.
    pub number: u64,
    /// Number of all pages, if the server states it.
    pub total_pages: Option<u64>,
    /// Number of all items, if the server states it.
    pub total_items: Option<u64>,
    /// What the next page is asked for by: a number, a token, a URL; `None` if this is known to be the last page.
    /// It can be kept, and a list begun there with `resume` of [`Pages`] and [`Items`].
    pub next: Option<String>,
    /// Why the list cannot go on here, though the response says that there is more; [`Pages`] and [`Items`] give what is
    /// on the page out, and report this behind it.
    pub dead_end: Option<String>,
    /// What stands beside the items in the response.
    pub members: Extra,
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
    let asked = Asked::of(&call);
    fetch(call, asked)
}

fn fetch<T: Model>(call: Call, asked: Asked) -> Sending<Response<Page<T>>> {
    read(call, move |raw| page(&asked, raw))
}

fn page<T: Model>(asked: &Asked, raw: RawResponse) -> Result<Response<Page<T>>, Error> {
    let (items, members) = if asked.is_optional() {
        let mut items: Option<Vec<T>> = None;
        let members = asked.open(&raw, &mut items)?;
        (items.unwrap_or_default(), members)
    } else {
        let mut items: Vec<T> = Vec::new();
        let members = asked.open(&raw, &mut items)?;
        (items, members)
    };
    let nodes: Vec<&dyn Node> = items.iter().map(|item| item as &dyn Node).collect();
    let Facts { number, total_pages, total_items, next, dead_end } = asked.facts(&raw, &members, &nodes);
    let page = Page { items, number, total_pages, total_items, next, dead_end, members: members.clone() };
    Ok(complete(page, members, raw))
}

/// All pages of a list, one after the other.
///
/// [`try_next`](Self::try_next) needs no trait; there is also `futures_core::Stream`. After an error the next call asks
/// for the same page again.
#[must_use = "pages are fetched as they are asked for"]
pub struct Pages<T> {
    cursor: Cursor,
    sending: Option<Sending<Response<Page<T>>>>,
    /// Why there is no next page, to be told once.
    dead_end: Option<Error>,
}

impl<T: Model> Pages<T> {
    /// All pages from the one that the call asks for.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { cursor: Cursor::new(call), sending: None, dead_end: None }
    }

    /// The call for the next page.
    #[cfg(feature = "test-util")]
    pub(crate) fn call(&self) -> Call {
        self.cursor.call()
    }

    /// Begins with the page that this asks for: what [`Page::next`] said, maybe in another run of the program. What
    /// cannot be a place of this list, such as a text where pages have numbers, is an error before anything is sent.
    pub fn resume(mut self, next: impl Into<String>) -> Self {
        self.cursor.resume(next.into());
        self
    }

    /// The next page; `None` after the last. The last one may be empty.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    /// The page could not be fetched; it is asked for again next time. Or the list cannot go on, though the last page
    /// said that there is more; it ends behind that error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if self.cursor.is_done {
            return Poll::Ready(self.dead_end.take().map(Err));
        }
        let sending = self.sending.get_or_insert_with(|| fetch(self.cursor.call(), self.cursor.asked()));
        let outcome = ready!(sending.as_mut().poll(context));
        self.sending = None;
        Poll::Ready(Some(outcome.and_then(|response| self.arrived(response))))
    }

    fn arrived(&mut self, response: Response<Page<T>>) -> Result<Page<T>, Error> {
        let raw = response.raw().clone();
        let mut page = response.into_value();
        let Page { number, total_pages, total_items, .. } = page;
        let error = if page.dead_end.is_some() { Error::lost_page } else { Error::repeated_page };
        let (next, dead_end) = (page.next.take(), page.dead_end.take());
        let mut facts = Facts { number, total_pages, total_items, next, dead_end };
        match self.cursor.advance(&page.items, page.items.len(), &mut facts) {
            Ok(()) => {
                self.dead_end = facts.dead_end.clone().map(|message| error(raw, message));
                Ok(Page { number: facts.number, next: facts.next, dead_end: facts.dead_end, ..page })
            }
            Err(message) => Err(error(raw, message)),
        }
    }
}

impl<T: Model> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

/// All items of a list, page after page. Of an API that lists pets:
///
/// ```text
/// let mut pets = client.pets().list().stream();
/// while let Some(pet) = pets.try_next().await? {
///     println!("{}", pet.name);
/// }
/// let hundred = client.pets().list().stream().limit(100).try_collect(100).await?;
/// ```
///
/// [`try_next`](Self::try_next) needs no trait; there is also `futures_core::Stream`. After an error the next call asks
/// for the same page again; the items before it were all given out.
#[must_use = "items are fetched as they are asked for"]
pub struct Items<T> {
    pages: Pages<T>,
    /// Items that came and were not given out.
    ready: VecDeque<T>,
    /// How many may still be given out.
    left: usize,
}

impl<T: Model> Items<T> {
    /// All items from the page on that the call asks for.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), ready: VecDeque::new(), left: usize::MAX }
    }

    /// Gives out no more than `items`; no page is fetched for those beyond.
    pub fn limit(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// Begins with the page that this asks for: what [`Page::next`] said, maybe in another run of the program. What
    /// cannot be a place of this list, such as a text where pages have numbers, is an error before anything is sent.
    pub fn resume(mut self, next: impl Into<String>) -> Self {
        self.pages = self.pages.resume(next);
        self
    }

    /// The next item; `None` after the last.
    ///
    /// Dropping the future loses nothing: the next one goes on where it stopped.
    ///
    /// # Errors
    /// The next page could not be fetched; it is asked for again next time. Or the list cannot go on, though its last
    /// page said that there is more; it ends behind that error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// All items that are left, at most `max` of them.
    ///
    /// # Errors
    /// A page could not be fetched, or there are more than `max` items ([`Error::is_too_large`]). What came is kept:
    /// another call goes on, and [`try_next`](Self::try_next) gives it out.
    pub async fn try_collect(&mut self, max: usize) -> Result<Vec<T>, Error> {
        poll_fn(|context| self.poll_all(context, max)).await
    }

    fn poll_all(&mut self, context: &mut Context<'_>, max: usize) -> Poll<Result<Vec<T>, Error>> {
        while self.ready.len() < self.left && self.ready.len() <= max {
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.ready.extend(page.items),
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => break,
            }
        }
        self.ready.truncate(self.left);
        if self.ready.len() > max {
            return Poll::Ready(Err(Error::too_many_items(max)));
        }
        self.left -= self.ready.len();
        Poll::Ready(Ok(std::mem::take(&mut self.ready).into()))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        while self.left > 0 {
            if let Some(item) = self.ready.pop_front() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => self.ready.extend(page.items),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => break,
            }
        }
        Poll::Ready(None)
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

//! Paginated lists: [`Page`], all items ([`Items`]), all pages ([`Pages`]).
//!
//! After an error the same page is requested again, so no item is lost.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Deref;
use std::task::{Context, Poll, ready};

use super::call::Call;
use super::cursor::{Asked, Cursor, Facts};
use super::error::Error;
use super::node::{Extra, Model, Node};
use super::outcome::RawResponse;
use super::outgoing::ErrorKind;
use super::response::Response;
use super::send::{Sending, send_and_read, stream_by_poll};

/// One page of a list, which dereferences to a slice of its items.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The number of the page, as the API counts; if the API has no such numbers, the first page
    /// that was read is 1.
    pub number: u64,
    /// The number of all pages, if the server states it.
    pub total_pages: Option<u64>,
    /// The number of all items, if the server states it.
    pub total_items: Option<u64>,
    /// The cursor of the next page, for `resume` of [`Pages`] and [`Items`], at any time; `None` on
    /// the last page. If it is sent in a JSON body, `3` is a number and `"3"` a string.
    pub next: Option<String>,
    /// The reason why the list cannot continue although the response announces more; [`Pages`] and
    /// [`Items`] return it as an error after the items.
    pub dead_end: Option<String>,
    /// The other parts of the response.
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

/// Fetches the page that the call requests.
pub fn fetch_page<T: Model>(call: Call) -> Sending<Response<Page<T>>> {
    let asked = Asked::of(&call);
    fetch_asked_page(call, asked)
}

fn fetch_asked_page<T: Model>(call: Call, asked: Asked) -> Sending<Response<Page<T>>> {
    send_and_read(call, move |raw| read_page(&asked, raw))
}

fn read_page<T: Model>(asked: &Asked, raw: RawResponse) -> Result<Response<Page<T>>, Error> {
    let mut optional_items: Option<Vec<T>> = None;
    let place: &mut dyn Node = if asked.is_optional() {
        &mut optional_items
    } else {
        optional_items.insert(Vec::new())
    };
    let members = asked.open(&raw, place)?;
    let items = optional_items.unwrap_or_default();
    let nodes: Vec<&dyn Node> = items.iter().map(|item| item as &dyn Node).collect();
    let Facts {
        number,
        total_pages,
        total_items,
        next,
        dead_end,
    } = asked.facts(&raw, &members, &nodes);
    let page = Page {
        items,
        number,
        total_pages,
        total_items,
        next,
        dead_end,
        members: members.clone(),
    };
    Ok(Response {
        value: page,
        members,
        raw,
    })
}

/// All pages of a list, read by [`try_next`](Self::try_next) or `futures_core::Stream`.
#[must_use = "pages are fetched as they are asked for"]
pub struct Pages<T> {
    cursor: Cursor,
    sending: Option<Sending<Response<Page<T>>>>,
    dead_end: Option<Error>,
}

impl<T: Model> Pages<T> {
    /// Creates a stream of all pages, starting with the one that the call requests.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self {
            cursor: Cursor::new(call),
            sending: None,
            dead_end: None,
        }
    }

    #[cfg(feature = "test-util")]
    pub(crate) fn call(&self) -> Call {
        self.cursor.call()
    }

    /// Starts with the page of this cursor: a [`Page::next`], even from an earlier run of the
    /// program. An invalid cursor is an error before anything is sent.
    pub fn resume(mut self, next: impl Into<String>) -> Self {
        self.cursor.resume(next.into());
        self
    }

    /// Returns the next page; `None` after the last, which may be empty. Dropping the future loses
    /// nothing.
    ///
    /// # Errors
    /// The page could not be fetched; the next call requests it again. Or the list cannot continue
    /// although the last page announces more; the list ends after that error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        if self.cursor.is_done {
            return Poll::Ready(self.dead_end.take().map(Err));
        }
        let sending = self
            .sending
            .get_or_insert_with(|| fetch_asked_page(self.cursor.call(), self.cursor.asked()));
        let outcome = ready!(sending.as_mut().poll(context));
        self.sending = None;
        Poll::Ready(Some(outcome.and_then(|response| self.arrived(response))))
    }

    fn arrived(&mut self, response: Response<Page<T>>) -> Result<Page<T>, Error> {
        let raw = response.raw.clone();
        let mut page = response.into_value();
        let kind = if page.dead_end.is_some() {
            ErrorKind::Decode
        } else {
            ErrorKind::RepeatedPage
        };
        let Page {
            items,
            number,
            next,
            dead_end,
            ..
        } = &mut page;
        match self.cursor.advance(items, items.len(), number, next) {
            Err(message) => return Err(Error::new(kind, message).with(raw)),
            Ok(repeated) => *dead_end = repeated.or(dead_end.take()),
        }
        self.dead_end = page
            .dead_end
            .clone()
            .map(|message| Error::new(kind, message).with(raw));
        Ok(page)
    }
}

stream_by_poll!(Pages<T: Model> => Page<T>, BlockingItems with cursor.call().client());

/// All items of a list, across pages. For an API that lists pets:
///
/// ```text
/// let mut pets = client.pets().list().stream();
/// while let Some(pet) = pets.try_next().await? {
///     println!("{}", pet.name);
/// }
/// let hundred = client.pets().list().stream().limit(100).try_collect(100).await?;
/// ```
///
/// [`try_next`](Self::try_next) needs no trait; `futures_core::Stream` is implemented as well.
/// After an error the next call requests the same page again; the items before it were all
/// returned.
#[must_use = "items are fetched as they are asked for"]
pub struct Items<T> {
    pages: Pages<T>,
    ready: VecDeque<T>,
    left: usize,
}

impl<T: Model> Items<T> {
    /// Creates a stream of all items, starting with the page that the call requests.
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self {
            pages: Pages::new(call),
            ready: VecDeque::new(),
            left: usize::MAX,
        }
    }

    /// Limits the number of items; pages beyond the limit are not fetched.
    pub fn limit(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// Starts with the page of this cursor; see [`Pages::resume`].
    pub fn resume(mut self, next: impl Into<String>) -> Self {
        self.pages = self.pages.resume(next);
        self
    }

    /// Returns the next item; `None` after the last. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The errors of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// Collects all remaining items, at most `max`.
    ///
    /// # Errors
    /// A page could not be fetched, or there are more than `max` items ([`Error::is_too_large`]).
    /// Items that arrived are kept: another call continues, and [`try_next`](Self::try_next)
    /// returns them.
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
            let message = format!("the list has more than the {max} items that were asked for");
            return Poll::Ready(Err(Error::new(ErrorKind::TooLarge, message)));
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

/// Items are moved, never pinned.
impl<T> Unpin for Items<T> {}

stream_by_poll!(Items<T: Model> => T, BlockingItems with pages.cursor.call().client());

/// Like `request`, for a paginated list of `$item`. With `also`, it adds only `stream` and `pages`,
/// because the output of the request is not a `Page`.
macro_rules! pages {
    ($name:ident => also $item:ty) => {
        impl $name {
            /// Returns a stream of all items, starting with the requested page; further pages are
            /// fetched as needed.
            #[inline]
            pub fn stream(self) -> $crate::runtime::page::Items<$item> {
                $crate::runtime::page::Items::new(self.into_call())
            }

            /// Returns all pages, starting with the requested one.
            #[inline]
            pub fn pages(self) -> $crate::runtime::page::Pages<$item> {
                $crate::runtime::page::Pages::new(self.into_call())
            }
        }
    };
    ($name:ident => $item:ty) => {
        $crate::runtime::requests::sent!(
            $name, $crate::runtime::page::Page<$item>, $crate::runtime::page::fetch_page::<$item>
        );
        $crate::runtime::page::pages!($name => also $item);
    };
}

pub(crate) use pages;

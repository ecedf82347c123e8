//! Paging: lists page by page and item by item.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{digest, next};
use crate::client::call::Call;
use crate::client::call::operation::Operation;
use crate::client::error::Error;
use crate::client::response::RawResponse;
use crate::future::BoxFuture;
use crate::meta::{Paging, PagingStyle};

/// Operation that returns a paged list. Written by [`paged!`](crate::paged!).
pub trait Paged: Operation<Output: 'static> {
    /// Type of the items.
    type Item: Send + 'static;

    /// Returns the number of items of a page.
    fn length(page: &Self::Output) -> usize;

    /// Returns the items of a page.
    fn into_items(page: Self::Output) -> Vec<Self::Item>;

    /// Returns the total number of items, if the page has it.
    fn total(page: &Self::Output) -> Option<i64>;
}

/// Field with the total number of items, of any numeric type.
pub trait Total {
    /// Returns the total, if there is one.
    fn total(&self) -> Option<i64>;
}

impl Total for i32 {
    fn total(&self) -> Option<i64> {
        Some(i64::from(*self))
    }
}

impl Total for i64 {
    fn total(&self) -> Option<i64> {
        Some(*self)
    }
}

impl<T: Total> Total for Option<T> {
    fn total(&self) -> Option<i64> {
        self.as_ref().and_then(Total::total)
    }
}

/// Field with the items of a page. One that is absent has none.
pub trait PageItems<T> {
    /// Returns the number of items.
    fn length(&self) -> usize;

    /// Returns the items.
    fn into_items(self) -> Vec<T>;
}

impl<T> PageItems<T> for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }

    fn into_items(self) -> Vec<T> {
        self
    }
}

impl<T> PageItems<T> for Option<Vec<T>> {
    fn length(&self) -> usize {
        self.as_ref().map_or(0, Vec::len)
    }

    fn into_items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

/// Declares which field of a page holds the items, and which one the total. `*` instead of a field: the page is the
/// list.
#[macro_export]
macro_rules! paged {
    ($name:ident: $item:ty => $items:tt $(, $total:ident)?) => {
        impl $crate::client::Paged for $name {
            type Item = $item;

            #[inline]
            fn length(page: &<Self as $crate::client::Operation>::Output) -> usize {
                $crate::client::PageItems::<$item>::length($crate::paged!(@place page, $items))
            }

            #[inline]
            fn into_items(page: <Self as $crate::client::Operation>::Output) -> ::std::vec::Vec<$item> {
                $crate::client::PageItems::<$item>::into_items($crate::paged!(@items page, $items))
            }

            #[inline]
            fn total(page: &<Self as $crate::client::Operation>::Output) -> ::core::option::Option<i64> {
                let _ = page;
                $crate::paged!(@total page $(, $total)?)
            }
        }

        impl $name {
            /// Returns all pages as a stream, one request each, starting at the page that was set. The page
            /// size is the limit that was set, or less if the service caps it.
            #[inline]
            pub fn pages(self) -> $crate::client::Pages<Self> {
                $crate::client::Pages::new(self)
            }

            /// Returns the items of all pages as a stream.
            #[inline]
            pub fn items(self) -> $crate::client::Items<Self> {
                $crate::client::Items::new(self)
            }
        }
    };
    (@place $page:ident, *) => { $page };
    (@place $page:ident, $items:ident) => { &$page.$items };
    (@items $page:ident, *) => { $page };
    (@items $page:ident, $items:ident) => { $page.$items };
    (@total $page:ident) => { ::core::option::Option::None };
    (@total $page:ident, $total:ident) => { $crate::client::Total::total(&$page.$total) };
}

/// Stream of the pages of a list. Returned by `pages` of an operation.
///
/// If the service reports a total, the list ends there. Otherwise it ends with a page that is shorter than
/// both the limit and the previous page: a service may cap its pages below the limit. An empty page always
/// ends it, and so does a page with the same items as an earlier one, from a service that ignores the offset.
/// With cursors and links, the list ends with the page that has none, or one that an earlier page had. A cursor that is
/// neither a string nor a number is an error, and so is a link to another path.
/// An error ends the stream.
#[must_use = "nothing is sent before the first page is polled"]
pub struct Pages<O: Paged> {
    call: Call,
    paging: Option<Paging>,
    limit: Option<u64>,
    /// Number of items before the next page; `None` if only the service knows.
    offset: Option<u64>,
    /// Number of the next page.
    page: u64,
    /// Latest total.
    total: Option<u64>,
    /// Number of items of the last page.
    length: Option<u64>,
    /// Digests of the items of each page, or of each cursor.
    seen: BTreeSet<u64>,
    done: bool,
    pending: Option<Pending<O>>,
}

/// Requested page, with its response.
type Pending<O> = BoxFuture<'static, Result<(<O as Operation>::Output, RawResponse), Error>>;

impl<O: Paged> Pages<O> {
    /// Creates the stream. For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        let call = operation.into_call();
        let paging = O::META.paging;
        let number = |name: Option<&str>| call.query_number(name?);
        let limit = number(paging.map(|paging| paging.limit)).filter(|limit| *limit > 0);
        let position = number(paging.map(|paging| paging.offset));
        let (offset, page) = match paging.map(|paging| paging.style) {
            Some(PagingStyle::Page { first }) => {
                let page = position.unwrap_or(first);
                let before = page.saturating_sub(first);
                let offset = limit.map(|limit| limit.saturating_mul(before));
                (offset.or((before == 0).then_some(0)), page)
            }
            Some(PagingStyle::Cursor { .. } | PagingStyle::Link { .. }) => (None, 0),
            Some(PagingStyle::Offset) | None => (Some(position.unwrap_or(0)), 0),
        };
        Self {
            call,
            paging,
            limit,
            offset,
            page,
            total: None,
            length: None,
            seen: BTreeSet::new(),
            done: false,
            pending: None,
        }
    }

    /// Returns the next page; `None` after the last one.
    ///
    /// # Errors
    /// Fails as `send` does. An error ends the stream.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Collects the items of all remaining pages.
    ///
    /// # Errors
    /// Fails as `send` does.
    pub async fn collect_items(mut self) -> Result<Vec<O::Item>, Error> {
        let mut items = Vec::new();
        while let Some(page) = self.next().await {
            items.extend(O::into_items(page?));
        }
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Output, Error>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let pending = self.pending.get_or_insert_with(|| {
            let call = self.call.clone();
            Box::pin(async move {
                let response = call.send().await?;
                Ok((O::decode(response.clone())?.into_inner(), response))
            })
        });
        let result = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(match result {
            Ok((page, response)) => self.accept(page, &response).map(Ok),
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        })
    }

    /// Advances past a page, and decides whether there are more.
    fn accept(&mut self, page: O::Output, response: &RawResponse) -> Option<O::Output> {
        let Some(paging) = self.paging else {
            self.done = true;
            return Some(page);
        };
        let cursor = |pointer| next::cursor(response.get(), pointer);
        let next = match paging.style {
            PagingStyle::Cursor { next } => cursor(next),
            PagingStyle::Link { next } => {
                let link = next.map_or_else(|| Ok(next::link(response.headers())), cursor);
                link.and_then(|link| {
                    link.iter().try_for_each(|link| next::check_path(link, O::META))?;
                    Ok(link)
                })
            }
            PagingStyle::Offset | PagingStyle::Page { .. } => return self.count(page, &paging, response.get()),
        };
        match next {
            Ok(next) => self.follow(next, |call, next| match paging.style {
                PagingStyle::Link { .. } => call.query_of_link(next),
                _ => call.query(paging.offset, next),
            }),
            // The page itself is complete; the error comes after it.
            Err(error) => self.pending = Some(Box::pin(std::future::ready(Err(Error::decode(response, error))))),
        }
        Some(page)
    }

    /// Prepares the call for the page behind a cursor.
    fn follow(&mut self, next: Option<String>, set: impl FnOnce(&mut Call, &str)) {
        match next.filter(|next| self.seen.insert(digest::cursor(next))) {
            Some(next) => set(&mut self.call, &next),
            None => self.done = true,
        }
    }

    /// Counts a page, and prepares the call for the one behind it.
    fn count(&mut self, page: O::Output, paging: &Paging, body: &[u8]) -> Option<O::Output> {
        let before = self.length;
        let length = O::length(&page) as u64;
        self.length = Some(length);
        self.offset = self.offset.map(|offset| offset.saturating_add(length));
        self.page = self.page.saturating_add(1);
        self.total = O::total(&page).and_then(|total| u64::try_from(total).ok()).or(self.total);
        let ends = match self.total.zip(self.offset) {
            Some((total, offset)) => offset >= total,
            None => before.is_some_and(|before| length < before) && self.limit.is_some_and(|limit| length < limit),
        };
        self.done = ends || length == 0;
        match (paging.style, self.offset) {
            (PagingStyle::Page { .. }, _) => self.call.query(paging.offset, self.page),
            (_, Some(offset)) => self.call.query(paging.offset, offset),
            (_, None) => {}
        }
        // A single page needs no comparison.
        if before.is_some() || !self.done {
            let again = !self.seen.insert(digest::items(body, paging.items));
            self.done |= again;
            if before.is_some() && (length == 0 || again) {
                return None;
            }
        }
        Some(page)
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<O::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<O: Paged> Unpin for Pages<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("offset", &self.offset).finish_non_exhaustive()
    }
}

/// Stream of the items of a list, across all pages. Returned by `items` of an operation.
#[must_use = "nothing is sent before the first item is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: VecDeque<O::Item>,
}

impl<O: Paged> Items<O> {
    /// Creates the stream. For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        Self { pages: Pages::new(operation), ready: VecDeque::new() }
    }

    /// Returns the next item; `None` after the last one.
    ///
    /// # Errors
    /// Fails as `send` does. An error ends the stream.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Collects all remaining items.
    ///
    /// # Errors
    /// Fails as `send` does.
    pub async fn collect(mut self) -> Result<Vec<O::Item>, Error> {
        let mut items = Vec::from(std::mem::take(&mut self.ready));
        items.extend(self.pages.collect_items().await?);
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(page)) => self.ready.extend(O::into_items(page)),
            }
        }
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("ready", &self.ready.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_are_absent_are_none() {
        let items = |page: Option<Vec<i32>>| (page.length(), page.into_items());
        assert_eq!(items(Some(vec![1, 2])), (2, vec![1, 2]));
        assert_eq!(items(None), (0, Vec::new()));
    }
}

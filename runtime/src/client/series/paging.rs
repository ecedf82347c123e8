//! Lists page by page, and item by item.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::digest;
use crate::client::call::Call;
use crate::client::call::operation::Operation;
use crate::client::error::Error;
use crate::future::BoxFuture;
use crate::meta::Paging;

/// An operation that lists things page by page. Written by [`paged!`](crate::paged!).
pub trait Paged: Operation<Output: 'static> {
    /// What is listed.
    type Item: Send + 'static;

    /// How many items a page has.
    fn length(page: &Self::Output) -> usize;

    /// The items of a page.
    fn into_items(page: Self::Output) -> Vec<Self::Item>;

    /// The number of all items, if the page tells it.
    fn total(page: &Self::Output) -> Option<i64>;
}

/// A field that tells the number of all items, whatever its type.
pub trait Total {
    /// The number, if there is one.
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

/// Says which field of a page holds the items, and which one, if any, the number of all.
#[macro_export]
macro_rules! paged {
    ($name:ident: $item:ty => $items:ident $(, $total:ident)?) => {
        impl $crate::client::Paged for $name {
            type Item = $item;

            #[inline]
            fn length(page: &<Self as $crate::client::Operation>::Output) -> usize {
                page.$items.len()
            }

            #[inline]
            fn into_items(page: <Self as $crate::client::Operation>::Output) -> ::std::vec::Vec<$item> {
                page.$items
            }

            #[inline]
            fn total(page: &<Self as $crate::client::Operation>::Output) -> ::core::option::Option<i64> {
                let _ = page;
                $crate::paged!(@total page $(, $total)?)
            }
        }

        impl $name {
            /// All pages, one request after the other, beginning at the offset that was set. Each page is
            /// as large as the limit says, or smaller if the service has a limit of its own.
            #[inline]
            pub fn pages(self) -> $crate::client::Pages<Self> {
                $crate::client::Pages::new(self)
            }

            /// The items of all pages.
            #[inline]
            pub fn items(self) -> $crate::client::Items<Self> {
                $crate::client::Items::new(self)
            }
        }
    };
    (@total $page:ident) => { ::core::option::Option::None };
    (@total $page:ident, $total:ident) => { $crate::client::Total::total(&$page.$total) };
}

/// The pages of a list, as a stream. Made by `pages` of an operation.
///
/// Where the service tells the total, the list ends when it is reached. Elsewhere it ends with a page
/// that is shorter than both the limit and the page before it: a service may give out fewer items than
/// the limit asks for, and then all of its pages are short. An empty page ends it in any case, and so
/// does a page with the same items as an earlier one, from a service that ignores the offset. After an
/// error nothing more comes.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<O: Paged> {
    call: Call,
    paging: Option<Paging>,
    limit: Option<u64>,
    offset: u64,
    /// The total that was last told.
    total: Option<u64>,
    /// The number of items on the last page.
    length: Option<u64>,
    /// Digests of the items of each page.
    seen: BTreeSet<u64>,
    done: bool,
    pending: Option<Pending<O>>,
}

/// A page that was asked for, with its body.
type Pending<O> = BoxFuture<'static, Result<(<O as Operation>::Output, Bytes), Error>>;

impl<O: Paged> Pages<O> {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        let call = operation.into_call();
        let paging = O::META.paging;
        let number = |name: Option<&str>| call.query_number(name?);
        let limit = number(paging.map(|paging| paging.limit)).filter(|limit| *limit > 0);
        let offset = number(paging.map(|paging| paging.offset)).unwrap_or(0);
        Self {
            call,
            paging,
            limit,
            offset,
            total: None,
            length: None,
            seen: BTreeSet::new(),
            done: false,
            pending: None,
        }
    }

    /// The next page; none after the last one.
    ///
    /// # Errors
    /// As `send`. After an error nothing more comes.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Adds the items of all further pages to a list.
    ///
    /// # Errors
    /// As `send`.
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
            let mut call = self.call.clone();
            // The first page is asked for as the caller did.
            if let Some(paging) = self.paging.filter(|_| self.length.is_some()) {
                call.query(paging.offset, self.offset);
            }
            Box::pin(async move {
                let response = call.send().await?;
                Ok((O::decode(&response)?, response.into_inner()))
            })
        });
        let result = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(match result {
            Ok((page, body)) => self.accept(page, &body).map(Ok),
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        })
    }

    /// Moves on behind a page, and decides whether there are more.
    fn accept(&mut self, page: O::Output, body: &[u8]) -> Option<O::Output> {
        let before = self.length;
        let length = O::length(&page) as u64;
        self.length = Some(length);
        self.offset = self.offset.saturating_add(length);
        self.total = O::total(&page).and_then(|total| u64::try_from(total).ok()).or(self.total);
        let ends = match self.total {
            Some(total) => self.offset >= total,
            None => before.is_some_and(|before| length < before) && self.limit.is_some_and(|limit| length < limit),
        };
        self.done = ends || length == 0 || self.paging.is_none();
        // The only page need not be compared with any other.
        if before.is_some() || !self.done {
            let items = self.paging.map_or("", |paging| paging.items);
            let again = !self.seen.insert(digest::items(body, items));
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

/// The items of a list, as a stream over all pages. Made by `items` of an operation.
#[must_use = "nothing is sent before an item is asked for"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: VecDeque<O::Item>,
}

impl<O: Paged> Items<O> {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        Self { pages: Pages::new(operation), ready: VecDeque::new() }
    }

    /// The next item; none after the last one.
    ///
    /// # Errors
    /// As `send`. After an error nothing more comes.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// All items in a list.
    ///
    /// # Errors
    /// As `send`.
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

//! Lists page by page, and item by item.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

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

            fn length(page: &<Self as $crate::client::Operation>::Output) -> usize {
                page.$items.len()
            }

            fn into_items(page: <Self as $crate::client::Operation>::Output) -> ::std::vec::Vec<$item> {
                page.$items
            }

            fn total(page: &<Self as $crate::client::Operation>::Output) -> ::core::option::Option<i64> {
                let _ = page;
                $crate::paged!(@total page $(, $total)?)
            }
        }

        impl $name {
            /// All pages, one request after the other, beginning at the offset that was set. Each page is
            /// as large as the limit says; without one, as the service likes.
            pub fn pages(self) -> $crate::client::Pages<Self> {
                $crate::client::Pages::new(self)
            }

            /// The items of all pages.
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
/// The list ends with a page that is shorter than the limit, when the number of all items is
/// reached, or with an empty page. A service that answers the same page again and again ends it,
/// too. After an error nothing more comes.
#[must_use = "nothing is sent before a page is asked for"]
pub struct Pages<O: Paged> {
    call: Call,
    paging: Option<Paging>,
    limit: Option<u64>,
    offset: u64,
    /// The body of the last page.
    last: Option<Bytes>,
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
        Self { call, paging, limit, offset, last: None, done: false, pending: None }
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
            if let Some(paging) = self.paging.filter(|_| self.last.is_some()) {
                call.query(paging.offset, self.offset);
            }
            Box::pin(async move {
                let response = call.send().await?;
                Ok((O::decode(&response)?, response.into_inner()))
            })
        });
        let answer = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(match answer {
            Ok((page, body)) => self.accept(page, body).map(Ok),
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        })
    }

    /// Moves on behind a page, and decides whether there are more.
    fn accept(&mut self, page: O::Output, body: Bytes) -> Option<O::Output> {
        let first = self.last.is_none();
        let length = O::length(&page) as u64;
        // A service that does not know the offset would be asked forever.
        let again = self.last.as_ref() == Some(&body);
        if !first && (length == 0 || again) {
            self.done = true;
            return None;
        }
        self.offset = self.offset.saturating_add(length);
        let reached = O::total(&page).and_then(|total| u64::try_from(total).ok());
        let short = self.limit.is_some_and(|limit| length < limit);
        self.done = length == 0 || short || self.paging.is_none() || reached.is_some_and(|total| self.offset >= total);
        self.last = Some(body);
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

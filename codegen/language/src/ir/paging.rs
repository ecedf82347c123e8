//! Pages of operations that list.

use crate::raw::PagingStyle;

/// How to get the next page.
#[derive(Clone, Debug)]
pub struct Paging {
    /// What tells pages apart.
    pub style: PagingStyle,
    /// Query parameter with the size of a page.
    pub limit: Option<String>,
    /// Query parameter with the place of a page: offset, number or cursor. `None` for the style `link`.
    pub position: Option<String>,
    /// Path of fields from the response to the cursor or the link of the next page.
    pub next: Vec<String>,
    /// Response field with the items. `None`: the response is the list.
    pub items: Option<String>,
    /// Response field with the total number of items.
    pub total: Option<String>,
}

impl Paging {
    /// Returns the key that names the position.
    pub fn position_key(style: PagingStyle) -> Option<&'static str> {
        match style {
            PagingStyle::Offset => Some("offset"),
            PagingStyle::Page => Some("page"),
            PagingStyle::Cursor => Some("cursor"),
            PagingStyle::Link => None,
        }
    }
}

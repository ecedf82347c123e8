//! What documents do not say, and names suggest: how lists are read page by page. Guesses are marked.

use serde_json::{Map, Value, json};

use super::guesses::{is_integer, plain};
use super::log::Loss;
use super::operations::Draft;
use super::{COMMENT, Importer};

/// Parameters with the size of a page, without case and punctuation.
const LIMITS: [&str; 10] =
    ["limit", "pagesize", "perpage", "size", "maxresults", "count", "take", "top", "maxitems", "pagelimit"];

/// Parameters with the number of items to skip.
const OFFSETS: [&str; 5] = ["offset", "skip", "startindex", "start", "startat"];

/// Parameters with the number of a page.
const PAGES: [&str; 6] = ["page", "pagenumber", "pagenum", "pageno", "pageindex", "currentpage"];

/// Parameters with a cursor.
const CURSORS: [&str; 12] = [
    "cursor",
    "pagetoken",
    "nextpagetoken",
    "nexttoken",
    "continuationtoken",
    "continue",
    "nextcursor",
    "pagecursor",
    "marker",
    "scrollid",
    "after",
    "page",
];

/// Fields with the cursor of the next page, the likeliest first.
const NEXTS: [&str; 11] = [
    "nextpagetoken",
    "nextcursor",
    "nexttoken",
    "nextpagecursor",
    "nextpage",
    "nextmarker",
    "continuationtoken",
    "continue",
    "endcursor",
    "scrollid",
    "after",
];

/// Fields with a link to the next page.
const LINKS: [&str; 5] = ["next", "nextlink", "nexturl", "nextpageurl", "nextpagelink"];

/// Objects that describe a page.
const ABOUT: [&str; 10] = [
    "meta",
    "metadata",
    "pagination",
    "paging",
    "pageinfo",
    "page",
    "links",
    "responsemetadata",
    "cursors",
    "resultinfo",
];

/// Fields with the total number of items.
const TOTALS: [&str; 6] = ["total", "totalcount", "count", "totalitems", "totalresults", "totalsize"];

/// What a response tells of a page.
struct Page {
    items: Option<String>,
    total: Option<String>,
    next: Option<String>,
    link: Option<String>,
}

impl Importer<'_> {
    /// Describes how to request the next page where parameters and fields suggest it.
    pub(super) fn pages(&mut self, drafts: &mut [Draft<'_>]) {
        let has_pages =
            |draft: &&mut Draft<'_>| draft.method == "get" && !draft.outcome && !draft.entry.contains_key("paging");
        for draft in drafts.iter_mut().filter(has_pages) {
            let Some(page) = self.page(draft) else { continue };
            let limit = named(draft, &LIMITS, is_integer);
            let by_link = self.links_to_next(draft) || page.link.is_some();
            let (style, position) = if let Some(offset) = named(draft, &OFFSETS, is_integer).filter(|_| limit.is_some())
            {
                ("offset", Some(("offset", offset)))
            } else if let (Some(cursor), true) = (named(draft, &CURSORS, is_text), page.next.is_some()) {
                ("cursor", Some(("cursor", cursor)))
            } else if by_link && (limit.is_some() || !has_other_pages(draft)) {
                ("link", None)
            } else if let Some(number) = named(draft, &PAGES, is_integer) {
                ("page", Some(("page", number)))
            } else {
                continue;
            };
            let next = match style {
                "cursor" => page.next,
                "link" => page.link.filter(|_| !self.links_to_next(draft)),
                _ => None,
            };
            let mut paging = Map::from_iter([
                (COMMENT.to_owned(), json!("Guessed from the names of parameters and fields.")),
                ("style".to_owned(), json!(style)),
            ]);
            let position = position.map(|(key, name)| (key, Some(name)));
            let settings = [("limit", limit), ("next", next), ("items", page.items), ("total", page.total)];
            for (key, name) in settings.into_iter().chain(position) {
                paging.extend(name.map(|name| (key.to_owned(), json!(name))));
            }
            self.log.add(&draft.node, Loss::Guess, "pages", format!("of the style `{style}`"));
            draft.entry.insert("paging".to_owned(), Value::Object(paging));
        }
    }

    /// What the only response tells of a page: it is a list, or an object with one list.
    fn page(&self, draft: &Draft<'_>) -> Option<Page> {
        let responses = draft.entry.get("responses")?.as_object()?;
        if responses.values().any(|response| response.get("body").is_none()) {
            return None;
        }
        let body = responses.values().find_map(|response| response.get("body")?.as_str())?;
        if body.starts_with("list<") {
            return Some(Page { items: None, total: None, next: None, link: None });
        }
        let fields = self.fields(body)?;
        let is_list = |(_, field): &(&String, &Value)| field["type"].as_str().is_some_and(|ty| ty.starts_with("list<"));
        let mut lists = fields.iter().filter(is_list);
        let (Some((items, _)), None) = (lists.next(), lists.next()) else { return None };
        let is_total =
            |(name, field): &(&String, &Value)| TOTALS.contains(&plain(name).as_str()) && is_integer(&field["type"]);
        Some(Page {
            items: Some(items.clone()),
            total: fields.iter().find(is_total).map(|(name, _)| name.clone()),
            next: self.inside(fields, &NEXTS),
            link: self.inside(fields, &LINKS),
        })
    }

    fn fields(&self, ty: &str) -> Option<&Map<String, Value>> {
        self.types.get(ty)?.entry.get("fields")?.as_object()
    }

    /// The path to the first of some fields that is a string: in the response, or in an object that describes the page.
    fn inside(&self, fields: &Map<String, Value>, wanted: &[&str]) -> Option<String> {
        let field = |fields: &Map<String, Value>| {
            let fits = |wanted: &&str, (name, field): &(&String, &Value)| {
                plain(name) == **wanted
                    && is_text(&field["type"])
                    && !name.contains('.')
                    && field.get("header").is_none()
            };
            wanted
                .iter()
                .find_map(|wanted| fields.iter().find(|field| fits(wanted, field)).map(|(name, _)| name.clone()))
        };
        field(fields).or_else(|| {
            let about = fields.iter().filter(|(name, _)| ABOUT.contains(&plain(name).as_str()) && !name.contains('.'));
            about
                .filter_map(|(name, about)| Some((name, self.fields(about["type"].as_str()?)?)))
                .find_map(|(name, inner)| Some(format!("{name}.{}", field(inner)?)))
        })
    }

    /// Whether the response has the header `Link`.
    fn links_to_next(&self, draft: &Draft<'_>) -> bool {
        let responses = draft.entry.get("responses").and_then(Value::as_object).into_iter().flatten();
        let headers = responses.filter_map(|(_, response)| self.fields(response.get("headers")?.as_str()?));
        headers
            .flatten()
            .any(|(_, field)| field["header"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("link")))
    }
}

/// The first of some optional parameters of the query whose type fits.
fn named(draft: &Draft<'_>, wanted: &[&str], fits: fn(&Value) -> bool) -> Option<String> {
    let query = draft.entry.get("query").and_then(Value::as_object)?;
    wanted.iter().find_map(|wanted| {
        let is_it = |(name, entry): &(&String, &Value)| {
            plain(name) == *wanted && entry["presence"] == "optional" && fits(&entry["type"])
        };
        query.iter().find(is_it).map(|(name, _)| name.clone())
    })
}

/// Whether parameters number pages, or count items.
fn has_other_pages(draft: &Draft<'_>) -> bool {
    named(draft, &PAGES, is_integer).or(named(draft, &OFFSETS, is_integer)).is_some()
}

fn is_text(ty: &Value) -> bool {
    ty == "string"
}

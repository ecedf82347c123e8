//! Generated pages, read as browsers read them.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{Html, Selector};

/// All pages by path.
pub(crate) struct Site {
    pages: BTreeMap<String, Html>,
    others: BTreeSet<String>,
    ids: BTreeMap<String, BTreeSet<String>>,
}

/// The id of a definition's element.
pub(crate) fn anchor(path: &str) -> String {
    let written = |c: char| match c {
        c if c.is_ascii_alphanumeric() || "._-:".contains(c) => c.to_string(),
        c => format!("~{:x}~", u32::from(c)),
    };
    path.chars().map(written).collect()
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

impl Site {
    pub(crate) fn read(files: &BTreeMap<String, String>) -> Site {
        let (pages, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path.ends_with(".html"));
        let pages: BTreeMap<String, Html> =
            pages.into_iter().map(|(path, text)| (path.clone(), Html::parse_document(text))).collect();
        let all = selector("[id]");
        let ids = |page: &Html| page.select(&all).filter_map(|element| element.attr("id")).map(str::to_owned).collect();
        let ids = pages.iter().map(|(path, page)| (path.clone(), ids(page))).collect();
        Site { ids, pages, others: others.into_iter().map(|(path, _)| path.clone()).collect() }
    }

    pub(crate) fn pages(&self) -> impl Iterator<Item = (&str, &Html)> {
        self.pages.iter().map(|(path, page)| (path.as_str(), page))
    }

    pub(crate) fn page(&self, path: &str) -> &Html {
        &self.pages[path]
    }

    pub(crate) fn has(&self, page: &str, id: &str) -> bool {
        self.ids.get(page).is_some_and(|ids| ids.contains(id))
    }

    /// The pages that have an element with this id.
    pub(crate) fn pages_with(&self, id: &str) -> Vec<&str> {
        self.ids.iter().filter(|(_, ids)| ids.contains(id)).map(|(path, _)| path.as_str()).collect()
    }

    /// The text of the element with this id, with single spaces.
    pub(crate) fn text_of(&self, id: &str) -> String {
        let pages = self.pages_with(id);
        let [page] = pages.as_slice() else { panic!("{id} is on {pages:?}") };
        let all = selector("[id]");
        let element = self.pages[*page].select(&all).find(|element| element.attr("id") == Some(id)).unwrap();
        element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Asserts what holds for any page.
    #[track_caller]
    pub(crate) fn assert_sound(&self) {
        let mut faults = Vec::new();
        for (path, page) in self.pages() {
            faults.extend(page.errors.iter().map(|error| format!("{path}: {error}")));
            let mut seen = BTreeSet::new();
            for element in page.select(&selector("*")) {
                let name = element.value().name();
                for (attribute, value) in element.value().attrs() {
                    let fault = match attribute {
                        "id" if !seen.insert(value) => Some("stands twice"),
                        "id" if value.is_empty() || value.contains(char::is_whitespace) => Some("is no id"),
                        "style" => Some("is forbidden by the policy"),
                        handler if handler.starts_with("on") => Some("is a handler"),
                        "href" | "src" if name != "a" && value.contains("//") && !value.starts_with("data:") => {
                            Some("is fetched from elsewhere")
                        }
                        "href" | "src" if !self.leads_somewhere(path, value) => Some("leads nowhere"),
                        "for" | "aria-controls" | "aria-labelledby" | "popovertarget" if !self.has(path, value) => {
                            Some("names nothing")
                        }
                        _ => None,
                    };
                    faults.extend(fault.map(|fault| format!("{path}: {attribute}=\"{value}\" {fault}")));
                }
            }
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults[..faults.len().min(20)].join("\n"));
    }

    fn leads_somewhere(&self, from: &str, href: &str) -> bool {
        if href.starts_with("https://") || href.starts_with("http://") || href.starts_with("data:") {
            return true;
        }
        let (file, id) = href.split_once('#').unwrap_or((href, ""));
        let path = match (file.strip_prefix("../"), from.split_once('/')) {
            _ if file.is_empty() => from.to_owned(),
            (Some(file), Some(_)) => file.to_owned(),
            (None, Some((directory, _))) => format!("{directory}/{file}"),
            _ => file.to_owned(),
        };
        match href.contains('#') {
            true => self.has(&path, id),
            false => self.pages.contains_key(&path) || self.others.contains(&path),
        }
    }
}

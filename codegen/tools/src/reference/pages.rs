//! The pages beside those of the groups: overview, errors, permissions, errata, shared types.

use std::collections::BTreeMap;

use askama::Template;

use super::frame::Frame;
use super::marks::Card;
use super::operations::title;
use super::scene::{Entry, Scene};
use super::sitemap::anchor;
use super::text::{Html, code, html, json};
use super::types::TypeView;
use crate::diff::{Definition, Site};
use crate::openapi;
use specwright_language::ir::*;
use specwright_language::raw::{DocumentKind, ErrorClass};

/// A section of the overview, or a page of its own.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry>,
    /// What changed about the section as a whole.
    pub(super) cards: Vec<Card>,
}

#[derive(Template)]
#[template(path = "reference/index.html")]
pub(super) struct IndexPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) doc: Html,
    pub(super) cards: Vec<Card>,
    pub(super) counts: Vec<(usize, &'static str, String)>,
    pub(super) families: Vec<FamilyCard>,
    pub(super) family_cards: Vec<Card>,
    pub(super) sections: Vec<Section>,
}

/// A family on the overview.
pub(super) struct FamilyCard {
    entry: Entry,
    operations: usize,
    /// Name, address, number of operations, and first words.
    groups: Vec<(String, String, usize, Html)>,
}

#[derive(Template)]
#[template(path = "reference/errors.html")]
pub(super) struct ErrorsPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) styles: Section,
    pub(super) catalogs: Vec<Catalog>,
    pub(super) cards: Vec<Card>,
}

/// A catalog of error codes.
pub(super) struct Catalog {
    entry: Entry,
    codes: Vec<Code>,
}

struct Code {
    entry: Entry,
    status: u16,
    phrase: &'static str,
    kind: String,
    /// Further statuses with their class.
    also: Vec<(u16, String)>,
    message: String,
    remedy: Html,
    /// Releases that have it.
    releases: Vec<Html>,
}

#[derive(Template)]
#[template(path = "reference/list.html")]
pub(super) struct ListPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) intro: &'static str,
    pub(super) section: Section,
}

#[derive(Template)]
#[template(path = "reference/types.html")]
pub(super) struct TypesPage<'a> {
    pub(super) frame: Frame<'a>,
    pub(super) id: String,
    pub(super) intro: Html,
    pub(super) cards: Vec<Card>,
    pub(super) types: Vec<TypeView>,
}

impl<'a> Scene<'a> {
    fn section(&self, id: &'static str, title: &'static str, entries: Vec<Entry>) -> Section {
        Section { id, title, entries, cards: self.cards(id) }
    }

    pub(super) fn index(&self, frame: Frame<'a>) -> IndexPage<'a> {
        let api = self.api;
        let codes = api.error_catalogs.iter().map(|catalog| catalog.codes.len()).sum();
        let count = |number: usize, words: &'static str, section: &str| (number, words, self.href(section));
        IndexPage {
            frame,
            doc: self.doc(&api.doc),
            cards: self.cards("api"),
            counts: vec![
                count(api.operations.len(), "operations", "families"),
                (api.types.len(), "types", String::new()),
                count(codes, "error codes", "error_codes"),
                count(api.permissions.len(), "permissions", "permissions"),
                count(api.errata.len(), "errata", "errata"),
            ],
            families: (0u32..)
                .zip(&api.families)
                .map(|(index, family)| self.family_card(FamilyId(index), family))
                .collect(),
            family_cards: self.cards("families"),
            sections: vec![
                self.section("hosts", "Hosts and regions", api.hosts.iter().map(|host| self.host(host)).collect()),
                self.section("auth", "Authentication", api.auth.iter().map(|auth| self.auth(auth)).collect()),
                self.section("client_parameters", "What the client fills in", self.client_parameters()),
                self.section("documents", "Sources", api.documents.iter().map(|one| self.document(one)).collect()),
            ],
        }
    }

    fn family_card(&self, family_id: FamilyId, family: &Family) -> FamilyCard {
        let groups = (0u32..).zip(&self.api.groups).filter(|(_, group)| group.family == family_id);
        let of = |group: GroupId| self.api.operations.iter().filter(|operation| operation.group == group).count();
        let groups = groups.map(|(index, group)| {
            let href = super::sitemap::link(&self.page, &super::sitemap::group_page(&family.name, &group.name));
            (title(&group.name), href, of(GroupId(index)), self.summary(&group.doc))
        });
        FamilyCard {
            entry: self.entry(&format!("families.{}", family.name), &family.name, &family.doc),
            operations: self.api.operations.iter().filter(|operation| operation.family == family_id).count(),
            groups: groups.collect(),
        }
    }

    fn host(&self, host: &Host) -> Entry {
        let path = format!("hosts.{}", host.name);
        let mut entry = self.entry(&path, &host.name, &host.doc);
        match &host.address {
            HostAddress::Explicit(example) => {
                entry.facts.push(html!("Its address has to be set, as {} for example.", code(example)));
            }
            HostAddress::Regional { template, regions } => {
                entry.facts.push(html!("{}", code(template)));
                let paths: Vec<String> = regions.iter().map(|region| format!("{path}.regions.{region}")).collect();
                let items = regions
                    .iter()
                    .zip(&paths)
                    .map(|(region, path)| html!("<li id=\"{}\"><code>{}</code></li>", anchor(path), region.value));
                entry.facts.push(html!(
                    "<details><summary>{} known regions</summary><ul class=\"names\">{}</ul></details>",
                    regions.len(),
                    Html::join(items, "")
                ));
                entry.cards.extend(paths.iter().flat_map(|path| self.cards(path)));
            }
        }
        let nulls = html!("In requests, null counts as absent.");
        entry.facts.extend(host.nulls_are_absent.then_some(nulls));
        entry.facts.extend(
            host.parameters
                .iter()
                .map(|(name, value)| html!("{} is {} here, unless a call is given another.", code(name), code(value))),
        );
        entry
    }

    fn auth(&self, auth: &Auth) -> Entry {
        let mut entry = self.entry(&format!("auth.{}", auth.name), &auth.name, &auth.doc);
        entry.facts.push(match &auth.credential {
            Credential::None => html!("Nothing is sent."),
            Credential::Bearer => html!("Sent as {}.", code("Authorization: Bearer …")),
            Credential::Basic => html!("Name and password, sent as {}.", code("Authorization: Basic …")),
            Credential::Header(header) => html!("Sent in the header {}.", code(header)),
            Credential::Query(name) => html!("Sent in the query parameter {}.", code(name)),
            Credential::Cookie(name) => html!("Sent in the cookie {}.", code(name)),
        });
        entry.facts.extend(auth.login.as_ref().map(|login| {
            let operation = self.api.operation_id(self.api.operation(login.operation));
            html!(
                "Issued by {} for {} and {}, as {} of the response.",
                self.path_link(&operation),
                code(&login.name),
                code(&login.password),
                code(&login.token.join("."))
            )
        }));
        entry
    }

    fn client_parameters(&self) -> Vec<Entry> {
        let parameters = self.api.client_parameters.iter();
        let entry = |one: &ClientParameter| {
            let mut entry = self.entry(&format!("client_parameters.{}", one.name), &one.name, &one.doc);
            entry.facts = self.limits(&self.api.limits(&one.ty, &one.constraints));
            entry
        };
        parameters.map(entry).collect()
    }

    fn document(&self, document: &Document) -> Entry {
        let mut entry = self.entry(&format!("documents.{}", document.name), &document.title, &document.doc);
        let kind = match document.kind {
            DocumentKind::Reference => "A published reference",
            DocumentKind::Overview => "A published list of operations",
            DocumentKind::Pages => "Published pages",
            DocumentKind::Server => "Source code of a server",
            DocumentKind::Client => "Source code of a client",
        };
        entry.facts.push(match &document.date {
            Some(date) => html!("{}, {}. Cited as {}.", kind, date, code(&document.name)),
            None => html!("{}. Cited as {}.", kind, code(&document.name)),
        });
        let packages = document.packages.values();
        entry
            .facts
            .extend(packages.map(|package| html!("Package {}, version {}.", code(&package.name), package.version)));
        let repository = document.repository.iter();
        entry
            .facts
            .extend(repository.map(|source| html!("Repository {}, commit {}.", source.url, code(&source.commit))));
        entry
    }

    pub(super) fn errors(&self, frame: Frame<'a>) -> ErrorsPage<'a> {
        let styles = self.api.error_styles.iter().map(|style| self.error_style(style)).collect();
        ErrorsPage {
            frame,
            styles: self.section("error_styles", "Bodies of errors", styles),
            catalogs: self.api.error_catalogs.iter().map(|catalog| self.catalog(catalog)).collect(),
            cards: self.cards("error_codes"),
        }
    }

    fn error_style(&self, style: &ErrorStyle) -> Entry {
        let mut entry = self.entry(&format!("error_styles.{}", style.name), &style.name, &style.doc);
        let mut sample = serde_json::Map::new();
        let fields = [
            (style.code.as_ref(), "the code"),
            (style.message.as_ref(), "what went wrong"),
            (style.detail.as_ref(), "more about it"),
            (style.request_id.as_ref(), "the id of the request"),
        ];
        for (name, what) in fields {
            sample.extend(name.map(|name| (name.clone(), what.into())));
        }
        entry.facts.push(html!("<pre tabindex=\"0\"><code>{}</code></pre>", json(&sample.into())));
        if !style.codes.is_empty() {
            let catalogs = style.codes.iter().map(|id| {
                let name = &self.api.error_catalog(*id).name.value;
                self.link(&format!("error_codes.{name}"), name)
            });
            entry.facts.push(html!("Codes: {}.", super::text::listed(catalogs, "and")));
        }
        let plain = style.plain_rejections().map(|(kind, text)| {
            let kind = specwright_language::case::words(kind);
            match text.trim_end() {
                "" => html!("{} (no body)", kind),
                text => html!("{} ({})", kind, code(text)),
            }
        });
        let plain: Vec<Html> = plain.collect();
        if !plain.is_empty() {
            entry.facts.push(html!("Plain text instead: {}.", super::text::listed(plain.into_iter(), "and")));
        }
        entry.notes = self.notes(None, &style.errata);
        entry
    }

    fn catalog(&self, catalog: &ErrorCatalog) -> Catalog {
        let path = format!("error_codes.{}", catalog.name);
        let mut entry = self.entry(&path, &catalog.name, &catalog.doc);
        entry.notes = self.notes(Some(&catalog.source), &catalog.errata);
        let kind = |class: ErrorClass| specwright_language::case::words(&format!("{class:?}"));
        let codes = catalog.codes.iter().map(|code| {
            let entry = self.entry(&format!("{path}.{}", code.name), &code.name, "");
            let notes = self.notes(code.source.as_ref(), &code.errata);
            Code {
                entry: Entry { doc: self.line(&code.doc), notes, ..entry },
                status: code.status,
                phrase: openapi::phrase(code.status),
                kind: code.class.map(kind).unwrap_or_default(),
                also: code.also.iter().map(|(status, class)| (*status, kind(*class))).collect(),
                message: code.message.clone(),
                remedy: code.remedy.as_ref().map(|remedy| self.line(remedy)).unwrap_or_default(),
                releases: self.releases(code.source.as_ref()).collect(),
            }
        });
        Catalog { codes: codes.collect(), entry }
    }

    pub(super) fn permissions(&self, frame: Frame<'a>) -> ListPage<'a> {
        let entries = self.api.permissions.iter().zip(0u32..).map(|(permission, index)| {
            let name = &permission.name.value;
            let mut entry = self.entry(&format!("permissions.{name}"), name, &permission.doc);
            let needed =
                self.api.operations.iter().filter(|operation| operation.permissions.contains(&PermissionId(index)));
            let needed: Vec<Html> = needed.map(|operation| self.path_link(&self.api.operation_id(operation))).collect();
            let by = if needed.is_empty() { html!("no operation") } else { Html::join(needed, ", ") };
            entry.facts.push(html!("Needed by {}.", by));
            entry.facts.extend(self.releases(Some(&permission.source)));
            entry.notes = self.notes(Some(&permission.source), &[]);
            entry
        });
        let section = self.section("permissions", "Permissions", entries.collect());
        ListPage {
            frame,
            section,
            intro: "What a caller must be allowed to do. Operations without one here need none that is documented.",
        }
    }

    pub(super) fn errata(&self, frame: Frame<'a>, root: &Definition) -> ListPage<'a> {
        let mut bearing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        collect_errata(root, &mut bearing);
        let entries = self.api.errata.iter().map(|erratum| {
            let name = &erratum.id.value;
            let mut entry = self.entry(&format!("errata.{name}"), name, &erratum.title);
            let says = erratum.says.iter().map(|says| html!("<li>{}</li>", self.line(says)));
            entry.facts.push(html!("<span class=\"label\">The documents say</span><ul>{}</ul>", Html::join(says, "")));
            entry.facts.push(html!("<span class=\"label\">Decision</span> {}", self.line(&erratum.decision)));
            entry.facts.push(html!("<span class=\"label\">Evidence</span> {}", self.line(&erratum.evidence)));
            let consequence = specwright_language::case::words(&format!("{:?}", erratum.consequence));
            entry.facts.push(html!("<span class=\"label\">Consequence</span> {}", consequence));
            if let Some(paths) = bearing.get(name.as_str()) {
                let links = paths.iter().map(|path| self.path_link(path));
                entry.facts.push(html!("<span class=\"label\">Bears on</span> {}", Html::join(links, ", ")));
            }
            entry
        });
        let section = self.section("errata", "Errata", entries.collect());
        ListPage {
            frame,
            section,
            intro: "Where the documents are wrong, silent or of two minds: what they say, and what was decided.",
        }
    }

    pub(super) fn shared_types(&self, frame: Frame<'a>, group: &str, types: Vec<TypeView>) -> TypesPage<'a> {
        let intro = match self.family {
            Some(family) => html!("Types that several groups of {} share.", code(family)),
            None => html!("Types that several families share."),
        };
        TypesPage { frame, id: anchor(group), intro, cards: self.cards(group), types }
    }
}

/// What names each erratum.
fn collect_errata<'d>(definition: &'d Definition, bearing: &mut BTreeMap<&'d str, Vec<&'d str>>) {
    if definition.site != Site::Erratum {
        for erratum in &definition.errata {
            bearing.entry(erratum).or_default().push(&definition.path);
        }
    }
    definition.children.iter().for_each(|child| collect_errata(child, bearing));
}

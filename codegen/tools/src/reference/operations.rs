//! An operation with everything that is known of it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::examples::ExampleView;
use super::marks::{Badge, Card};
use super::rows::{Inner, Row, presence_rules};
use super::rust_names::Call;
use super::scene::{Entry, Scene};
use super::sitemap::anchor;
use super::text::{Html, code, html, listed};
use crate::openapi;
use specwright_language::case;
use specwright_language::ir::*;
use specwright_language::raw::{NotFound, PagingStyle};
use specwright_language::source::Spanned;
use specwright_rust::Bug;
use specwright_rust::names;

/// An operation on the page of its group.
#[derive(Template)]
#[template(path = "reference/operation.html")]
pub(super) struct OperationView {
    entry: Entry,
    path: String,
    method: &'static str,
    route: Html,
    deprecated: Option<Html>,
    facts: Vec<(&'static str, Html)>,
    parameters: Vec<(&'static str, Vec<Row>)>,
    body: Option<Part>,
    answer: Part,
    errors: Vec<ErrorStatus>,
    error_body: Html,
    behavior: Vec<(&'static str, Html)>,
    call: Option<Call>,
    gone: Vec<Row>,
    /// What changed in its types: places, and how bad it is.
    reached: Vec<(Html, Badge)>,
    /// How many of these are left out.
    more_reached: usize,
    examples: Vec<ExampleView>,
}

impl HtmlSafe for OperationView {}

/// The body of a request, or a response.
struct Part {
    id: String,
    title: Html,
    about: Html,
    doc: Html,
    inner: Option<Inner>,
    cards: Vec<Card>,
    badge: Option<Badge>,
}

/// A status of errors, with the documented codes that come with it.
struct ErrorStatus {
    status: u16,
    phrase: &'static str,
    codes: Vec<KnownCode>,
    /// How many codes are left out.
    more: usize,
}

struct KnownCode {
    name: String,
    href: String,
    meaning: Html,
    remedy: Html,
}

/// Changes of its types that an operation mentions.
const REACHED: usize = 12;

/// Number of codes shown for one status. The page of errors has the others.
const CODES: usize = 40;

/// Where a credential travels.
fn credential(auth: &Auth) -> Html {
    match &auth.credential {
        Credential::None => Html::default(),
        Credential::Bearer | Credential::Basic => html!(", in {}", code("Authorization")),
        Credential::Header(header) => html!(", in {}", code(header)),
        Credential::Query(name) => html!(", in {} of the query", code(name)),
        Credential::Cookie(name) => html!(", in the cookie {}", code(name)),
    }
}

/// `create_thing` as a heading: "Create thing".
pub(super) fn title(name: &str) -> String {
    let words = case::words(name);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A path with its parameters marked.
pub(super) fn route(route: &Route) -> Html {
    let segments = route.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => html!("/<wbr>{}", text),
        Segment::Parameter(name) => html!("/<wbr><var>{{{}}}</var>", name.value),
        Segment::Within { before, values } => {
            let values = values.iter().map(|(name, after)| html!("<var>{{{}}}</var>{}", name.value, after));
            html!("/<wbr>{}{}", before, Html::join(values, ""))
        }
    });
    Html::join(segments, "")
}

impl Scene<'_> {
    pub(super) fn operation(&self, operation: &Operation) -> Result<OperationView, Bug> {
        let path = self.api.operation_id(operation);
        let locations = [
            (Location::Path, "Path parameters"),
            (Location::Query, "Query parameters"),
            (Location::Header, "Headers"),
            (Location::Cookie, "Cookies"),
        ];
        let parameters = locations.map(|(location, title)| {
            let rows = operation.parameters_in(location);
            let rows = rows.map(|one| self.parameter(one, &format!("{path}.{}.{}", location.key(), one.name)));
            (title, rows.collect::<Vec<_>>())
        });
        let reached = self.marks.reaching(&path);
        let examples = operation.examples.iter().map(|example| self.example(operation, example, &path));
        let notes = self.notes(Some(&operation.source), &operation.errata);
        Ok(OperationView {
            entry: Entry { notes, ..self.entry(&path, &title(&operation.name), &operation.doc) },
            method: operation.route.method.as_str(),
            route: route(&operation.route),
            deprecated: operation.deprecated.as_ref().map(|note| self.line(note)),
            facts: self.facts(operation),
            parameters: parameters.into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
            body: operation.body.as_ref().map(|body| self.body(body, &path)),
            answer: self.answer(operation, &path),
            errors: operation.errors.iter().map(|status| self.error_status(operation, *status)).collect(),
            error_body: self.error_body(operation),
            behavior: self.behavior(operation),
            call: self.call(&path),
            gone: self.gone(&path),
            more_reached: reached.len().saturating_sub(REACHED),
            reached: reached.iter().take(REACHED).map(|(place, badge)| (self.path_link(place), *badge)).collect(),
            examples: examples.collect::<Result<_, _>>()?,
            path,
        })
    }

    fn facts(&self, operation: &Operation) -> Vec<(&'static str, Html)> {
        let host = self.api.host(operation.host);
        let address = match &host.address {
            HostAddress::Regional { template, .. } => template,
            HostAddress::Explicit(example) => example,
        };
        let host_link = self.link(&format!("hosts.{}", host.name), &host.name);
        let schemes = operation.schemes().map(|id| {
            let auth = self.api.auth(id);
            html!("{}{}", self.link(&format!("auth.{}", auth.name), &auth.name), credential(auth))
        });
        let mut facts = vec![
            ("Host", html!("{}, <code>{}</code>", host_link, address)),
            ("Authentication", Html::join(schemes, "; or ")),
        ];
        if !operation.permissions.is_empty() {
            let names = operation.permissions.iter().map(|id| {
                let name = &self.api.permission(*id).name.value;
                html!("<a href=\"{}\"><code>{}</code></a>", self.href(&format!("permissions.{name}")), name)
            });
            facts.push(("Permissions", Html::join(names, ", ")));
        }
        let without = listed(operation.idempotent_without.iter().map(|field| code(field)), "or");
        let repeats = match operation.idempotent {
            true => "Idempotent: sent twice, it does no more than sent once. The client repeats it after failures.",
            false => "Not idempotent. The client repeats it only if nothing was sent, or if it was throttled.",
        };
        let except = match operation.idempotent_without.is_empty() {
            true => html!(""),
            false => html!(" With {} it is not idempotent.", without),
        };
        if !operation.rules.is_empty() {
            facts.push(("Parameters", Html::join(presence_rules(&operation.rules), "; ")));
        }
        if let Some(source) = &operation.statuses_source {
            facts.push(("Statuses", html!("from {}", self.source(source))));
        }
        let releases = self.releases(Some(&operation.source)).collect::<Vec<_>>();
        if !releases.is_empty() {
            facts.push(("Releases", Html::join(releases, "; ")));
        }
        facts.push(("Repeating", html!("{}{}", repeats, except)));
        if operation.body_limit != Operation::DEFAULT_BODY_LIMIT {
            facts.push(("Largest body", html!("{} bytes", operation.body_limit)));
        }
        facts
    }

    fn body(&self, body: &Body, operation: &str) -> Part {
        let path = format!("{operation}.body");
        let presence = if body.required { ("required", "required") } else { ("optional", "optional") };
        let about = html!(
            "{}{} <span class=\"flag {}\">{}</span>",
            self.shape(&body.ty),
            media(&body.media),
            presence.0,
            presence.1
        );
        self.part(&path, html!("Request body"), about, Some(&body.ty))
    }

    fn answer(&self, operation: &Operation, path: &str) -> Part {
        let (answer, path) = (&operation.response, format!("{path}.response"));
        let (status, phrase) = (answer.status, openapi::phrase(answer.status));
        let title = html!("Response <span class=\"status good\">{} {}</span>", status, phrase);
        let body = |body: &Spanned<Shape>| html!("{}{}", self.shape(body), media(&answer.media));
        let about = answer.body.as_ref().map_or_else(|| html!("no body"), body);
        let doc = answer.doc.as_ref().map(|doc| self.doc(doc)).unwrap_or_default();
        let headers = answer.headers.as_ref().map(|headers| html!("<p>Headers: {}</p>", self.shape(headers)));
        let others = operation.other_successes.iter().map(|other| {
            let empty = if answer.body.is_some() && !other.has_body { ", without a body" } else { "" };
            let meaning = other.doc.as_ref().map(|doc| html!(": {}", self.line(doc))).unwrap_or_default();
            html!(
                "<p>Or <span class=\"status good\">{} {}</span>{}{}</p>",
                other.status,
                openapi::phrase(other.status),
                empty,
                meaning
            )
        });
        let doc = Html::join([doc].into_iter().chain(headers).chain(others), "");
        Part { doc, ..self.part(&path, title, about, answer.body.as_deref()) }
    }

    fn part(&self, path: &str, title: Html, about: Html, shape: Option<&Shape>) -> Part {
        Part {
            id: anchor(path),
            title,
            about,
            doc: Html::default(),
            inner: shape.and_then(|shape| self.tree(shape)),
            cards: self.cards(path),
            badge: self.marks.badge(path),
        }
    }

    fn error_status(&self, operation: &Operation, status: u16) -> ErrorStatus {
        let styles = operation.error_styles().map(|id| self.api.error_style(id));
        let catalogs = styles.flat_map(|style| &style.codes).map(|id| self.api.error_catalog(*id));
        let codes = catalogs.flat_map(|catalog| {
            let known = catalog.codes.iter().filter(move |code| code.statuses().any(|known| known == status));
            known.map(move |code| KnownCode {
                name: code.name.value.clone(),
                href: self.href(&format!("error_codes.{}.{}", catalog.name, code.name)),
                meaning: self.line(&code.doc),
                remedy: code.remedy.as_ref().map(|remedy| self.line(remedy)).unwrap_or_default(),
            })
        });
        let mut codes: Vec<KnownCode> = codes.collect();
        let more = codes.len().saturating_sub(CODES);
        codes.truncate(CODES);
        ErrorStatus { status, phrase: openapi::phrase(status), codes, more }
    }

    /// Which fields the body of an error has.
    fn error_body(&self, operation: &Operation) -> Html {
        let styles = operation.error_styles().map(|id| {
            let style = self.api.error_style(id);
            let fields = [&style.code, &style.message, &style.detail, &style.request_id];
            let fields = fields.into_iter().flatten().map(|field| code(field));
            let link = self.link(&format!("error_styles.{}", style.name), &style.name);
            html!("in the style {}, with {}", link, listed(fields, "and"))
        });
        html!("Bodies are {}.", Html::join(styles, "; or "))
    }

    fn behavior(&self, operation: &Operation) -> Vec<(&'static str, Html)> {
        let mut behavior = Vec::new();
        behavior.extend(operation.paging.as_ref().map(|paging| ("Pages", self.paging(paging))));
        behavior.extend(operation.waiter.as_ref().map(|waiter| ("Waiting", self.waiter(waiter))));
        behavior.extend(
            operation.conditional.as_ref().map(|conditional| ("Only what changed", self.conditional(conditional))),
        );
        behavior.extend(operation.lease.as_ref().map(|lease| ("Lease", self.lease(operation, lease))));
        behavior.extend(operation.stream.as_ref().map(|stream| ("Stream", self.stream(operation, stream))));
        behavior
    }

    fn paging(&self, paging: &Paging) -> Html {
        let items = match &paging.items {
            Some(items) => html!("One call returns one page, with its items in {}.", code(items)),
            None => html!("One call returns one page."),
        };
        let position = code(paging.position.as_deref().unwrap_or_default());
        let next = code(&paging.next.join("."));
        let place = match paging.style {
            PagingStyle::Offset => html!("{} is the number of items before it.", position),
            PagingStyle::Page => html!("{} is its number.", position),
            PagingStyle::Cursor => html!("{} is what the page before has in {}.", position, next),
            PagingStyle::Link if paging.next.is_empty() => html!("The header {} leads to the next one.", code("Link")),
            PagingStyle::Link => html!("{} leads to the next one.", next),
        };
        let size = paging.limit.as_ref().map(|limit| html!(" {} is the page size.", code(limit)));
        let total = paging.total.as_ref().map(|total| html!(" {} is the total number of items.", code(total)));
        html!(
            "{} {}{}{} In Rust, <code>pages</code> and <code>items</code> go through all of them.",
            items,
            place,
            size.unwrap_or_default(),
            total.unwrap_or_default()
        )
    }

    fn waiter(&self, waiter: &Waiter) -> Html {
        let values = |values: &[String]| listed(values.iter().map(|value| code(value)), "or");
        let message = waiter.message.as_ref().map(|path| html!(" {} says what went wrong.", code(&path.join("."))));
        html!(
            "It has come to an end when {} is {}, and failed when it is {}.{} In Rust, <code>wait</code> asks every {} \
             seconds until then.",
            code(&waiter.status.join(".")),
            values(&waiter.done),
            values(&waiter.failed),
            message.unwrap_or_default(),
            waiter.interval
        )
    }

    fn conditional(&self, conditional: &Conditional) -> Html {
        let header = conditional.header.as_ref().map(|header| html!("; the response contains it in {}", code(header)));
        let wait = conditional.wait.as_ref().map(wait);
        let watched = conditional.not_found.map(|meaning| match meaning {
            NotFound::Empty => html!(", and an empty response if nothing is found"),
        });
        let doc = conditional.doc.as_ref().map(|doc| html!(" {}", self.line(doc)));
        html!(
            "{} is the revision that the caller knows{}. If nothing has changed since, the response is 304.{}{} In \
             Rust, <code>if_changed</code> asks once and <code>watch</code> gives out every change{}.",
            code(&conditional.parameter),
            header.unwrap_or_default(),
            wait.unwrap_or_default(),
            doc.unwrap_or_default(),
            watched.unwrap_or_default()
        )
    }

    fn stream(&self, operation: &Operation, stream: &Stream) -> Html {
        let messages = |shape: &Shape| self.shape(shape);
        let nothing = || html!("nothing");
        let received = operation.message().map_or_else(nothing, messages);
        let sent = stream.sends.as_ref().map_or_else(nothing, |sends| messages(&sends.value));
        let ping = stream.ping.map(|seconds| html!(" The service sends a ping every {} seconds.", seconds));
        let codes = stream.close.iter().map(|close| html!(" Close code {}: {}", close.code, self.line(&close.doc)));
        let codes = codes.fold(Html::default(), |all, code| html!("{}{}", all, code));
        html!(
            "The connection becomes a web socket. Text messages from the service: {}; from the client: {}.{}{} In Rust, \
             <code>connect</code> opens it, and <code>connect().reconnecting()</code> opens it again when it ends.",
            received,
            sent,
            ping.unwrap_or_default(),
            codes
        )
    }

    fn lease(&self, operation: &Operation, lease: &Lease) -> Html {
        let link = |id: OperationId| self.path_link(&self.api.operation_id(self.api.operation(id)));
        let within = lease.within.as_ref().map(|within| html!(", after {}", link(within.operation)));
        let interval = match &lease.interval {
            Some(path) => html!("{} seconds, {} by default", code(&path.join(".")), lease.default_interval),
            None => html!("{} seconds", lease.default_interval),
        };
        let chosen = lease.chosen_id.as_ref().map(|chosen| {
            html!(
                " The caller may choose the id with {}; what {} finds under it is released first if it differs.",
                code(&chosen.field.join(".")),
                link(chosen.get)
            )
        });
        let codes = listed(lease.lost.iter().map(|name| code(name)), "or");
        let lost = if codes.is_empty() { html!("") } else { html!(" ({})", codes) };
        html!(
            "The service drops what this registers{} unless {} renews it (every {}). {} releases it. When the lease is \
             lost{}, it has to be acquired again.{} In Rust, {} does all of this.",
            within.unwrap_or_default(),
            link(lease.renew),
            interval,
            link(lease.release),
            lost,
            chosen.unwrap_or_default(),
            code(&names::lease_method(operation, lease))
        )
    }
}

/// The media type of a body that is not JSON.
fn media(media: &Media) -> Html {
    match media.name.as_str() {
        Media::JSON => Html::default(),
        name if media.is_events() => html!(", one after another (<code>{}</code>)", name),
        name if media.is_form() => html!(", as a form (<code>{}</code>)", name),
        name => html!(", as <code>{}</code>", name),
    }
}

/// How long to wait for a change, and for what.
fn wait(wait: &ConditionalWait) -> Html {
    let names = |list: &[Spanned<String>]| listed(list.iter().map(|name| code(name)), "and");
    let longest = wait.longest.map(|longest| html!(", at most {} seconds", longest));
    let ignores = (!wait.ignores.is_empty())
        .then(|| html!(" A response to a wait that a change has ended ignores {}.", names(&wait.ignores)));
    let excludes = (!wait.excludes.is_empty()).then(|| html!(" It cannot wait with {}.", names(&wait.excludes)));
    html!(
        " {} says how long to wait for a change ({}{}).{}{}",
        code(&wait.parameter),
        case::words(&format!("{:?}", wait.format)),
        longest.unwrap_or_default(),
        ignores.unwrap_or_default(),
        excludes.unwrap_or_default()
    )
}

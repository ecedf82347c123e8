//! Reading the ledger: files to rows, with every error reported at its place.

use std::collections::BTreeMap;

use super::Metric;
use super::surface::{JsonType, Part};
use specwright_language::diagnostics::{Diagnostic, Rule, Sink, list};
use specwright_language::ir::{Api, Method, Range};
use specwright_language::load::{LEDGER, Loaded, WAIVERS, load_file};
use specwright_language::raw::{LedgerFacts, LedgerFile, LedgerRow, LedgerSection, WaiversFile};
use specwright_language::source::{SourceMap, Span, Spanned};
use specwright_language::yaml::{Entry, Node};

/// The words before the path of a row, beside statuses.
const PLACES: [(&str, Place); 6] = [
    ("path", Place::Request(Part::Path)),
    ("query", Place::Request(Part::Query)),
    ("header", Place::Request(Part::Header)),
    ("body", Place::Request(Part::Body)),
    ("answer", Place::Answer(None)),
    ("type", Place::Alone),
];

/// The types that documents write. A list or map may say what is in it.
const TYPES: [(&str, JsonType); 10] = [
    ("string", JsonType::String),
    ("integer", JsonType::Integer),
    ("long", JsonType::Integer),
    ("number", JsonType::Number),
    ("double", JsonType::Number),
    ("boolean", JsonType::Boolean),
    ("object", JsonType::Object),
    ("file", JsonType::String),
    ("list", JsonType::Array),
    ("map", JsonType::Object),
];

/// All that the documents contain.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// In the order of the files.
    pub(super) groups: Vec<Group>,
    pub(super) waivers: Vec<Waiver>,
}

#[derive(Debug)]
pub(super) struct Group {
    /// Index into [`Api::documents`].
    pub(super) document: usize,
    pub(super) name: String,
    pub(super) sections: Vec<Section>,
}

#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: Spanned<String>,
    /// Method and path.
    pub(super) operation: Option<Spanned<String>>,
    pub(super) statuses: Vec<Spanned<u16>>,
    /// How many are printed of each side, `request` and `response`.
    pub(super) examples: Vec<(&'static str, Spanned<usize>)>,
    pub(super) tables: Vec<Spanned<String>>,
    pub(super) rows: Vec<Row>,
    pub(super) error_codes: Vec<Spanned<String>>,
    pub(super) permissions: Vec<Spanned<String>>,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) table: String,
    pub(super) place: Place,
    /// As the row names it, with its place.
    pub(super) name: Spanned<String>,
    pub(super) path: String,
    /// Other paths of the same field.
    pub(super) also: Vec<String>,
    pub(super) ty: JsonType,
    /// The type as it is written.
    pub(super) written: String,
    pub(super) required: Option<bool>,
    pub(super) values: Vec<Spanned<String>>,
    /// Limits and defaults, by what they are counted as.
    pub(super) limits: Vec<(Metric, Spanned<String>)>,
    /// Values of other fields that make it required.
    pub(super) conditions: Vec<(Spanned<String>, Vec<String>)>,
}

impl Row {
    /// All paths of the field.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.path).chain(&self.also).map(String::as_str)
    }
}

/// Where a row says that its field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Request(Part),
    /// Empty: the document does not say with which status.
    Answer(Option<u16>),
    AnswerHeader(u16),
    Alone,
}

impl Place {
    /// The parts of an operation to look into.
    pub(super) fn parts(self) -> &'static [Part] {
        match self {
            Place::Request(Part::Path) => &[Part::Path],
            Place::Request(Part::Query) => &[Part::Query],
            Place::Request(Part::Header) => &[Part::Header],
            Place::Request(_) => &[Part::Body],
            Place::Answer(None) => &[Part::Success, Part::Error],
            Place::Answer(Some(200..300)) => &[Part::Success],
            Place::Answer(Some(400..600)) => &[Part::Error],
            Place::AnswerHeader(200..300) => &[Part::SuccessHeader],
            Place::Answer(_) | Place::AnswerHeader(_) => &[],
            Place::Alone => &[Part::Alone],
        }
    }
}

/// An item that is missing on purpose.
#[derive(Debug)]
pub(super) struct Waiver {
    pub(super) name: String,
    pub(super) document: usize,
    pub(super) section: String,
    pub(super) item: Spanned<String>,
    pub(super) reason: String,
    pub(super) errata: Vec<String>,
}

/// Reads the ledger; nothing comes back if the specification has none.
pub(super) fn read(api: &Api, sources: &SourceMap, sink: &mut Sink) -> Option<Ledger> {
    let mut reader = Reader { api, sink, ledger: Ledger::default(), seen: BTreeMap::new(), borrowed: Vec::new() };
    let mut any = false;
    for (file, source) in sources.iter().filter(|(_, source)| source.path.starts_with(LEDGER)) {
        if !source.path.ends_with(".yaml") {
            let span = sources.first_character(file);
            reader.sink.push(
                Diagnostic::new(Rule::UNUSED_FILE, span, "the ledger consists of .yaml files")
                    .label("not part of the ledger")
                    .help("remove the file, or move it beside the group file whose example it is"),
            );
        } else if source.path == WAIVERS {
            if let Some(file) = load_file(sources, file, reader.sink) {
                reader.waivers(&file);
            }
        } else {
            any = true;
            if let Some(file) = load_file(sources, file, reader.sink) {
                reader.file(&file);
            }
        }
    }
    reader.borrowed_tables();
    any.then_some(reader.ledger)
}

/// What may stand in a document only once: a kind of thing and its name.
type Once = (&'static str, usize, String);

struct Reader<'a> {
    api: &'a Api,
    sink: &'a mut Sink,
    ledger: Ledger,
    seen: BTreeMap<Once, Span>,
    /// Tables that a section refers to, and their documents.
    borrowed: Vec<(usize, Spanned<String>)>,
}

impl Reader<'_> {
    fn file(&mut self, file: &Loaded<LedgerFile>) {
        let Some(document) = self.document(&file.raw.document, &file.node) else { return };
        let mut group = Group { document, name: file.raw.group.clone(), sections: Vec::new() };
        for entry in entries(&file.node, "sections") {
            let Some(raw) = file.raw.sections.get(&entry.key) else { continue };
            let section = self.section(document, raw, entry);
            group.sections.push(section);
        }
        self.ledger.groups.push(group);
    }

    fn document(&mut self, id: &str, node: &Node) -> Option<usize> {
        let documents = self.api.documents.iter().map(|document| document.name.as_str());
        if let Some(index) = documents.clone().position(|known| known == id) {
            return Some(index);
        }
        let span = node.get("document").map_or(node.span, |node| node.span);
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_DOCUMENT, span, format!("there is no document `{id}`"))
                .label("unknown document")
                .did_you_mean(id, documents.clone())
                .or_help(format!("sources.yaml lists {}", list(documents))),
        );
        None
    }

    fn section(&mut self, document: usize, raw: &LedgerSection, entry: &Entry) -> Section {
        let node = &entry.value;
        let name = Spanned::new(entry.key.clone(), entry.key_span);
        self.once("section", document, &name);
        let operation = node.get("operation").and_then(|node| self.operation(raw.operation.as_deref()?, node.span));
        let printed = raw.examples.as_ref().map(|raw| [("request", raw.request), ("response", raw.response)]);
        let examples = printed.into_iter().flatten().filter_map(|(side, count)| {
            let node = node.get("examples")?.get(side)?;
            Some((side, Spanned::new(count as usize, node.span)))
        });
        let mut section = Section {
            statuses: placed(&raw.statuses, node, "statuses"),
            examples: examples.collect(),
            tables: Vec::new(),
            rows: Vec::new(),
            error_codes: placed(&raw.error_codes, node, "error_codes"),
            permissions: placed(&raw.permissions, node, "permissions"),
            name,
            operation,
        };
        for (kind, names) in [("error code", &section.error_codes), ("permission", &section.permissions)] {
            names.iter().for_each(|name| self.once(kind, document, name));
        }
        for (key, tables) in [("tables", &raw.tables), ("elsewhere", &raw.elsewhere)] {
            for table in entries(node, key) {
                let number = Spanned::new(table.key.clone(), table.key_span);
                if key == "tables" {
                    self.once("table", document, &number);
                    section.tables.push(number);
                } else {
                    self.borrowed.push((document, number));
                }
                let Some(rows) = tables.get(&table.key) else { continue };
                for entry in table.value.entries() {
                    let alone = node.get("operation").is_none();
                    let row = rows.get(&entry.key).and_then(|raw| self.row(raw, entry, &table.key, alone));
                    section.rows.extend(row);
                }
            }
        }
        section
    }

    /// An operation as `METHOD PATH`.
    fn operation(&mut self, text: &str, span: Span) -> Option<Spanned<String>> {
        let route = text.split_once(' ').filter(|(method, path)| {
            Method::ALL.iter().any(|known| known.as_str() == *method) && path.starts_with('/') && !path.contains(' ')
        });
        let operation = Spanned::new(text.to_owned(), span);
        if route.is_some() {
            // A method and path is one thing, whatever document describes it.
            self.once("operation", 0, &operation);
            return Some(operation);
        }
        self.sink.push(
            Diagnostic::new(Rule::BAD_ROUTE, span, format!("`{text}` is not a method and a path"))
                .label("not a route")
                .help("write it like `GET /v1/things/{thing_id}`"),
        );
        None
    }

    fn row(&mut self, raw: &LedgerRow, entry: &Entry, table: &str, alone: bool) -> Option<Row> {
        let facts = match raw {
            LedgerRow::Plain(text) => &LedgerFacts { ty: text.clone(), ..LedgerFacts::default() },
            LedgerRow::Full(facts) => facts,
        };
        let written = &facts.ty;
        let (place, path) = self.place(entry, alone)?;
        let ty_span = entry.value.get("type").map_or(entry.value.span, |node| node.span);
        let (name, presence) = match written.split_once(", ") {
            Some((name, presence)) => (name, Some(presence)),
            None => (written.as_str(), None),
        };
        let Some(ty) = json_type(name) else {
            let types = TYPES.map(|(name, _)| name);
            self.sink.push(
                bad_row(ty_span.part(0, name.len()), format!("`{name}` is not a type of a ledger"))
                    .label("unknown type")
                    .did_you_mean(name, types)
                    .or_help(format!("the types are {}; a list is `list<…>`, a map `map<…>`", list(types))),
            );
            return None;
        };
        let required = match presence {
            None => None,
            Some(word @ ("required" | "optional")) => Some(word == "required"),
            Some(word) => {
                let span = ty_span.part(name.len() + 2, written.len());
                self.sink.push(
                    bad_row(span, format!("`{word}` is neither `required` nor `optional`"))
                        .label("unknown presence")
                        .did_you_mean(word, ["required", "optional"]),
                );
                return None;
            }
        };
        Some(Row {
            table: table.to_owned(),
            place,
            name: Spanned::new(entry.key.clone(), entry.key_span),
            path,
            also: facts.also.clone(),
            ty,
            written: name.to_owned(),
            required,
            values: placed(&facts.values, &entry.value, "values"),
            limits: self.limits(facts, &entry.value),
            conditions: conditions(facts, &entry.value),
        })
    }

    /// Limits and the default of a row, as they are compared.
    fn limits(&mut self, facts: &LedgerFacts, node: &Node) -> Vec<(Metric, Spanned<String>)> {
        let span = |key: &str| node.get(key).map_or(node.span, |node| node.span);
        let bounds = [
            (Metric::Ranges, "range", &facts.range),
            (Metric::Lengths, "length", &facts.length),
            (Metric::Lengths, "items", &facts.items),
        ];
        let mut limits = Vec::new();
        for (metric, key, text) in bounds {
            let Some(text) = text else { continue };
            match Range::parse(text) {
                Some(range) => limits.push((metric, Spanned::new(range.to_string(), span(key)))),
                None => self.sink.push(
                    bad_row(span(key), format!("`{text}` is not a pair of bounds"))
                        .label("expected something like `2..64`, `2..` or `..64`"),
                ),
            }
        }
        for (metric, key, text) in
            [(Metric::Patterns, "pattern", &facts.pattern), (Metric::Defaults, "default", &facts.default)]
        {
            limits.extend(text.iter().map(|text| (metric, Spanned::new(text.clone(), span(key)))));
        }
        limits
    }

    /// The place and the path that the key of a row says.
    fn place(&mut self, entry: &Entry, alone: bool) -> Option<(Place, String)> {
        let words = PLACES.map(|(word, _)| word);
        let places = || format!("the places are a status, `STATUS header` and {}", list(words));
        let Some((word, path)) = entry.key.split_once('.').filter(|(_, path)| !path.is_empty()) else {
            let message = format!("`{}` does not say where the field travels", entry.key);
            let help = format!("write the place and a dot before it, as in `body.name` or `200.name`; {}", places());
            self.sink.push(bad_row(entry.key_span, message).label("no place").help(help));
            return None;
        };
        let status = |text: &str| text.parse::<u16>().ok().filter(|code| (100..600).contains(code));
        let with_status = || match word.strip_suffix(" header") {
            Some(code) => status(code).map(Place::AnswerHeader),
            None => status(word).map(|code| Place::Answer(Some(code))),
        };
        let known = PLACES.into_iter().find(|(known, _)| *known == word);
        let place = known.map(|(_, place)| place).or_else(with_status);
        let span = entry.key_span.part(0, word.len());
        match place {
            None => {
                self.sink.push(
                    bad_row(span, format!("`{word}` is not a place where a field travels"))
                        .label("unknown place")
                        .did_you_mean(word, words)
                        .or_help(places()),
                );
                None
            }
            Some(place) if alone && place != Place::Alone => {
                self.sink.push(
                    bad_row(span, "the section describes no operation that could send or return this")
                        .label("this place")
                        .help("name the `operation` of the section, or begin the row with `type.`"),
                );
                None
            }
            Some(place) => Some((place, path.to_owned())),
        }
    }

    fn waivers(&mut self, file: &Loaded<WaiversFile>) {
        for entry in entries(&file.node, "waivers") {
            let (Some(raw), node) = (file.raw.waivers.get(&entry.key), &entry.value) else { continue };
            for id in placed(&raw.errata, node, "errata") {
                let known = self.api.errata.iter().map(|erratum| erratum.id.as_str());
                if !known.clone().any(|known| known == id.value) {
                    self.sink.push(
                        Diagnostic::new(Rule::UNKNOWN_ERRATUM, id.span, format!("there is no erratum `{id}`"))
                            .label("unknown erratum")
                            .did_you_mean(&id, known),
                    );
                }
            }
            if raw.reason.trim().is_empty() {
                let span = node.get("reason").map_or(node.span, |node| node.span);
                self.sink.push(
                    Diagnostic::new(Rule::EMPTY_VALUE, span, format!("the waiver `{}` gives no reason", entry.key))
                        .label("no value here")
                        .help("say why the specification is right without the items"),
                );
            }
            let Some(document) = self.document(&raw.document, node) else { continue };
            for section in entries(node, "items") {
                let items = raw.items.get(&section.key).map_or(&[][..], Vec::as_slice);
                for (item, node) in items.iter().zip(section.value.items()) {
                    let item = Spanned::new(item.clone(), node.span);
                    self.once("waiver", document, &Spanned::new(format!("{} {item}", section.key), item.span));
                    self.ledger.waivers.push(Waiver {
                        name: entry.key.clone(),
                        document,
                        section: section.key.clone(),
                        item,
                        reason: raw.reason.trim().to_owned(),
                        errata: raw.errata.clone(),
                    });
                }
            }
        }
    }

    /// Reports duplicates in a document.
    fn once(&mut self, kind: &'static str, document: usize, name: &Spanned<String>) {
        if let Some(first) = self.seen.insert((kind, document, name.value.clone()), name.span) {
            self.seen.insert((kind, document, name.value.clone()), first);
            self.sink.push(
                Diagnostic::new(Rule::DUPLICATE_ROW, name.span, format!("the ledger has the {kind} `{name}` already"))
                    .label("again here")
                    .also(first, "first here")
                    .help("keep one of them, because both would be counted"),
            );
        }
    }

    /// A table that a section refers to has to stand in another one.
    fn borrowed_tables(&mut self) {
        for (document, table) in std::mem::take(&mut self.borrowed) {
            if !self.seen.contains_key(&("table", document, table.value.clone())) {
                let known: Vec<&str> = self
                    .seen
                    .keys()
                    .filter(|(kind, of, _)| *kind == "table" && *of == document)
                    .map(|(.., name)| name.as_str())
                    .collect();
                self.sink.push(
                    bad_row(table.span, format!("no section of the document has the table `{table}`"))
                        .label("unknown table")
                        .did_you_mean(&table, known)
                        .help("`elsewhere` is for tables that stand under `tables` of another section"),
                );
            }
        }
    }
}

/// Values of other fields that make a row required.
fn conditions(facts: &LedgerFacts, node: &Node) -> Vec<(Spanned<String>, Vec<String>)> {
    let entries = entries(node, "required_when").iter();
    let condition = |entry: &Entry| {
        let values = facts.required_when.get(&entry.key)?.clone();
        Some((Spanned::new(entry.key.clone(), entry.key_span), values))
    };
    entries.filter_map(condition).collect()
}

/// The entries of a mapping below a key.
fn entries<'n>(node: &'n Node, key: &str) -> &'n [Entry] {
    node.get(key).map_or(&[], Node::entries)
}

/// The items of a list below a key, with their places.
fn placed<T: Clone>(items: &[T], node: &Node, key: &str) -> Vec<Spanned<T>> {
    let nodes = node.get(key).map_or(&[][..], Node::items);
    items.iter().zip(nodes).map(|(item, node)| Spanned::new(item.clone(), node.span)).collect()
}

fn bad_row(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Rule::BAD_LEDGER_ROW, span, message)
}

/// The JSON type behind the type that a document writes.
fn json_type(written: &str) -> Option<JsonType> {
    let outer = match written.split_once('<') {
        Some((outer @ ("list" | "map"), inner)) => {
            json_type(inner.strip_suffix('>')?)?;
            outer
        }
        Some(_) => return None,
        None => written,
    };
    TYPES.iter().find(|(name, _)| *name == outer).map(|(_, ty)| *ty)
}

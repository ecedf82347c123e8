//! Files to raw structs. A file whose shape is wrong is reported whole and left out; the others
//! are loaded all the same, so that one run shows the problems of all files.

mod older;

use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::json;
use crate::raw::{AcknowledgedFile, ApiFile, GroupFile, LedgerFile, SourcesFile, WaiversFile};
use crate::shape::Shape;
use crate::source::{FileId, SourceMap, Span};
use crate::yaml::{self, Node};

/// Directory of the ledger, which is not part of the API.
pub const LEDGER: &str = "ledger/";

/// Path of the list of accepted changes, which is not part of the API.
pub const ACKNOWLEDGED: &str = "acknowledged.yaml";

/// Path of the list of what the specification leaves out on purpose.
pub const WAIVERS: &str = "ledger/waivers.yaml";

/// What a file of a specification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Api,
    Sources,
    Group,
    Example,
    Acknowledged,
    Ledger,
}

impl Role {
    /// What the file at a path is.
    pub(crate) fn of(path: &str) -> Role {
        match path {
            "api.yaml" => Role::Api,
            "sources.yaml" => Role::Sources,
            ACKNOWLEDGED => Role::Acknowledged,
            path if path.starts_with(LEDGER) => Role::Ledger,
            path if path.ends_with(".json") => Role::Example,
            _ => Role::Group,
        }
    }
}

/// The shape that a YAML file has to have, by its path.
pub(crate) fn shape(path: &str) -> &'static Shape {
    static API: LazyLock<Shape> = LazyLock::new(Shape::of::<ApiFile>);
    static SOURCES: LazyLock<Shape> = LazyLock::new(Shape::of::<SourcesFile>);
    static GROUP: LazyLock<Shape> = LazyLock::new(Shape::of::<GroupFile>);
    static ACCEPTED: LazyLock<Shape> = LazyLock::new(Shape::of::<AcknowledgedFile>);
    static LISTED: LazyLock<Shape> = LazyLock::new(Shape::of::<LedgerFile>);
    static WAIVED: LazyLock<Shape> = LazyLock::new(Shape::of::<WaiversFile>);
    match Role::of(path) {
        Role::Api => &API,
        Role::Sources => &SOURCES,
        Role::Group | Role::Example => &GROUP,
        Role::Acknowledged => &ACCEPTED,
        Role::Ledger if path == WAIVERS => &WAIVED,
        Role::Ledger => &LISTED,
    }
}

/// A file that was loaded.
pub struct Loaded<T> {
    /// The file.
    pub file: FileId,
    /// The file as struct.
    pub raw: T,
    /// The file as tree, with places.
    pub node: Node,
}

/// An example file.
pub(crate) struct ExampleFile {
    pub(crate) file: FileId,
    pub(crate) value: Value,
}

/// All files of a specification.
pub(crate) struct Files {
    pub(crate) api: Loaded<ApiFile>,
    pub(crate) sources: Loaded<SourcesFile>,
    /// Sorted by path.
    pub(crate) groups: Vec<Loaded<GroupFile>>,
    /// Sorted by path.
    pub(crate) examples: Vec<ExampleFile>,
}

impl Files {
    /// The trees of the YAML files.
    pub(crate) fn into_trees(self) -> impl Iterator<Item = Node> {
        [self.api.node, self.sources.node].into_iter().chain(self.groups.into_iter().map(|group| group.node))
    }
}

/// Which format the files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// That of today.
    Today,
    /// That of today or an older one.
    Older,
}

/// Loads all files. Nothing is returned if any of them could not be loaded.
pub(crate) fn load(sources: &SourceMap, format: Format, sink: &mut Sink) -> Option<Files> {
    let before = sink.len();
    let (mut api, mut documents, mut groups, mut examples) = (None, None, Vec::new(), Vec::new());
    for (file, source) in sources.iter() {
        match Role::of(&source.path) {
            Role::Api => api = load_file(sources, file, sink),
            Role::Sources => documents = load_file(sources, file, sink),
            Role::Example => {
                examples.extend(json::parse(file, &source.text, sink).map(|value| ExampleFile { file, value }));
            }
            Role::Group => groups.extend(yaml::parse(file, &source.text, sink).and_then(|mut node| {
                if format == Format::Older {
                    older::rewrite(&mut node);
                }
                load_node(sources, node, sink)
            })),
            // Read by those who need them.
            Role::Acknowledged | Role::Ledger => {}
        }
    }
    for name in ["api.yaml", "sources.yaml"] {
        if sources.find(name).is_none() {
            let span = Span { file: FileId(0), start: 0, end: 0 };
            let message = format!("the specification has no file `{name}`");
            let mut diagnostic = Diagnostic::new(Rule::MISSING_FILE, span, message)
                .help("it belongs into the root directory of the specification; is this the right directory?");
            diagnostic.absent = Some(name.to_owned());
            sink.push(diagnostic);
        }
    }
    if sink.len() > before {
        return None;
    }
    Some(Files { api: api?, sources: documents?, groups, examples })
}

/// Loads one file as the struct that its path selects. Returns `None` if it has errors.
pub fn load_file<T: DeserializeOwned>(sources: &SourceMap, file: FileId, sink: &mut Sink) -> Option<Loaded<T>> {
    let node = yaml::parse(file, &sources.file(file).text, sink)?;
    load_node(sources, node, sink)
}

fn load_node<T: DeserializeOwned>(sources: &SourceMap, node: Node, sink: &mut Sink) -> Option<Loaded<T>> {
    let file = node.span.file;
    let source = sources.file(file);
    let before = sink.len();
    shape(&source.path).check(&node, &source.text, sink);
    if sink.len() > before {
        return None;
    }
    match T::deserialize(&node) {
        Ok(raw) => Some(Loaded { file, raw, node }),
        Err(error) => {
            // Only reached when the schema allows what the struct does not.
            let message = format!("the file cannot be read: {error}");
            sink.push(Diagnostic::new(Rule::WRONG_TYPE, node.span.first(&source.text), message));
            None
        }
    }
}

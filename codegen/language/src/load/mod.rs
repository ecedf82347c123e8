//! Files to raw structs. A file whose shape is wrong is reported whole and left out; the others
//! are loaded all the same, so that one run shows the problems of all files.

pub mod json;
mod older;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::raw::{AcknowledgedFile, ApiFile, GroupFile, LedgerFile, SourcesFile, WaiversFile};
use crate::shape::Shape;
use crate::source::{FileId, SourceMap, Span};
use crate::yaml::{self, Node};

/// The directory of the ledger; what lies in it is not part of the API.
pub const LEDGER: &str = "ledger/";

/// The list of accepted changes, which is not part of the API either.
pub const ACKNOWLEDGED: &str = "acknowledged.yaml";

/// The list of what the specification leaves out on purpose.
pub const WAIVERS: &str = "ledger/waivers.yaml";

/// The shape that a YAML file has to have, by its path.
pub fn shape(path: &str) -> Shape {
    match path {
        "api.yaml" => Shape::of::<ApiFile>(),
        "sources.yaml" => Shape::of::<SourcesFile>(),
        ACKNOWLEDGED => Shape::of::<AcknowledgedFile>(),
        WAIVERS => Shape::of::<WaiversFile>(),
        path if path.starts_with(LEDGER) => Shape::of::<LedgerFile>(),
        _ => Shape::of::<GroupFile>(),
    }
}

/// A file as struct and as tree; the tree knows the places.
pub struct Loaded<T> {
    pub file: FileId,
    pub raw: T,
    pub node: Node,
}

/// An example file.
pub struct ExampleFile {
    pub file: FileId,
    pub value: Value,
}

/// All files of a specification.
pub struct Files {
    pub api: Loaded<ApiFile>,
    pub sources: Loaded<SourcesFile>,
    /// Sorted by path.
    pub groups: Vec<Loaded<GroupFile>>,
    /// Sorted by path.
    pub examples: Vec<ExampleFile>,
}

/// Which format the files are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// That of today.
    Today,
    /// That of today or an older one.
    Older,
}

/// Loads all files. Nothing is returned if any of them could not be loaded.
pub fn load(sources: &SourceMap, format: Format, sink: &mut Sink) -> Option<Files> {
    let before = sink.len();
    let group_shape = Shape::of::<GroupFile>();
    let (mut api, mut documents, mut groups, mut examples) = (None, None, Vec::new(), Vec::new());
    for (file, source) in sources.iter() {
        match source.path.as_str() {
            // Read by `coverage` alone, which is the only one to need it.
            path if path.starts_with(LEDGER) => {}
            // Read on its own: no stage between here and there needs it.
            ACKNOWLEDGED => {}
            "api.yaml" => api = load_file(sources, file, &Shape::of::<ApiFile>(), sink),
            "sources.yaml" => documents = load_file(sources, file, &Shape::of::<SourcesFile>(), sink),
            path if path.ends_with(".json") => {
                examples.extend(json::parse(file, &source.text, sink).map(|value| ExampleFile { file, value }));
            }
            _ => groups.extend(load_group(sources, file, &group_shape, format, sink)),
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

fn load_group(
    sources: &SourceMap,
    file: FileId,
    shape: &Shape,
    format: Format,
    sink: &mut Sink,
) -> Option<Loaded<GroupFile>> {
    let text = &sources.file(file).text;
    let mut node = yaml::parse(file, text, sink)?;
    if format == Format::Older {
        older::rewrite(&mut node);
    }
    load_node(file, text, node, shape, sink)
}

pub fn load_file<T: DeserializeOwned + JsonSchema>(
    sources: &SourceMap,
    file: FileId,
    shape: &Shape,
    sink: &mut Sink,
) -> Option<Loaded<T>> {
    let text = &sources.file(file).text;
    let node = yaml::parse(file, text, sink)?;
    load_node(file, text, node, shape, sink)
}

fn load_node<T: DeserializeOwned>(
    file: FileId,
    text: &str,
    node: Node,
    shape: &Shape,
    sink: &mut Sink,
) -> Option<Loaded<T>> {
    let mut problems = Sink::default();
    shape.check(&node, text, &mut problems);
    if !problems.is_empty() {
        for problem in problems.finish() {
            sink.push(problem);
        }
        return None;
    }
    match serde_yaml::from_value(node.to_value()) {
        Ok(raw) => Some(Loaded { file, raw, node }),
        Err(error) => {
            // Only reached when the schema allows what the struct does not.
            sink.push(Diagnostic::new(
                Rule::WRONG_TYPE,
                node.span.part(0, 1),
                format!("the file cannot be read: {error}"),
            ));
            None
        }
    }
}

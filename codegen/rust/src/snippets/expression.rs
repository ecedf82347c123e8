//! Rust as data, and how it is laid out.

use serde_json::Value;

/// The widest line.
const WIDTH: usize = 96;
/// The widest chain, list of arguments or array in one line, besides what is around it.
const SHORT: usize = 80;
/// The widest fields of a struct in one line.
const FIELDS: usize = 18;
const STEP: usize = 4;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    /// A name or a path.
    Path(String),
    /// A literal, as it is written.
    Literal(String),
    /// A string.
    Text(String),
    /// Free JSON, in `json!`.
    Json(Value),
    /// `path(…)`
    Call(String, Vec<Expression>),
    /// `Name { field: …, }`
    Struct(String, Vec<(String, Expression)>),
    /// `value.name(…).await?`
    Chain(Box<Expression>, Vec<Link>),
    /// `[…]`
    Array(Vec<Expression>),
    /// `vec![…]`
    Vec(Vec<Expression>),
    /// `(…)`
    Tuple(Vec<Expression>),
    /// `&value`
    Reference(Box<Expression>),
}

/// What follows in a chain.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// `.name(…)`
    Call(String, Vec<Expression>),
    /// `.await?`
    Await,
}

impl Expression {
    /// Goes on with a method.
    pub(super) fn method(self, name: impl Into<String>, arguments: Vec<Expression>) -> Expression {
        self.link(Link::Call(name.into(), arguments))
    }

    /// Goes on with a link.
    pub(super) fn link(self, link: Link) -> Expression {
        match self {
            Expression::Chain(first, mut links) => {
                links.push(link);
                Expression::Chain(first, links)
            }
            first => Expression::Chain(Box::new(first), vec![link]),
        }
    }

    /// Whether this is a chain with a call of this method.
    pub(super) fn calls(&self, method: &str) -> bool {
        let is_call = |link: &Link| matches!(link, Link::Call(name, _) if name == method);
        matches!(self, Expression::Chain(_, links) if links.iter().any(is_call))
    }

    /// The lines of the expression, of which all but the first begin with `indent` blanks. `used` columns of the
    /// first line are taken, and `after` columns of the last one will be.
    pub(super) fn print(&self, indent: usize, used: usize, after: usize) -> String {
        if let Some(line) = self.line().filter(|line| used + line.chars().count() + after <= WIDTH) {
            return line;
        }
        match self {
            Expression::Path(text) | Expression::Literal(text) => text.clone(),
            Expression::Text(text) => literal(text),
            Expression::Json(value) => format!("json!({})", document(value, indent)),
            Expression::Call(path, arguments) => format!("{path}{}", list("(", arguments, ")", indent, used)),
            Expression::Struct(name, fields) => structure(name, fields, indent),
            Expression::Array(items) => list("[", items, "]", indent, used),
            Expression::Vec(items) => format!("vec!{}", list("[", items, "]", indent, used)),
            Expression::Tuple(items) => list("(", items, ")", indent, used),
            Expression::Reference(value) => format!("&{}", value.print(indent, used + 1, after)),
            Expression::Chain(first, links) => chain(first, links, indent, used),
        }
    }

    /// The expression in one line, unless it has to have several.
    fn line(&self) -> Option<String> {
        let short = |line: &String| line.chars().count() <= SHORT;
        let joined = |items: &[Expression]| {
            let lines = items.iter().map(Expression::line).collect::<Option<Vec<_>>>()?;
            Some(lines.join(", ")).filter(short)
        };
        Some(match self {
            Expression::Path(text) | Expression::Literal(text) => text.clone(),
            Expression::Text(text) => literal(text),
            Expression::Json(Value::Object(fields)) if !fields.is_empty() => return None,
            Expression::Json(value) => {
                format!("json!({})", Some(document(value, 0)).filter(|text| !text.contains('\n'))?)
            }
            Expression::Call(path, arguments) => format!("{path}({})", joined(arguments)?),
            Expression::Struct(name, fields) => {
                let field = |(name, value): &(String, Expression)| Some(field(name, &value.line()?));
                let fields: Vec<String> = fields.iter().map(field).collect::<Option<_>>()?;
                format!("{name} {{ {} }}", Some(fields.join(", ")).filter(|line| line.chars().count() <= FIELDS)?)
            }
            Expression::Array(items) => format!("[{}]", joined(items)?),
            Expression::Vec(items) => format!("vec![{}]", joined(items)?),
            Expression::Tuple(items) => format!("({})", joined(items)?),
            Expression::Reference(value) => format!("&{}", value.line()?),
            Expression::Chain(first, links) => {
                let mut line = first.line()?;
                for link in links {
                    line.push_str(&match link {
                        Link::Call(name, arguments) => format!(".{name}({})", joined(arguments)?),
                        Link::Await => ".await?".to_owned(),
                    });
                }
                return Some(line).filter(short);
            }
        })
    }

    /// Whether the brackets of a call may stand around it without lines of their own.
    fn is_delimited(&self) -> bool {
        match self {
            Expression::Array(_)
            | Expression::Vec(_)
            | Expression::Json(_)
            | Expression::Call(..)
            | Expression::Struct(..) => true,
            Expression::Reference(value) => value.is_delimited(),
            _ => false,
        }
    }
}

/// Items between brackets: around a single one that has brackets itself, else each on a line of its own.
fn list(open: &str, items: &[Expression], close: &str, indent: usize, used: usize) -> String {
    match items {
        [] => format!("{open}{close}"),
        [only] if only.is_delimited() => format!("{open}{}{close}", only.print(indent, used + open.len(), close.len())),
        items => {
            let blanks = " ".repeat(indent + STEP);
            let lines = items.iter().map(|item| format!("{blanks}{},\n", item.print(indent + STEP, indent + STEP, 1)));
            format!("{open}\n{}{}{close}", lines.collect::<String>(), " ".repeat(indent))
        }
    }
}

/// A literal of a struct with each field on a line of its own.
fn structure(name: &str, fields: &[(String, Expression)], indent: usize) -> String {
    let blanks = " ".repeat(indent + STEP);
    let lines = fields.iter().map(|(name, value)| {
        let value = value.print(indent + STEP, indent + STEP + name.chars().count() + 2, 1);
        format!("{blanks}{},\n", field(name, &value))
    });
    format!("{name} {{\n{}{}}}", lines.collect::<String>(), " ".repeat(indent))
}

/// A field of a literal; a variable of the field's name is not said twice.
fn field(name: &str, value: &str) -> String {
    if name == value { name.to_owned() } else { format!("{name}: {value}") }
}

/// A chain with each link on a line of its own.
fn chain(first: &Expression, links: &[Link], indent: usize, used: usize) -> String {
    let mut text = first.print(indent, used, 0);
    // Below lines that were closed by a bracket there is no need to indent.
    let inner = if text.contains('\n') { indent } else { indent + STEP };
    let blanks = " ".repeat(inner);
    for link in links {
        match link {
            Link::Call(name, arguments) => {
                let call = Expression::Call(name.clone(), arguments.clone());
                text.push_str(&format!("\n{blanks}.{}", call.print(inner, inner + 1, 0)));
            }
            Link::Await => text.push_str(&format!("\n{blanks}.await?")),
        }
    }
    text
}

/// A string as a literal; raw if it has quotes and is in one line.
fn literal(text: &str) -> String {
    let raw = text.contains('"') && !text.contains("\"#") && !text.chars().any(char::is_control);
    if raw { format!("r#\"{text}\"#") } else { format!("{text:?}") }
}

/// A document in the syntax of `json!`.
fn document(value: &Value, indent: usize) -> String {
    let (inner, outer) = (" ".repeat(indent + STEP), " ".repeat(indent));
    let block = |open: &str, lines: Vec<String>, close: &str| {
        format!("{open}\n{inner}{},\n{outer}{close}", lines.join(&format!(",\n{inner}")))
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let lines = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), document(value, indent + STEP)));
            block("{", lines.collect(), "}")
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            block("[", items.iter().map(|item| document(item, indent + STEP)).collect(), "]")
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| document(item, indent)).collect::<Vec<_>>().join(", "))
        }
        Value::Number(number) if number.as_i64().is_none() && number.is_u64() => format!("{number}_u64"),
        Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_err()) => {
            format!("{number}_i64")
        }
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

/// A `use` of some names from a module.
pub(super) fn import(module: &str, names: &[&str]) -> String {
    let line = match names {
        [one] => format!("use {module}::{one};\n"),
        many => format!("use {module}::{{{}}};\n", many.join(", ")),
    };
    if line.len() <= WIDTH + 1 {
        return line;
    }
    let mut text = format!("use {module}::{{\n");
    let mut line = String::new();
    for name in names {
        if STEP + line.len() + 1 + name.len() + 1 > WIDTH {
            text.push_str(&format!("    {}\n", line.trim_end()));
            line.clear();
        }
        line.push_str(&format!("{name}, "));
    }
    text.push_str(&format!("    {}\n}};\n", line.trim_end()));
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(name: &str, arguments: Vec<Expression>) -> Expression {
        Expression::Call(name.to_owned(), arguments)
    }

    #[test]
    fn what_fits_stays_in_one_line() {
        let value = Expression::Reference(Box::new(call("Thing::new", vec![Expression::Text("a \"b\"".into())])));
        assert_eq!(value.print(0, 0, 1), r###"&Thing::new(r#"a "b""#)"###);
    }

    #[test]
    fn long_chains_have_a_line_for_each_link_and_brackets_hug_what_has_brackets() {
        let label =
            |text: &str| call("Label::new", vec![Expression::Text(text.repeat(20)), Expression::Text("b".into())]);
        let value = call("Thing::new", vec![Expression::Literal("1".into())])
            .method("labels", vec![Expression::Array(vec![label("a"), label("b"), label("c")])])
            .method("free", vec![Expression::Json(json!({ "a": [1, { "b": 5_000_000_000_i64 }] }))]);
        let expected = r#"Thing::new(1)
    .labels([
        Label::new("aaaaaaaaaaaaaaaaaaaa", "b"),
        Label::new("bbbbbbbbbbbbbbbbbbbb", "b"),
        Label::new("cccccccccccccccccccc", "b"),
    ])
    .free(json!({
        "a": [
            1,
            {
                "b": 5000000000_i64,
            },
        ],
    }))"#;
        assert_eq!(value.print(0, 0, 1), expected);
    }

    #[test]
    fn imports_wrap() {
        assert_eq!(import("a::b", &["C"]), "use a::b::C;\n");
        let names = ["SomeLongerName"; 8];
        let text = import("a::b", &names);
        assert!(text.starts_with("use a::b::{\n    SomeLongerName, ") && text.ends_with(",\n};\n"), "{text}");
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
    }
}

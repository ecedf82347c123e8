//! `cargo xtask add-operation`: the skeleton of a new operation, by flags or in a conversation.

use std::io::{BufRead, IsTerminal as _, Write};
use std::path::Path;

use specwright_tools::output::{self, Edit};
use specwright_tools::scaffold::{self, Base, Choices, NewOperation, Plan, Rejection};
use specwright_tools::source::SourceMap;

use crate::difference;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{SpecArguments, clear_leftovers, report};
use crate::terminal::PROGRAM;

#[derive(clap::Args)]
pub struct Arguments {
    /// Family of the operation.
    #[arg(long)]
    family: Option<String>,
    /// Group of the operation.
    #[arg(long)]
    group: Option<String>,
    /// Make the group with the operation.
    #[arg(long)]
    new_group: bool,
    /// Id of the operation, such as `get_thing`.
    #[arg(long)]
    name: Option<String>,
    /// Method and path, such as 'GET /things/{thing_id}'.
    #[arg(long, value_name = "ROUTE")]
    http: Option<String>,
    /// Type of the request's body; a name that no type has becomes a new type.
    #[arg(long, value_name = "TYPE")]
    body: Option<String>,
    /// Type of the response body, likewise; several times with a status each for bodies of several types.
    #[arg(long, value_name = "[STATUS=]TYPE")]
    response: Vec<String>,
    /// Type of the messages of a web socket, which the operation opens instead of sending a response; likewise.
    #[arg(long, value_name = "TYPE", conflicts_with_all = ["body", "response", "status"])]
    messages: Option<String>,
    /// Parameter of the query with its type, such as `limit:int32` [default type: string], or with its only value, such as
    /// `action=start`; several times for several.
    #[arg(long, value_name = "NAME[:TYPE][=VALUE]")]
    query: Vec<String>,
    /// Status of the response [default: 200, or 204 without a body].
    #[arg(long)]
    status: Option<u16>,
    /// Document that describes the operation [default: that of the group].
    #[arg(long)]
    document: Option<String>,
    /// Section of the document.
    #[arg(long)]
    section: Option<String>,
    /// First release that has it, of a document whose releases are listed.
    #[arg(long, value_name = "DOCUMENT=RELEASE")]
    since: Option<String>,
    /// What the operation does [default: to be written].
    #[arg(long)]
    doc: Option<String>,
    /// Host [default: that of the group].
    #[arg(long)]
    host: Option<String>,
    /// Authentication scheme, or several separated by commas [default: that of the group].
    #[arg(long)]
    auth: Option<String>,
    /// Error style, or several separated by commas [default: that of the group].
    #[arg(long)]
    error_style: Option<String>,
    /// Write nothing; show what would be written.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let (directory, read) = arguments.spec.sources(program)?;
    let base = match Base::read(read) {
        Ok(base) => base,
        Err((problems, read)) => {
            report(&problems, &read, "specification");
            return Ok(Outcome::Findings);
        }
    };
    let (specification, sources) = (&base.specification, &base.sources);
    let choices = scaffold::choices(specification, sources);
    let wishes = match complete(arguments, &choices) {
        Ok(wishes) => wishes,
        Err(_) if std::io::stdin().is_terminal() => {
            ask(arguments, &choices, &mut std::io::stdin().lock(), &mut std::io::stderr())?
        }
        Err(missing) => return Err(missing),
    };
    let plan = match scaffold::add_operation(specification, sources, &wishes) {
        Ok(plan) => plan,
        Err(Rejection::Invalid(wrong)) => return Err(Failure(wrong.join("\nerror: "))),
        Err(Rejection::Unformatted(reason)) => return Err(Failure(reason)),
        Err(Rejection::Errors(problems, sources)) => {
            report(&problems, &sources, "specification with this operation; nothing was written");
            return Ok(Outcome::Findings);
        }
    };
    if let Err((problems, read)) = base.accepts(&plan) {
        report(&problems, read, "specification");
        return Ok(Outcome::Findings);
    }
    write(&plan, arguments, &directory, sources)?;
    if !arguments.dry_run {
        next(&plan, &wishes, arguments, &directory);
    }
    Ok(Outcome::Fine)
}

/// Writes the files, or shows what would be written.
fn write(plan: &Plan, arguments: &Arguments, directory: &Path, sources: &SourceMap) -> Result<(), Failure> {
    if arguments.dry_run {
        for (path, (old, new)) in &plan.files {
            anstream::println!("{} {}{path}", if old.is_some() { "changes" } else { "adds" }, sources.prefix);
            difference::print(old.as_deref().unwrap_or_default(), new, usize::MAX);
        }
        anstream::println!("nothing was written");
        return Ok(());
    }
    clear_leftovers(directory, sources)?;
    let edit = |(path, old, new)| Edit { path: directory.join::<&str>(path), old, new };
    output::edit(&plan.in_order().into_iter().map(edit).collect::<Vec<_>>())?;
    for path in plan.files.keys() {
        anstream::println!("wrote {}{path}", sources.prefix);
    }
    Ok(())
}

/// What to do now.
fn next(plan: &Plan, wishes: &NewOperation, arguments: &Arguments, directory: &Path) {
    for note in &plan.notes {
        anstream::println!("note: {note}");
    }
    let spec = match arguments.spec.is_default() {
        true => String::new(),
        false => format!(" --spec {}", directory.display()),
    };
    let warnings = if plan.warnings == 1 { "1 warning".to_owned() } else { format!("{} warnings", plan.warnings) };
    anstream::println!("what is left to do:");
    anstream::println!("  write the descriptions marked TODO: `{PROGRAM} lint{spec}` shows {warnings}");
    anstream::println!(
        "  add tables of the source, fields of new types, further parameters, and what the example shows"
    );
    anstream::println!("  `{PROGRAM} fmt{spec}`, `{PROGRAM} regenerate{spec}`, and `{PROGRAM} diff` for what it means");
    anstream::println!("  find it as `{}.{}`", wishes.family, wishes.name);
}

/// Reads a status. Whether it is one of success is checked with the rest of the request.
fn success(status: &str) -> Result<u16, Failure> {
    let wrong = |_| Failure(format!("{status} is not a success status, which is between 200 and 299"));
    status.trim().parse().map_err(wrong)
}

/// The request, as far as flags specify it.
fn flags(arguments: &Arguments) -> Result<NewOperation, Failure> {
    let text = |flag: &Option<String>| flag.clone().unwrap_or_default();
    let response = |response: &str| match response.split_once('=') {
        Some((status, ty)) => Ok((Some(success(status)?), ty.trim().to_owned())),
        None => Ok((None, response.to_owned())),
    };
    let responses = arguments.response.iter().map(|it| response(it)).collect::<Result<Vec<_>, Failure>>()?;
    let mut responses = responses.into_iter();
    let usual = responses.next();
    Ok(NewOperation {
        family: text(&arguments.family),
        group: text(&arguments.group),
        name: text(&arguments.name),
        http: text(&arguments.http),
        query: arguments.query.clone(),
        status: arguments.status.or(usual.as_ref().and_then(|(status, _)| *status)),
        body: arguments.body.clone(),
        response: usual.map(|(_, ty)| ty),
        further: responses.map(|(status, ty)| (status.unwrap_or(200), ty)).collect(),
        messages: arguments.messages.clone(),
        document: arguments.document.clone(),
        section: arguments.section.clone(),
        since: arguments.since.clone(),
        doc: arguments.doc.clone(),
        new_group: arguments.new_group,
        host: arguments.host.clone(),
        auth: arguments.auth.clone(),
        error_style: arguments.error_style.clone(),
    })
}

/// The request, if the flags specify everything that does not follow from the specification.
fn complete(arguments: &Arguments, choices: &Choices) -> Result<NewOperation, Failure> {
    let missing: Vec<&str> = [
        ("--family", arguments.family.is_some()),
        ("--group", arguments.group.is_some()),
        ("--name", arguments.name.is_some()),
        ("--http", arguments.http.is_some()),
        ("--section", arguments.section.is_some()),
    ]
    .into_iter()
    .filter_map(|(flag, given)| (!given).then_some(flag))
    .collect();
    if missing.is_empty() {
        return flags(arguments);
    }
    let group = choices.groups.first();
    let family = group.map_or("FAMILY", |group| group.family.as_str());
    let name = group.map_or("GROUP", |group| group.name.as_str());
    Err(Failure(format!(
        "cannot ask for {} without a terminal; for example:\n  {PROGRAM} add-operation --family {family} --group {name} \
         --name get_thing --http 'GET /things/{{thing_id}}' --response Thing --section 1.2",
        missing.join(", ")
    )))
}

/// Asks for what the flags leave open.
fn ask(
    arguments: &Arguments,
    choices: &Choices,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> Result<NewOperation, Failure> {
    let mut wishes = flags(arguments)?;
    let mut talk = Talk { input, output };
    if arguments.family.is_none() {
        wishes.family = talk.choose("family", &choices.families, None, false)?;
    }
    if arguments.group.is_none() {
        let groups = choices.groups.iter().filter(|group| group.family == wishes.family);
        let groups: Vec<String> = groups.map(|group| group.name.clone()).collect();
        wishes.group = talk.choose("group (another name makes a new one)", &groups, None, true)?;
        wishes.new_group |= !groups.contains(&wishes.group);
    }
    if arguments.name.is_none() {
        wishes.name = talk.line("id of the operation, such as get_thing", None)?;
    }
    if arguments.http.is_none() {
        wishes.http = talk.line("method and path, such as GET /things/{thing_id}", None)?;
    }
    let optional = |text: String| (!text.is_empty()).then_some(text);
    if arguments.body.is_none() && !wishes.http.starts_with("GET ") && !wishes.http.starts_with("DELETE ") {
        wishes.body = optional(talk.line("type of the request's body, nothing for none", Some(""))?);
    }
    let opens = arguments.messages.is_some();
    if arguments.response.is_empty() && !opens {
        wishes.response = optional(talk.line("type of the response body, empty for none", Some(""))?);
    }
    if arguments.query.is_empty() {
        let typed = talk.line("parameters of the query, such as limit:int32 name, nothing for none", Some(""))?;
        wishes.query = typed.split_whitespace().map(str::to_owned).collect();
    }
    if wishes.status.is_none() && !opens {
        let usual = if wishes.response.is_some() { "200" } else { "204" };
        let status = talk.line("status of the response", Some(usual))?;
        wishes.status = Some(success(&status)?);
    }
    let group = choices.group(&wishes.family, &wishes.group);
    if arguments.document.is_none() {
        let usual = group.and_then(|group| group.settings.get("document").map(String::as_str));
        let usual = usual.or_else(|| choices.usual(&wishes.family, "document"));
        wishes.document = Some(talk.choose("document", &choices.documents, usual, false)?);
    }
    if arguments.section.is_none() {
        wishes.section = Some(talk.line("section of the document", None)?);
    }
    if group.is_none() {
        ask_for_settings(&mut wishes, choices, &mut talk)?;
    }
    if arguments.doc.is_none() {
        wishes.doc = optional(talk.line("what it does, in a sentence; nothing to write it later", Some(""))?);
    }
    Ok(wishes)
}

/// Asks for what a new group says about all of its operations.
fn ask_for_settings(
    wishes: &mut NewOperation,
    choices: &Choices,
    talk: &mut Talk<'_, impl BufRead, impl Write>,
) -> Result<(), Failure> {
    for (key, wish, known) in [
        ("host", &mut wishes.host, &choices.hosts),
        ("auth", &mut wishes.auth, &choices.auth),
        ("error_style", &mut wishes.error_style, &choices.error_styles),
    ] {
        if wish.is_none() {
            *wish = Some(talk.choose(key, known, choices.usual(&wishes.family, key), false)?);
        }
    }
    Ok(())
}

/// Questions and replies.
struct Talk<'a, I, O> {
    input: &'a mut I,
    output: &'a mut O,
}

impl<I: BufRead, O: Write> Talk<'_, I, O> {
    /// A line, or the usual one if nothing is typed.
    fn line(&mut self, what: &str, usual: Option<&str>) -> Result<String, Failure> {
        loop {
            match usual.filter(|usual| !usual.is_empty()) {
                Some(usual) => write!(self.output, "{what} [{usual}]: ")?,
                None => write!(self.output, "{what}: ")?,
            }
            self.output.flush()?;
            let mut line = String::new();
            if self.input.read_line(&mut line)? == 0 {
                return Err(Failure("the input ended before everything was said; nothing was written".to_owned()));
            }
            match (line.trim(), usual) {
                ("", Some(usual)) => return Ok(usual.to_owned()),
                ("", None) => {}
                (typed, _) => return Ok(typed.to_owned()),
            }
        }
    }

    /// One of several, by number or name.
    fn choose(&mut self, what: &str, known: &[String], usual: Option<&str>, others: bool) -> Result<String, Failure> {
        let usual = usual.or(match known {
            [only] => Some(only),
            _ => None,
        });
        for (index, name) in known.iter().enumerate() {
            writeln!(self.output, "  {:>2} {name}", index + 1)?;
        }
        loop {
            let typed = self.line(what, usual)?;
            let numbered = typed.parse::<usize>().ok().and_then(|number| known.get(number.checked_sub(1)?));
            match numbered {
                Some(name) => return Ok(name.clone()),
                None if others || known.contains(&typed) => return Ok(typed),
                None => writeln!(self.output, "there is no `{typed}`: type a number or a name of the list")?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use specwright_tools::scaffold::GroupChoice;
    use std::collections::BTreeMap;

    fn choices() -> Choices {
        let group = |name: &str| GroupChoice {
            family: "v1".to_owned(),
            name: name.to_owned(),
            file: format!("{name}.yaml"),
            settings: BTreeMap::from([("document", "manual".to_owned()), ("host", "shop".to_owned())]),
        };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Choices {
            families: names(&["v1"]),
            groups: vec![group("books"), group("orders")],
            documents: names(&["manual", "page"]),
            releases: Vec::new(),
            hosts: names(&["shop", "store"]),
            auth: names(&["clerk"]),
            error_styles: names(&["shop", "store"]),
        }
    }

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn asked(flags: &[&str], typed: &str) -> (Result<NewOperation, Failure>, String) {
        let line = <Line as clap::Parser>::parse_from([&["add-operation"], flags].concat());
        let mut output = Vec::new();
        let wishes = ask(&line.arguments, &choices(), &mut typed.as_bytes(), &mut output);
        (wishes, String::from_utf8(output).unwrap())
    }

    #[test]
    fn what_flags_leave_open_is_asked_for_with_defaults_from_the_specification() {
        let (wishes, shown) =
            asked(&["--doc", "D."], "\n2\nget_order\nGET /o/{id}\nOrder\nlimit:int32 name\n\n\n2.5\n");
        let Ok(wishes) = wishes else { panic!("{shown}") };
        assert_eq!((wishes.family.as_str(), wishes.group.as_str(), wishes.new_group), ("v1", "orders", false));
        assert_eq!((wishes.name.as_str(), wishes.http.as_str()), ("get_order", "GET /o/{id}"));
        assert_eq!((wishes.response.as_deref(), wishes.status, wishes.body), (Some("Order"), Some(200), None));
        assert_eq!((wishes.document.as_deref(), wishes.section.as_deref()), (Some("manual"), Some("2.5")));
        assert_eq!((wishes.doc.as_deref(), wishes.host), (Some("D."), None));
        assert_eq!(wishes.query, ["limit:int32", "name"]);
        assert!(shown.contains("family [v1]: ") && shown.contains("   2 orders\n"), "{shown}");
    }

    #[test]
    fn a_new_group_asks_for_what_its_file_needs() {
        let flags = ["--family", "v1", "--name", "n", "--http", "GET /n", "--response", "A", "--status", "200"];
        let flags = [&flags[..], &["--document", "page", "--section", "1", "--doc", "D."]].concat();
        let (wishes, shown) = asked(&flags, "gifts\n\n\n\nnobody\n2\n");
        let Ok(wishes) = wishes else { panic!("{shown}") };
        assert_eq!((wishes.group.as_str(), wishes.new_group), ("gifts", true));
        assert_eq!((wishes.host.as_deref(), wishes.auth.as_deref()), (Some("shop"), Some("clerk")));
        assert_eq!(wishes.error_style.as_deref(), Some("store"));
        assert!(shown.contains("there is no `nobody`"), "{shown}");
    }

    #[test]
    fn a_status_that_is_no_number_of_16_bits_is_named() {
        for status in ["999999", "ok", "20x"] {
            let (wishes, _) = asked(&["--response", &format!("{status}=Order")], "");
            let Err(Failure(reason)) = wishes else { panic!("{status} is taken") };
            assert_eq!(reason, format!("{status} is not a success status, which is between 200 and 299"));
        }
    }

    #[test]
    fn an_end_of_input_is_an_error_and_no_endless_loop() {
        let (wishes, _) = asked(&[], "v1\n");
        assert!(matches!(wishes, Err(Failure(reason)) if reason.contains("the input ended")));
    }
}

//! New operations: they fit, whatever specification they are added to, and what cannot be is refused.

use std::path::Path;

use serde_json::{Value, json};
use specwright_tools::scaffold::{NewOperation, Plan, Rejection, add_operation, choices};
use specwright_tools::source::{SourceFile, SourceMap};
use specwright_tools::{Specification, analyze, diagnostics, fmt, generate};

fn read(directory: &str) -> (SourceMap, Specification) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    analyzed(SourceMap::read(&workspace.join(directory), directory).unwrap())
}

fn analyzed(sources: SourceMap) -> (SourceMap, Specification) {
    let specification = analyze(&sources)
        .unwrap_or_else(|problems| panic!("{}", diagnostics::render(&problems, &sources, diagnostics::Style::Plain)));
    (sources, specification)
}

fn wishes(family: &str, group: &str, name: &str, http: &str) -> NewOperation {
    NewOperation {
        family: family.to_owned(),
        group: group.to_owned(),
        name: name.to_owned(),
        http: http.to_owned(),
        section: Some("1".to_owned()),
        ..NewOperation::default()
    }
}

#[track_caller]
fn planned(sources: &SourceMap, specification: &Specification, wishes: &NewOperation) -> Plan {
    match add_operation(specification, sources, wishes) {
        Ok(plan) => plan,
        Err(Rejection::Errors(problems, sources)) => {
            panic!("{}", diagnostics::render(&problems, &sources, diagnostics::Style::Plain))
        }
        Err(refusal) => panic!("{refusal:?}"),
    }
}

/// The specification with the planned files.
fn applied(sources: &SourceMap, plan: &Plan) -> (SourceMap, Specification) {
    let old = sources.iter().map(|(_, file)| file.clone()).filter(|file| !plan.files.contains_key(&file.path));
    let new = plan.files.iter().map(|(path, (_, text))| SourceFile { path: path.clone(), text: text.clone() });
    analyzed(SourceMap::new("spec", old.chain(new).collect()))
}

#[test]
fn every_group_of_every_specification_takes_a_new_operation_with_its_own_types() {
    for directory in ["spec", "tests/bookshop/spec", "tests/constructs", "tests/obstacle-course/spec"] {
        let (sources, specification) = read(directory);
        let choices = choices(&specification, &sources);
        assert!(!choices.groups.is_empty());
        for group in choices.groups.iter().step_by(step(directory)) {
            let mut wished = wishes(&group.family, &group.name, "try_novelty", "POST /novelty/{novelty_id}/try");
            wished.body = Some("NoveltyTry".to_owned());
            wished.response = Some("list<Novelty>".to_owned());
            wished.query = ["page-size:int32", "tag:list<string>", "type"].map(str::to_owned).to_vec();
            let plan = planned(&sources, &specification, &wished);
            assert!(plan.files.contains_key(&group.file), "{directory} {}: {:?}", group.name, plan.files.keys());
            assert_eq!(plan.files.len(), 2, "the group file and the example");
            assert!(plan.warnings >= 7, "texts are still to be written");
            let (sources, specification) = applied(&sources, &plan);
            let (id, file) = sources.iter().find(|(_, file)| file.path == group.file).unwrap();
            assert_eq!(fmt::format(&sources, id).unwrap(), file.text);
            let files = generate(&specification).unwrap();
            let client =
                files.iter().find(|(path, text)| path.starts_with("client/") && text.contains("struct TryNovelty"));
            assert!(client.unwrap().1.contains("pub fn page_size(mut self, page_size: i32)"), "{directory}");
        }
    }
}

/// Of the large specification a part is enough.
fn step(directory: &str) -> usize {
    if directory == "spec" { 18 } else { 3 }
}

/// For each type that an operation sends or answers with, an example can be made.
#[test]
fn examples_fit_types_that_exist() {
    for directory in ["spec", "tests/bookshop/spec", "tests/obstacle-course/spec"] {
        let (sources, specification) = read(directory);
        let choices = choices(&specification, &sources);
        let mut count = 0;
        for (_, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
            let types = file.text.lines().skip_while(|line| *line != "types:").skip(1);
            let types = types.take_while(|line| line.is_empty() || line.starts_with(' '));
            let Some(group) = choices.groups.iter().find(|group| group.file == file.path) else { continue };
            for name in types.filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':')) {
                count += usize::from(!name.starts_with([' ', '#']));
                if name.starts_with([' ', '#']) || !count.is_multiple_of(4 * step(directory) - 3) {
                    continue;
                }
                let mut wished = wishes(&group.family, &group.name, "get_novelty", "GET /novelty");
                wished.response = Some(name.to_owned());
                match add_operation(&specification, &sources, &wished) {
                    // A type that is only sent may say things that an answer cannot.
                    Err(Rejection::Errors(problems, sources)) => {
                        let text = diagnostics::render(&problems, &sources, diagnostics::Style::Plain);
                        assert!(!text.contains("error[example-mismatch]"), "{name} of {}: {text}", file.path);
                    }
                    other => assert!(other.is_ok(), "{name} of {}: {other:?}", file.path),
                }
            }
        }
    }
}

#[test]
fn what_is_shared_is_not_declared_again_and_comments_stay() {
    let (sources, _) = read("tests/bookshop/spec");
    let edited = sources.iter().map(|(_, file)| {
        let text = file
            .text
            .replace("\nresources:\n  book:", "# the last word on operations\n\n# the rest\nresources:\n  book:");
        SourceFile { path: file.path.clone(), text }
    });
    let (sources, specification) = analyzed(SourceMap::new("spec", edited.collect()));
    let mut wished = wishes("v1", "books", "review_book", "POST /books/{isbn}/reviews/{number}");
    wished.body = Some("Book".to_owned());
    wished.doc = Some("Reviews a book: honestly.".to_owned());
    let plan = planned(&sources, &specification, &wished);
    let (_, new) = &plan.files["books.yaml"];
    let start = new.find("  review_book:\n").unwrap();
    let added = "  review_book:
    http: POST /books/{isbn}/reviews/{number}
    rust_method: review
    doc: \"Reviews a book: honestly.\"
    source:
      section: \"1\"
    path:
      number:
        type: string
        doc: \"TODO: describe `number`.\"
    body:
      type: Book
      presence: required
    responses:
      204: {}
    errors: [401]
    examples:
      review_book:
        doc: \"TODO: describe the example.\"
# the last word on operations
";
    assert!(new[start..].starts_with(added), "{new}");
    assert!(new.contains("# the last word on operations\n\n# the rest\nresources:\n"), "{new}");
    let example: Value = serde_json::from_str(&plan.files["examples/review_book.json"].1).unwrap();
    let shown = json!({
        "request": {
            "path": { "isbn": "9783161484100", "number": "example" },
            "body": {
                "title": "Soups without Tears",
                "genre": "cookery",
                "price": 2450,
                "authors": ["A. Leek", "B. Onion"],
            },
        },
        "response": { "status": 204 },
    });
    assert_eq!(example, shown, "what other examples show of a parameter and a type is shown again");
}

#[test]
fn a_new_group_gets_a_file_beside_the_others() {
    let (sources, specification) = read("tests/bookshop/spec");
    let mut wished = wishes("v1", "gifts", "wrap_gift", "POST /gifts");
    (wished.new_group, wished.response, wished.status) = (true, Some("Gift".to_owned()), Some(201));
    let plan = planned(&sources, &specification, &wished);
    let (old, new) = &plan.files["gifts.yaml"];
    assert_eq!(*old, None);
    let head = "\
family: v1
group: gifts
doc: \"TODO: describe the group.\"
source:
  document: notebook
  section: \"1\"
host: shop
auth: clerk
error_style: shop

operations:
  wrap_gift:
    http: POST /gifts
";
    assert!(new.starts_with(head), "{new}");
    assert!(plan.files.contains_key("examples/wrap_gift.json"));
}

#[test]
fn a_web_socket_has_messages_instead_of_a_response() {
    let (sources, specification) = read("tests/bookshop/spec");
    let mut wished = wishes("v1", "books", "watch_books", "GET /watched-books");
    wished.messages = Some("Arrival".to_owned());
    let plan = planned(&sources, &specification, &wished);
    let (_, new) = &plan.files["books.yaml"];
    assert!(new.contains("    stream:\n      transport: web_socket\n      messages: Arrival\n"), "{new}");
    assert!(new.contains("\n  Arrival:\n"), "{new}");
    let example: Value = serde_json::from_str(&plan.files["examples/watch_books.json"].1).unwrap();
    assert_eq!(example["response"]["status"], 101);
    assert!(example["response"]["body"].is_array(), "{example}");

    wished.response = Some("Book".to_owned());
    let Err(Rejection::Invalid(reasons)) = add_operation(&specification, &sources, &wished) else { panic!("planned") };
    assert_eq!(reasons, ["a web socket has messages instead of a body, a response and a status"]);
}

#[test]
fn responses_have_bodies_of_several_types() {
    let (sources, specification) = read("tests/bookshop/spec");
    let mut wishes = wishes("v1", "books", "order_gift", "POST /gifts");
    wishes.response = Some("Gift".to_owned());
    wishes.further = vec![(202, "GiftOrder".to_owned())];
    let plan = planned(&sources, &specification, &wishes);
    let (_, after) = applied(&sources, &plan);
    let operation = after.api.operations.iter().find(|operation| operation.name.value == "order_gift").unwrap();
    assert_eq!(operation.successes().collect::<Vec<_>>(), [200, 202]);
    let outcome = operation.outcome(&after.api).unwrap();
    assert_eq!(outcome.variants.iter().map(|variant| variant.status.unwrap()).collect::<Vec<_>>(), [200, 202]);
    wishes.further.push((200, "Other".to_owned()));
    let Err(Rejection::Invalid(wrong)) = add_operation(&specification, &sources, &wishes) else { panic!() };
    assert_eq!(wrong, ["there are two responses with the status 200"]);
}

#[test]
fn a_parameter_with_one_value_tells_it_from_another_operation() {
    let (sources, specification) = read("tests/bookshop/spec");
    let mut wished = wishes("v1", "books", "count_books", "GET /books");
    wished.response = Some("int32".to_owned());
    wished.query = vec!["action=count".to_owned(), "version:int32=2".to_owned()];
    let (sources, specification) = applied(&sources, &planned(&sources, &specification, &wished));
    let added = specification.api.operations.iter().find(|one| one.name.value == "count_books").unwrap();
    assert_eq!(added.examples[0].value["request"]["query"], json!({ "action": "count", "version": 2 }));

    // The same value does not.
    wished.name = "sum_books".to_owned();
    let Err(Rejection::Errors(problems, _)) = add_operation(&specification, &sources, &wished) else { panic!() };
    assert_eq!(problems[0].rule.id(), "duplicate-route");
}

#[test]
fn wishes_that_cannot_be_met_are_refused_with_what_is_meant() {
    let (sources, specification) = read("tests/bookshop/spec");
    let good = wishes("v1", "books", "buy_book", "POST /books/{isbn}/buy");
    let refused = |change: &dyn Fn(&mut NewOperation)| {
        let mut wished = good.clone();
        change(&mut wished);
        match add_operation(&specification, &sources, &wished) {
            Err(Rejection::Invalid(wrong)) => wrong.join("\n"),
            other => panic!("{other:?}"),
        }
    };
    type Change<'a> = &'a dyn Fn(&mut NewOperation);
    let cases: [(Change<'_>, &str); 20] = [
        (&|w| w.query = vec!["a b".into()], "`a b` is no parameter with a type, such as `limit:int32`"),
        (
            &|w| w.query = vec!["x:bool".into(), "y:list<int>".into()],
            "there is no type `bool` for the parameter `x`; did you mean `boolean`?\n\
             there is no type `int` for the parameter `y`; did you mean `int32`?",
        ),
        (&|w| w.query = vec!["a".into(), "a:int32".into()], "the parameter `a` occurs twice in the query"),
        (&|w| w.family = "v3".into(), "there is no family `v3`; there is `v1`"),
        (
            &|w| w.group = "book".into(),
            "the family `v1` has no group `book`; did you mean `books`? With --new-group it is made",
        ),
        (
            &|w| w.group = "x".into(),
            "the family `v1` has no group `x`; it has `books`, `orders`. With --new-group it is made",
        ),
        (&|w| w.new_group = true, "the family `v1` has a group `books`; leave out --new-group"),
        (&|w| w.name = "get_book".into(), "the family `v1` has an operation `get_book`: GET /books/{isbn}"),
        (
            &|w| w.name = "buyBook".into(),
            "the id of an operation is written in snake case, such as `get_thing`, not `buyBook`",
        ),
        (&|w| w.http = "/books".into(), "`/books` is no method with a path, such as `GET /things/{thing_id}`"),
        (&|w| w.http = "PSOT /buy".into(), "there is no method `PSOT`; did you mean `POST`?"),
        (&|w| w.http = "GET /books/{id}".into(), "GET /books/{id} is the route of `v1.get_book`: GET /books/{isbn}"),
        (
            &|w| w.http = "GET buy".into(),
            "the path `buy` does not consist of segments such as `/things` and `/{thing_id}`: ``",
        ),
        (
            &|w| w.http = "GET /a//b".into(),
            "the path `/a//b` does not consist of segments such as `/things` and `/{thing_id}`: ``",
        ),
        (&|w| w.http = "GET /{a}/{a}".into(), "`{a}` occurs twice in the path `/{a}/{a}`"),
        (
            &|w| w.body = Some("strin".into()),
            "`strin` is no type, and a new one has a name such as `ThingList`; did you mean `string`?",
        ),
        (&|w| w.status = Some(404), "404 is not a success status, which is between 200 and 299"),
        (&|w| w.document = Some("notebok".into()), "there is no document `notebok`; did you mean `notebook`?"),
        (&|w| w.auth = Some("clark".into()), "there is no authentication scheme `clark`; did you mean `clerk`?"),
        (&|w| w.error_style = Some("shp".into()), "there is no error style `shp`; did you mean `shop`?"),
    ];
    for (change, expected) in cases {
        assert_eq!(refused(change), expected);
    }
}

/// Types that contain themselves, each in a way of its own.
const KNOTS: [&str; 7] = ["Knot", "DoubledKnot", "Tangle", "Net", "Strand", "list<Strand>", "map<Knot>"];

#[test]
fn examples_of_types_that_contain_themselves_end() {
    let (sources, specification) = read("tests/obstacle-course/spec");
    for ty in KNOTS {
        let mut wished = wishes("shapes", "knots", "tie_knot", "POST /knots/tied");
        wished.body = Some(ty.to_owned());
        wished.response = Some(ty.to_owned());
        let plan = planned(&sources, &specification, &wished);
        let example: Value = serde_json::from_str(&plan.files["examples/tie_knot.json"].1).unwrap();
        assert_eq!(example["request"]["body"], example["response"]["body"], "{ty}");
        if ty == "Knot" {
            assert_eq!(example["response"]["body"], json!({ "kind": "loop", "radius": 1 }));
        }
        let (_, specification) = applied(&sources, &plan);
        generate(&specification).unwrap();
    }
}

#[test]
fn an_example_that_would_be_too_large_is_refused() {
    let (sources, _) = read("tests/obstacle-course/spec");
    let large = |file: &SourceFile| file.text.replace("items: 2..", "items: 2000000000..");
    let files = sources.iter().map(|(_, file)| SourceFile { text: large(file), ..file.clone() }).collect();
    let (sources, specification) = analyzed(SourceMap::new("spec", files));
    let mut wished = wishes("shapes", "knots", "tie_knot", "POST /knots/tied");
    wished.body = Some("Tangle".to_owned());
    let Err(Rejection::Invalid(reasons)) = add_operation(&specification, &sources, &wished) else { panic!("planned") };
    let expected = "the smallest body of the request has 6000000002 values, and an example at most 100000";
    assert_eq!(reasons, [expected]);
    wished.body = Some("Knot".to_owned());
    planned(&sources, &specification, &wished);
}

#[test]
fn a_parameter_named_like_an_id_type_has_that_type() {
    let (sources, specification) = read("tests/bookshop/spec");
    let wished = wishes("v1", "orders", "list_copies", "GET /orders/{order_id}/books/{isbn}/{shelf}");
    let plan = planned(&sources, &specification, &wished);
    let (_, new) = &plan.files["orders.yaml"];
    for lines in ["      isbn:\n        type: Isbn\n", "      shelf:\n        type: string\n"] {
        assert!(new.contains(lines), "{new}");
    }
}

#[test]
fn an_operation_of_a_newer_release_says_so() {
    let (sources, specification) = read("tests/constructs");
    let mut wished = wishes("lending", "terminals", "wake_terminals", "POST /terminals/wake");
    wished.since = Some("terminal=2.0.0".to_owned());
    let plan = planned(&sources, &specification, &wished);
    let (_, specification) = applied(&sources, &plan);
    let operation = specification.api.operations.iter().find(|operation| operation.name.value == "wake_terminals");
    let title = "since Source code of the lending terminal 2.0.0";
    assert_eq!(specification.api.releases(&operation.unwrap().source), [title]);
    wished.since = Some("terminal=2.0.1".to_owned());
    let Err(Rejection::Invalid(reasons)) = add_operation(&specification, &sources, &wished) else { panic!("planned") };
    assert!(reasons[0].starts_with("there is no release `terminal=2.0.1`; did you mean"), "{reasons:?}");
}

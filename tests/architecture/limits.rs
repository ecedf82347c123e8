//! The limits, as docs/limits.md lists them.

use std::fs;

use servicestage_tests::files::tree;
use servicestage_tests::workspace;

/// The rows of all tables, by their cells.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| limit "));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

/// The two parts of a cell: a file with what is in it.
fn place(cell: &str) -> (String, &str) {
    let cell = cell.trim_matches('`');
    let (file, name) = cell.split_once(['`', ' ']).unwrap();
    let text = fs::read_to_string(workspace().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    (text, name.trim_start_matches([' ', '`']))
}

/// A number as the page writes it: times in milliseconds, sizes in bytes.
fn documented(cell: &str) -> u64 {
    let cell = cell.trim_start_matches("one per ");
    let (number, unit) = cell.split_once(' ').unwrap_or((cell, ""));
    let unit = match unit {
        "" => 1,
        "ms" => 1,
        "s" => 1000,
        "min" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        other => panic!("unknown unit {other}"),
    };
    number.parse::<u64>().unwrap_or_else(|_| panic!("no number: {cell}")) * unit
}

/// The value of an expression of a constant: products, shifts and durations.
fn value(expression: &str) -> u64 {
    for (constructor, unit) in [("Duration::from_secs(", 1000), ("Duration::from_millis(", 1)] {
        if let Some(inner) = expression.strip_prefix(constructor) {
            return value(inner.strip_suffix(')').unwrap()) * unit;
        }
    }
    if let Some((one, shift)) = expression.split_once(" << ") {
        return value(one) << value(shift);
    }
    expression
        .split(" * ")
        .map(|factor| factor.replace('_', "").parse::<u64>().unwrap_or_else(|_| panic!("{expression}")))
        .product()
}

/// The expression of a constant, or of a field that is set to a default.
fn expression<'a>(text: &'a str, name: &str) -> &'a str {
    let constant = format!("const {name}: ");
    let field = format!(" {name}: ");
    let constants = text.lines().filter_map(|line| line.split_once(constant.as_str())?.1.split_once(" = "));
    let fields = text.lines().filter_map(|line| Some(("", line.split_once(field.as_str())?.1)));
    let is_value = |(_, value): &(&str, &str)| {
        value.starts_with("Duration::from") || value.starts_with(|c: char| c.is_ascii_digit())
    };
    let found = constants.chain(fields).find(is_value);
    found.unwrap_or_else(|| panic!("no value of {name}")).1.trim_end_matches([';', ','])
}

#[test]
fn defaults_are_those_of_the_constants() {
    let page = fs::read_to_string(workspace().join("docs/limits.md")).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 40, "the page has only {} limits", rows.len());
    for row in rows {
        let (text, name) = place(row[4]);
        assert_eq!(documented(row[1]), value(expression(&text, name)), "{}", row[0]);
    }
}

#[test]
fn each_limit_has_a_test() {
    let page = fs::read_to_string(workspace().join("docs/limits.md")).unwrap();
    for row in rows(&page) {
        let (text, test) = place(row[5]);
        let exists = text.contains(&format!("fn {test}(")) || text.contains(&format!("\"{test}\""));
        assert!(exists, "{}: there is no test {test}", row[0]);
    }
}

/// Constants of the runtime that are no limits for callers, and what they are.
const OTHERS: &[(&str, &str, &str)] = &[
    ("client/client_core/values.rs", "USUAL", "the size of a buffer"),
    ("client/client_core/values.rs", "USUAL_BYTES", "the size of a buffer"),
    ("client/error/body.rs", "DEEPEST", "how deep known shapes of error bodies are"),
    ("client/response.rs", "SEARCHED", "larger bodies are read without looking for a request id"),
    ("client/retry.rs", "COST", "the unit of a budget"),
    ("client/stream/open.rs", "UNSENT", "the size of a buffer"),
    ("decode/numbers.rs", "EXACT", "where numbers stop to be exact"),
    ("decode/numbers.rs", "KEPT", "where numbers stop to be exact"),
    ("decode/numbers.rs", "LONGEST", "what integers have room for"),
    ("decode/unreadable/document.rs", "CHUNK", "how many items are read at a time"),
    ("huaweicloud/keys/ecs.rs", "TOKEN_LIFETIME", "what is asked for"),
    ("huaweicloud/signing_credentials.rs", "MARGIN", "when keys are refreshed"),
    ("huaweicloud/signing_credentials.rs", "SUSPICIOUS", "when a clock is blamed"),
    ("mock/echo.rs", "DISTINCT", "how long strings are that are no ids"),
    ("mock/headers.rs", "HEADER", "what a head has room for"),
    ("mock/paging.rs", "LARGEST", "the size of generated lists"),
    ("mock/sample.rs", "DEPTH", "the size of generated values"),
    ("mock/sample.rs", "MOST", "the size of generated values"),
    ("mock/sample.rs", "NESTED", "the size of generated values"),
    ("mock/smallest.rs", "ENDLESS", "no size"),
    ("mock/strings.rs", "LONGEST", "the size of generated values"),
    ("mock/strings.rs", "VARIED", "the size of generated values"),
    ("server/acceptance.rs", "DEEPEST", "where a quick look ends and the checker goes on"),
    ("server/acceptance.rs", "FIELDS", "where a quick look ends and the checker goes on"),
    ("server/checker/mod.rs", "DEEPEST", "the depth that the JSON parser has"),
    ("server/connection.rs", "WORTHWHILE", "what counts as progress"),
    ("server/reply.rs", "USUAL", "the size of a buffer"),
    ("server/serve.rs", "BUFFER", "the size of a buffer"),
    ("server/serve.rs", "LONGEST", "the longest time that timers take"),
    ("server/serve.rs", "NEXT_LOOK", "how often connections are compared"),
    ("server/serve.rs", "RECOVERY", "the pause after an error of the system"),
    ("server/serve.rs", "SMALLEST_BUFFER", "the size of a buffer"),
    ("server/socket.rs", "LONGEST_REASON", "what a close frame has room for"),
    ("server/socket.rs", "UNSENT", "the size of a buffer"),
    ("server/service_error.rs", "SPELLED_OUT", "the size of a message"),
    ("server/token_issuer.rs", "LIFETIME", "the default of a setting that is documented there"),
    ("server/token_issuer.rs", "LONGEST", "the longest time that dates take"),
    ("text.rs", "SHORT", "the size of a message"),
    ("value/pattern/sequence.rs", "MOST", "where the engine of regular expressions goes on"),
];

/// The same of the servers with state.
const OTHERS_OF_SERVERS: &[(&str, &str, &str)] = &[
    ("clock.rs", "FARTHEST", "the longest time that clocks take"),
    ("configurations/mod.rs", "AFTER_WRITE", "the time of the real server"),
    ("registry/watch.rs", "LOOK", "how often a connection looks for its instance"),
    ("wire/mod.rs", "SHORT_BODY", "what is read although nothing looks at it"),
];

#[test]
fn no_limit_is_missing() {
    compare("runtime/src", OTHERS);
    compare("stateful/src", OTHERS_OF_SERVERS);
}

/// Compares the page with the constants of a directory.
fn compare(directory: &str, others: &[(&str, &str, &str)]) {
    let page = fs::read_to_string(workspace().join("docs/limits.md")).unwrap();
    let mut others: Vec<_> = others.iter().map(|(file, name, _)| (*file, *name)).collect();
    let files = tree(&workspace().join(directory));
    for (file, text) in &files {
        let text = String::from_utf8_lossy(text);
        let text = text.split("#[cfg(test)]").next().unwrap();
        for line in text.lines() {
            let Some((_, declared)) = line.split_once("const ") else { continue };
            let Some((name, rest)) = declared.split_once(": ") else { continue };
            let is_number = ["usize =", "u64 =", "u32 =", "f64 =", "Duration ="].iter().any(|ty| rest.starts_with(ty));
            if !is_number || page.contains(&format!("`{directory}/{file}` `{name}`")) {
                continue;
            }
            let known = others.iter().position(|(path, other)| file == path && name == *other);
            others.swap_remove(known.unwrap_or_else(|| panic!("docs/limits.md lacks {name} of {file}")));
        }
    }
    assert_eq!(others, [], "these are no constants, or the page has them");
}

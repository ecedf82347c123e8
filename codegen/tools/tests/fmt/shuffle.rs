//! However keys are mixed and lines are messed up, the same text comes back.

use super::{assert_same, files, formatted};
use serde_json::Value;

/// How often each file is messed up.
const ROUNDS: u64 = 3;

/// Marsaglia's xorshift: the same numbers on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for index in (1..things.len()).rev() {
            things.swap(index, self.below(index + 1));
        }
    }
}

/// An entry of a mapping as lines: comments above, its own line, and what is indented below it.
struct Block {
    lines: Vec<String>,
    key: String,
    entries: Vec<Block>,
}

#[test]
fn whatever_the_order_and_the_spacing_the_same_text_comes_back() {
    let mut moved = 0;
    for file in files() {
        for seed in 0..ROUNDS {
            let mut random = Random(seed + 1);
            let (header, body) = header(&file.text);
            let mut blocks = parse(&body, 0);
            let schema = schema(&file.path);
            shuffle(&mut blocks, &schema, &schema, &mut random);
            let mut lines = header;
            flatten(&blocks, &mut lines);
            let mixed = lines.join("\n") + "\n";
            moved += usize::from(mixed != file.text);
            let messy = mess(&mixed, &mut random);
            let text = formatted(&file.path, &messy).unwrap_or_else(|problem| panic!("{}: {problem:?}", file.path));
            assert_same(&text, &file.text, &file.path);
        }
    }
    assert!(moved > 200, "only {moved} files were mixed");
}

fn schema(path: &str) -> Value {
    let kind = match path {
        "api.yaml" => "api",
        "sources.yaml" => "sources",
        "ledger/waivers.yaml" => "waivers",
        path if path.starts_with("ledger/") => "ledger",
        _ => "group",
    };
    specwright_tools::schema(kind).unwrap()
}

/// The comments at the top, which stay there, and the other lines.
fn header(text: &str) -> (Vec<String>, Vec<&str>) {
    let count = text.lines().take_while(|line| line.starts_with('#')).count();
    (text.lines().take(count).map(str::to_owned).collect(), text.lines().skip(count).collect())
}

/// The entries at an indentation. Blank lines are left out; inside of entries without known keys they stay.
fn parse(lines: &[&str], indent: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Vec<String> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if line.trim().is_empty() {
            continue;
        }
        if line.trim_start().starts_with('#') {
            above.push(line.to_owned());
            // What clings to the entry above goes with it.
            let clings = lines.get(at).is_none_or(|next| next.trim().is_empty());
            if let (true, Some(last)) = (clings, blocks.last_mut()) {
                last.entries.push(Block { lines: std::mem::take(&mut above), key: String::new(), entries: Vec::new() });
                last.entries.last_mut().unwrap().lines.push(String::new());
            }
            continue;
        }
        let deeper = |line: &&&str| line.trim().is_empty() || line.len() - line.trim_start().len() > indent;
        let mut below: Vec<&str> = lines[at..].iter().take_while(deeper).copied().collect();
        while below.last().is_some_and(|line| line.trim().is_empty()) {
            below.pop();
        }
        at += below.len();
        let key = line.trim().split(": ").next().unwrap_or_default().trim_end_matches(':').trim_matches('"').to_owned();
        let mut block = Block { lines: std::mem::take(&mut above), key, entries: Vec::new() };
        block.lines.push(line.to_owned());
        let nested = line.ends_with(':') && below.first().is_some_and(|line| !line.trim_start().starts_with("- "));
        if nested {
            block.entries = parse(&below, indent + 2);
        } else {
            block.lines.extend(below.into_iter().map(str::to_owned));
        }
        blocks.push(block);
    }
    blocks
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        return resolve(root, &root["$defs"][name.rsplit('/').next().unwrap()]);
    }
    // Of a short and a long form, only the long one has keys.
    let branches = schema["anyOf"].as_array();
    let long = branches.and_then(|branches| {
        let resolved: Vec<&Value> = branches.iter().map(|branch| resolve(root, branch)).collect();
        resolved
            .into_iter()
            .find(|branch| branch["properties"].is_object() || branch["additionalProperties"].is_object())
    });
    long.unwrap_or(schema)
}

/// Mixes known keys; free keys keep their order.
fn shuffle(blocks: &mut [Block], root: &Value, schema: &Value, random: &mut Random) {
    let schema = resolve(root, schema);
    for block in blocks.iter_mut() {
        let inner = schema["properties"].get(&block.key).unwrap_or(&schema["additionalProperties"]);
        shuffle(&mut block.entries, root, inner, random);
    }
    // A comment below the last entry has to stay there.
    let remarks =
        blocks.iter().any(|block| block.key.is_empty() || block.entries.iter().any(|inner| inner.key.is_empty()));
    if schema["properties"].is_object() && !remarks {
        random.shuffle(blocks);
    }
}

fn flatten(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        lines.extend(block.lines.iter().cloned());
        flatten(&block.entries, lines);
    }
}

/// Other blanks, blank lines, line ends and a byte order mark, where they mean nothing.
fn mess(text: &str, random: &mut Random) -> String {
    let end = if random.below(2) == 0 { "\r\n" } else { "\n" };
    let mut messy = String::from(if random.below(2) == 0 { "\u{feff}" } else { "" });
    let mut block = None;
    let mut remark = false;
    for (index, line) in text.lines().enumerate() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|at| line.trim().is_empty() || indent > at) {
            messy.extend(["  ".repeat(block.unwrap_or(0) / 2).as_str(), line, end]);
            continue;
        }
        block = [">-", "|-", "|"].iter().any(|style| line.ends_with(&format!(": {style}"))).then_some(indent);
        let comment = line.trim_start().starts_with('#');
        if index > 0 && !comment && random.below(8) == 0 && !remark {
            messy.push_str(end);
        }
        // A blank line below a comment means something.
        remark = comment;
        // Twice as deep, which also sets lists further in.
        messy.push_str(&" ".repeat(indent));
        match line.trim_start().split_once(": ").filter(|_| !comment) {
            Some((key, value)) if !key.starts_with(['"', '-']) => {
                messy.push_str(&format!("{}{key}:   {value}", " ".repeat(indent)))
            }
            // An item may have keys, which stand below each other.
            _ => match line.trim_start().strip_prefix("- ").filter(|_| !comment) {
                Some(item) => messy.push_str(&format!("{}-   {item}", " ".repeat(indent))),
                None => messy.push_str(line),
            },
        }
        messy.push_str(if random.below(4) == 0 && block.is_none() { "  " } else { "" });
        messy.push_str(end);
    }
    messy
}

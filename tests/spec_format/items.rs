//! Picks items out of generated Rust by their layout: items begin in the first column and are
//! separated by empty lines, members of `impl`, trait and module are indented by four blanks.

/// The items with these names, as they stand in the text.
pub(crate) fn pick(text: &str, names: &[&str]) -> Result<String, String> {
    let items = items(text);
    let mut picked = Vec::new();
    let mut rest = names;
    while let Some(name) = rest.first() {
        let mut used = 1;
        if let Some((container, _)) = name.split_once("::") {
            let prefix = format!("{container}::");
            let members: Vec<&str> = rest.iter().map_while(|name| name.strip_prefix(&prefix)).collect();
            used = members.len();
            picked.push(self::members(&items, container, &members)?);
        } else if let Some(name) = name.strip_suffix('!') {
            let calls: Vec<&str> = items.iter().filter(|item| calls(item, name)).map(String::as_str).collect();
            if calls.is_empty() {
                return Err(format!("no macro call for `{name}`"));
            }
            picked.extend(calls.into_iter().map(str::to_owned));
        } else {
            let item = items.iter().find(|item| defines(item, name));
            picked.push(item.ok_or_else(|| format!("no item `{name}`; there are {}", known(&items)))?.clone());
        }
        rest = &rest[used..];
    }
    Ok(picked.join("\n\n"))
}

fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut blank = true;
    for line in text.lines() {
        if line.is_empty() {
            blank = true;
        } else {
            let begins = blank && !line.starts_with([' ', '}', ')']);
            match items.last_mut() {
                Some(item) if !begins => {
                    item.push_str(if blank { "\n\n" } else { "\n" });
                    item.push_str(line);
                }
                _ => items.push(line.to_owned()),
            }
            blank = false;
        }
    }
    items
}

/// The first line that is neither document nor attribute.
fn head(item: &str) -> &str {
    let code = |line: &&str| !line.trim_start().starts_with("//") && !line.trim_start().starts_with("#[");
    item.lines().find(code).unwrap_or_default()
}

/// Whether an item defines a name. `impl` blocks define none.
fn defines(item: &str, name: &str) -> bool {
    let mut words = head(item).split(|c: char| !c.is_alphanumeric() && c != '_' && c != '#');
    let kinds = ["struct", "enum", "trait", "static", "const", "fn", "mod"];
    words.any(|word| kinds.contains(&word)) && words.next() == Some(name)
}

fn calls(item: &str, name: &str) -> bool {
    let words = || item.split(|c: char| !c.is_alphanumeric() && c != '_');
    head(item).contains('!')
        && !defines(item, name)
        && !head(item).starts_with("impl")
        && words().any(|word| word == name)
}

/// Members of a container, with a remark where some were left out.
fn members(items: &[String], container: &str, names: &[&str]) -> Result<String, String> {
    let fits = |item: &&String| {
        let head = head(item);
        head.strip_prefix("impl ").is_some_and(|rest| rest.strip_suffix(" {") == Some(container))
            || (head.contains("trait ") || head.contains("mod ")) && defines(item, container)
    };
    let item = items.iter().find(fits).ok_or_else(|| format!("nothing like `impl {container}`"))?;
    let lines: Vec<&str> = item.lines().collect();
    let start = lines.iter().position(|line| *line == head(item)).unwrap_or(0);
    let mut text = lines[start].to_owned();
    let (mut missing, mut left_out, mut first) = (names.to_vec(), false, true);
    for member in split(&lines[start + 1..lines.len() - 1]) {
        let found = names.iter().find(|name| **name == "*" || defines(&member, name));
        let Some(name) = found else {
            left_out = true;
            continue;
        };
        missing.retain(|missing| missing != name);
        text.push_str(if first { "\n" } else { "\n\n" });
        if left_out {
            text.push_str("    // …\n\n");
        }
        (left_out, first) = (false, false);
        text.push_str(&member);
    }
    if let Some(name) = missing.first() {
        return Err(format!("`{container}` has no member `{name}`"));
    }
    text.push_str(if left_out { "\n\n    // …\n}" } else { "\n}" });
    Ok(text)
}

/// Takes the inside of a container apart.
fn split(lines: &[&str]) -> Vec<String> {
    let mut members = Vec::new();
    let mut member: Vec<&str> = Vec::new();
    for line in lines {
        if line.is_empty() && member.is_empty() {
            continue;
        }
        member.push(line);
        let inner = line.strip_prefix("    ").unwrap_or_default();
        let code = !inner.starts_with([' ', '/', '#']);
        if code && (inner.ends_with(';') || inner.ends_with('}')) {
            members.push(member.join("\n"));
            member.clear();
        }
    }
    members
}

fn known(items: &[String]) -> String {
    let heads: Vec<&str> = items.iter().map(|item| head(item)).filter(|head| !head.is_empty()).collect();
    heads.join("; ")
}

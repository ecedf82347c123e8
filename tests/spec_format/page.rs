//! The page: markers, headings, links.

/// The end of every block.
const END: &str = "<!-- end -->";

/// A heading with what stands below it.
pub(crate) struct Heading {
    pub(crate) level: usize,
    pub(crate) title: String,
    pub(crate) anchor: String,
    pub(crate) markers: Vec<String>,
}

/// What the tests want to know of a page.
pub(crate) struct Page {
    pub(crate) markers: Vec<String>,
}

impl Page {
    pub(crate) fn new(text: &str) -> Page {
        Page { markers: text.lines().filter_map(marker).map(str::to_owned).collect() }
    }
}

/// The words of a marker line.
fn marker(line: &str) -> Option<&str> {
    let words = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    (line != END).then_some(words)
}

/// Replaces what stands between each marker and its end. Faults are collected with their lines.
pub(crate) fn rewrite(text: &str, block: impl Fn(&str) -> Result<String, String>, faults: &mut Vec<String>) -> String {
    let mut wanted = String::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        wanted.push_str(line);
        wanted.push('\n');
        let Some(words) = marker(line) else { continue };
        match block(words) {
            Ok(block) => wanted.push_str(&format!("\n{block}\n")),
            Err(fault) => faults.push(format!("  line {number}: {fault}")),
        }
        loop {
            match lines.next() {
                Some((_, END)) => break,
                Some((_, inside)) if marker(inside).is_none() => {}
                _ => {
                    faults.push(format!("  line {number}: `{line}` has no `{END}`"));
                    return wanted;
                }
            }
        }
        wanted.push_str(END);
        wanted.push('\n');
    }
    wanted
}

/// The headings below the title. What stands in fences is none.
pub(crate) fn headings(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    for line in outside_fences(text) {
        let level = line.chars().take_while(|c| *c == '#').count();
        if let Some(title) = line.get(level..).and_then(|rest| rest.strip_prefix(' '))
            && level > 1
        {
            let title = title.trim().to_owned();
            headings.push(Heading { level, anchor: anchor(&title), title, markers: Vec::new() });
        } else if let (Some(words), Some(heading)) = (marker(line), headings.last_mut()) {
            heading.markers.push(words.to_owned());
        }
    }
    headings
}

/// A table of contents.
pub(crate) fn contents(headings: &[Heading]) -> String {
    let line = |heading: &Heading| {
        let indent = "  ".repeat(heading.level - 2);
        format!("{indent}- [{}](#{})\n", heading.title, heading.anchor)
    };
    headings.iter().filter(|heading| heading.level < 4).map(line).collect()
}

/// The anchor that GitHub gives a heading.
fn anchor(title: &str) -> String {
    let kept = title.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The targets of all links.
pub(crate) fn links(text: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in outside_fences(text) {
        for part in line.split("](").skip(1) {
            links.extend(part.split_once(')').map(|(target, _)| target.to_owned()));
        }
    }
    links
}

fn outside_fences(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        if fence {
            inside = !inside;
        }
        !fence && !inside
    })
}

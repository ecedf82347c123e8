//! Prints the difference between two strings.

use similar::{ChangeTag, TextDiff};

/// Prints the first lines that differ, with their numbers: those of `present` that go, and those of `wanted`
/// that come.
pub(crate) fn print(present: &str, wanted: &str, most: usize) {
    let diff = TextDiff::from_lines(present, wanted);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    let mut left = 0;
    for (index, change) in changes.enumerate() {
        if index >= most {
            left += 1;
            continue;
        }
        let (sign, line) = match change.tag() {
            ChangeTag::Delete => ('-', change.old_index()),
            _ => ('+', change.new_index()),
        };
        let line = line.map_or(0, |index| index + 1);
        anstream::println!("  {line:>5} {sign} {}", change.value().trim_end());
    }
    if left > 0 {
        anstream::println!("        and {left} more lines");
    }
}

//! Directories as tests see them: what lies in them, copies, edits, and a source of chance that
//! repeats itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Bytes of files by path relative to a directory, with `/` between the parts.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// All files below a directory; nothing if there is no such directory.
pub fn tree(directory: &Path) -> Tree {
    let mut found = Tree::new();
    visit(directory, &mut |path, relative| {
        if !path.is_dir() {
            found.insert(relative.to_owned(), fs::read(path).unwrap_or_else(|error| panic!("{relative}: {error}")));
        }
    });
    found
}

/// All directories below a directory that have nothing in them.
pub fn empty_directories(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    visit(directory, &mut |path, relative| {
        if path.is_dir() && fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none()) {
            found.push(relative.to_owned());
        }
    });
    found
}

/// Copies all files below a directory.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        write(&to.join(path), &bytes);
    }
}

/// Writes a file, with the directories above it.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    let shown = path.display();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).unwrap_or_else(|error| panic!("{shown}: {error}"));
    }
    fs::write(path, bytes).unwrap_or_else(|error| panic!("{shown}: {error}"));
}

/// Replaces a text that stands in a file exactly once.
pub fn edit(path: &Path, old: &str, new: &str) {
    let shown = path.display();
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{shown}: {error}"));
    assert_eq!(text.matches(old).count(), 1, "{shown} has to have this exactly once:\n{old}");
    write(path, text.replacen(old, new, 1));
}

/// Calls a function with everything below a directory, directories before what is in them.
fn visit(directory: &Path, found: &mut dyn FnMut(&Path, &str)) {
    fn below(directory: &Path, prefix: &str, found: &mut dyn FnMut(&Path, &str)) {
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            let relative = format!("{prefix}{}", entry.file_name().to_string_lossy());
            found(&entry.path(), &relative);
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                below(&entry.path(), &format!("{relative}/"), found);
            }
        }
    }
    below(directory, "", found);
}

/// Numbers that look random and are the same in every run (SplitMix64).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Numbers that depend on the seed only.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// A number from zero up to a bound, which is left out.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % bound.max(1)
    }

    /// Brings things into another order.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for index in (1..things.len()).rev() {
            things.swap(index, self.below(index + 1));
        }
    }
}

//! Copies a directory.

use std::path::Path;
use std::{fs, io};

/// Copies a directory with everything in it, except for what `is_left_out`.
pub(crate) fn copy(from: &Path, to: &Path, is_left_out: &dyn Fn(&Path) -> bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if is_left_out(&from) {
            continue;
        }
        if from.is_dir() {
            copy(&from, &to, is_left_out)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

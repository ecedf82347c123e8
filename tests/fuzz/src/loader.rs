//! Reading a specification: whatever its files contain, every problem has a place.

use specwright_tools::diagnostics::{Style, render};
use specwright_tools::findings::{Levels, Report, fix, github, sarif, short};
use specwright_tools::source::SourceMap;
use specwright_tools::{analyze, analyze_older, lint};

use crate::specs::{assert_in_place, bundle};

/// Reads the files of a bundle.
///
/// - Every problem is one line at a place inside its file.
/// - The order of the files does not matter.
/// - What `lint` calls free of errors can be analyzed, and the other way round if it has no ledger.
/// - Safe fixes leave nothing to fix, and cause no errors.
/// - Reports are not longer than a multiple of the input.
pub fn loader(bytes: &[u8]) {
    let sources = bundle(bytes);
    let found = lint(&sources);
    let analyzed = analyze(&sources);
    let all = found.all();
    all.iter().for_each(|found| assert_in_place(found, &sources));
    assert!(analyzed.is_ok() || !found.errors.is_empty(), "analyze finds errors that lint does not find");
    if let Err(errors) = analyze_older(&sources) {
        errors.iter().for_each(|found| assert_in_place(found, &sources));
    }

    let plain = render(&all, &sources, Style::Plain);
    assert_eq!(all.is_empty(), plain.is_empty());
    let mut files: Vec<_> = sources.iter().map(|(_, file)| file.clone()).collect();
    let size: usize = files.iter().map(|file| file.text.len() + file.path.len()).sum();
    assert!(plain.len() <= 4_000 * (all.len() + 1) + size, "{} bytes about {} problems", plain.len(), all.len());
    files.reverse();
    let reversed = SourceMap::new("spec", files);
    assert_eq!(render(&lint(&reversed).all(), &reversed, Style::Plain), plain);

    let report = Report::of(&found, &sources);
    assert_eq!(short(&report).is_empty(), all.is_empty());
    github(&report);
    sarif(&report);
    assert!(serde_json::to_string(&report).is_ok());
    if found.errors.is_empty() {
        let levels = Levels::default();
        let fixed =
            fix(&sources, &levels).unwrap_or_else(|rejected| panic!("fixes cause errors: {:?}", rejected.errors));
        let again = fix(&fixed.sources, &levels).unwrap_or_else(|rejected| panic!("{:?}", rejected.errors));
        assert!(again.changed.is_empty(), "fixes leave something to fix: {:?}", again.changed);
    }
}

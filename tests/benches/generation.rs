//! From specification to crates: each step, and a whole run that finds nothing to change.

use std::collections::BTreeMap;

use divan::Bencher;
use servicestage_tests::{specification, workspace};
use specwright_tools::source::SourceMap;
use specwright_tools::{OpenApiVersion, Specification, analyze, generate, openapi, output};
use tempfile::TempDir;

const SPECIFICATIONS: [&str; 2] = ["spec", "tests/obstacle-course/spec"];

fn main() {
    divan::main();
}

fn read(directory: &str) -> Specification {
    let sources = SourceMap::read(&workspace().join(directory), directory).unwrap_or_else(|error| panic!("{error}"));
    analyze(&sources).unwrap_or_else(|problems| panic!("{} problems in {directory}", problems.len()))
}

fn crates(specification: &Specification) -> BTreeMap<String, String> {
    generate(specification).unwrap_or_else(|bug| panic!("{bug}"))
}

/// A directory in which the crates are as they should be.
fn up_to_date(files: &BTreeMap<String, String>) -> TempDir {
    let directory = TempDir::new().unwrap();
    let plan = output::plan(directory.path(), files).unwrap();
    output::apply(directory.path(), files, &plan).unwrap();
    directory
}

#[divan::bench(args = SPECIFICATIONS)]
fn read_and_analyze(bencher: Bencher<'_, '_>, directory: &str) {
    bencher.bench_local(|| read(directory));
}

#[divan::bench(args = SPECIFICATIONS)]
fn generate_crates(bencher: Bencher<'_, '_>, directory: &str) {
    let specification = specification(directory);
    bencher.bench_local(|| crates(&specification));
}

#[divan::bench(args = SPECIFICATIONS)]
fn plan_without_changes(bencher: Bencher<'_, '_>, directory: &str) {
    let files = crates(&specification(directory));
    let target = up_to_date(&files);
    bencher.bench_local(|| {
        let plan = output::plan(target.path(), &files).unwrap();
        assert!(plan.is_empty());
    });
}

#[divan::bench(args = SPECIFICATIONS)]
fn whole_run_without_changes(bencher: Bencher<'_, '_>, directory: &str) {
    let target = up_to_date(&crates(&specification(directory)));
    bencher.bench_local(|| {
        let plan = output::plan(target.path(), &crates(&read(directory))).unwrap();
        assert!(plan.is_empty());
    });
}

#[divan::bench(args = SPECIFICATIONS)]
fn whole_run_into_empty_directory(bencher: Bencher<'_, '_>, directory: &str) {
    bencher.bench_local(|| up_to_date(&crates(&read(directory))));
}

#[divan::bench(args = SPECIFICATIONS)]
fn export_openapi(bencher: Bencher<'_, '_>, directory: &str) {
    let specification = specification(directory);
    bencher.bench_local(|| serde_json::to_string_pretty(&openapi(&specification, OpenApiVersion::V30)));
}

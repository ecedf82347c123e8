//! The workflows of the repository call commands that exist, publish what is meant to be published, and keep
//! one comment under a pull request.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::Value;
use servicestage_tests::{workspace, xtask};

/// A workflow, as data.
fn workflow(name: &str) -> Value {
    let text = fs::read_to_string(workspace().join(".github/workflows").join(name)).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(workspace().join(".github/workflows")).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The scripts of a workflow, each as one line per command.
fn scripts(workflow: &Value) -> Vec<String> {
    let jobs = workflow["jobs"].as_object().unwrap().values();
    let steps = jobs.flat_map(|job| job["steps"].as_array().into_iter().flatten());
    steps.filter_map(|step| Some(step["run"].as_str()?.replace("\\\n", " "))).collect()
}

#[test]
fn every_command_that_a_workflow_runs_exists_with_its_options() {
    let mut seen = BTreeSet::new();
    for name in names() {
        for script in scripts(&workflow(&name)) {
            for line in script.lines().filter_map(|line| Some(line.split_once("cargo xtask ")?.1)) {
                let command = line.split_whitespace().next().unwrap();
                let help = xtask::run(&workspace(), &[command, "--help"]);
                assert_eq!(help.code, Some(0), "{name} runs `cargo xtask {command}`: {}", help.stderr);
                let before_pipe = line.split(['|', ';', '>']).next().unwrap();
                for word in before_pipe.split_whitespace().filter(|word| word.starts_with('-')) {
                    let listed = |text: &str| text.split([' ', ',', '\n', '[']).any(|known| known == word);
                    assert!(listed(&help.stdout), "{name}: `cargo xtask {command}` has no `{word}`\n{}", help.stdout);
                }
                seen.insert(command.to_owned());
            }
        }
    }
    for command in ["diff", "docs", "lint"] {
        assert!(seen.contains(command), "no workflow runs `cargo xtask {command}`");
    }
}

#[test]
fn every_system_and_the_checks_of_a_release_have_a_job() {
    let ci = workflow("ci.yml");
    let systems: BTreeSet<&str> = ci["jobs"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|job| {
            [&job["runs-on"]].into_iter().chain(job["strategy"]["matrix"]["os"].as_array().into_iter().flatten())
        })
        .filter_map(Value::as_str)
        .collect();
    for system in ["ubuntu-latest", "macos-latest", "windows-latest"] {
        assert!(systems.contains(system), "{systems:?}");
    }
    assert!(scripts(&ci).iter().any(|script| script.contains("cargo xtask test --release-checks")));
    // Every test target that a job names exists.
    let manifest = fs::read_to_string(workspace().join("tests/Cargo.toml")).unwrap();
    let scripts = scripts(&ci).join("\n");
    let named: Vec<&str> = scripts.split("--test ").skip(1).filter_map(|rest| rest.split_whitespace().next()).collect();
    assert!(named.contains(&"generated"), "{named:?}");
    for target in named {
        assert!(manifest.contains(&format!("name = \"{target}\"")), "there is no test `{target}`");
    }
}

#[test]
fn what_a_workflow_may_do_is_said_and_little() {
    for name in names() {
        let workflow = workflow(&name);
        let permissions = workflow["permissions"].as_object().unwrap_or_else(|| panic!("{name}: permissions"));
        // The one that writes runs no code of a pull request.
        let writes = permissions.values().any(|right| right == "write");
        let checks_out = workflow.to_string().contains("actions/checkout");
        assert!(!writes || !checks_out, "{name} writes and runs code");
        for job in workflow["jobs"].as_object().unwrap().values() {
            assert!(job.get("uses").is_some() || job["timeout-minutes"].is_u64(), "{name}: a job without an end");
        }
    }
}

#[test]
fn a_release_publishes_every_crate_that_may_be_published() {
    let release = workflow("release.yml");
    let packages = release["env"]["PACKAGES"].as_str().unwrap().split_whitespace().filter(|word| *word != "-p");
    let packages: BTreeSet<String> = packages.map(str::to_owned).collect();
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(workspace())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    let packages_here = metadata["packages"].as_array().unwrap().iter();
    let publishable = packages_here.filter(|package| package["publish"].is_null());
    let expected: BTreeSet<String> = publishable.map(|package| package["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(packages, expected);
}

/// Runs the script that comments, with a `gh` that knows `comments` and writes down what it is asked for.
fn comment(comments: &str, head: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    fs::create_dir_all(path.join("report")).unwrap();
    fs::write(path.join("report/pull-request"), "7\n").unwrap();
    fs::write(path.join("report/diff.md"), "<!-- spec-diff -->\nNothing breaks.\n").unwrap();
    let gh = format!(
        "#!/bin/sh\necho \"$*\" >> asked\ncase \"$*\" in\n  *pulls/7*) echo {head} ;;\n  *--paginate*) printf '{comments}' ;;\nesac\n"
    );
    fs::write(path.join("gh"), gh).unwrap();
    fs::set_permissions(path.join("gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let script = scripts(&workflow("spec-comment.yml")).pop().unwrap();
    let search = format!("{}:{}", path.display(), std::env::var("PATH").unwrap());
    let status = Command::new("bash")
        .args(["-e", "-o", "pipefail", "-c", &script])
        .current_dir(path)
        .env("PATH", search)
        .env("REPOSITORY", "somebody/something")
        .env("HEAD_SHA", "abc")
        .status()
        .unwrap();
    assert!(status.success());
    fs::read_to_string(path.join("asked")).unwrap()
}

#[test]
fn a_pull_request_has_one_comment_that_is_kept_up_to_date() {
    let first = comment("", "abc");
    assert!(first.contains("--method POST repos/somebody/something/issues/7/comments --field body=@report/diff.md"));
    let again = comment("41\\n42\\n", "abc");
    assert!(again.contains("--method PATCH repos/somebody/something/issues/comments/41 "), "{again}");
    assert!(!again.contains("POST"));
    let moved_on = comment("", "def");
    assert!(!moved_on.contains("--method"), "{moved_on}");
}

#[test]
fn the_template_of_pull_requests_asks_for_sources() {
    let template = fs::read_to_string(workspace().join(".github/pull_request_template.md")).unwrap();
    for word in ["source", "erratum", "spec/acknowledged.yaml", "cargo xtask diff", "CHANGELOG.md"] {
        assert!(template.contains(word), "{word}");
    }
}

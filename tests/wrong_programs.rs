//! Programs with a mistake that must not compile, and what the compiler says of it.
//!
//! Only the code of an error and the names in it are looked at: how the compiler puts it differs from version to
//! version. It is a step of its own in `cargo xtask test`, together with the other programs that are only checked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// A program that calls the client.
struct Program {
    name: &'static str,
    lines: &'static str,
    /// Code and names of its only error; none: it compiles.
    error: Option<(&'static str, &'static [&'static str])>,
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "ids_of_a_call",
        lines: r#"
            let created = client.v3().applications().create(&ApplicationCreate::new("shop")).send().await?;
            client.v3().applications().get(&created.id).send().await?;
            client.v3().applications().get(created.id).send().await?;
            client.v3().applications().get("a").send().await?;
            client.v3().applications().get(String::from("a")).send().await?;
            client.v3().applications().get(&String::from("a")).send().await?;
        "#,
        error: None,
    },
    Program {
        name: "swapped_ids",
        lines: r#"
            let created = client.v3().components().create("a", body).send().await?;
            client.v3().components().get(&created.component_id, "c").send().await?;
        "#,
        error: Some(("E0277", &["ApplicationId", "ComponentId"])),
    },
    Program {
        name: "id_of_another_thing_in_a_body",
        lines: r#"
            let job = client.v3().jobs().get("j").send().await?.job;
            let body = EnvironmentCreate::new("test", job.id);
        "#,
        error: Some(("E0277", &["VpcId", "JobId"])),
    },
    Program {
        name: "id_of_another_thing_in_a_query",
        lines: r#"
            client.v3().environments().list().enterprise_project_id(VpcId::new("v")).send().await?;
        "#,
        error: Some(("E0277", &["EnterpriseProjectId", "VpcId"])),
    },
    Program {
        name: "required_parts_by_name",
        lines: r#"
            let file = GetFileRequired {
                namespace: "shop".into(),
                project: "cart".into(),
                path: "src/main.rs".into(),
                revision: "main".into(),
                repo_auth: "auth-1".into(),
            };
            client.git().files().get(file).send().await?;
            let storage = ImageSource::new("shop/cart:1");
            let source: ComponentSource = storage.into();
        "#,
        error: None,
    },
    Program {
        name: "missing_parameter",
        lines: r#"
            let file = GetFileRequired {
                namespace: "shop".into(),
                project: "cart".into(),
                path: "src/main.rs".into(),
                revision: "main".into(),
            };
        "#,
        error: Some(("E0063", &["repo_auth", "GetFileRequired"])),
    },
    Program {
        name: "missing_field",
        lines: r#"
            let label = LabelRequired { key: "team".into() };
        "#,
        error: Some(("E0063", &["value", "LabelRequired"])),
    },
    Program {
        name: "positions_where_names_are_needed",
        lines: r#"
            let label = Label::new("team", "shop");
        "#,
        error: Some(("E0061", &["LabelRequired"])),
    },
    Program {
        name: "id_of_another_thing_in_required_parts",
        lines: r#"
            use servicestage_client::model::v2::ComponentId;
            let required = servicestage_client::v2::RunInstanceActionRequired {
                application_id: ComponentId::new("c"),
                component_id: ComponentId::new("c"),
                instance_id: "i".into(),
            };
        "#,
        error: Some(("E0308", &["application_id", "ApplicationId", "ComponentId"])),
    },
];

/// Checks the programs, and returns the errors of each: code and text.
fn check() -> BTreeMap<String, Vec<(String, String)>> {
    let directory = TempDir::new().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let client = root.join("generated/client");
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"programs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         servicestage-client = {{ path = {client:?}, default-features = false, features = [\"git\", \"v2\", \"v3\"] }}\n"
    );
    fs::write(directory.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), directory.path().join("Cargo.lock")).unwrap();
    let programs = directory.path().join("src/bin");
    fs::create_dir_all(&programs).unwrap();
    for Program { name, lines, .. } in PROGRAMS {
        let text = format!(
            "#![allow(warnings)]\nuse servicestage_client::{{git::*, model::v3::*}};\nasync fn call(client: servicestage_client::Client, \
             body: &ComponentCreate) -> Result<(), servicestage_client::Error> {{ {lines} Ok(()) }}\nfn main() {{}}\n"
        );
        fs::write(programs.join(format!("{name}.rs")), text).unwrap();
    }
    let target = std::env::current_exe().unwrap();
    let target = target.ancestors().find(|path| path.ends_with("debug") || path.ends_with("release")).unwrap();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline", "--bins", "--keep-going", "--message-format", "json", "--target-dir"])
        .arg(target.join("witness"))
        .env("RUSTFLAGS", "")
        .current_dir(directory.path())
        .output()
        .unwrap();
    let mut errors: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        let name = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        let is_program = message["target"]["kind"][0] == "bin";
        if message["reason"] == "compiler-artifact" && is_program {
            errors.entry(name).or_default();
        } else if message["message"]["level"] == "error" && message["message"]["code"].is_object() {
            assert!(is_program, "the client does not compile: {}", message["message"]["rendered"]);
            let code = message["message"]["code"]["code"].as_str().unwrap_or_default().to_owned();
            errors.entry(name).or_default().push((code, message["message"]["rendered"].to_string()));
        }
    }
    assert_eq!(errors.len(), PROGRAMS.len(), "cargo did not check all:\n{}", String::from_utf8_lossy(&output.stderr));
    errors
}

#[test]
#[ignore = "compiles: `cargo xtask test` runs it, as does `cargo test --test wrong_programs -- --ignored`"]
fn mistakes_are_errors_that_name_the_thing() {
    let mut found = check();
    for program in PROGRAMS {
        let errors = found.remove(program.name).unwrap();
        match (program.error, errors.as_slice()) {
            (None, []) => {}
            (Some((code, names)), [(found, text)]) => {
                assert_eq!(code, found, "{}: {text}", program.name);
                for name in names {
                    assert!(text.contains(name), "{} does not name {name}: {text}", program.name);
                }
            }
            (_, errors) => panic!("{}: {errors:#?}", program.name),
        }
    }
}

//! `cargo xtask mock` and its program. A workspace of its own has a program that is built in no time.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};

use servicestage_tests::files::write;
use servicestage_tests::place::Place;
use servicestage_tests::xtask;

const MANIFEST: &str = r#"
[package]
name = "servicestage-server"
edition = "2024"

[features]
mock-command = []

[[bin]]
name = "servicestage-mock"
path = "main.rs"
required-features = ["mock-command"]

[workspace]
"#;

const PROGRAM: &str = r#"
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.contains(&"--wrong".to_owned()) {
        std::process::exit(7);
    }
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{} {}", listener.local_addr().unwrap(), arguments.join(" "));
    listener.incoming().for_each(drop);
}
"#;

fn place(program: &str) -> Place {
    let place = Place::with("tests/bookshop/spec");
    write(&place.path("Cargo.toml"), MANIFEST);
    write(&place.path("main.rs"), program);
    place
}

fn mock(place: &Place, arguments: &[&str]) -> Command {
    let mut command = xtask::command(place.directory());
    command.arg("mock").args(arguments).env("CARGO_TARGET_DIR", place.path("target"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[cfg(unix)]
#[test]
fn a_signal_to_the_command_ends_the_server() {
    let place = place(PROGRAM);
    let mut child = mock(&place, &["--addr", "127.0.0.1:0", "--format", "json"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let (address, arguments) = line.split_once(' ').unwrap_or_else(|| panic!("nothing listens: {line:?}"));
    assert_eq!(arguments, "--addr 127.0.0.1:0 --format json\n");
    let address: SocketAddr = address.parse().unwrap();
    TcpStream::connect(address).unwrap();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    assert!(TcpStream::connect(address).is_err(), "the server goes on");
}

#[test]
fn the_command_ends_as_the_program_does() {
    let ran = xtask::Ran::from(mock(&place(PROGRAM), &["--wrong"]).output().unwrap());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(7), ""), "{ran:?}");
}

#[test]
fn a_program_that_does_not_build_is_told() {
    let ran = xtask::Ran::from(mock(&place("fn main() { oops }"), &[]).output().unwrap());
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{ran:?}");
    assert!(ran.stderr.contains("cannot find value `oops`") && ran.stderr.contains("error: the mock does not build"));
}

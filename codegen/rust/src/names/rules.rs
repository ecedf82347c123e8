//! The rules that names in Rust and the packages of the crates are held to.

specwright_language::rules! { RULES: Names:
    Error RESERVED_NAME "reserved-name"
        "The generated crates always have a module, a feature or a method of this name. Choose another one."
    Error RUST_NAME_COLLISION "rust-name-collision"
        "Two entries get the same name in Rust. Names follow from the specification by rule and are never made unique silently, because then the order of entries would determine the public API. Set `rust_name`."
    Error BAD_RUST_NAME "bad-rust-name"
        "The name is not a Rust identifier, or does not have the case that Rust uses for it: snake_case for fields, parameters and methods, PascalCase for types and variants."
    Error BAD_PACKAGE "bad-package"
        "`crates` in `api.yaml` becomes part of the manifests of the crates. Cargo or the registry would reject this value, or the package would lack what a published one needs: a repository and a license with its text."
    Error BAD_FIRST_CALL "bad-first-call"
        "The front page of the client shows this call. Arguments would distract from it, and their values would be invented."
    Fixable NEEDLESS_RUST_NAME "needless-rust-name"
        "`rust_name` or `rust_method` repeats what follows by rule. Readers look for a reason, because the keys are for poor or taken names. Remove the line."
    Warning HIDDEN_PRELUDE "hidden-prelude"
        "A type is named like a standard type that needs no import: `Option`, `Result`, `String`, `Vec`. Programs that import the whole module get confusing errors. Name its meaning in the API: `JobResult`. `rust_name` changes only the Rust name."
    Warning STUTTERING_NAME "stuttering-name"
        "A name repeats a word, or a value of an enum begins or ends with the name of the enum: `Status::StatusReady`. Users read both together. Set `rust_name`; the wire name is unaffected."
}

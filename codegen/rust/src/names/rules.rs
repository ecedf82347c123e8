//! The rules that names in Rust are held to.

specwright_language::rules! { RULES: Names:
    Error RESERVED_NAME "reserved-name"
        "The generated crates have a module, a feature or a method of this name already, whatever the API is. Choose another one."
    Error RUST_NAME_COLLISION "rust-name-collision"
        "Two entries get the same name in Rust. Names follow from the specification by rule and are never made unique silently, because then the order of entries would decide the public API. Settle it with `rust_name`."
    Error BAD_RUST_NAME "bad-rust-name"
        "The name is not a Rust identifier, or has not the letter case that Rust uses for it: snake_case for fields, parameters and methods, PascalCase for types and variants."
    Fixable NEEDLESS_RUST_NAME "needless-rust-name"
        "`rust_name` or `rust_method` is what follows by rule anyway. It is written only where the rule gives a poor name or a taken one, so that readers look for the reason. Remove the line."
    Warning HIDDEN_PRELUDE "hidden-prelude"
        "A type is called like one that every Rust program sees without an import: `Option`, `Result`, `String`, `Vec`. Who imports the module whole gets errors that nobody understands. Say what it is in the API: `JobResult`; `rust_name` leaves the rest as it is."
    Warning STUTTERING_NAME "stuttering-name"
        "A name says the same word twice in a row, or a value of an enum begins or ends with the name of the enum: `Status::StatusReady`. Users read both together. `rust_name` settles it, and the wire stays as it is."
}

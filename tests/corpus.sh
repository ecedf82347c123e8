#!/bin/bash
# Imports the OpenAPI documents below a directory, generates crates from each, compiles them, and calls each operation
# once. Prints a table in Markdown: what the import says of the operations, time and disk. The documents are not part of
# this repository.
#
#   tests/corpus.sh DIR [PATTERN...]       all documents below DIR, or those whose path contains a pattern
#   STEPS=import tests/corpus.sh DIR       only the import; `generate`, `check` and `call` include the steps before
#
# CORPUS_WORK is the directory of specifications, crates and logs [default: target/corpus]. The crates of a document and
# what was built of them are removed once it is done; what all documents share is built once.
set -uo pipefail
cd "$(dirname "$0")/.."
corpus=$(realpath "${1:?usage: tests/corpus.sh DIR [PATTERN...]}")
shift
steps=${STEPS:-call}
work=$(realpath -m "${CORPUS_WORK:-target/corpus}")
mkdir -p "$work/build" "$work/logs"
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
cargo build --quiet -p xtask || exit 2
xtask=$(realpath "${CARGO_TARGET_DIR:-target}/debug/xtask")
export CARGO_TARGET_DIR=$work/build

documents() { # documents below the directory: JSON and YAML, also compressed, with a version of OpenAPI at the top
    find "$corpus" -type f \( -name '*.json' -o -name '*.yaml' -o -name '*.yml' -o -name '*.gz' \) | sort |
        while read -r path; do
            case $path in *.gz) show=zcat ;; *) show=cat ;; esac
            [ -n "$($show "$path" | grep -Em1 '^ {0,4}"?(openapi|swagger)"? *:|"(openapi|swagger)" *: *"[23]\.')" ] && echo "$path"
        done
}

selected() { # PATH PATTERN...
    local path=$1
    shift
    [ $# -eq 0 ] && return 0
    for pattern; do [[ $path == *"$pattern"* ]] && return 0; done
    return 1
}

workspace() { # a workspace of the generated crates and a program that calls each operation
    local name
    name=$(sed -n 's/^name: *//p' "$spec/api.yaml" | tr -d '"' | tr _ -)
    mkdir -p "$crates/calls/src"
    cp Cargo.lock "$crates/"
    local settings
    settings=$(awk '/^[a-z]/ {section = $1} /^  [a-z]/ {name = $1; sub(":", "", name)}
        section == "hosts:" && /^  [a-z]/ {printf ".%s_endpoint(mock.url_of(\"%s\").unwrap())", name, name}
        section == "auth:" && /^    scheme: / && $2 == "basic" {printf ".%s(\"name\", \"password\")", name; next}
        section == "auth:" && /^    scheme: / && $2 != "none" {printf ".%s(\"token\")", name}' "$spec/api.yaml")
    sed "s|/\* endpoints and credentials \*/|$settings|" tests/corpus/calls.rs > "$crates/calls/src/main.rs"
    cat > "$crates/Cargo.toml" <<TOML
[workspace]
resolver = "3"
members = ["model", "client", "server", "calls"]
TOML
    cat > "$crates/calls/Cargo.toml" <<TOML
[package]
name = "calls"
version = "0.0.0"
edition = "2024"

[dependencies]
client = { package = "$name-client", path = "../client", features = ["dynamic"] }
server = { package = "$name-server", path = "../server", features = ["mock"] }
runtime = { package = "specwright-runtime", path = "$PWD/runtime" }
serde_json = "1"
tokio = { version = "1", features = ["rt", "macros"] }
TOML
}

step() { # STEP COMMAND...: runs a step unless it is beyond the last one; remembers how it ended
    local step=$1
    shift
    case $steps in
        import) [ "$step" = import ] || return 0 ;;
        generate) [[ $step == call || $step == check ]] && return 0 ;;
        check) [ "$step" = call ] && return 0 ;;
    esac
    [ "$outcome" = ok ] || return 0
    "$@" > "$logs.$step" 2>&1 || outcome="fails: $step"
}

generate() {
    printf 'crates:\n  runtime:\n    path: %s\n' "$(realpath -m --relative-to "$crates/model" runtime)" >> "$spec/api.yaml"
    "$xtask" fmt --spec "$spec" > /dev/null && "$xtask" regenerate --spec "$spec" --out "$crates" && workspace
}

check() { (cd "$crates" && nice cargo check --quiet --offline -p "$1-model" -p "$1-client" -p "$1-server" --all-features); }
call() { (cd "$crates" && nice cargo run --quiet --offline -p calls -- "$spec"); }

echo '| document | operations | in full | side facts lost | partly free JSON | left out | said | outcome | called | failed | seconds | MB |'
echo '|---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|'
documents | while read -r path; do
    relative=${path#"$corpus"/}
    selected "$relative" "$@" || continue
    id=${relative//\//_}
    id=${id%.gz}
    spec=$work/specs/$id crates=$work/crates/$id logs=$work/logs/$id outcome=ok
    rm -rf "$spec" "$crates" "$logs".*
    mkdir -p "$work/specs" "$work/crates" "$work/documents"
    document=$path
    within=()
    case $path in
        *.gz) document=$work/documents/$id && zcat "$path" > "$document" ;;
        */*) [[ $relative == */* ]] && within=(--within "$corpus/${relative%%/*}") ;;
    esac
    started=$(date +%s)
    step import nice "$xtask" import "$document" "${within[@]}" --into "$spec"
    [[ $relative == */* ]] && grep -q 'no OpenAPI document' "$logs.import" && continue
    step generate generate
    name=$(sed -n 's/^name: *//p' "$spec/api.yaml" 2> /dev/null | tr -d '"' | tr _ -)
    step check check "$name"
    step call call
    seconds=$(($(date +%s) - started))
    megabytes=$(du -sm "$crates" 2> /dev/null | cut -f1)
    numbers=$(awk '/^operations /{t=$2} /^  said in full/{f=$4} /^  side facts/{s=$4} /^  partly free/{p=$4} /^  left out/{o=$3}
        END {printf "%d | %d | %d | %d | %d | %d %%", t, f, s, p, o, t ? (f + s) * 100 / t : 100}' "$logs.import")
    calls=$(awk '/ operations called, /{printf "%d | %d", $1, $4}' "$logs.call" 2> /dev/null)
    echo "| $relative | $numbers | $outcome | ${calls:- | } | $seconds | ${megabytes:-0} |"
    (cd "$crates" 2> /dev/null && cargo clean --quiet --offline -p "$name-model" -p "$name-client" -p "$name-server" -p calls 2> /dev/null)
    [ "$outcome" = ok ] && rm -rf "$crates"
done

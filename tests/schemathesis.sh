#!/bin/sh
# Runs schemathesis against the mock: thousands of requests made from the OpenAPI export, valid and invalid. A second
# run follows the links of the export through a mock that keeps state. Any failure is a disagreement of export,
# validation and mock. docs/testing.md says how to install it.
#
#   tests/schemathesis.sh [arguments of schemathesis run]
#
# SCHEMATHESIS names the program if it is not on the path.
set -eu
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
directory=$(mktemp -d)
trap 'kill "${mock:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT
cargo xtask openapi --version 3.1 --flavor strict --output "$directory/openapi.json"
cargo build --quiet --package servicestage-server --features mock-command --bin servicestage-mock
# What it remembers between runs goes with the directory.
cd "$directory"

start() { # ARGUMENTS...: starts a mock, and sets `url`
    kill "${mock:-}" 2>/dev/null || true
    : > mock
    "$target/debug/servicestage-mock" --port 0 --validate strict --token sesame --format json "$@" > mock &
    mock=$!
    until [ -s mock ]; do kill -0 "$mock" && sleep 0.1; done
    url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' mock)
}
run() { # ARGUMENTS...: runs schemathesis
    "${SCHEMATHESIS:-schemathesis}" run openapi.json --url "$url" --max-examples 20 --generation-deterministic \
        --continue-on-failure --no-color --header 'X-Auth-Token: sesame' --header 'Authorization: Bearer sesame' "$@"
}

start
# Nothing that is deleted is gone: this mock keeps no state.
run --checks all --exclude-checks use_after_free,ensure_resource_availability "$@"

start --stateful
# The operations that are left out, with the reason:
#   v3_run_runtime_stack_action  names what it is about in a list of the body, which no link leads to
run --phases stateful --checks all --exclude-operation-id v3_run_runtime_stack_action "$@"

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
run --phases examples,coverage,fuzzing --checks all --exclude-checks use_after_free,ensure_resource_availability "$@"

# Each mock of these keeps state. What does not exist, or exists already, is rejected, often with 400: valid requests are
# not always accepted.
kept() { # ARGUMENTS...: the same with what was deleted gone, and what was created there
    start --stateful
    run --checks all --exclude-checks positive_data_acceptance "$@"
}
kept --phases examples,coverage,fuzzing "$@"

# Each example is a walk along a few links, those of the document alone. Walks among fewer operations lead further.
printf '[phases.stateful]\ninference.algorithms = []\n' > schemathesis.toml
for operations in '^/v3/.*/cas/' '^/v2/.*/cas/' '/enginemgr|/nacos|/govern|/cseEngines' '^/v4/.*/registry' '/kie/' '/git/'; do
    kept --phases stateful --max-examples 100 --seed 1 --include-path-regex "$operations" "$@"
done

#!/bin/sh
# Runs schemathesis against the mock: thousands of requests made from the OpenAPI export, valid and invalid.
# Any failure is a disagreement of export, validation and mock. docs/testing.md says how to install it.
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
"$target/debug/servicestage-mock" --port 0 --validate strict --token sesame --format json \
    > "$directory/mock" &
mock=$!
until [ -s "$directory/mock" ]; do kill -0 "$mock" && sleep 0.1; done
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$directory/mock")
# What it remembers between runs goes with the directory.
cd "$directory"
# Nothing that is deleted is gone: the mock keeps no state.
"${SCHEMATHESIS:-schemathesis}" run openapi.json --url "$url" \
    --checks all --exclude-checks use_after_free,ensure_resource_availability --max-examples 20 \
    --generation-deterministic --continue-on-failure --no-color \
    --header 'X-Auth-Token: sesame' --header 'Authorization: Bearer sesame' "$@"

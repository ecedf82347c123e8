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
# Schemathesis writes a length into a pattern, and its library of patterns fails on very long ones.
python3 - "$directory/openapi.json" <<'END'
import json, sys

def shorten(value):
    if isinstance(value, dict):
        if "pattern" in value and value.get("maxLength", 0) > 65536:
            del value["maxLength"]
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        shorten(item)

document = json.load(open(sys.argv[1]))
shorten(document)
json.dump(document, open(sys.argv[1], "w"))
END
cargo build --quiet --package servicestage-server --features mock-command --bin servicestage-mock
cargo build --quiet --package servicestage-stateful --bin servicestage-stateful-mock
# What it remembers between runs goes with the directory.
cd "$directory"

start() { # PROGRAM [OPTION]: starts a mock, and sets `url`
    kill "${mock:-}" 2>/dev/null || true
    : > mock
    "$target/debug/$1" --port 0 --validate strict --token sesame --format json ${2:-} > mock &
    mock=$!
    until [ -s mock ]; do kill -0 "$mock" && sleep 0.1; done
    url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' mock)
}
failed=0
run() { # ARGUMENTS...: runs schemathesis; a failure does not keep the other parts from running
    "${SCHEMATHESIS:-schemathesis}" run openapi.json --url "$url" --max-examples 20 --generation-deterministic \
        --continue-on-failure --no-color --header 'X-Auth-Token: sesame' --header 'Authorization: Bearer sesame' "$@" || failed=1
}

# All checks are on but for what the configuration or an option disables; `--checks all` would undo the configuration. An
# invalid body may also be too large, which is 413.
settings='[checks]\nnegative_data_rejection.expected-statuses = ["4xx", "5xx"]\n'
# Valid requests may be rejected where OpenAPI cannot say what they need, or Schemathesis does not look at it.
{
    printf "$settings"
    for operation in servicecomb_check_existence servicecomb_watch_providers servicecomb_open_heartbeat \
        v2_create_component v2_update_component; do
        printf '[[operations]]\ninclude-operation-id = "%s"\nchecks.positive_data_acceptance.enabled = false\n' "$operation"
    done
} > schemathesis.toml
start servicestage-mock
# Nothing that is deleted is gone: this mock keeps no state.
run --phases examples,coverage,fuzzing --exclude-checks use_after_free,ensure_resource_availability "$@"

# Each mock of these keeps state. What does not exist, or exists already, is rejected, often with 400: valid requests are
# not always accepted. A walk follows a few links, those of the document alone, so each part of the API has walks of its own.
printf "$settings"'[phases.stateful]\ninference.algorithms = []\n' > schemathesis.toml
kept() { # PROGRAM CHECKS OPERATIONS ARGUMENTS...: runs a part without some checks, first the operations and then the walks
    program=$1 checks=positive_data_acceptance$2 operations=$3
    shift 3
    start "$program" --stateful
    run --exclude-checks "$checks" --phases examples,coverage,fuzzing --include-path-regex "$operations" "$@"
    start "$program" --stateful
    run --exclude-checks "$checks" --phases stateful --max-examples 100 --seed 1 \
        --include-path-regex "$operations" "$@"
}
registry='^/v4/.*/(registry|govern)'
for operations in '^/v3/.*/cas/' '^/v2/.*/cas/' '/enginemgr|/nacos|^/v3/.*/govern|/cseEngines' "$registry" \
    '/kie/|^/v1/health' '/git/' '^/v4/[^{]|/csemonitor|/configuration/'; do
    kept servicestage-mock '' "$operations" "$@"
done

# These servers accept and reject what the real ones do: unknown members are ignored, responses of the router are plain text,
# and a wait takes its time. The history of a configuration that does not exist is 500.
kept servicestage-stateful-mock ,negative_data_rejection,content_type_conformance,missing_required_header \
    "$registry|/kie/" --exclude-path-regex '/kie/revision/' --max-response-time 30 "$@"
exit "$failed"

#!/bin/sh
# Runs the official Python SDK against a stateful mock: it creates, lists, changes and deletes resources of both versions
# of the API, signed with an access key. Installs the SDK from the package index.
#
#   tests/sdk.sh
#
# SDK_VERSION is its version, and SDK_CACHE the directory of the environment [default: a directory of the user's cache].
set -eu
cd "$(dirname "$0")/.."
version=${SDK_VERSION:-3.1.219}
cache=$(realpath -m "${SDK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/specwright-sdk}")
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
if [ ! -e "$cache/$version" ]; then
    python3 -m venv "$cache"
    "$cache/bin/pip" install --quiet "huaweicloudsdkservicestage==$version"
    touch "$cache/$version"
fi
cargo build --quiet --package servicestage-stateful --bin servicestage-stateful-mock
directory=$(mktemp -d)
trap 'kill "${mock:-}" 2>/dev/null || true; rm -rf "$directory"' EXIT
MOCK_SECRET_KEY=SK "$target/debug/servicestage-stateful-mock" --stateful --port 0 --access-key AK --step 50ms \
    --format json > "$directory/mock" &
mock=$!
until [ -s "$directory/mock" ]; do kill -0 "$mock" && sleep 0.1; done
"$cache/bin/python" tests/sdk/stateful.py "$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$directory/mock")"

#!/bin/sh
# Runs the test suites of the Go clients for the service center and the configuration center (go-chassis sc-client and
# kie-client) against servicestage-stateful. The suites come as Go modules into the cache of `go`.
#
#   tests/go.sh                  # both
#   tests/go.sh sc-client        # one of them
#
# SC_CLIENT_VERSION and KIE_CLIENT_VERSION are their versions. The suites call 127.0.0.1 at the ports 30100 and 30110. With
# SERVERS=real, nothing is started there: the suites call what listens.
set -eu
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
directory=$(mktemp -d)
trap 'kill ${servers:-} 2>/dev/null || true; rm -rf "$directory"' EXIT

start() { # NAME PORT
    "$target/debug/servicestage-stateful" --only "$1" --port "$2" > "$directory/$1" &
    servers="${servers:-} $!"
    until [ -s "$directory/$1" ]; do
        kill -0 $! 2>/dev/null || exit 2
        sleep 0.1
    done
}

suite() { # NAME VERSION
    go mod download -json "github.com/go-chassis/$1@$2" > "$directory/module.json"
    cp -r "$(sed -n 's/.*"Dir": "\(.*\)".*/\1/p' "$directory/module.json")" "$directory/$1"
    chmod -R u+w "$directory/$1"
    (cd "$directory/$1" && go test -count=1 -mod=mod .)
}

if [ "${SERVERS:-}" != real ]; then
    cargo build --quiet --package servicestage-stateful --bin servicestage-stateful
    start service-center 30100
    start configuration-center 30110
fi
# The suite of sc-client expects another microservice.
curl -sSf http://127.0.0.1:30100/v4/default/registry/microservices -d '{"service": {"serviceName": "other"}}' > /dev/null
status=0
for name in ${*:-sc-client kie-client}; do
    case $name in
        sc-client) version=${SC_CLIENT_VERSION:-v0.6.1-0.20220728072125-dacdd0c834bf} ;;
        kie-client) version=${KIE_CLIENT_VERSION:-v0.2.0} ;;
        *) echo "unknown client $name; known are sc-client and kie-client" >&2; exit 2 ;;
    esac
    suite "$name" "$version" || status=1
done
exit $status

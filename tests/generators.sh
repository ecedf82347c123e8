#!/bin/bash
# Generates clients from the OpenAPI export with common generators, compiles them, sends two calls with some of them to
# the mock, and prints a table in Markdown. docs/openapi.md holds the results. Installs the tools from the registries;
# a tool that cannot be installed is a row that says so.
#
#   tests/generators.sh [ROW...]           all rows, or those that are named
#   FLAVOR=docs tests/generators.sh        from another flavor [default: portable]
#   UNIONS=one-of tests/generators.sh      from the portable flavor with another form of unions
#   tests/generators.sh validators         findings of validators in every flavor instead
#
# GENERATORS_CACHE is the directory of tools and logs [default: a directory of the user's cache].
set -uo pipefail
cd "$(dirname "$0")/.."
here=$PWD/tests/generators
programs=$here/programs
. "$here/versions"
cache=$(realpath -m "${GENERATORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/specwright-generators}")
flavor=${FLAVOR:-portable}
work=$cache/work/$flavor${UNIONS:+-$UNIONS}
mkdir -p "$cache" "$work"
export GOBIN=$cache/go GOFLAGS=-mod=mod PROJECT=063a3158b1a34710b36ad208b9497d00

rows=(oapi-codegen ogen go java kotlin typescript-fetch typescript-axios python csharp rust rust-axum hey-api orval-axios
    orval-fetch orval-zod openapi-typescript openapi-python-client pydantic dataclass msgspec progenitor openapi-to-rust)

# Each row has functions of these names after its own: label, install, generate, compile and, if it sends calls, send.
# They run in the directory of the row, and the client is in `client`. Without `compile`, nothing is compiled.

export_document() { # NAME ARGUMENTS...
    local name=$1
    shift
    CARGO_MANIFEST_DIR=$PWD/xtask "$xtask" openapi --flavor "$flavor" "$@" --output "$work/$name.json"
}

once() { # MARK COMMAND...: runs a command unless it succeeded before
    local mark=$cache/installed/$1
    shift
    [ -e "$mark" ] || { "$@" && mkdir -p "$cache/installed" && touch "$mark"; }
}

install_go() { once "$1-$3" go install "$2@v$3"; }
npm_install() { once "npm-$1" npm install --no-audit --no-fund --prefix "$cache/npm" "${@:2}"; }
pip_install() { # NAME PACKAGE...
    local venv=$cache/python-$1
    [ -d "$venv" ] || python3 -m venv "$venv"
    once "python-$1" "$venv/bin/pip" install --quiet "${@:2}"
}
cargo_install() { once "$1-$2" cargo install --quiet --locked --root "$cache/cargo" "$1" --version "$2"; }

# openapi-generator

openapi_generator_install() {
    once "openapi-generator-$OPENAPI_GENERATOR" mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        "-Dartifact=org.openapitools:openapi-generator-cli:$OPENAPI_GENERATOR" "-DoutputDirectory=$cache/jar"
}
openapi_generator() { # GENERATOR ARGUMENTS...
    java -jar "$cache/jar/openapi-generator-cli-$OPENAPI_GENERATOR.jar" generate -g "$1" -i "$document" -o client "${@:2}"
}
for generator in go java kotlin typescript-fetch typescript-axios python csharp rust rust-axum; do
    eval "${generator}_label() { echo 'openapi-generator $OPENAPI_GENERATOR $generator'; }"
    eval "${generator}_install() { openapi_generator_install; }"
    eval "${generator}_generate() { openapi_generator $generator; }"
done

go_compile() {
    mkdir -p client/calls && cp "$programs/go.go" client/calls/main.go && cd client && go mod tidy &&
        rm -rf test && go build ./... && go vet ./...
}
go_send() { cd client && go run ./calls; }

java_generate() { openapi_generator java --library native; }
java_compile() {
    cp "$programs/Calls.java" client/src/main/java/ && cd client &&
        mvn -q -B -DskipTests -Dmaven.test.skip compile dependency:build-classpath -Dmdep.outputFile=classpath
}
java_send() { cd client && java -cp "target/classes:$(cat classpath)" Calls; }

kotlin_compile() {
    cp "$programs/Calls.kt" client/src/main/kotlin/ && cp "$programs/kotlin.xml" client/pom.xml && cd client &&
        mvn -q -B "-Dkotlin=$KOTLIN" compile dependency:build-classpath -Dmdep.outputFile=classpath
}
kotlin_send() { cd client && java -cp "target/classes:$(cat classpath)" CallsKt; }

typescript() { # checks the client and a program
    ln -sfn "$cache/npm/node_modules" node_modules
    npx tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler \
        --lib es2022,dom,dom.iterable --types node "$@"
}
bundled() { # runs a program
    npx esbuild calls.ts --bundle --platform=node --outfile=calls.js --log-level=warning && node calls.js
}
typescript_tools() {
    npm_install "typescript-$TYPESCRIPT" "typescript@$TYPESCRIPT" "esbuild@$ESBUILD" "@types/node@$NODE_TYPES" \
        "axios@$AXIOS" "zod@$ZOD"
}
typescript-fetch_install() { openapi_generator_install && typescript_tools; }
typescript-axios_install() { openapi_generator_install && typescript_tools; }
typescript-fetch_compile() { cp "$programs/typescript-fetch.ts" calls.ts && typescript calls.ts; }
typescript-axios_compile() { cp "$programs/typescript-axios.ts" calls.ts && typescript calls.ts; }
typescript-fetch_send() { bundled; }
typescript-axios_send() { bundled; }

python_install() { openapi_generator_install && pip_install "openapi-generator-$MYPY" "mypy==$MYPY" pydantic urllib3 \
    python-dateutil typing-extensions types-python-dateutil; }
python_compile() {
    cd client && "$cache/python-openapi-generator-$MYPY/bin/python" -c 'import openapi_client' &&
        "$cache/python-openapi-generator-$MYPY/bin/mypy" --no-error-summary openapi_client
}
python_send() { cd client && PYTHONPATH=. "$cache/python-openapi-generator-$MYPY/bin/python" "$programs/python.py"; }

rust_compile() { cd client && cargo_check; }
rust-axum_compile() { cd client && cargo_check; }
# A package of its own, whatever the directories above it are.
cargo_check() { grep -q '^\[workspace\]' Cargo.toml || printf '\n[workspace]\n' >> Cargo.toml; cargo check --quiet; }

# Go

oapi-codegen_label() { echo "oapi-codegen $OAPI_CODEGEN"; }
oapi-codegen_install() { install_go oapi-codegen github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen "$OAPI_CODEGEN"; }
oapi-codegen_generate() {
    mkdir -p client && "$GOBIN/oapi-codegen" -package client -generate types,client,std-http -o client/client.go "$document"
}
oapi-codegen_compile() { go_module "github.com/oapi-codegen/runtime@v$OAPI_CODEGEN_RUNTIME" oapi-codegen.go; }
oapi-codegen_send() { go run .; }

ogen_label() { echo "ogen $OGEN"; }
ogen_install() { install_go ogen github.com/ogen-go/ogen/cmd/ogen "$OGEN"; }
ogen_generate() { "$GOBIN/ogen" --target client --package client --clean "$document"; }
ogen_compile() { go_module "github.com/ogen-go/ogen@v$OGEN" ogen.go; }
ogen_send() { go run .; }

go_module() { # DEPENDENCY PROGRAM
    cp "$programs/$2" main.go && go mod init generated && go get "$1" && go mod tidy && go build ./... && go vet ./...
}

# TypeScript

hey-api_label() { echo "@hey-api/openapi-ts $HEY_API"; }
hey-api_install() { typescript_tools && npm_install "hey-api-$HEY_API" "@hey-api/openapi-ts@$HEY_API"; }
hey-api_generate() { node_program openapi-ts -i "$document" -o client -c @hey-api/client-fetch; }
hey-api_compile() { cp "$programs/hey-api.ts" calls.ts && typescript calls.ts; }
hey-api_send() { bundled; }

node_program() { "$cache/npm/node_modules/.bin/$1" "${@:2}"; }
orval() { # CLIENT
    mkdir -p client
    node_program orval --input "$document" --output client/client.ts --client "$1"
}
for client in axios fetch zod; do
    eval "orval-${client}_label() { echo 'orval $ORVAL $client'; }"
    eval "orval-${client}_install() { typescript_tools && npm_install orval-$ORVAL orval@$ORVAL; }"
    eval "orval-${client}_generate() { orval $client; }"
    eval "orval-${client}_compile() { typescript client/client.ts; }"
done
# The name that orval has for it.
orval-axios_generate() { orval axios-functions; }

openapi-typescript_label() { echo "openapi-typescript $OPENAPI_TYPESCRIPT"; }
openapi-typescript_install() {
    typescript_tools && npm_install "openapi-typescript-$OPENAPI_TYPESCRIPT" "openapi-typescript@$OPENAPI_TYPESCRIPT"
}
openapi-typescript_generate() { mkdir -p client && node_program openapi-typescript "$document" -o client/client.ts; }
openapi-typescript_compile() { typescript client/client.ts; }

# Python

openapi-python-client_label() { echo "openapi-python-client $OPENAPI_PYTHON_CLIENT"; }
openapi-python-client_install() {
    pip_install "openapi-python-client-$OPENAPI_PYTHON_CLIENT" "openapi-python-client==$OPENAPI_PYTHON_CLIENT"
}
openapi-python-client_python() { "$cache/python-openapi-python-client-$OPENAPI_PYTHON_CLIENT/bin/python" "$@"; }
openapi-python-client_generate() {
    local log
    log=$(openapi-python-client_python -m openapi_python_client generate --path "$document" --output-path client --meta none 2>&1)
    echo "$log"
    [ -d client ] && ! grep -q 'Unable to\|WARNING parsing' <<< "$log"
}
openapi-python-client_compile() { imported openapi-python-client_python; }
openapi-python-client_send() { PYTHONPATH=. openapi-python-client_python "$programs/openapi-python-client.py"; }

imported() { # PYTHON...: compiles and imports all modules
    "$@" -m compileall -q client && "$@" -c '
import importlib, pathlib
for path in sorted(pathlib.Path("client").rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))'
}

models_python() { "$cache/python-datamodel-code-generator-$DATAMODEL_CODE_GENERATOR/bin/python" "$@"; }
models() { # KIND
    mkdir -p client && touch client/__init__.py
    models_python -m datamodel_code_generator --input "$document" --input-file-type openapi --output client/models.py \
        --output-model-type "$1"
}
for kind in pydantic dataclass msgspec; do
    eval "${kind}_label() { echo 'datamodel-code-generator $DATAMODEL_CODE_GENERATOR $kind'; }"
    eval "${kind}_install() { pip_install datamodel-code-generator-$DATAMODEL_CODE_GENERATOR \
        datamodel-code-generator==$DATAMODEL_CODE_GENERATOR msgspec==$MSGSPEC pydantic; }"
    eval "${kind}_compile() { imported models_python; }"
done
pydantic_generate() { models pydantic_v2.BaseModel; }
dataclass_generate() { models dataclasses.dataclass; }
msgspec_generate() { models msgspec.Struct; }

# Rust

progenitor_label() { echo "progenitor $PROGENITOR"; }
progenitor_install() { cargo_install cargo-progenitor "$PROGENITOR"; }
progenitor_generate() {
    if [ "$flavor" = portable ]; then
        (cd "$root" && export_document progenitor ${UNIONS:+--unions "$UNIONS"} \
            --without default-responses,multipart-operations) && document=$work/progenitor.json
    fi
    "$cache/cargo/bin/cargo-progenitor" progenitor -i "$document" -o client -n generated-client -v 0.1.0
}
progenitor_compile() { cd client && cargo_check; }

openapi-to-rust_label() { echo "openapi-to-rust $OPENAPI_TO_RUST"; }
openapi-to-rust_install() { cargo_install openapi-to-rust "$OPENAPI_TO_RUST"; }
openapi-to-rust_generate() {
    mkdir -p client/src
    printf '%s\n' '[generator]' "spec_path = \"$document\"" 'output_dir = "src/generated"' 'module_name = "api"' \
        '[features]' 'enable_async_client = true' > client/openapi-to-rust.toml
    (cd client && "$cache/cargo/bin/openapi-to-rust" generate)
}

# Validators

validator_tools() {
    npm_install "redocly-$REDOCLY" "@redocly/cli@$REDOCLY" && npm_install "spectral-$SPECTRAL" \
        "@stoplight/spectral-cli@$SPECTRAL" && pip_install "openapi-spec-validator-$OPENAPI_SPEC_VALIDATOR" \
        "openapi-spec-validator==$OPENAPI_SPEC_VALIDATOR"
}
validate() { # LABEL ARGUMENTS...: a row with the findings in a document
    local label=$1 document=$work/validated.json
    CARGO_MANIFEST_DIR=$root/xtask "$xtask" openapi "${@:2}" --output "$document"
    local redocly spectral valid
    redocly=$(node_program redocly lint --format json --max-problems 10000 "$document" 2> "$work/redocly.log" |
        python3 "$here/findings.py")
    spectral=$(node_program spectral lint --quiet --ruleset "$work/spectral.yaml" --format json "$document" |
        python3 "$here/findings.py")
    "$cache/python-openapi-spec-validator-$OPENAPI_SPEC_VALIDATOR/bin/python" -m openapi_spec_validator "$document" \
        > "$work/openapi-spec-validator.log" 2>&1 && valid=valid || valid=invalid
    echo "| $label | $redocly | $spectral | $valid |"
}
validators() {
    validator_tools > "$work/validators.install.log" 2>&1 || { echo "validators: not installed"; return; }
    echo 'extends: ["spectral:oas"]' > "$work/spectral.yaml"
    echo "| flavor | redocly $REDOCLY, recommended | spectral $SPECTRAL, oas | openapi-spec-validator $OPENAPI_SPEC_VALIDATOR |"
    echo "|---|---|---|---|"
    validate "docs, 3.0" --flavor docs
    validate "docs, 3.1" --flavor docs --version 3.1
    validate "strict, 3.0" --flavor strict
    validate "strict, 3.1" --flavor strict --version 3.1
    validate "portable" --flavor portable
    validate "portable, one-of" --flavor portable --unions one-of
}

# The run

root=$PWD
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
cargo build --quiet --package xtask || exit 2
cargo build --quiet --package servicestage-server --features mock-command --bin servicestage-mock || exit 2
cp "$target/debug/xtask" "$target/debug/servicestage-mock" "$work/"
xtask=$work/xtask
document=$work/openapi.json
export_document openapi ${UNIONS:+--unions "$UNIONS"} || exit 2
# Clients in Rust share what they depend on.
export CARGO_TARGET_DIR=$cache/cargo-target CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
rm -f "$work/mock"
"$work/servicestage-mock" --port 0 --validate strict --token sesame --format json > "$work/mock" &
mock=$!
trap 'kill "$mock" 2>/dev/null' EXIT
until [ -s "$work/mock" ]; do kill -0 "$mock" && sleep 0.1; done
MOCK=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$work/mock")
export MOCK

step() { # ROW STEP: runs a step in the directory of the row, in a process of its own
    (cd "$work/$1" && "$1_$2") > "$work/$1.$2.log" 2>&1 < /dev/null
}
outcome() { # ROW STEP: "yes", "no", or "–" without such a step
    declare -F "$1_$2" > /dev/null || { echo –; return 1; }
    step "$1" "$2" && echo yes || { echo no; return 1; }
}

if [ "${1:-}" = validators ]; then
    validators
    exit
fi
echo "| tool | flavor | generates | compiles | calls |"
echo "|---|---|---|---|---|"
for row in "${@:-${rows[@]}}"; do
    declare -F "${row}_label" > /dev/null || { echo "no row $row; rows: ${rows[*]}" >&2; exit 2; }
    rm -rf "${work:?}/$row" && mkdir -p "$work/$row"
    generates=– compiles=– calls=–
    if ! step "$row" install; then
        generates="not installed"
    elif generates=$(outcome "$row" generate) && compiles=$(outcome "$row" compile); then
        if declare -F "${row}_send" > /dev/null; then
            curl --silent --request POST "$MOCK/__mock/reset"
            step "$row" send && failed="" || failed=" (the client reports an error)"
            calls=$(curl --silent "$MOCK/__mock/journal" | python3 "$here/arrived.py")$failed
        fi
    fi
    echo "| $("${row}_label") | $flavor${UNIONS:+, $UNIONS} | $generates | $compiles | $calls |"
done
echo "logs: $work" >&2

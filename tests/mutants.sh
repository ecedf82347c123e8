#!/usr/bin/env bash
# Mutation tests: cargo-mutants changes the code, and some test should fail. docs/testing.md has the scores.
#
#   tests/mutants.sh signing     # signer and verifier, every mutant
#   tests/mutants.sh retry       # retries, every mutant
#   tests/mutants.sh check       # the part of the sample that is in the checks of specifications
#   tests/mutants.sh lower       # … in what lowers them
#   tests/mutants.sh checker     # … in the server's checker of requests
#   tests/mutants.sh list NAME   # the mutants of one of them
#
# Needs cargo-mutants. The sample is SAMPLE mutants of the last three, chosen by SEED: the same ones for the same commit.
# Results are in MUTANTS, by default `target/mutants`. A run that was interrupted goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_PROFILE_DEV_DEBUG=0
export LC_ALL=C
SAMPLE=${SAMPLE:-150} SEED=${SEED:-15} MUTANTS=${MUTANTS:-target/mutants}

# Files of a set, and the tests of their crate that are about them.
set_of() {
    features=()
    case $1 in
    signing)
        files=('runtime/src/huaweicloud/signing/*.rs')
        package=specwright-runtime tested=specwright-runtime features=(--all-features)
        tests=(--lib --test runtime -- sign canonical digest access_key callers vectors once)
        ;;
    retry)
        files=(runtime/src/client/retry.rs)
        package=specwright-runtime tested=specwright-runtime features=(--all-features)
        tests=(--lib --test runtime -- retr loops misbehaving)
        ;;
    checker)
        files=('runtime/src/server/checker/*.rs')
        package=specwright-runtime tested=specwright-runtime features=(--all-features)
        tests=(--lib --test runtime -- server refusals edges)
        ;;
    check | lower)
        # The tests of the language are those of the crate that shows its diagnostics.
        files=("codegen/language/src/$1/**/*.rs")
        package=specwright-language tested=specwright-tools
        tests=(--test tools -- diagnostics robustness diff scaffold)
        ;;
    *)
        sed -n '2,/^set /s/^# \?//p' "$0" >&2
        exit 2
        ;;
    esac
}

list() { # SET
    set_of "$1"
    local arguments=(--package "$package")
    for file in "${files[@]}"; do arguments+=(--file "$file"); done
    cargo mutants --list "${arguments[@]}"
}

# The mutants of a set that are run.
chosen() { # SET
    case $1 in
    signing | retry) list "$1" ;;
    *)
        set_of "$1"
        local directory=${files[0]%%\**}
        for name in check lower checker; do list "$name"; done |
            shuf -n "$SAMPLE" --random-source=<(yes "$SEED") | grep "^$directory" | sort
        ;;
    esac
}

if [ "${1:-}" = list ]; then
    chosen "${2:-}"
    exit
fi
set_of "${1:-}"
mkdir -p "$MUTANTS"
# cargo-mutants takes regular expressions for names. Mutants that delete a field of a literal are run in any case.
names=$(chosen "$1" | sed 's/[][(){}.*+?^$|\\]/\\&/g' | paste -sd '|')
selected=()
for file in "${files[@]}"; do selected+=(--file "$file"); done
exec cargo mutants --package "$package" "${selected[@]}" --test-package "$tested" "${features[@]}" --re "^($names)\$" \
    --output "$MUTANTS/$1" --iterate --jobs 1 --timeout 120 -- "${tests[@]}"

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
# Needs cargo-mutants and openssl. Further arguments go to cargo-mutants, such as `--in-place`: it builds no dependency
# again, but leaves a mutant in the tree if it is killed, so run it in a clone of its own. The sample is SAMPLE mutants
# of the last three sets, chosen by SEED: the same ones for the same commit. Tests that cost little come first, and all
# tests of the set see only what these did not catch; QUICK=1 omits that. Results are in MUTANTS, by default
# `target/mutants`. A run that was interrupted goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_PROFILE_DEV_DEBUG=0
export LC_ALL=C
SAMPLE=${SAMPLE:-150} SEED=${SEED:-15} MUTANTS=${MUTANTS:-target/mutants}

# Files of a set; the tests that cost little; and the tests of their crate that are about them.
set_of() {
    case $1 in
    signing)
        files=('runtime/src/huaweicloud/signing/*.rs')
        quick=(--features huaweicloud -- --lib --test runtime -- signing)
        all=(--all-features -- --lib --test runtime -- sign canonical digest access_key callers vectors once)
        ;;
    retry)
        files=(runtime/src/client/retry.rs)
        quick=(--features client -- --lib -- retry)
        all=(--all-features -- --lib --test runtime -- retr loops misbehaving)
        ;;
    checker)
        files=('runtime/src/server/checker/*.rs')
        quick=(--features server -- --lib -- checker)
        all=(--all-features -- --lib --test runtime -- server refusals edges)
        ;;
    check | lower)
        # The tests of the language are also those of the crate that shows its diagnostics.
        files=("codegen/language/src/$1/**/*.rs")
        quick=(-- --test language)
        all=(-- --test tools -- diagnostics robustness diff scaffold)
        ;;
    *)
        sed -n '2,/^set /s/^# \?//p' "$0" | sed '/^set /d' >&2
        exit 2
        ;;
    esac
    package=specwright-runtime tested=specwright-runtime
    if [[ ${files[0]} = codegen/* ]]; then package=specwright-language tested=specwright-tools; fi
}

list() { # SET
    set_of "$1"
    local arguments=(--package "$package")
    for file in "${files[@]}"; do arguments+=(--file "$file"); done
    cargo mutants --list "${arguments[@]}"
}

# Random bytes that follow from a seed.
seeded() { # SEED
    openssl enc -aes-256-ctr -pass "pass:$1" -nosalt </dev/zero 2>/dev/null
}

# The mutants of a set that are run.
chosen() { # SET
    case $1 in
    signing | retry) list "$1" ;;
    *)
        set_of "$1"
        local directory=${files[0]%%\**}
        for name in check lower checker; do list "$name"; done |
            shuf -n "$SAMPLE" --random-source=<(seeded "$SEED") | grep "^$directory" | sort
        ;;
    esac
}

if [ "${1:-}" = list ]; then
    chosen "${2:-}"
    exit
fi
set=${1:-} options=("${@:2}")
set_of "$set"
mkdir -p "$MUTANTS"
# cargo-mutants takes regular expressions for names. Mutants that delete a field of a literal are run in any case.
names=$(chosen "$set" | sed 's/[][(){}.*+?^$|\\]/\\&/g' | paste -sd '|')
selected=()
for file in "${files[@]}"; do selected+=(--file "$file"); done
run() { # TESTED FEATURES… -- TESTS…
    # 2 and 3: some were missed, or took too long.
    cargo mutants --package "$package" "${selected[@]}" --re "^($names)\$" --output "$MUTANTS/$set" --iterate \
        --timeout 120 "${options[@]}" --test-package "$@" || case $? in 2 | 3) ;; *) exit 1 ;; esac
}

run "$package" "${quick[@]}"
if [ -z "${QUICK:-}" ]; then run "$tested" "${all[@]}"; fi

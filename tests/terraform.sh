#!/bin/sh
# Applies configurations with Terraform and the provider of the vendor to stateful mocks, changes and destroys them. Needs
# a binary of the provider, built from its source, and Terraform or OpenTofu.
#
#   PROVIDER=DIR/terraform-provider-huaweicloud tests/terraform.sh [CONFIGURATION...]
#
# TERRAFORM is the program [default: terraform]. Engines take ten minutes, because the provider waits between its polls.
set -eu
provider=$(realpath "${PROVIDER:?set PROVIDER to a binary of the provider}")
terraform=${TERRAFORM:-terraform}
cd "$(dirname "$0")/.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
cargo build --quiet --package servicestage-stateful --bin servicestage-stateful-mock
exec python3 tests/terraform/run.py "$terraform" "$(dirname "$provider")" "$target/debug/servicestage-stateful-mock" "$@"

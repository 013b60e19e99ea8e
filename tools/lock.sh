#!/usr/bin/env bash
# Writes the three locks: hashed, for every platform, without index addresses.
# Usage: tools/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {  # compile OUTPUT SOURCE… [uv arguments]
    local output=$1
    shift
    uv pip compile "$@" \
        --python-version 3.11 --universal --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        --quiet --output-file "$output" > /dev/null
    # A lock that names a machine is worth nothing on another one.
    if grep -nE '://|^--(index|extra|find)|@ ?file' "$output"; then
        echo "tools/lock.sh: $output names an address or a path" >&2
        exit 1
    fi
    echo "$output: $(grep -c '^[a-z0-9]' "$output") packages"
}

compile requirements-build.lock tools/build.in "$@"
compile requirements.lock pyproject.toml --constraint requirements-build.lock "$@"
# The test lock is held to the other one, so that what is tested is what is delivered.
compile requirements-test.lock pyproject.toml --extra test \
    --constraint requirements.lock --constraint requirements-build.lock "$@"

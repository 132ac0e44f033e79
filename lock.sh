#!/bin/sh
# Write the lock files anew: exact versions and hashes for every platform and Python, and no host name.
# Run it after changing pyproject.toml; needs uv.
set -e
cd "$(dirname "$0")"
compile() { uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate -q "$@"; }
compile -o requirements.lock
compile --extra test -c requirements.lock -o requirements-test.lock
compile --extra test --extra r -c requirements-test.lock -o requirements-r.lock

#!/bin/sh
# Write the lock files anew: exact versions and hashes for every platform and Python, and no host name.
# Run it after changing pyproject.toml; needs uv. Each file holds the one before it, at the same versions.
set -e
cd "$(dirname "$0")"
compile() { uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate -q "$@"; }
compile pyproject.toml -o requirements.lock
compile pyproject.toml --extra test -c requirements.lock -o requirements-test.lock
compile pyproject.toml --extra test --extra r -c requirements-test.lock -o requirements-r.lock
# the installer itself, which pip installs first
echo uv | compile - -o requirements-uv.lock

#!/bin/sh
# Make .venv from the lock files. `./setup.sh` installs what the study needs; `./setup.sh test` adds what the tests need
# and, where the system lets it, R and a browser. A second call does nothing.
set -eu
cd "$(dirname "$0")"
what=${1:-study}
say() { printf 'setup: %s\n' "$*" >&2; }

# R and the browser first: whether R is there decides which lock file is installed.
r_works() {
    command -v R >/dev/null 2>&1 &&
        Rscript -e 'for (name in c("lme4", "lmerTest", "emmeans")) library(name, character.only = TRUE)' >/dev/null 2>&1
}
apt_install() {
    missing=
    for name in "$@"; do dpkg -s "$name" >/dev/null 2>&1 || missing="$missing $name"; done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    if [ -z "${updated:-}" ]; then apt-get update -qq >/dev/null; updated=yes; fi
    # shellcheck disable=SC2086  # one word a package
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
if [ "$what" = test ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt_install r-base-core r-cran-lme4 r-cran-lmertest r-cran-emmeans make || say "apt-get could not install R"
    apt_install chromium poppler-utils || say "apt-get could not install chromium and poppler-utils: tests of pages are skipped"
fi
locks=requirements.lock
if [ "$what" = test ]; then
    if r_works; then
        locks=requirements-r.lock
    else
        locks=requirements-test.lock
        say "no R: tests that need it are skipped. For them install R with lme4, lmerTest and emmeans (on Debian or Ubuntu: r-cran-lme4 r-cran-lmertest r-cran-emmeans), then call this again"
    fi
fi

# Nothing to do where this very lock file, or one that holds more, is installed in this very place.
python=.venv/bin/python
stamp() { printf '%s %s\n' "$(pwd -P)" "$(cat requirements-uv.lock "$1" | cksum)"; }
installed() { [ -f ".venv/$1.done" ] && [ "$(cat ".venv/$1.done")" = "$(stamp "$1")" ]; }
if [ -x "$python" ] && "$python" -c '' 2>/dev/null && installed "$locks"; then exit 0; fi

usable='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
find_python() {
    without_venv=
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        "$name" -c "$usable" >/dev/null 2>&1 || continue
        if "$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$name"
            return 0
        fi
        without_venv=$name
    done
    if [ -n "$without_venv" ]; then
        say "$without_venv lacks the modules venv and ensurepip. On Debian or Ubuntu: apt-get install $("$without_venv" -c \
            'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    else
        say "Python 3.11, 3.12 or 3.13 is needed and none of ${PYTHON:-python3.13 python3.12 python3.11 python3} is one." \
            "On Debian or Ubuntu: apt-get install python3 python3-venv. Elsewhere: install it, or give its path: make report PYTHON=/path/to/python3"
    fi
    return 1
}

# A virtual environment holds absolute paths: one that was moved, or whose Python is gone, is made anew.
here=$(pwd -P)
if ! { [ -x "$python" ] && "$python" -c "$usable" 2>/dev/null && [ "$(cat .venv/place 2>/dev/null)" = "$here" ]; }; then
    base=$(find_python)
    say "making .venv with $("$base" --version)"
    "$base" -m venv --clear .venv
    printf '%s\n' "$here" >.venv/place
fi

install() {
    if "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock &&
        .venv/bin/uv pip install --quiet --python "$python" --require-hashes --compile-bytecode -r "$1"; then
        return 0
    fi
    say "uv did not work here; installing with pip, which takes some minutes more"
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}
say "installing $locks"
if ! install "$locks"; then
    [ "$locks" = requirements-r.lock ] || exit 1
    say "Python's bridge to R could not be installed (it may need a C compiler): tests that need R are skipped"
    locks=requirements-test.lock
    install "$locks"
fi
"$python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .

# The locks agree on every version and each holds the one before it, so all smaller ones are installed too.
for lock in requirements.lock requirements-test.lock requirements-r.lock; do
    stamp "$lock" >".venv/$lock.done"
    [ "$lock" = "$locks" ] && break
done

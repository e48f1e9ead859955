#!/bin/sh
# Sets up and starts Bowerbird. The first run takes some minutes, later ones seconds. `./start.sh --help` lists the options.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

usage() {
    cat <<'TEXT'
./start.sh [OPTIONS]     sets up what is missing and starts Bowerbird in the foreground; Ctrl-C stops it

  --detach      go on in the background
  --demo        also import a sample library, run three searches and print their results
  --port N      the port to serve on (8420, or the next free one)
  --host H      the address to serve on (127.0.0.1: only this machine; 0.0.0.0: any machine that can reach this one)
  --status      say what runs
  --stop        stop it
  --embedded    run without Docker (the way it runs anyway)
  --docker      run in containers, in the background; --demo, --stop, --status, --port and --host work with it
  --help        this text

Environment: BOWERBIRD_HOME          where the data is kept (data/ beside this script)
             BOWERBIRD_USER          as root: the user everything runs as (bowerbird, where there is one, else nobody)
             BOWERBIRD_BASE_PYTHON   the Python to set up with
TEXT
}
fail() { printf '%s\n' "$*" >&2; exit 2; }

demo= detach= port= host= action=start mode=
while [ $# -gt 0 ]; do
    case $1 in
        --demo) demo=1 ;;
        --detach) detach=1 ;;
        --stop) action=stop ;;
        --status) action=status ;;
        --port) [ $# -gt 1 ] || fail "--port needs a number."; port=$2; shift ;;
        --port=*) port=${1#*=} ;;
        --host) [ $# -gt 1 ] || fail "--host needs an address."; host=$2; shift ;;
        --host=*) host=${1#*=} ;;
        --embedded) mode=embedded ;;
        --docker) mode=docker ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; fail "
Unknown option: $1" ;;
    esac
    shift
done
case $port in *[!0-9]*) fail "--port needs a number, not '$port'." ;; esac

data=${BOWERBIRD_HOME:-$root/data}
# A folder in which only containers were set up: nobody wants a second, empty instance by leaving out a word.
if [ -z "$mode" ] && [ -f "$root/.env" ] && [ ! -e "$data/bowerbird.json" ]; then
    [ "$action" != start ] || fail "This folder is set up for containers (there is an .env, and no $data).
    ./start.sh --docker      starts them
    ./start.sh --embedded    sets up another instance, without Docker and with data of its own"
    mode=docker
fi

if [ "$mode" = docker ]; then
    [ -z "$port" ] || export BOWERBIRD_PORT="$port"
    [ -z "$host" ] || export BOWERBIRD_BIND="$host"
    [ -z "$demo" ] || [ "$action" != start ] || action=demo
    exec sh "$root/scripts/docker.sh" "$action"
fi

if [ "$action" != start ]; then
    [ -x "$root/.venv/bin/python" ] || { echo "Bowerbird is not set up yet, so nothing runs."; [ "$action" = stop ]; exit; }
    case $action in
        stop) exec "$root/bowerbird" down ;;
        status) exec "$root/bowerbird" status ;;
    esac
fi

run_demo() {
    sample=$(mktemp -d "${TMPDIR:-/tmp}/bowerbird-sample.XXXXXX")
    echo
    echo "Making the sample library"
    "$root/bowerbird" seed "$sample/library"
    echo "Importing it"
    "$root/bowerbird" import --wait "$sample/library" || echo "Not every sample file is ready; the list above says why."
    rm -rf "$sample"
    queries='from bowerbird.library_sample.queries import DEMO_QUERIES as q; print(*(each.text for each in q), sep="\n")'
    PYTHONPATH="$root/backend" "$root/.venv/bin/python" -P -c "$queries" | while IFS= read -r query; do
        printf '\n$ ./bowerbird search "%s"\n' "$query"
        "$root/bowerbird" search "$query" --limit 3 </dev/null
    done
    echo
}

sh "$root/scripts/setup.sh" run

if "$root/bowerbird" status >/dev/null 2>&1; then
    echo "Bowerbird runs already."
    [ -z "$demo" ] || run_demo
    exec "$root/bowerbird" status
fi

set -- up
[ -z "$port" ] || set -- "$@" --port "$port"
[ -z "$host" ] || set -- "$@" --host "$host"
if [ -n "$detach" ]; then
    "$root/bowerbird" "$@" --detach
    if [ -n "$demo" ]; then
        run_demo
        "$root/bowerbird" status
    fi
elif [ -n "$demo" ]; then
    "$root/bowerbird" "$@" &
    supervisor=$!
    trap 'kill -TERM "$supervisor" 2>/dev/null' INT TERM HUP
    until "$root/bowerbird" status --json 2>/dev/null | grep -q '"state": "running"'; do
        kill -0 "$supervisor" 2>/dev/null || { wait "$supervisor"; exit 1; }
        sleep 1
    done
    run_demo
    echo "Ctrl-C stops Bowerbird."
    wait "$supervisor"
else
    exec "$root/bowerbird" "$@"
fi

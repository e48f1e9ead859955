"""Names under which files can be put onto any file system, or into an archive for one."""

import re
import unicodedata

MAX_BYTES = 200
"""Of one name in UTF-8. File systems allow 255; the rest is for ` (2)`."""
MAX_FOLDER_BYTES = 2000
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)")


def safe_name(name: str) -> str:
    """A name that Linux, macOS and Windows take, close to the one given: never empty, a path, `.`, `..`, or a device."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name)).encode(errors="replace").decode()
    name = _shortened(name.rstrip(". ") if name.strip(". ") else "_" * max(1, len(name)))
    return f"_{name}" if _RESERVED.match(name) else name


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix.encode()) > 20:
        stem, dot, suffix = name, "", ""
    room = MAX_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + dot + suffix


class Names:
    """Gives every file a path of its own, also where the file system takes `A` and `a` for the same."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()
        self._folders: dict[tuple[str, str], str] = {}
        self._next: dict[tuple[str, str], int] = {}
        """The number that was given last, so that thousands of the same name take no longer each."""

    def place(self, folder: str, name: str) -> str:
        above = ""
        for part in folder.split("/"):
            if part and len(f"{above}/{part}".encode()) < MAX_FOLDER_BYTES:
                known = self._folders.get((above, part))
                if known is None:
                    known = self._folders[above, part] = self._free(above, safe_name(part))
                above = f"{above}/{known}" if above else known
        free = self._free(above, safe_name(name))
        return f"{above}/{free}" if above else free

    def _free(self, above: str, name: str) -> str:
        stem, dot, suffix = name.rpartition(".")
        if not stem:
            stem, dot, suffix = name, "", ""
        asked = (above, _folded(name))
        chosen, number = name, self._next.get(asked, 1)
        while (above, _folded(chosen)) in self._taken:
            number += 1
            chosen = f"{stem} ({number}){dot}{suffix}"
        self._next[asked] = number
        self._taken.add((above, _folded(chosen)))
        return chosen


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKD", name.casefold())


def folder_of(path: str | None, name: str) -> str:
    """Of an asset's path: clients send it with or without the file's name at its end."""
    folder, _, last = (path or "").rpartition("/")
    return folder if last == name else path or ""

"""File names and paths as people gave them, made safe to show.

Names are kept for show only: they never become a key, a path on this machine, or an unescaped header. So nothing is forbidden in them but what cannot be
seen and can mislead: control characters, line and paragraph separators, characters that change the direction of text, invisible spaces, and halves of
surrogate pairs. Joiners stay, since emoji and Persian are spelled with them.
"""

import re
import unicodedata

MAX_NAME = 255
MAX_PATH = 1000
MAX_SUFFIX = 16
"""Code points."""
UNNAMED = "Untitled"

_INVISIBLE = re.compile(
    "["
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"  # direction
    "\\u2028\\u2029"  # line and paragraph separators
    "\\u00ad\\u200b\\u2060-\\u2065\\ufeff\\ufff9-\\ufffb"  # invisible: soft hyphen, zero-width space, word joiner, byte order mark, annotations
    "]"
)
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\|\\|(?:.*\\)?\.\.?\\", re.DOTALL)
_HTML_ESCAPES = {"%22": '"', "%0d": "", "%0a": ""}


def from_multipart(raw: bytes) -> str:
    """The file name in a multipart header. Browsers send UTF-8 with `"`, CR and LF as %22, %0D and %0A, and nothing else escaped (WHATWG HTML, multipart/form-data);
    old clients send Latin-1."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        name = raw.decode("latin-1")
    return re.sub("%22|%0d|%0a", lambda found: _HTML_ESCAPES[found[0].lower()], name, flags=re.IGNORECASE)


def clean_name(name: str) -> str:
    """A name to show: the last part of what was given, NFC, cleaned, at most MAX_NAME code points with the suffix kept, never empty. Idempotent."""
    name = _visible(name)
    if _WINDOWS_PATH.match(name):
        name = name.replace("\\", "/")
    name = name.rstrip("/").rsplit("/", 1)[-1]
    return UNNAMED if not name.strip() or name in {".", ".."} else _shortened(name)


def clean_path(path: str) -> str | None:
    """A relative path with `/`, each part cleaned; None if nothing is left. `..` and a leading `/` are dropped: it is for show and grouping."""
    path = _visible(path)
    if _WINDOWS_PATH.match(path):
        path = path.replace("\\", "/")
    kept = [_shortened(part) for part in path.split("/") if part.strip() and part not in {".", ".."}]
    while len("/".join(kept)) > MAX_PATH:
        del kept[0]
    return "/".join(kept) or None


def _visible(text: str) -> str:
    kept = "".join(char for char in _INVISIBLE.sub("", text) if unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept)


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > MAX_SUFFIX:
        stem, dot, suffix = name, "", ""
    stem = stem[: MAX_NAME - len(dot) - len(suffix) - 1]
    while len(stem) > 1 and (unicodedata.combining(stem[-1]) or stem[-1] in "\u200c\u200d"):
        stem = stem[:-1]
    return unicodedata.normalize("NFC", f"{stem}…{dot}{suffix}")

"""Cleaning of text that came out of files, before anything counts its characters: spans, highlights and overlaps all refer to cleaned text."""

import re
import unicodedata

_CONTROLS = dict.fromkeys((*range(0x09), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0)))
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF))
"""Soft hyphen, zero-width space, word joiner, byte order marks. The joiners U+200C and U+200D stay: Persian and emoji are written with them."""
_DIRECTION = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C))
"""Bidi controls can make a text show as something else than it says."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SPACES = dict.fromkeys((0x00A0, 0x2007, 0x202F, 0x3000, 0x0C), " ")
_BULLETS = dict.fromkeys((0xF02D, 0xF06C, 0xF06E, 0xF071, 0xF075, 0xF076, 0xF095, 0xF0A7, 0xF0A8, 0xF0B7, 0xF0D8, 0xF0E0, 0xF0FC), "•")
"""Of the symbol fonts that office programs draw them with; private characters, which no other font shows."""
_TABLE: dict[int, str | None] = {
    **_CONTROLS,
    **_INVISIBLE,
    **_DIRECTION,
    **_LIGATURES,
    **_SPACES,
    **_BULLETS,
    0x2028: "\n",
    0x2029: "\n",
    0x85: "\n",
}
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINES = re.compile(r"\r\n?")
_LEADERS = re.compile(r"(?:\. ?){4,}|[_\-=*~·•]{8,}|(?:· ?){4,}")
_MARKS = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]{8})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]+")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def clean(text: str) -> str:
    """Text in NFC without control, zero-width and bidi characters, lone surrogates (U+FFFD instead) or NULs; line ends are `\\n`.

    Ligatures are spelled out, and marks stacked beyond eight on one letter are dropped.
    """
    text = _NEWLINES.sub("\n", text)
    if text.isascii():
        return text.translate(_TABLE) if _has_control(text) else text
    text = _SURROGATES.sub("\ufffd", text.translate(_TABLE))
    return _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))


def clean_line(text: str) -> str:
    """A line of a page: cleaned, dot leaders shortened, runs of blanks made one, no blanks at either end."""
    return " ".join(_LEADERS.sub(" … ", clean(text)).split())


def paragraphs(text: str) -> list[str]:
    """Cleaned text cut at blank lines."""
    return [part for part in (piece.strip("\n") for piece in _BLANK_LINES.split(text)) if part.strip()]


_CONTROL_PATTERN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _has_control(text: str) -> bool:
    return _CONTROL_PATTERN.search(text) is not None


def shorten(text: str | None, limit: int) -> str | None:
    """One cleaned line of at most `limit` characters, or None if nothing is left: titles, names of cameras and authors."""
    line = " ".join(clean(text).split()) if text else ""
    return (line if len(line) <= limit else line[: limit - 1].rstrip() + "…") or None


def is_wide(character: str) -> bool:
    """Whether the character belongs to a script written without spaces (Chinese, Japanese)."""
    return (
        "\u3000" <= character <= "\u30ff"
        or "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
    )

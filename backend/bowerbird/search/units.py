"""Sizes, times and languages as people write them."""

import re

_SIZE = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)\s*(?:([kmgt])?(i)?b?|bytes?)", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})")
_DURATION = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)?", re.IGNORECASE)
_MILLISECONDS = {"s": 1_000, "m": 60_000, "h": 3_600_000}
_BY_NAME = """
    arabic ar  bulgarian bg  catalan ca  chinese zh  croatian hr  czech cs  danish da  dutch nl  english en  estonian et  finnish fi
    french fr  german de  greek el  hebrew he  hindi hi  hungarian hu  icelandic is  indonesian id  irish ga  italian it  japanese ja
    korean ko  latvian lv  lithuanian lt  norwegian no  persian fa  polish pl  portuguese pt  romanian ro  russian ru  serbian sr
    slovak sk  slovenian sl  spanish es  swedish sv  tamil ta  thai th  turkish tr  ukrainian uk  vietnamese vi
"""
LANGUAGES = dict(zip(_BY_NAME.split()[::2], _BY_NAME.split()[1::2], strict=True))


def size_of(written: str) -> int | None:
    """Bytes; kB is 1,000 and KiB 1,024. A bare number is megabytes, since nobody looks for files larger than 10 bytes."""
    match = _SIZE.fullmatch(written.strip())
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    if written.strip().replace(".", "").replace(",", "").isdigit():
        return round(number * 1_000_000)
    unit: int = (1024 if match[3] else 1000) ** _POWERS[(match[2] or "").lower()]
    return min(round(number * unit), 2**62)


def duration_of(written: str) -> int | None:
    """Milliseconds. A bare number is minutes; 1:30 is a minute and a half."""
    clock = _CLOCK.fullmatch(written.strip())
    if clock is not None:
        return ((int(clock[1] or 0) * 60 + int(clock[2])) * 60 + int(clock[3])) * 1_000
    match = _DURATION.fullmatch(written.strip())
    if match is None:
        return None
    unit = (match[2] or "m").lower()
    milliseconds = 1 if unit == "ms" else _MILLISECONDS[unit[0]]
    return round(float(match[1].replace(",", ".")) * milliseconds)


def language_code(written: str) -> str | None:
    """ISO 639-1, from a code (with a region or without) or an English name."""
    code = LANGUAGES.get(written) or written.replace("_", "-").partition("-")[0]
    return code if re.fullmatch(r"[a-z]{2}", code) else None

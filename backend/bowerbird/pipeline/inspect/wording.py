"""What files say of themselves, made fit to be believed: titles that say something, dates that can be."""

import re
from datetime import UTC, datetime

from bowerbird.pipeline.text import shorten

_TITLE_CHARS = 300
_NO_TITLE = re.compile(
    r"^(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unbenannt|document\d*|dokument\d*|microsoft word|powerpoint presentation|(?:file|https?)://.*)$",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel) - )")
_SHORT_DATE = re.compile(r"\d{4}(?:-\d\d)?$")


def title_of(text: str | None) -> str | None:
    """A title that says something; what programs write when nobody gave one is none."""
    title = shorten(text, _TITLE_CHARS)
    title = _PROGRAM.sub("", title) if title else None
    return title if title and not _NO_TITLE.match(title) else None


def iso_date(text: str | None) -> datetime | None:
    """ISO 8601, also a year or a month alone (its first day); UTC where it names no zone. None for what no document is from."""
    text = (text or "").strip()
    if _SHORT_DATE.match(text):
        text = f"{text}-01-01"[:10]
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return believable(date if date.tzinfo else date.replace(tzinfo=UTC))


def believable(date: datetime) -> datetime | None:
    return date if 1970 < date.year < 2200 else None

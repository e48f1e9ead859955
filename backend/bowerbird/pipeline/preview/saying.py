"""What can be said about a picture in words: the one segment by which it is found without text of its own, and which carries its visual vector."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bowerbird.models import Asset
from bowerbird.pipeline.passages import Passage

_CAPTION_CHARS = 1_000
_KEYWORDS = 40


def saying(asset: Asset, colours: Iterable[str]) -> Passage:
    """Title, caption and keywords from the file, then place, date, camera, lens and colours. No words of our own around them: they would make all pictures
    alike to a search."""
    details = asset.details
    told = [line for line in (asset.title, _text(details.get("description"))) if line]
    keywords = details.get("keywords")
    places = dict.fromkeys((asset.place, _text(details.get("location"))))
    facts = [
        *([", ".join(str(word) for word in keywords[:_KEYWORDS])] if isinstance(keywords, list) and keywords else []),
        *(fact for fact in (*places, _date(asset.captured_local), asset.camera, _text(details.get("lens"))) if fact),
        ", ".join(colours),
    ]
    text = "\n".join([*told, " · ".join(fact for fact in facts if fact)]).strip()
    return Passage(text or asset.name, heading=None, overlap=0, boxes=(), spans=())


def has_words(asset: Asset) -> bool:
    """Whether somebody wrote something about the picture. Only then is it worth a place among meanings: a list of colours and a camera lies near to
    everything short."""
    details = asset.details
    return any((asset.title, _text(details.get("description")), details.get("keywords")))


def _text(value: Any) -> str | None:
    return value[:_CAPTION_CHARS] if isinstance(value, str) and value.strip() else None


def _date(local: datetime | None) -> str | None:
    """As people search for it: "12 May 2019"."""
    return " ".join(_date_parts(local)) if local else None


def _date_parts(local: datetime) -> Iterator[str]:
    yield str(local.day)
    yield _MONTHS[local.month - 1]
    yield str(local.year)


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Not by locale: what is written must not depend on the machine that wrote it."""

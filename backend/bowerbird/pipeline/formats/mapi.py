"""Messages of Outlook and Exchange by their properties (MS-OXPROPS), whatever holds these: a compound file (outlook.py) or a stream (tnef.py)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import islice
from typing import Protocol

from bowerbird.pipeline.formats.compressed_rtf import decompress
from bowerbird.pipeline.formats.encoding import is_encoding
from bowerbird.pipeline.text import shorten

MAX_TEXT_BYTES = 16 * 1024 * 1024
LINE_BYTES = 64 * 1024
"""Of subjects, names and addresses."""
MAX_RECIPIENTS = 2_000
_LONGEST_LINE = 2_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_KINDS = {1: "to", 2: "cc"}

_SUBJECT, _BODY, _HTML, _RTF = 0x0037, 0x1000, 0x1013, 0x1009
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _MESSAGE_ID = 0x0C1A, 0x0C1F, 0x5D01, 0x1035
_TO, _CC = 0x0E04, 0x0E03
_SENT, _RECEIVED = 0x0039, 0x0E06
_RECIPIENT_KIND, _NAME, _ADDRESS, _SMTP = 0x0C15, 0x3001, 0x3003, 0x39FE
CODE_PAGES = (0x3FFD, 0x3FDE)
FILE_NAMES, DATA = (0x3707, 0x3704, 0x3001), 0x3701


class Properties(Protocol):
    """Of a message, a recipient or an attachment, by number."""

    def text(self, number: int, limit: int = LINE_BYTES) -> str:
        """Its first `limit` bytes; empty where there is none."""

    def binary(self, number: int, limit: int) -> bytes: ...

    def fixed(self, number: int) -> int:
        """A number, or a date in ticks of 100 ns since 1601; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    """Empty where it has none."""
    chunks: Callable[[], Iterator[bytes]] | None
    message: "MapiMessage | None"
    """Instead of bytes."""


@dataclass(frozen=True, slots=True)
class Body:
    """In the one of its forms that is plainest; the others are empty."""

    text: str = ""
    html: bytes | str = b""
    rtf: bytes = b""


class MapiMessage(ABC):
    def __init__(self, properties: Properties, recipients: Callable[[], Iterable[Properties]]) -> None:
        self._properties, self._recipients = properties, recipients

    @property
    def subject(self) -> str | None:
        return shorten(self._properties.text(_SUBJECT), 500)

    @property
    def date(self) -> datetime | None:
        """When it was sent, else when it came."""
        ticks = self._properties.fixed(_SENT) or self._properties.fixed(_RECEIVED)
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < 1 << 61 else None

    def said(self) -> dict[str, str]:
        """`from`, `to`, `cc`, `date`, `subject`, `message-id`, as far as they are there, each on one line."""
        text, people = self._properties.text, self._people()
        found = {
            "from": _person(text(_SENDER), text(_SENDER_SMTP) or text(_SENDER_ADDRESS)),
            "to": people.get("to") or text(_TO),
            "cc": people.get("cc") or text(_CC),
            "date": format_datetime(self.date) if self.date else "",
            "subject": self.subject,
            "message-id": text(_MESSAGE_ID),
        }
        return {name: line for name, value in found.items() if (line := shorten(value, _LONGEST_LINE))}

    def body(self) -> Body:
        text = self._properties.text(_BODY, MAX_TEXT_BYTES)
        if text.strip():
            return Body(text)
        html = self._properties.text(_HTML, MAX_TEXT_BYTES) or self._properties.binary(_HTML, MAX_TEXT_BYTES).rstrip(b"\0")
        return Body(html=html) if html.strip() else Body(rtf=decompress(self._properties.binary(_RTF, MAX_TEXT_BYTES), MAX_TEXT_BYTES))

    @abstractmethod
    def attachments(self) -> Iterator[Attachment]: ...

    def _people(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        for recipient in islice(self._recipients(), MAX_RECIPIENTS):
            kind = _KINDS.get(recipient.fixed(_RECIPIENT_KIND) & 0xFFFF or 1)
            person = _person(recipient.text(_NAME), recipient.text(_SMTP) or recipient.text(_ADDRESS))
            if kind and person:
                found.setdefault(kind, []).append(person)
        return {kind: ", ".join(people) for kind, people in found.items()}


def codec_of(code_page: int) -> str:
    name = "utf-8" if code_page == 65001 else f"cp{code_page}"
    return name if code_page and is_encoding(name) else "cp1252"


def _person(name: str, address: str) -> str:
    """Addresses of Exchange (`/O=.../CN=...`) tell a person nothing."""
    if "@" not in address:
        return name
    return f"{name} <{address}>" if name and name != address else address

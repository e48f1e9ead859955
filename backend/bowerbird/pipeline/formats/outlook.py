"""Messages as Outlook saves them (MSG, MS-OXMSG): a compound file whose streams are properties, with a storage for each recipient and attachment."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from bowerbird.errors import StageError
from bowerbird.pipeline.formats.encoding import is_encoding
from bowerbird.pipeline.formats.ole import Entry, OleFile
from bowerbird.pipeline.text import clean, shorten

MAX_TEXT_BYTES = 16 * 1024 * 1024
_LINE_BYTES = 64 * 1024
"""Of subjects, names, addresses, and of all properties of a fixed size together."""
MAX_RECIPIENTS = 2_000
_LONGEST_LINE = 2_000
_PROPERTIES = "__properties_version1.0"
_FIXED = struct.Struct("<HHIQ")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_KINDS = {1: "to", 2: "cc"}

# Property identifiers (MS-OXPROPS)
_SUBJECT, _BODY, _HTML = 0x0037, 0x1000, 0x1013
_SENDER, _SENDER_ADDRESS, _SENDER_SMTP, _MESSAGE_ID = 0x0C1A, 0x0C1F, 0x5D01, 0x1035
_TO, _CC = 0x0E04, 0x0E03
_SENT, _RECEIVED = 0x0039, 0x0E06
_RECIPIENT_KIND, _NAME, _ADDRESS, _SMTP = 0x0C15, 0x3001, 0x3003, 0x39FE
_CODE_PAGES = (0x3FFD, 0x3FDE)
_FILE_NAMES, _DATA = (0x3707, 0x3704, 0x3001), 0x3701
_DATA_STREAM, _DATA_MESSAGE = f"__substg1.0_{_DATA:04X}0102", f"__substg1.0_{_DATA:04X}000D"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    """Empty where it has none."""
    data: Entry | None
    message: "OutlookMessage | None"
    """Instead of data."""


class OutlookMessage:
    """What one storage holds: the file itself, or a message attached to another."""

    def __init__(self, ole: OleFile, storage: Entry | None = None) -> None:
        self._ole = ole
        self._entries = ole.children(storage)
        self._fixed = _fixed(ole, self._entries, header=24 if storage else 32)
        page = next((self._fixed[number] & 0xFFFF for number in _CODE_PAGES if number in self._fixed), 1252)
        codec = "utf-8" if page == 65001 else f"cp{page}"
        self._codec = codec if is_encoding(codec) else "cp1252"

    @property
    def subject(self) -> str | None:
        return shorten(self._text(self._entries, _SUBJECT), 500)

    @property
    def date(self) -> datetime | None:
        """When it was sent, else when it came."""
        ticks = next((self._fixed[number] for number in (_SENT, _RECEIVED) if self._fixed.get(number)), 0)
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < 1 << 61 else None

    def said(self) -> dict[str, str]:
        """`from`, `to`, `cc`, `date`, `subject`, `message-id`, as far as they are there, each on one line."""
        people = self._recipients()
        sender = _person(
            self._text(self._entries, _SENDER), self._text(self._entries, _SENDER_SMTP) or self._text(self._entries, _SENDER_ADDRESS)
        )
        found = {
            "from": sender,
            "to": people.get("to") or self._text(self._entries, _TO),
            "cc": people.get("cc") or self._text(self._entries, _CC),
            "date": format_datetime(self.date) if self.date else "",
            "subject": self.subject,
            "message-id": self._text(self._entries, _MESSAGE_ID),
        }
        return {name: line for name, value in found.items() if (line := shorten(value, _LONGEST_LINE))}

    def body(self) -> tuple[str, bytes]:
        """Plain text, and HTML where there is no plain text; both may be empty."""
        text = self._text(self._entries, _BODY, MAX_TEXT_BYTES)
        if text.strip():
            return text, b""
        page = self._text(self._entries, _HTML, MAX_TEXT_BYTES)
        html = self._entries.get(f"__substg1.0_{_HTML:04X}0102")
        return "", page.encode() if page else self._ole.read(html, MAX_TEXT_BYTES).rstrip(b"\0") if html else b""

    def attachments(self) -> Iterator[Attachment]:
        for name, storage in sorted(self._entries.items()):
            if name.startswith("__attach_version1.0_"):
                entries = self._ole.children(storage)
                called = next((text for number in _FILE_NAMES if (text := self._text(entries, number).strip("\0 "))), "")
                inner = entries.get(_DATA_MESSAGE)
                yield Attachment(clean(called), entries.get(_DATA_STREAM), OutlookMessage(self._ole, inner) if inner else None)

    def _recipients(self) -> Mapping[str, str]:
        found: dict[str, list[str]] = {}
        storages = [storage for name, storage in sorted(self._entries.items()) if name.startswith("__recip_version1.0_")]
        for storage in storages[:MAX_RECIPIENTS]:
            entries = self._ole.children(storage)
            kind = _KINDS.get(_fixed(self._ole, entries, header=8).get(_RECIPIENT_KIND, 1) & 0xFFFF)
            person = _person(self._text(entries, _NAME), self._text(entries, _SMTP) or self._text(entries, _ADDRESS))
            if kind and person:
                found.setdefault(kind, []).append(person)
        return {kind: ", ".join(people) for kind, people in found.items()}

    def _text(self, entries: Mapping[str, Entry], number: int, limit: int = _LINE_BYTES) -> str:
        for kind, codec in (("001F", "utf-16-le"), ("001E", self._codec)):
            if entry := entries.get(f"__substg1.0_{number:04X}{kind}"):
                return self._ole.read(entry, limit).decode(codec, "replace").rstrip("\0")
        return ""


@contextmanager
def open_message(path: Path) -> Iterator[tuple[OleFile, OutlookMessage]]:
    """Raises StageError `corrupt`."""
    with path.open("rb") as file:
        try:
            ole = OleFile(file)
            yield ole, OutlookMessage(ole)
        except (struct.error, IndexError, OverflowError):
            raise StageError("This message is damaged and cannot be opened.", code="corrupt") from None


def _fixed(ole: OleFile, entries: Mapping[str, Entry], *, header: int) -> dict[int, int]:
    """Properties of a fixed size by number: dates, numbers."""
    stream = entries.get(_PROPERTIES)
    data = ole.read(stream, _LINE_BYTES)[header:] if stream else b""
    return {number: value for _, number, _, value in _FIXED.iter_unpack(data[: len(data) // _FIXED.size * _FIXED.size])}


def _person(name: str, address: str) -> str:
    """Addresses of Exchange (`/O=.../CN=...`) tell a person nothing."""
    if "@" not in address:
        return name
    return f"{name} <{address}>" if name and name != address else address

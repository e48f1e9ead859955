"""What lies in a message, a mailbox or a PDF, told as the members of an archive are (unpack/decoders.py)."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath

import pypdfium2 as pdfium

from bowerbird.errors import StageError
from bowerbird.intake.names import clean_name
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.mail import is_attachment
from bowerbird.pipeline.extract.pdf_annotations import pinned_files
from bowerbird.pipeline.formats import cms
from bowerbird.pipeline.formats.mail import CHUNK_BYTES, Mailbox, MailReader, Part
from bowerbird.pipeline.formats.mapi import MapiMessage
from bowerbird.pipeline.formats.outlook import open_message
from bowerbird.pipeline.formats.pdf import open_page, open_pdf, parse_date
from bowerbird.pipeline.formats.sealed_mail import opened
from bowerbird.pipeline.formats.tnef import open_tnef
from bowerbird.pipeline.work import Message
from bowerbird.settings import MIB, get_settings

_MOST_SIGNED = 256 * MIB
_SUFFIXES = {
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
}


@decoder("mail.attachments")
def mail_attachments(path: Path | None, *, known: Sequence[str]) -> Iterator[Message]:
    """For each attachment one or more messages with a chunk each: `{"path", "modified", "more"}`; `{"known": path}` for one of the `known`; beyond
    `contained_files` comes `{"cut": count}` and nothing more."""
    assert path is not None
    with path.open("rb") as file:
        reader = MailReader(file)
        sent = reader.headers.date()
        names = _Names()
        for number, part in enumerate(part for part in opened(reader) if is_attachment(part)):
            if number >= get_settings().limits.contained_files:
                yield Message({"cut": number})
                return
            yield from _told(names.unique(_name(part, number)), sent, part.chunks(), known)


@decoder("outlook.attachments")
def outlook_attachments(path: Path | None, *, known: Sequence[str]) -> Iterator[Message]:
    """Those of a message of Outlook, in the same form. Messages attached to it are part of its text."""
    assert path is not None
    with open_message(path) as message:
        yield from _attached(message, known)


@decoder("tnef.attachments")
def tnef_attachments(path: Path | None, *, known: Sequence[str]) -> Iterator[Message]:
    """Those of a `winmail.dat`, in the same form."""
    assert path is not None
    with open_tnef(path) as message:
        yield from _attached(message, known)


def _attached(message: MapiMessage, known: Sequence[str]) -> Iterator[Message]:
    names = _Names()
    files = ((attachment.name, attachment.chunks) for attachment in message.attachments() if attachment.chunks is not None)
    for number, (name, chunks) in enumerate(files):
        if number >= get_settings().limits.contained_files:
            yield Message({"cut": number})
            return
        yield from _told(names.unique(clean_name(name) if name else f"part {number + 1}"), message.date, chunks(), known)


@decoder("mailbox.messages")
def mailbox_messages(path: Path | None, *, known: Sequence[str]) -> Iterator[Message]:
    """The messages of a mailbox file (mbox, RFC 4155), in the same form, named by their subjects."""
    assert path is not None
    names = _Names()
    with path.open("rb") as file:
        for number, (headers, chunks) in enumerate(Mailbox(file).messages()):
            if number >= get_settings().limits.contained_files:
                yield Message({"cut": number})
                return
            subject = clean_name(headers.text("subject")[:150].replace("/", " ")) if headers.text("subject") else f"message {number + 1}"
            yield from _told(names.unique(f"{subject}.eml"), headers.date(), chunks, known)


@decoder("signed.content")
def signed_content(path: Path | None, *, known: Sequence[str], file_name: str) -> Iterator[Message]:
    """What was signed in a `.p7m` file, in the same form, under its name without that ending. Nothing where there is only the signature."""
    assert path is not None
    if path.stat().st_size > _MOST_SIGNED:
        raise StageError("This signed file is too large to be opened.", code="too_large")
    data = path.read_bytes()
    if cms.kind(data) != "signed":
        raise StageError("This file is encrypted for those it was sent to.", code="encrypted")
    content = cms.signed_content(data)
    if content is not None:
        own = PurePosixPath(file_name)
        yield from _told(clean_name(own.stem if own.suffix.lower() == ".p7m" else file_name), None, iter([content]), known)


@decoder("pdf.attachments")
def pdf_attachments(path: Path | None, *, known: Sequence[str]) -> Iterator[Message]:
    """The files that a PDF brings with it, in the same form: of a portfolio, of an invoice for programs, of somebody who added them or pinned them to a page.
    One that is damaged is left out."""
    assert path is not None
    names = _Names()
    with open_pdf(path) as document:
        for number, attached in enumerate(_files_of(document)):
            if number >= get_settings().limits.contained_files:
                yield Message({"cut": number})
                return
            try:
                name = clean_name(PurePosixPath(attached.get_name()).name or f"part {number + 1}")
                data = memoryview(attached.get_data()).cast("B")
            except pdfium.PdfiumError:
                continue
            changed = parse_date(attached.get_str_value("ModDate")) if attached.has_key("ModDate") else None
            pieces = (bytes(data[at : at + CHUNK_BYTES]) for at in range(0, len(data), CHUNK_BYTES))
            yield from _told(names.unique(name), changed, pieces, known)


def _files_of(document: pdfium.PdfDocument) -> Iterator[pdfium.PdfAttachment]:
    for number in range(document.count_attachments()):
        with suppress(pdfium.PdfiumError):
            yield document.get_attachment(number)
    for number in range(1, min(len(document), get_settings().limits.pages) + 1):
        with suppress(StageError), open_page(document, number) as page:
            yield from pinned_files(document, page)


def _told(path: str, modified: datetime | None, chunks: Iterator[bytes], known: Sequence[str]) -> Iterator[Message]:
    if path in known:
        for _ in chunks:
            pass
        yield Message({"known": path})
        return
    header = {"path": path, "modified": modified.isoformat() if modified else None}
    held = b""
    for chunk in chunks:
        held += chunk
        if len(held) >= CHUNK_BYTES:
            yield Message(header | {"more": True}, (held,))
            held = b""
    yield Message(header | {"more": False}, (held,))


class _Names:
    """Attachments may share a name; the second is called `name (2)`."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, name: str) -> str:
        path, number = PurePosixPath(name), 1
        while name in self._taken:
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        self._taken.add(name)
        return name


def _name(part: Part, number: int) -> str:
    if part.file_name:
        return clean_name(part.file_name)
    return f"part {number + 1}{_SUFFIXES.get(part.kind, '')}"

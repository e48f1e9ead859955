"""Messages: who, to whom, when and about what; the text as its reader sees it; the names of what is attached."""

from collections.abc import Iterator
from pathlib import Path

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import html_sections
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.mail import Headers, MailReader, Part
from bowerbird.pipeline.formats.sealed_mail import ENCRYPTED, opened, without_armour
from bowerbird.pipeline.text import clean, shorten
from bowerbird.pipeline.work import Message
from bowerbird.settings import MIB

MAX_TEXT_BYTES = 16 * MIB
SHOWN = {"from": "From", "to": "To", "cc": "Cc", "date": "Date", "subject": "Subject"}
_LONGEST = 2_000
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_LISTED = 200


@decoder("mail.text")
def mail_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with path.open("rb") as file:
        reader = MailReader(file)
        sections = Sections(shorten(reader.headers.text("subject"), 200))
        sections.add("\n".join(header_lines(reader.headers)))
        shown: set[int] = set()
        attached: list[str] = []
        note = None
        for part in opened(reader):
            if part.is_encrypted:
                note = ENCRYPTED
            elif is_attachment(part):
                attached += [part.file_name] if len(attached) < _LISTED and part.file_name else []
            elif part.kind not in _SIGNATURES and not shown.intersection(part.alternatives):
                found, encrypted = _read(part, sections)
                shown.update(part.alternatives if found else ())
                note = ENCRYPTED if encrypted else note
            if blocks := sections.take():
                yield page_message(blocks)
        if attached:
            sections.add(f"Attachments: {', '.join(attached)}")
        yield page_message(sections.finish(), note=note)


def header_lines(headers: Headers) -> list[str]:
    values = {name: shorten(headers.text(name), _LONGEST) for name in SHOWN}
    return [f"{label}: {values[name]}" for name, label in SHOWN.items() if values[name]]


def is_attachment(part: Part) -> bool:
    """What a mail program shows beside the message: not its own text, and not its signature."""
    if part.kind in _SIGNATURES or part.is_encrypted:
        return False
    return part.disposition == "attachment" or part.kind not in {"text/plain", "text/html"} or bool(part.file_name)


def _read(part: Part, sections: Sections) -> tuple[bool, bool]:
    """Whether there was text in it, and whether some was encrypted."""
    text, encrypted = without_armour(part.text(MAX_TEXT_BYTES))
    if part.kind == "text/html":
        html_sections(text, sections)
    else:
        sections.add(clean(text).strip("\n"))
    return bool(text.strip()), encrypted

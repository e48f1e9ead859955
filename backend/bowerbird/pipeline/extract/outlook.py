"""Messages of Outlook and Exchange (MSG, TNEF), read as other mail is; messages attached to them are read with them."""

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import decode_html, html_sections
from bowerbird.pipeline.extract.mail import SHOWN
from bowerbird.pipeline.extract.rtf import RtfText
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.formats.mapi import MapiMessage
from bowerbird.pipeline.formats.outlook import open_message
from bowerbird.pipeline.formats.rtf import RtfReader
from bowerbird.pipeline.formats.tnef import open_tnef
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

MAX_MESSAGES = 200
"""With those attached to it, to them, and so on; more are left out."""
_LISTED = 200


@decoder("outlook.text")
def outlook_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_message(path) as message:
        yield from _told(message)


@decoder("tnef.text")
def tnef_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_tnef(path) as message:
        yield from _told(message)


def _told(outermost: MapiMessage) -> Iterator[Message]:
    sections = Sections(outermost.subject)
    waiting = [outermost]
    for _ in range(MAX_MESSAGES):
        if not waiting:
            break
        message = waiting.pop()
        if message is not outermost and message.subject:
            sections.heading(message.subject)
        waiting += reversed(list(_read(message, sections)))
        if blocks := sections.take():
            yield page_message(blocks)
    yield page_message(sections.finish())


def _read(message: MapiMessage, sections: Sections) -> Iterator[MapiMessage]:
    """Add what a message says to `sections`; the messages attached to it."""
    said = message.said()
    sections.add("\n".join(f"{label}: {said[name]}" for name, label in SHOWN.items() if name in said))
    body = message.body()
    sections.add(clean(body.text).strip("\n"))
    if body.html:
        html_sections(body.html if isinstance(body.html, str) else decode_html(body.html), sections)
    if body.rtf:
        rich = RtfText(sections)
        for event in RtfReader(BytesIO(body.rtf)).events():
            rich.take(event)
        rich.finish()
    names = []
    for attachment in islice(message.attachments(), _LISTED):
        if attachment.message is not None:
            yield attachment.message
        elif attachment.name:
            names.append(attachment.name)
    if names:
        sections.add(f"Attachments: {', '.join(names)}")

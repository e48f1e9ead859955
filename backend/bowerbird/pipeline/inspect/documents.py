"""What documents say of themselves: pages, title, author, dates."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.html import read_html
from bowerbird.pipeline.extract.rtf import require_rtf
from bowerbird.pipeline.formats.encoding import read_text
from bowerbird.pipeline.formats.languages import language_of_name, language_of_script
from bowerbird.pipeline.formats.mail import MailReader
from bowerbird.pipeline.formats.mapi import MapiMessage
from bowerbird.pipeline.formats.outlook import open_message
from bowerbird.pipeline.formats.pdf import open_pdf, parse_date
from bowerbird.pipeline.formats.rtf import RtfReader
from bowerbird.pipeline.formats.tnef import open_tnef
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.inspect.wording import believable, iso_date, title_of
from bowerbird.pipeline.text import shorten
from bowerbird.pipeline.work import Message

_HEAD_CHARS = 65_536
_INFO_WITHIN = 20_000
"""Events of RTF: what the file says of itself comes before its text."""
_FIRST_HEADING = re.compile(r"^#\s+(.{1,300}?)\s*#*\s*$", re.MULTILINE)


@decoder("pdf.inspect")
def pdf_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_pdf(path) as document:
        said = document.get_metadata_dict()
        date = parse_date(said.get("CreationDate") or "") or parse_date(said.get("ModDate") or "")
        details = {
            "author": title_of(said.get("Author")),
            "subject": title_of(said.get("Subject")),
            "producer": shorten(said.get("Producer"), 200),
        }
        yield Message(
            Facts(
                page_count=len(document),
                title=title_of(said.get("Title")),
                document_date=date,
                date_source="pdf" if date else None,
                details={name: value for name, value in details.items() if value},
                stages=("preview", "extract", *(("attachments",) if document.count_attachments() else ())),
            ).to_json()
        )


@decoder("html.inspect")
def html_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    source, _ = read_html(path, limit=1024 * 1024)
    head = re.split(r"<body[\s>]", source, maxsplit=1, flags=re.IGNORECASE)[0][:_HEAD_CHARS]
    tree = LexborHTMLParser(head)
    title = tree.css_first("title")
    author = tree.css_first("meta[name=author]")
    details = {"author": shorten(author.attributes.get("content"), 200)} if author else {}
    date = next(
        (
            found
            for meta in tree.css("meta[property='article:published_time'], meta[name=date], meta[name='dcterms.created']")
            if (found := iso_date(meta.attributes.get("content")))
        ),
        None,
    )
    yield Message(
        Facts(
            title=title_of(title.text() if title else None),
            document_date=date,
            date_source="html" if date else None,
            details={name: value for name, value in details.items() if value},
        ).to_json()
    )


@decoder("markdown.inspect")
def markdown_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    heading = _FIRST_HEADING.search(next(read_text(path), ""))
    yield Message(Facts(title=title_of(heading.group(1) if heading else None)).to_json())


@decoder("rtf.inspect")
def rtf_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    require_rtf(path)
    said: dict[str, str] = {}
    numbers: dict[str, int] = {}
    with path.open("rb") as file:
        for event in islice(RtfReader(file).events(), _INFO_WITHIN):
            if event.kind == "info":
                name, _, text = event.text.partition(" ")
                if text:
                    said[name] = said.get(name, "") + text
                else:
                    numbers[name] = event.number
    date = _rtf_date(numbers)
    details = {"author": shorten(said.get("author"), 200), "subject": shorten(said.get("subject"), 500)}
    yield Message(
        Facts(
            title=title_of(said.get("title")),
            document_date=date,
            date_source="rtf" if date else None,
            details={name: value for name, value in details.items() if value},
        ).to_json()
    )


def _rtf_date(numbers: Mapping[str, int]) -> datetime | None:
    """Of `creatim`, which names no zone."""
    try:
        found = datetime(numbers["yr"], numbers["mo"], numbers["dy"], numbers.get("hr", 0), numbers.get("min", 0), tzinfo=UTC)
    except (KeyError, ValueError, OverflowError):
        return None
    return believable(found)


@decoder("text.inspect")
def text_inspect(path: Path | None, *, file_name: str) -> Iterator[Message]:
    """The language of source code."""
    assert path is not None
    language = language_of_name(file_name) or language_of_script(next(read_text(path), "").partition("\n")[0])
    yield Message(Facts(details={"language": language} if language else {}).to_json())


@decoder("mail.inspect")
def mail_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with path.open("rb") as file:
        headers = MailReader(file).headers
    yield _mail({name: headers.text(name) for name in ("subject", "from", "to", "cc", "message-id")}, headers.date())


@decoder("outlook.inspect")
def outlook_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_message(path) as message:
        yield _of_message(message)


@decoder("tnef.inspect")
def tnef_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_tnef(path) as message:
        yield _of_message(message)


def _of_message(message: MapiMessage) -> Message:
    return _mail(message.said(), message.date)


def _mail(said: Mapping[str, str], sent: datetime | None) -> Message:
    date = believable(sent) if sent else None
    details = {name.replace("-", "_"): shorten(said.get(name), 1_000) for name in ("from", "to", "cc", "message-id")}
    return Message(
        Facts(
            title=title_of(said.get("subject")),
            document_date=date,
            date_source="mail" if date else None,
            details={name: value for name, value in details.items() if value},
        ).to_json()
    )

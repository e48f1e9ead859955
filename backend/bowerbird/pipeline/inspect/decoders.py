"""What files say of themselves: size, pages, title, author, dates."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.docx import WHAT
from bowerbird.pipeline.extract.html import read_html
from bowerbird.pipeline.formats.archive import open_container, open_member, xml_events
from bowerbird.pipeline.formats.encoding import read_text
from bowerbird.pipeline.formats.pdf import open_pdf, parse_date
from bowerbird.pipeline.formats.picture import displayed_size, open_picture
from bowerbird.pipeline.inspect.exif import Exif
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.text import shorten
from bowerbird.pipeline.work import Message

_TITLE_CHARS = 300
_HEAD_CHARS = 65_536
_NO_TITLE = re.compile(
    r"^(?:untitled|\(?anonymous\)?|\(?unspecified\)?|unbenannt|document\d*|dokument\d*|microsoft word|powerpoint presentation|(?:file|https?)://.*)$",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"^(?:Microsoft (?:Word|PowerPoint|Excel) - )")
_FIRST_HEADING = re.compile(r"^#\s+(.{1,300}?)\s*#*\s*$", re.MULTILINE)


@decoder("picture.inspect")
def picture_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_picture(path) as image:
        exif = Exif(image)
        width, height = displayed_size(image)
        details = exif.details()
        frames = getattr(image, "n_frames", 1) if image.format in {"GIF", "WEBP", "TIFF", "PNG", "AVIF"} else 1
        if frames > 1:
            details["frames"] = frames
        captured = exif.captured()
        yield Message(
            Facts(
                width=width, height=height, captured=captured, date_source=captured.source if captured else None, details=details
            ).to_json()
        )


@decoder("pdf.inspect")
def pdf_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_pdf(path) as document:
        said = document.get_metadata_dict()
        date = parse_date(said.get("CreationDate") or "") or parse_date(said.get("ModDate") or "")
        details = {
            "author": _title(said.get("Author")),
            "subject": _title(said.get("Subject")),
            "producer": shorten(said.get("Producer"), 200),
        }
        yield Message(
            Facts(
                page_count=len(document),
                title=_title(said.get("Title")),
                document_date=date,
                date_source="pdf" if date else None,
                details={name: value for name, value in details.items() if value},
            ).to_json()
        )


@decoder("docx.inspect")
def docx_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    said: dict[str, str] = {}
    with open_container(path, WHAT) as container, open_member(container, "docProps/core.xml", WHAT) as stream:
        if stream is not None:
            for event, element in xml_events(stream, WHAT):
                if event == "end" and isinstance(element.tag, str) and element.text:
                    said[etree.QName(element).localname] = element.text
    date = _iso_date(said.get("created")) or _iso_date(said.get("modified"))
    details = {"author": shorten(said.get("creator"), 200), "subject": shorten(said.get("subject"), 500)}
    yield Message(
        Facts(
            title=_title(said.get("title")),
            document_date=date,
            date_source="docx" if date else None,
            details={name: value for name, value in details.items() if value},
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
            if (found := _iso_date(meta.attributes.get("content")))
        ),
        None,
    )
    yield Message(
        Facts(
            title=_title(title.text() if title else None),
            document_date=date,
            date_source="html" if date else None,
            details={name: value for name, value in details.items() if value},
        ).to_json()
    )


@decoder("markdown.inspect")
def markdown_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    heading = _FIRST_HEADING.search(next(read_text(path), ""))
    yield Message(Facts(title=_title(heading.group(1) if heading else None)).to_json())


def _title(text: str | None) -> str | None:
    """A title that says something; what programs write when nobody gave one is none."""
    title = shorten(text, _TITLE_CHARS)
    title = _PROGRAM.sub("", title) if title else None
    return title if title and not _NO_TITLE.match(title) else None


def _iso_date(text: str | None) -> datetime | None:
    try:
        date = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return date if 1970 < date.year < 2200 else None

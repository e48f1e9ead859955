"""What Office files, OpenDocument files and books say of themselves: slides, sheets or chapters, title, author, dates."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract import docx, pptx, vsdx, xlsx
from bowerbird.pipeline.formats.archive import open_container
from bowerbird.pipeline.formats.epub import open_book
from bowerbird.pipeline.formats.ole import inspect_ole
from bowerbird.pipeline.formats.ooxml import core_properties
from bowerbird.pipeline.formats.opendocument import content_events, open_document, properties
from bowerbird.pipeline.formats.xml import forget, local
from bowerbird.pipeline.inspect.facts import Facts
from bowerbird.pipeline.inspect.wording import believable, iso_date, title_of
from bowerbird.pipeline.text import shorten
from bowerbird.pipeline.work import Message

MAX_COUNTED = 100_000


@decoder("docx.inspect")
def docx_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, docx.WHAT) as container:
        yield _office(core_properties(container, docx.WHAT), "docx")


@decoder("pptx.inspect")
def pptx_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, pptx.WHAT) as container:
        yield _office(core_properties(container, pptx.WHAT), "pptx", pages=len(pptx.slide_parts(container)), unit="slide")


@decoder("xlsx.inspect")
def xlsx_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, xlsx.WHAT) as container:
        sheets, _ = xlsx.sheets_of(container)
        yield _office(core_properties(container, xlsx.WHAT), "xlsx", pages=len(sheets), unit="sheet")


@decoder("xlsb.inspect")
def xlsb_inspect(path: Path | None) -> Iterator[Message]:
    """What is beside its sheets, which are no XML."""
    assert path is not None
    with open_container(path, xlsx.WHAT) as container:
        yield _office(core_properties(container, xlsx.WHAT), "xlsx")


@decoder("vsdx.inspect")
def vsdx_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_container(path, vsdx.WHAT) as container:
        yield _office(core_properties(container, vsdx.WHAT), "vsdx", pages=len(vsdx.sheets_of(container)), unit="sheet")


@decoder("opendocument.inspect")
def opendocument_inspect(path: Path | None, *, unit: str | None) -> Iterator[Message]:
    """`unit`: `sheet`, `slide` or nothing."""
    assert path is not None
    with open_document(path) as container:
        said = properties(container)
        pages = None
        if unit is not None:
            pages = 0
            for event, element in content_events(container, ["table" if unit == "sheet" else "page", "table-row"]):
                if event == "end":
                    pages += local(element) != "table-row"
                    forget(element)
                if pages > MAX_COUNTED:
                    break
        yield _message(
            title=said.get("title"),
            author=said.get("initial-creator") or said.get("creator"),
            subject=said.get("subject"),
            date=iso_date(said.get("creation-date")) or iso_date(said.get("date")),
            source="opendocument",
            pages=pages,
            unit=unit,
        )


@decoder("epub.inspect")
def epub_inspect(path: Path | None) -> Iterator[Message]:
    assert path is not None
    with open_book(path) as book:
        said = {name: values[0] for name, values in book.said.items()}
        yield _message(
            title=said.get("title"),
            author=", ".join(book.said.get("creator", ())),
            subject=", ".join(book.said.get("subject", ())),
            date=iso_date(said.get("date")),
            source="epub",
            pages=len(book.chapters),
            unit="chapter",
            language=said.get("language"),
            publisher=said.get("publisher"),
        )


def _office(said: Mapping[str, str], source: str, *, pages: int | None = None, unit: str | None = None) -> Message:
    return _message(
        title=said.get("title"),
        author=said.get("creator"),
        subject=said.get("subject"),
        date=iso_date(said.get("created")) or iso_date(said.get("modified")),
        source=source,
        pages=pages,
        unit=unit,
    )


def _message(
    *,
    title: str | None,
    author: str | None,
    subject: str | None,
    date: datetime | None,
    source: str,
    pages: int | None,
    unit: str | None,
    **more: str | None,
) -> Message:
    details: dict[str, Any] = {"author": shorten(author, 200), "subject": shorten(subject, 500), "page_unit": unit}
    details |= {name: shorten(value, 200) for name, value in more.items()}
    return Message(
        Facts(
            page_count=pages,
            title=title_of(title),
            document_date=date,
            date_source=source if date else None,
            details={name: value for name, value in details.items() if value},
        ).to_json()
    )


@decoder("ole.inspect")
def ole_inspect(path: Path | None, *, unit: str | None) -> Iterator[Message]:
    """Of old Office files; raises StageError `encrypted` also for newer ones that need a password."""
    assert path is not None
    said = inspect_ole(path)
    yield _message(
        title=said.texts.get("title"),
        author=said.texts.get("author"),
        subject=said.texts.get("subject"),
        date=believable(said.created) if said.created else None,
        source="office",
        pages=None,
        unit=unit,
    )

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.pdf import parse_date
from bowerbird.pipeline.inspect.facts import Facts
from tests.factories.documents import docx, paragraph, pdf


def inspect(kind: str, path: Path) -> Facts:
    (message,) = run(f"{kind}.inspect", path, {})
    return Facts.from_json(json.loads(json.dumps(dict(message.header))))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("D:20240131121530+01'30'", datetime(2024, 1, 31, 12, 15, 30, tzinfo=timezone(timedelta(minutes=90)))),
        ("D:20240131121530-05", datetime(2024, 1, 31, 12, 15, 30, tzinfo=timezone(timedelta(hours=-5)))),
        ("D:20240131121530Z", datetime(2024, 1, 31, 12, 15, 30, tzinfo=UTC)),
        ("D:2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("20240131", datetime(2024, 1, 31, tzinfo=UTC)),
        ("D:19700101000000Z00'00'", None),
        ("D:20241399", None),
        ("D:20240131121530+99'00'", datetime(2024, 1, 31, 12, 15, 30, tzinfo=UTC)),
        ("last week", None),
        ("", None),
    ],
)
def test_dates_of_pdf(text: str, date: datetime | None) -> None:
    assert parse_date(text) == date


def test_pdf(tmp_path: Path) -> None:
    info = "/Title (Bowers of the Coast) /Author (A Reader) /CreationDate (D:20240131121530+01'00')"
    facts = inspect("pdf", pdf(tmp_path / "a.pdf", [[], []], info=info))
    assert (facts.page_count, facts.title, facts.details) == (2, "Bowers of the Coast", {"author": "A Reader"})
    assert facts.document_date == datetime(2024, 1, 31, 11, 15, 30, tzinfo=UTC)
    assert facts.date_source == "pdf"


@pytest.mark.parametrize(
    ("written", "title"), [("untitled", None), ("Microsoft Word - Report.doc", "Report.doc"), ("  ", None), ("(anonymous)", None)]
)
def test_titles_that_say_nothing(tmp_path: Path, written: str, title: str | None) -> None:
    escaped = written.replace("(", r"\(").replace(")", r"\)")
    assert inspect("pdf", pdf(tmp_path / "a.pdf", [[]], info=f"/Title ({escaped})")).title == title


def test_docx(tmp_path: Path) -> None:
    core = (
        '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:d="http://purl.org/dc/elements/1.1/"'
        ' xmlns:t="http://purl.org/dc/terms/"><d:title>Bowers</d:title><d:creator>A Reader</d:creator>'
        "<t:created>2024-01-31T12:15:30Z</t:created></c:coreProperties>"
    )
    facts = inspect("docx", docx(tmp_path / "a.docx", paragraph("text"), core=core))
    assert (facts.title, facts.details, facts.date_source) == ("Bowers", {"author": "A Reader"}, "docx")
    assert facts.document_date == datetime(2024, 1, 31, 12, 15, 30, tzinfo=UTC)


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<!doctype html><html><head><title> Bowers &amp; birds </title><meta name="author" content="A Reader">'
        '<meta property="article:published_time" content="2024-01-31T12:15:30+01:00"></head><body><p>x</p></body>'
    )
    facts = inspect("html", path)
    assert (facts.title, facts.details) == ("Bowers & birds", {"author": "A Reader"})
    assert facts.document_date == datetime(2024, 1, 31, 11, 15, 30, tzinfo=UTC)


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("intro\n\n# Bowers of the coast #\n\ntext")
    assert inspect("markdown", path).title == "Bowers of the coast"

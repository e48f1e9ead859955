"""Files on their way through the handlers, with the real database and storage."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import Engine, create_engine, delete, func, select
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec, Vector
from bowerbird.errors import StageError
from bowerbird.jobs.graph import STAGES
from bowerbird.models import AssetKind, Embedding, EmbeddingSpace, Segment
from bowerbird.pipeline.embed import models as embed_models
from bowerbird.pipeline.extract import handler as extract_handler
from bowerbird.pipeline.handlers import HANDLERS
from bowerbird.pipeline.segments import OCR_BATCHES, PICTURE
from bowerbird.pipeline.work import Message
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.documents import docx, paragraph, pdf
from tests.factories.pipeline import DirectDecoder, Ran, keep_file, run_stages

SENTENCE = "The bowerbird arranges blue things before its bower and dances for the females who come to judge. "
READING = frozenset({"inspect", "preview", "extract", "describe"})


def segments(session: Session, ran: Ran) -> list[Segment]:
    assert ran.asset is not None
    query = select(Segment).where(Segment.asset_id == ran.asset.id).order_by(Segment.ordinal, Segment.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def lettering(*lines: str) -> Image.Image:
    picture = Image.new("RGB", (1200, 90 * len(lines) + 60), "white")
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((40, 30 + 90 * number), line, fill="black", font=ImageFont.load_default(52))
    return picture


def test_every_stage_has_its_handler() -> None:
    assert set(HANDLERS) == set(STAGES)


def test_a_pdf(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    pages = [[(50, 700 - 15 * line, f"Page {number}: {SENTENCE}") for line in range(3)] for number in range(1, 21)]
    path = pdf(tmp_path / "bowers.pdf", pages, info="/Title (Bowers) /CreationDate (D:20240131121530Z)")
    ran = run_stages(*keep_file(path, storage), storage, stages=READING)
    asset = ran.asset
    assert asset is not None
    assert (asset.page_count, asset.title, asset.date_source, asset.lang) == (20, "Bowers", "pdf", "en")
    assert asset.summary
    assert "bowerbird" in " ".join(asset.keywords).lower()
    assert asset.thumbhash
    assert set(ran.stored) == {"thumbnail", "preview"}
    found = segments(session, ran)
    assert [segment.page for segment in found] == list(range(1, 21))
    assert [segment.batch for segment in found] == [0] * 16 + [1] * 4
    assert found[4].text.startswith("Page 5: The bowerbird")
    assert found[4].boxes is not None
    assert found[4].lang == "en"
    assert not ran.errors
    assert ran.note("extract") is None


def test_reading_again_keeps_ids(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    asset, key = keep_file(pdf(tmp_path / "a.pdf", [[(50, 700, SENTENCE)]]), storage)
    first = segments(session, run_stages(asset, key, storage, stages=READING))
    again = segments(session, run_stages(asset, key, storage, stages=READING))
    assert [segment.id for segment in first] == [segment.id for segment in again]


def test_a_document_with_more_pages_than_allowed_is_cut(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "pages", 3)
    ran = run_stages(*keep_file(pdf(tmp_path / "a.pdf", [[(50, 700, f"Page {n}")] for n in range(5)]), storage), storage, stages=READING)
    assert ran.outcomes["extract", 0].note == ("cut", "This document has 5 pages; the first 3 were read.")
    assert len(segments(session, ran)) == 3


def test_a_document_that_takes_longer_than_allowed_is_cut(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page by itself may be quick enough, and all of them too slow."""
    clock = itertools.count(step=40)
    monkeypatch.setattr(extract_handler, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    ran = run_stages(*keep_file(pdf(tmp_path / "a.pdf", [[(50, 700, f"Page {n}")] for n in range(5)]), storage), storage, stages=READING)
    assert ran.outcomes["extract", 0].note == ("cut", "Reading this document took longer than 85 seconds; its first 3 pages were read.")
    assert len(segments(session, ran)) == 3


def test_a_text_longer_than_allowed_is_cut(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().limits, "text_chars", 100_000)
    (tmp_path / "a.txt").write_text(SENTENCE * 5_000)
    ran = run_stages(*keep_file(tmp_path / "a.txt", storage), storage, stages=READING)
    assert ran.note("extract") == "cut"
    assert sum(len(segment.text) - segment.overlap for segment in segments(session, ran)) < 200_000


@pytest.mark.parametrize(
    ("suffix", "text"), [("txt", SENTENCE), ("md", f"# Bowers\n\n{SENTENCE}"), ("html", f"<!doctype html><p>{SENTENCE}</p>")]
)
def test_texts(session: Session, storage: FilesystemStorage, tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_text(text)
    ran = run_stages(*keep_file(path, storage), storage, stages=READING)
    (segment,) = segments(session, ran)
    assert SENTENCE.strip() in segment.text
    assert (segment.page, segment.boxes, segment.ordinal) == (None, None, 0)
    assert ran.asset is not None
    assert ran.asset.kind == AssetKind.DOCUMENT
    assert ran.asset.lang == "en"


def test_a_word_document(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    ran = run_stages(*keep_file(docx(tmp_path / "a.docx", paragraph(SENTENCE)), storage), storage, stages=READING)
    (segment,) = segments(session, ran)
    assert segment.text.strip() == SENTENCE.strip()


def test_what_nothing_reads_yet_says_so(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 20)
    ran = run_stages(*keep_file(tmp_path / "a.bin", storage), storage)
    assert not ran.errors
    assert ran.outcomes["extract", 0].skipped
    assert ran.note("extract") == "unsupported"
    assert set(ran.outcomes) == {("inspect", 0), ("extract", 0)}


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.jpg"])
def test_an_empty_file_has_failed(session: Session, storage: FilesystemStorage, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    ran = run_stages(*keep_file(tmp_path / name, storage), storage)
    assert {key: error.code for key, error in ran.errors.items()} == {("inspect", 0): "empty"}


def test_a_text_of_blanks_is_skipped(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" \n\n \t\n")
    ran = run_stages(*keep_file(tmp_path / "a.txt", storage), storage, stages=READING)
    assert ran.outcomes["extract", 0].skipped
    assert ("describe", 0) not in ran.outcomes


class BreakingDecoder(DirectDecoder):
    """The child as it behaves when it dies at certain pages."""

    def __init__(self, *broken: int) -> None:
        self._broken = broken

    @contextmanager
    def stream(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Iterator[Iterator[Message]]:
        def dying(messages: Iterator[Message]) -> Iterator[Message]:
            for message in messages:
                if message.header["page"] in self._broken:
                    raise StageError("Reading this file crashed.", code="decoder_crashed")
                yield message

        with super().stream(name, path, timeout=timeout, **arguments) as messages:
            yield dying(messages)


def test_a_page_that_crashes_the_decoder_costs_that_page_only(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(50, 700, f"Page {n}")] for n in range(1, 7)])
    ran = run_stages(*keep_file(path, storage), storage, stages=READING, decoder=BreakingDecoder(2, 5))
    assert [segment.page for segment in segments(session, ran)] == [1, 3, 4, 6]
    code, detail = ran.outcomes["extract", 0].note or ("", "")
    assert code == "decoder_crashed"
    assert detail.startswith("Page 2 could not be read")


def test_a_document_that_crashes_everywhere_has_failed(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(50, 700, f"Page {n}")] for n in range(1, 30)])
    ran = run_stages(*keep_file(path, storage), storage, stages=READING, decoder=BreakingDecoder(*range(1, 30)))
    assert ran.errors["extract", 0].code == "decoder_crashed"


def test_a_picture_with_text(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    lettering("The bower of blue things", "opens at seven").save(tmp_path / "sign.png")
    ran = run_stages(*keep_file(tmp_path / "sign.png", storage), storage, stages=READING | {"ocr"})
    said, segment = segments(session, ran)
    assert said.source == PICTURE
    assert "bower of blue" in segment.text
    assert "seven" in segment.text
    assert (segment.source, segment.page, segment.batch) == ("ocr", 1, OCR_BATCHES)
    assert segment.boxes is not None
    assert 0 < segment.boxes[0][0] < 0.1
    assert ran.outcomes["ocr", 0].model_version
    assert ran.asset is not None
    assert (ran.asset.width, ran.asset.height) == (1200, 240)
    assert ("describe", 0) in ran.outcomes


def test_a_picture_without_text_is_skipped(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    Image.new("RGB", (400, 300), "teal").save(tmp_path / "a.webp")
    ran = run_stages(*keep_file(tmp_path / "a.webp", storage), storage, stages=READING | {"ocr"})
    assert ran.outcomes["ocr", 0].skipped
    assert [segment.source for segment in segments(session, ran)] == [PICTURE]


def test_a_scanned_page_among_written_ones(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    written = Image.new("RGB", (1200, 1600), "white")
    lettering("Scanned bower inventory").save(tmp_path / "line.png")
    written.paste(Image.open(tmp_path / "line.png"), (0, 200))
    written.save(tmp_path / "scan.pdf", resolution=150)
    ran = run_stages(*keep_file(tmp_path / "scan.pdf", storage), storage, stages=READING | {"ocr"})
    assert ("ocr", 0) in ran.outcomes
    (segment,) = segments(session, ran)
    assert "bower" in segment.text.lower()
    assert (segment.source, segment.page) == ("ocr", 1)
    assert segment.boxes is not None
    assert np.allclose(segment.boxes[0][1], 0.15, atol=0.05)
    assert ran.asset is not None
    assert ran.asset.summary


class CountingEmbedder:
    """Vectors that say how long each text is, in a space of its own."""

    space = SpaceSpec(name="counting", provider="test", model="counting", dimensions=4, languages=())

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed_passages(self, texts: list[str]) -> Vector:
        self.seen += texts
        return np.array([[1, 0, 0, len(text) / 10_000] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vector:
        raise NotImplementedError

    def unload(self) -> None:
        return


@pytest.fixture
def space(engine: Engine, owner_url: str) -> Iterator[int]:
    """An active space with a partition, made by the owning role as in the product. Asked for before `session`, whose locks would keep it from being removed."""
    assert engine
    from bowerbird.search.spaces import create_space

    owner = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with owner.begin() as connection:
        number = create_space(connection, CountingEmbedder.space, capability="text", status="active")
    yield number
    with owner.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE embeddings DETACH PARTITION embeddings_s{number}")
        connection.exec_driver_sql(f"DROP TABLE embeddings_s{number}")
        connection.execute(delete(EmbeddingSpace).where(EmbeddingSpace.id == number))
    owner.dispose()


def test_embedding(space: int, session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = CountingEmbedder()
    monkeypatch.setattr(embed_models, "text_embedder_of", lambda *_: embedder)
    (tmp_path / "a.md").write_text(f"# Bowers\n\n{SENTENCE * 400}")
    asset, key = keep_file(tmp_path / "a.md", storage)
    ran = run_stages(asset, key, storage)
    found = segments(session, ran)
    assert len(found) > 40
    rows = session.execute(select(Embedding.segment_id, Embedding.kind, Embedding.library_id).where(Embedding.space_id == space)).all()
    assert {row.segment_id for row in rows} == {segment.id for segment in found}
    assert {(row.kind, row.library_id) for row in rows} == {("document", asset.library_id)}
    assert all(text.startswith("Bowers\n") for text in embedder.seen)
    assert ran.outcomes["embed", 0].model_version == "counting"

    embedder.seen.clear()
    session.execute(delete(Embedding).where(Embedding.segment_id == found[3].id))
    session.commit()
    run_stages(asset, key, storage)
    assert len(embedder.seen) == 1
    assert session.scalar(select(func.count()).select_from(Embedding).where(Embedding.asset_id == asset.id)) == len(found)


def test_embedding_needs_the_model_of_the_space(
    space: int, session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = CountingEmbedder()
    embedder.space = SpaceSpec(name="other", provider="test", model="other", dimensions=8, languages=())
    monkeypatch.setattr(embed_models, "text_embedder_of", lambda *_: embedder)
    (tmp_path / "a.txt").write_text(SENTENCE)
    with pytest.raises(CapabilityMissingError, match="'counting'"):
        run_stages(*keep_file(tmp_path / "a.txt", storage), storage)


def test_embedding_without_a_space(session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_models, "text_embedder_of", lambda *_: CountingEmbedder())
    (tmp_path / "a.txt").write_text(SENTENCE)
    with pytest.raises(CapabilityMissingError, match="no embedding space"):
        run_stages(*keep_file(tmp_path / "a.txt", storage), storage)

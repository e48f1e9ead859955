"""Another model takes over without a gap: nothing is lost, nothing is done twice, and what is interrupted goes on."""

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select, text, update

from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec, Vector
from bowerbird.db import wakeups
from bowerbird.db.session import transaction
from bowerbird.jobs.graph import Successor
from bowerbird.jobs.service import enqueue
from bowerbird.models import Asset, Embedding, EmbeddingSpace, Job
from bowerbird.pipeline.decoder import DecoderHost, Limits
from bowerbird.pipeline.embed import models as embed_models
from bowerbird.pipeline.embed.handler import EmbedHandler
from bowerbird.pipeline.embed.reembed import ReembedHandler
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import reindex
from bowerbird.search.reindex import ReindexError
from bowerbird.settings import get_settings
from bowerbird.storage import FilesystemStorage
from bowerbird.worker.runner import Worker
from tests.search.conftest import WordCounts, add_asset, add_segment, make_library
from tests.worker.conftest import handlers

pytestmark = pytest.mark.usefixtures("database")


class LetterCounts(WordCounts):
    """Another model: one dimension for each letter."""

    space = SpaceSpec(name="letter-counts", provider="tests", model="letter-counts", dimensions=26, languages=("en",))
    is_there = True

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        if not self.is_there:
            raise CapabilityMissingError("It is not installed.")
        vectors = np.zeros((len(texts), 26), dtype=np.float32)
        for row, content in enumerate(texts):
            for letter in content.lower():
                if "a" <= letter <= "z":
                    vectors[row, ord(letter) - ord("a")] += 1
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


@pytest.fixture(autouse=True)
def letters(embedder: WordCounts, monkeypatch: pytest.MonkeyPatch) -> LetterCounts:
    made = LetterCounts()
    monkeypatch.setattr(embed_models, "text_embedder_of", lambda model, _: made if model == made.space.model else embedder)
    return made


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(wakeups, "_senders", [])
    settings = get_settings()
    settings = settings.model_copy(update={"home": tmp_path, "upload": settings.upload.model_copy(update={"min_free_bytes": 0})})
    decoder = DecoderHost(Limits(memory_bytes=1, message_bytes=1, file_bytes=1, calls=1, idle_seconds=1), modules=())
    stages = handlers() | {handler.stage: handler for handler in (EmbedHandler(), ReembedHandler())}
    yield Worker(
        ["fast", "bulk"], stages, name="tested", settings=settings, storage=FilesystemStorage(tmp_path / "objects"), decoder=decoder
    )
    decoder.close()


def keep(*passages: str) -> uuid.UUID:
    with transaction() as session:
        return add_asset(session, make_library(session), *passages).id


def begin(owner: Engine) -> int:
    made = reindex.begin(owner, LetterCounts.space)
    with transaction() as session:
        reindex.enqueue_missing(session, made, again=True)
    return made


def advance() -> bool:
    with transaction() as session:
        return reindex.advance(session)


def active() -> str:
    with transaction() as session:
        found = active_space(session)
        assert found is not None
        return found.name


def vectors(space_id: int) -> int:
    with transaction() as session:
        return session.scalar(select(func.count()).select_from(Embedding).where(Embedding.space_id == space_id)) or 0


def work_off(worker: Worker) -> int:
    count = 0
    while worker.run_one():
        count += 1
    return count


def test_searches_use_the_old_space_until_all_is_there(owner: Engine, worker: Worker) -> None:
    keep("blue feathers", "a bower of twigs")
    keep("boiler pressure")
    built = begin(owner)
    assert not advance()
    assert worker.run_one()
    assert not advance()
    assert active() == "word-counts"
    assert work_off(worker) == 1
    assert advance()
    assert active() == "letter-counts"
    assert vectors(built) == 3
    assert not advance(), "once"
    with transaction() as session:
        assert session.scalars(select(Job)).all() == []


def test_files_that_arrive_meanwhile_are_in_both(owner: Engine, worker: Worker) -> None:
    keep("blue feathers")
    built = begin(owner)
    with transaction() as session:
        late = add_asset(session, make_library(session), "a late one", is_embedded=False)
        enqueue(session, late, [Successor("embed")])
    work_off(worker)
    assert vectors(built) == 2
    assert advance()


def test_a_passage_that_the_jobs_missed_keeps_the_old_space(owner: Engine, worker: Worker) -> None:
    """A worker that knew nothing of the new space wrote to the old one alone."""
    first = keep("blue feathers")
    built = begin(owner)
    work_off(worker)
    with transaction() as session:
        add_segment(session, session.get_one(Asset, first), "a second page", page=2)
    assert not advance(), "enqueued instead"
    assert active() == "word-counts"
    assert work_off(worker) == 1
    assert advance()
    assert vectors(built) == 2


def test_twice_is_once_and_another_at_the_same_time_is_refused(owner: Engine) -> None:
    keep("blue feathers")
    assert begin(owner) == begin(owner)
    with transaction() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1
    with pytest.raises(ReindexError, match="is being built"):
        reindex.begin(owner, SpaceSpec(name="third", provider="tests", model="third", dimensions=4, languages=()))
    with transaction() as session:
        reindex.cancel(session)
    with pytest.raises(ReindexError, match="already"):
        reindex.begin(owner, WordCounts.space)


def test_a_failure_is_told_and_tried_again(owner: Engine, worker: Worker) -> None:
    keep("blue feathers")
    begin(owner)
    with transaction() as session:
        session.execute(update(Job).values(status="failed", error_code="internal", error_detail="It did not work."))
    assert not advance()
    assert active() == "word-counts"
    with transaction() as session:
        space = reindex.building(session)
        assert space is not None
        now = reindex.progress(session, space)
    assert (now.done, now.failed, now.total, now.detail) == (0, 1, 1, "It did not work.")
    begin(owner)
    work_off(worker)
    assert advance()


def test_a_model_that_is_missing_is_told_and_not_asked_for_again_and_again(owner: Engine, worker: Worker, letters: LetterCounts) -> None:
    keep("blue feathers")
    begin(owner)
    letters.is_there = False
    work_off(worker)
    assert not advance()
    assert work_off(worker) == 0
    with transaction() as session:
        space = reindex.building(session)
        assert space is not None
        now = reindex.progress(session, space)
    assert (now.done, now.failed, now.detail) == (0, 1, "It is not installed.")


def test_given_up_and_taken_up_again(owner: Engine, worker: Worker) -> None:
    keep("blue feathers")
    built = begin(owner)
    work_off(worker)
    with transaction() as session:
        assert reindex.cancel(session) == "letter-counts"
        assert reindex.cancel(session) is None
    assert not advance()
    assert begin(owner) == built, "its vectors are still there"
    assert work_off(worker) == 0
    assert advance()


def test_retired_spaces_are_dropped_and_the_active_one_is_not(owner: Engine, worker: Worker) -> None:
    keep("blue feathers")
    begin(owner)
    work_off(worker)
    assert reindex.drop_retired(owner) == []
    assert advance()
    assert reindex.drop_retired(owner) == ["word-counts"]
    with transaction() as session:
        assert [space.name for space in session.scalars(select(EmbeddingSpace))] == ["letter-counts"]
        tables = session.scalars(text("SELECT relname FROM pg_class WHERE relname ~ '^embeddings_s[0-9]+$'")).all()
        assert len(tables) == 1


def test_the_constants_of_fusion_are_carried_over(owner: Engine, worker: Worker) -> None:
    words = ["bower", "feather", "twig", "boiler", "pressure", "garden", "snail", "cabbage", "clock", "violin"]
    for number in range(30):
        keep(f"{words[number % 10]} {words[number * 7 % 10]} {words[number * 3 % 10]}")
    begin(owner)
    work_off(worker)
    assert advance()
    with transaction() as session:
        space = active_space(session)
    assert space is not None
    assert 0.4 < space.calibration["mu"] < 1, "letters are more alike than words"
    assert 0 < space.calibration["a"] < 1


def test_a_model_that_is_not_there_stops_the_new_space_alone(owner: Engine, worker: Worker, letters: LetterCounts) -> None:
    begin(owner)
    letters.is_there = False
    with transaction() as session:
        late = add_asset(session, make_library(session), "a late one", is_embedded=False)
        enqueue(session, late, [Successor("embed")])
    work_off(worker)
    with transaction() as session:
        assert session.scalars(select(Job.status)).all() == ["done"]
        assert session.scalar(select(func.count()).select_from(Embedding)) == 1

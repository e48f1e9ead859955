import pytest
import structlog.testing
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec
from bowerbird.models import EmbeddingSpace
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search import spaces
from tests.search.conftest import WordCounts, add_asset, make_library


def test_the_default_space_is_made_once(session: Session, owner: Engine) -> None:
    made = active_space(session)
    assert made is not None
    assert (made.model, made.dimensions, made.languages, made.status) == ("word-counts", 32, ["en"], "active")
    spaces.ensure_default_space(owner)
    assert session.scalars(select(EmbeddingSpace)).all() == [made]


def test_the_app_writes_and_reads_its_partition(session: Session) -> None:
    space = active_space(session)
    assert space is not None
    add_asset(session, make_library(session), "some words")
    assert session.execute(text(f"SELECT count(*) FROM embeddings_s{space.id}")).scalar_one() == 1
    index = session.execute(
        text("SELECT indexdef FROM pg_indexes WHERE tablename = :table AND indexdef LIKE '%hnsw%'"), {"table": f"embeddings_s{space.id}"}
    )
    definition = index.scalar_one()
    assert "halfvec(32)) halfvec_ip_ops" in definition
    assert f"ef_construction='{spaces.EF_CONSTRUCTION}'" in definition


def test_other_settings_keep_the_space_that_is_there(
    session: Session, owner: Engine, embedder: WordCounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(embedder), "space", SpaceSpec(name="other", provider="tests", model="other", dimensions=8, languages=()))
    with structlog.testing.capture_logs() as logs:
        spaces.ensure_default_space(owner)
    assert [(entry["log_level"], entry["event"], entry["kept"]) for entry in logs if "kept" in entry] == [
        ("warning", "settings_do_not_fit_the_active_space", "word-counts")
    ]
    assert [space.name for space in session.scalars(select(EmbeddingSpace))] == ["word-counts"]


def test_without_a_model_no_space_is_made(owner: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise CapabilityMissingError("Run `bowerbird models install`.")

    monkeypatch.setattr(spaces, "get_text_embedder", missing)
    with structlog.testing.capture_logs() as logs:
        spaces.ensure_default_space(owner)
    assert [entry["event"] for entry in logs if entry["capability"] == "text"] == ["no_space"]

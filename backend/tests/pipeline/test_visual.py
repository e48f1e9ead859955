"""Pictures into the visual space, with a tiny pair of encoders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine, create_engine, delete, select, text
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.visual import get_visual_embedder
from bowerbird.models import Embedding, EmbeddingSpace, Segment
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search.spaces import ensure_default_space
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.ai.tiny_clip import write_tiny_clip
from tests.factories.pipeline import keep_file, run_stages

STAGES = frozenset({"inspect", "preview", "visual"})


@pytest.fixture
def tiny_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().models, "visual_embedder", str(write_tiny_clip(tmp_path / "tiny-clip")))


@pytest.fixture
def space(engine: Engine, owner_url: str, tiny_clip: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The spaces as a start of Bowerbird makes them: committed, so they are taken away again."""
    assert engine
    assert tiny_clip is None
    owner = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"))
    with owner.begin() as connection:
        before = set(connection.execute(select(EmbeddingSpace.id)).scalars())
    ensure_default_space(owner)
    yield
    with owner.begin() as connection:
        for number in set(connection.execute(select(EmbeddingSpace.id)).scalars()) - before:
            connection.execute(text(f"DROP TABLE embeddings_s{number}"))
            connection.execute(delete(EmbeddingSpace).where(EmbeddingSpace.id == number))
    owner.dispose()


@pytest.mark.usefixtures("space")
def test_a_picture_lies_near_its_words(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    for name, colour in (("a.png", (250, 30, 20)), ("b.png", (20, 30, 250))):
        Image.new("RGB", (120, 90), colour).save(tmp_path / name)
        ran = run_stages(*keep_file(tmp_path / name, storage), storage, stages=STAGES)
        assert ran.outcomes["visual", 0].model_version == "tiny-clip"
    found = active_space(session, "visual")
    assert found is not None
    assert (found.dimensions, found.capability) == (3, "visual")
    red = get_visual_embedder().embed_text("red")
    nearest = session.scalars(
        select(Segment.text)
        .join(Embedding, Embedding.segment_id == Segment.id)
        .where(Embedding.space_id == found.id)
        .order_by(Embedding.vector.max_inner_product(red))
    ).all()
    assert nearest == ["red", "blue"]


@pytest.mark.usefixtures("space")
def test_doing_it_twice_is_doing_it_once(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    Image.new("RGB", (120, 90), "red").save(tmp_path / "a.png")
    asset, key = keep_file(tmp_path / "a.png", storage)
    for _ in range(2):
        run_stages(asset, key, storage, stages=STAGES)
    found = active_space(session, "visual")
    assert found is not None
    assert (
        len(session.scalars(select(Embedding.segment_id).where(Embedding.asset_id == asset.id, Embedding.space_id == found.id)).all()) == 1
    )


def test_without_a_model_the_stage_says_how_to_get_one(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    assert session
    Image.new("RGB", (120, 90), "red").save(tmp_path / "a.png")
    with pytest.raises(CapabilityMissingError, match="models install clip-vit-b-32"):
        run_stages(*keep_file(tmp_path / "a.png", storage), storage, stages=STAGES)


@pytest.mark.usefixtures("tiny_clip")
def test_without_a_space_the_stage_says_so(session: Session, storage: FilesystemStorage, tmp_path: Path) -> None:
    assert session
    Image.new("RGB", (120, 90), "red").save(tmp_path / "a.png")
    with pytest.raises(CapabilityMissingError, match="start it again"):
        run_stages(*keep_file(tmp_path / "a.png", storage), storage, stages=STAGES)

"""A small library to search, with an embedder whose meanings are plain: a vector counts words, and synonyms are the same word."""

import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.ai.contracts import SpaceSpec, Vector
from bowerbird.models import Asset, Embedding, EmbeddingSpace, Library, Segment
from bowerbird.pipeline.embed import models as embed_models
from bowerbird.search import dense, spaces
from bowerbird.search.lexical import fold
from bowerbird.search.query_vectors import QueryVectors

SYNONYMS = {"car": "automobile", "cars": "automobile", "puppy": "dog", "dogs": "dog"}


class WordCounts:
    """A TextEmbedder: each word adds to one of 32 dimensions, chosen by its hash."""

    space = SpaceSpec(name="word-counts", provider="tests", model="word-counts", dimensions=32, languages=("en",))
    calls = 0

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        vectors = np.zeros((len(texts), 32), dtype=np.float32)
        for row, content in enumerate(texts):
            for word in re.findall(r"\w+", content.lower()):
                vectors[row, hashlib.sha256(SYNONYMS.get(word, word).encode()).digest()[0] % 32] += 1
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def embed_query(self, text: str) -> Vector:
        self.calls += 1
        return np.asarray(self.embed_passages([text])[0], dtype=np.float32)

    def unload(self) -> None:
        """Nothing is loaded."""


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> WordCounts:
    made = WordCounts()
    monkeypatch.setattr(spaces, "get_text_embedder", lambda: made)
    monkeypatch.setattr(embed_models, "text_embedder_of", lambda *_: made)
    vectors = QueryVectors(16)
    monkeypatch.setattr(dense, "_cache", lambda: vectors)
    return made


@pytest.fixture
def owner(engine: Engine, owner_url: str) -> Iterator[Engine]:
    assert engine
    made = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://"))
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def space(request: pytest.FixtureRequest) -> Iterator[None]:
    """The active text space, for as long as a test of rows runs."""
    if not {"session", "database"} & set(request.fixturenames):
        yield
        return
    owner: Engine = request.getfixturevalue("owner")
    request.getfixturevalue("embedder")
    spaces.ensure_default_space(owner)
    with owner.begin() as connection:
        connection.execute(text("""UPDATE embedding_spaces SET calibration = '{"mu": 0, "a": 1}'"""))
    yield
    with owner.begin() as connection:
        for name in connection.scalars(text("SELECT relname FROM pg_class WHERE relname ~ '^embeddings_s[0-9]+$' AND relkind = 'r'")).all():
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("DELETE FROM embedding_spaces"))


def make_library(session: Session) -> uuid.UUID:
    row = Library(name="Tests")
    session.add(row)
    session.flush()
    return row.id


def add_asset(
    session: Session,
    library_id: uuid.UUID,
    *passages: str,
    name: str = "paper.txt",
    kind: str = "document",
    happened: datetime | None = None,
    lang: str | None = "en",
    is_embedded: bool = True,
    **fields: Any,
) -> Asset:
    """An asset with one segment a passage, each on a page of its own."""
    usual = {"mime_type": "text/plain", "size": 1, "status": "ready"}
    asset = Asset(
        library_id=library_id,
        name=name,
        kind=kind,
        sha256=hashlib.sha256(uuid.uuid4().bytes).digest(),
        last_modified=happened or datetime(2024, 1, 1, tzinfo=UTC),
        **(usual | fields),
    )
    session.add(asset)
    session.flush()
    for page, passage in enumerate(passages, start=1):
        add_segment(session, asset, passage, page=page, lang=lang, is_embedded=is_embedded)
    return asset


def add_segment(
    session: Session, asset: Asset, passage: str, *, page: int = 1, lang: str | None = "en", is_embedded: bool = True
) -> Segment:
    segment = Segment(
        asset_id=asset.id,
        library_id=asset.library_id,
        source="text",
        ordinal=page * 10_000,
        batch=0,
        run_id=uuid.uuid4(),
        fingerprint=hashlib.sha256(f"{page} {passage}".encode()).digest()[:16],
        text=passage,
        lang=lang,
        page=page,
        boxes=[[0.1, 0.1, 0.9, 0.2]],
    )
    session.add(segment)
    session.flush()
    if is_embedded:
        vector = WordCounts().embed_passages([passage])[0].tolist()
        active = session.scalars(
            select(EmbeddingSpace.id).where(EmbeddingSpace.status == "active", EmbeddingSpace.capability == "text")
        ).one()
        session.add(
            Embedding(
                space_id=active, segment_id=segment.id, asset_id=asset.id, library_id=asset.library_id, kind=asset.kind, vector=vector
            )
        )
        session.flush()
    return segment


def settle(session: Session) -> None:
    """Fold until nothing is left."""
    while fold(session):
        pass


def ask(client: TestClient, query: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/v1/search", json={"query": query, **fields})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def names_of(answer: dict[str, Any]) -> list[str]:
    return [item["asset"]["name"] for item in answer["items"]]

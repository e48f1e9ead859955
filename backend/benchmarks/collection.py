"""A collection in BEIR's layout (corpus.jsonl, queries.jsonl, qrels.tsv), imported straight into the segments of a library of its own."""

import csv
import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.ai import get_text_embedder
from bowerbird.ai.contracts import Vector
from bowerbird.db.session import transaction
from bowerbird.models import Asset, Embedding, Library, Search, Segment, User
from bowerbird.pipeline.embed.repository import active_space
from bowerbird.search.lexical import fold


@dataclass(frozen=True, slots=True)
class Collection:
    documents: dict[str, str]
    queries: dict[str, str]
    judgements: dict[str, dict[str, float]]
    """By query and document; what is not judged is not relevant."""


def load(folder: Path) -> Collection:
    documents = {row["_id"]: ". ".join(filter(None, (row.get("title"), row["text"]))) for row in _rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    judgements: dict[str, dict[str, float]] = {}
    with (folder / "qrels.tsv").open(encoding="utf-8") as lines:
        for query, document, grade in list(csv.reader(lines, delimiter="\t"))[1:]:
            judgements.setdefault(query, {})[document] = float(grade)
    return Collection(documents, queries, judgements)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def embedded(texts: Sequence[str], cache: Path | None) -> Vector:
    """Vectors of the texts by the configured model, kept in `cache` between runs."""
    embedder = get_text_embedder()
    key = hashlib.sha256("\0".join([embedder.space.model, *texts]).encode()).hexdigest()[:24]
    path = cache / f"{key}.npy" if cache else None
    if path is not None and path.exists():
        return np.asarray(np.load(path), dtype=np.float32)
    vectors = embedder.embed_passages(texts)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, vectors)
    return vectors


@contextmanager
def library(texts: Sequence[tuple[str, str]], vectors: Vector, *, kinds: Sequence[str] = ("document",)) -> Iterator[Actor]:
    """A library with one asset and one segment for each (name, text), for as long as the context lasts."""
    with transaction() as session:
        user, made = User(name="benchmark"), Library(name="benchmark")
        session.add_all([user, made])
        session.flush()
        actor = Actor(user.id, False, (made.id,), (made.id,), made.id)
    try:
        for start in range(0, len(texts), 500):
            rows = range(len(texts))[start : start + 500]
            with transaction() as session:
                write(session, made.id, [texts[row] for row in rows], vectors[list(rows)], [kinds[row % len(kinds)] for row in rows])
            settle()
        yield actor
    finally:
        with transaction() as session:
            session.execute(delete(Search).where(Search.user_id == user.id))
            session.execute(delete(Asset).where(Asset.library_id == made.id))
            session.execute(delete(User).where(User.id == user.id))
            session.execute(delete(Library).where(Library.id == made.id))
        settle()


def settle() -> None:
    """Fold and re-bake until nothing is left, as the sweeper does over time."""
    while True:
        with transaction() as session:
            if not fold(session, vectors=5_000):
                return


def write(session: Session, library_id: uuid.UUID, texts: Sequence[tuple[str, str]], vectors: Vector, kinds: Sequence[str]) -> None:
    """One asset and one segment for each (name, text), as the pipeline would write them."""
    space = active_space(session)
    assert space is not None
    ids = [(uuid.uuid4(), uuid.uuid4()) for _ in texts]
    session.execute(
        insert(Asset),
        [
            {
                "id": asset,
                "library_id": library_id,
                "name": name,
                "kind": kind,
                "mime_type": "text/plain",
                "size": 1,
                "sha256": asset.bytes * 2,
            }
            for (asset, _), (name, _), kind in zip(ids, texts, kinds, strict=True)
        ],
    )
    rows = [
        {
            "id": segment,
            "asset_id": asset,
            "library_id": library_id,
            "source": "text",
            "ordinal": 0,
            "batch": 0,
            "run_id": asset,
            "fingerprint": segment.bytes,
            "text": content,
            "lang": "en",
        }
        for (asset, segment), (_, content) in zip(ids, texts, strict=True)
    ]
    session.execute(insert(Segment).values(rows))  # one statement, as the pipeline does: triggers work by statement
    session.execute(
        insert(Embedding),
        [
            {
                "space_id": space.id,
                "segment_id": segment,
                "asset_id": asset,
                "library_id": library_id,
                "kind": kind,
                "vector": vector.tolist(),
            }
            for (asset, segment), kind, vector in zip(ids, kinds, vectors, strict=True)
        ],
    )


def names_of(session: Session, actor: Actor) -> dict[uuid.UUID, str]:
    return {row.id: row.name for row in session.execute(select(Asset.id, Asset.name).where(Asset.library_id == actor.personal))}

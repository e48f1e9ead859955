"""Making embedding spaces, and the tables behind them.

A space is made by the owning role, because it brings a partition and an index; the app's role only reads and writes rows in it.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection, Engine, func, insert, select, text

from bowerbird.ai import get_text_embedder
from bowerbird.ai.contracts import CapabilityMissingError, SpaceSpec
from bowerbird.ai.visual import get_visual_embedder
from bowerbird.models import EmbeddingSpace

_log = structlog.get_logger(__name__)
LOCK = 7431
EF_CONSTRUCTION = 200
"""Neighbours that are looked at when a vector is put into the graph. With pgvector's 64 a crowd of more passages that are nearly alike (versions of a letter, forms)
only knows itself, and searches that end beside it never get in: among 1,000 passages with 100 versions each recall@10 was .955, with 200 it is .998."""


def ensure_default_space(owner_engine: Engine) -> None:
    """Make the spaces of the configured embedders, for text and for pictures, active, unless one is active already.

    An active space of another model stays: its vectors are what there is to search. Without a model nothing is made; the next start tries again.
    """
    _ensure(owner_engine, "text", lambda: get_text_embedder().space)
    _ensure(owner_engine, "visual", lambda: get_visual_embedder().space)


def _ensure(owner_engine: Engine, capability: str, spec_of: Callable[[], SpaceSpec]) -> None:
    try:
        spec = spec_of()
    except CapabilityMissingError as missing:
        _log.warning("no_space", capability=capability, reason=str(missing))
        return
    with owner_engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        active = connection.execute(
            select(EmbeddingSpace.name, EmbeddingSpace.provider, EmbeddingSpace.model, EmbeddingSpace.dimensions).where(
                EmbeddingSpace.capability == capability, EmbeddingSpace.status == "active"
            )
        ).one_or_none()
        if active is None:
            create_space(connection, spec, capability=capability, status="active")
        elif tuple(active[1:]) != (spec.provider, spec.model, spec.dimensions):
            _log.warning("settings_do_not_fit_the_active_space", active=active.name, configured=spec.name, kept=active.name)


def create_space(connection: Connection, spec: SpaceSpec, *, capability: str, status: str) -> int:
    """The row, the partition `embeddings_s{id}` and its HNSW index; returns the id. `connection` belongs to the owning role.

    The partition is built aside and attached, which locks `embeddings` for a moment and lets readers pass.
    """
    space_id = connection.execute(
        insert(EmbeddingSpace)
        .values(
            name=spec.name,
            capability=capability,
            provider=spec.provider,
            model=spec.model,
            dimensions=spec.dimensions,
            languages=list(spec.languages),
            status=status,
            activated_at=func.now() if status == "active" else None,
        )
        .returning(EmbeddingSpace.id)
    ).scalar_one()
    partition = f"embeddings_s{int(space_id)}"
    for statement in (
        f"CREATE TABLE {partition} (LIKE embeddings INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
        # compares only what the index needs: vectors of length 1, whose inner product is the cosine; half floats halve the index at equal recall
        f"CREATE INDEX ix_{partition}_hnsw ON {partition} USING hnsw ((vector::halfvec({int(spec.dimensions)})) halfvec_ip_ops)"
        f" WITH (ef_construction = {EF_CONSTRUCTION})",
        f"ALTER TABLE embeddings ATTACH PARTITION {partition} FOR VALUES IN ({int(space_id)})",
    ):
        connection.execute(text(statement))
    readers = connection.execute(
        text(
            "SELECT DISTINCT acl.grantee::regrole::text FROM pg_class, aclexplode(relacl) acl"
            " WHERE oid = 'embeddings'::regclass AND acl.privilege_type = 'INSERT' AND acl.grantee <> 0"
        )
    ).scalars()
    for role in readers.all():
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {partition} TO {role}"))
    return int(space_id)

"""What a search may look at: libraries, kinds, and how much that is."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

TRASH = "SELECT id FROM assets WHERE deleted_at IS NOT NULL AND library_id = ANY(CAST(:scope_libraries AS uuid[]))"
"""Embeddings of assets in the trash stay, so that restoring needs no model; the dense retriever leaves them out by this."""


@dataclass(frozen=True, slots=True)
class Scope:
    libraries: tuple[uuid.UUID, ...]
    kinds: tuple[str, ...]
    """Empty means all."""
    populations: Mapping[uuid.UUID, int]
    """Segments of each library outside the trash."""
    matching: int
    """Segments of the kinds looked for, in all libraries."""
    configs: Sequence[str]
    """Text search configurations in use."""

    @property
    def total(self) -> int:
        return sum(self.populations.values())

    @property
    def parameters(self) -> dict[str, Any]:
        return {"scope_libraries": list(self.libraries)} | ({"scope_kinds": list(self.kinds)} if self.kinds else {})

    def kind_condition(self, alias: str) -> str:
        return f" AND {alias}.kind = ANY(CAST(:scope_kinds AS text[]))" if self.kinds else ""


def measure(session: Session, libraries: Sequence[uuid.UUID], kinds: Sequence[str]) -> Scope:
    """Counts from the statistics and the changes not yet folded, without looking at a segment."""
    rows = session.execute(
        text(
            "SELECT library_id, kind, config, sum(segments)::bigint AS segments FROM ("
            " SELECT library_id, kind, config, segments FROM lexical_populations WHERE library_id = ANY(CAST(:libraries AS uuid[]))"
            " UNION ALL"
            " SELECT library_id, kind, config, segments FROM lexical_deltas WHERE term = 0 AND library_id = ANY(CAST(:libraries AS uuid[]))"
            ") parts GROUP BY library_id, kind, config HAVING sum(segments) > 0"
        ),
        {"libraries": list(libraries)},
    ).all()
    populations = dict.fromkeys(libraries, 0)
    for row in rows:
        populations[row.library_id] += row.segments
    return Scope(
        libraries=tuple(libraries),
        kinds=tuple(kinds),
        populations=populations,
        matching=sum(row.segments for row in rows if not kinds or row.kind in kinds),
        configs=sorted({row.config for row in rows}) or ["english"],
    )


def tune(session: Session) -> None:
    """Planner settings of a search, until its transaction ends. A plan made for any parameters would drop the vector index, and the time that workers or
    a compiler take to start is longer than the query."""
    session.execute(
        text(
            "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),"
            " set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '32MB', true)"
        )
    )

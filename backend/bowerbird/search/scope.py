"""What a search may look at: libraries, kinds, files that pass the filters, and how much that is.

Filters apply inside each retriever, so that none of its candidates is wasted on what will not be shown. How they are put into a statement depends on how many
rows it looks at: as a set of files where it looks at few or at all, file by file where it walks through an index.
"""

import json
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bowerbird.search.filters import CARRIED, Clause, condition

EXACT_SEGMENTS = 10_000
"""So many vectors are compared in about 20 ms; no index is needed below."""
_TRASH = "SELECT id FROM assets WHERE deleted_at IS NOT NULL AND library_id = ANY(CAST(:scope_libraries AS uuid[]))"
"""Embeddings of assets in the trash stay, so that restoring needs no model; the retrievers by vectors leave them out by this."""


@dataclass(frozen=True, slots=True)
class Scope:
    libraries: tuple[uuid.UUID, ...]
    kinds: tuple[str, ...]
    """Empty means all."""
    populations: Mapping[uuid.UUID, int]
    """Segments of each library outside the trash."""
    matching: int
    """Segments that pass all filters, in all libraries; where there are many, by the planner's estimate."""
    configs: Sequence[str]
    """Text search configurations in use."""
    asset_condition: str = ""
    """Filters other than the kind: SQL that is true of rows `a` of assets. Empty means none."""
    asset_parameters: Mapping[str, Any] = field(default_factory=dict)
    carried_condition: str = ""
    """The same of rows `v` of lexical_vectors, where these carry all that the filters ask for. Empty where they do not, or there is no filter."""

    @property
    def total(self) -> int:
        return sum(self.populations.values())

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "scope_libraries": list(self.libraries),
            **({"scope_kinds": list(self.kinds)} if self.kinds else {}),
            **self.asset_parameters,
        }

    def kind_condition(self, alias: str) -> str:
        return f" AND {alias}.kind = ANY(CAST(:scope_kinds AS text[]))" if self.kinds else ""

    @property
    def assets(self) -> str:
        """True of rows `a` of assets in scope."""
        extra = f" AND {self.asset_condition}" if self.asset_condition else ""
        return f"a.deleted_at IS NULL AND a.library_id = ANY(CAST(:scope_libraries AS uuid[])){self.kind_condition('a')}{extra}"

    def among(self, alias: str, *, trash: bool = False) -> str:
        """` AND ...` for rows that carry kind and asset_id, as a set of files; `trash`: the rows include those of files in the trash."""
        if self.asset_condition:
            return f" AND {alias}.asset_id IN (SELECT a.id FROM assets a WHERE {self.assets})"
        return self.kind_condition(alias) + (f" AND {alias}.asset_id NOT IN ({_TRASH})" if trash else "")

    @property
    def carried(self) -> str:
        """` AND ...` for rows `v` of lexical_vectors by what they carry themselves, which an index on library, kind and date answers; empty where the filters
        ask for nothing, or for more. Files in the trash have no such rows."""
        if not self.carried_condition and (self.asset_condition or not self.kinds):
            return ""
        extra = f" AND {self.carried_condition}" if self.carried_condition else ""
        return f" AND v.library_id = ANY(CAST(:scope_libraries AS uuid[])){self.kind_condition('v')}{extra}"

    @property
    def by_segment(self) -> str:
        """` AND ...` for rows `v` of lexical_vectors where few pass: by what they carry, else looked up by their segments."""
        if self.asset_condition and not self.carried_condition:
            return f" AND v.segment_id IN (SELECT s.id FROM segments s JOIN assets a ON a.id = s.asset_id WHERE {self.assets})"
        return self.carried

    def one_by_one(self, alias: str) -> str:
        """As `among`, for rows that an index brings in its own order: looks up the file of each."""
        if self.asset_condition:
            return f"{self.kind_condition(alias)} AND (SELECT {self.assets} FROM assets a WHERE a.id = {alias}.asset_id)"
        return self.among(alias, trash=True)


def measure(session: Session, libraries: Sequence[uuid.UUID], kinds: Sequence[str] = (), clauses: Sequence[Clause] = ()) -> Scope:
    """Counts from the statistics and the changes not yet folded, without looking at a segment. With filters other than the kind one more statement counts,
    no further than where the answer makes a difference."""
    clauses = list(clauses)
    for clause in [each for each in clauses if each.about == "kind" and not each.is_excluded]:
        kinds = sorted(set(clause.values) & set(kinds) if kinds else set(clause.values)) or ["none"]
        clauses.remove(clause)
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
    asset_condition, asset_parameters = condition(clauses) if clauses else ("", {})
    scope = Scope(
        libraries=tuple(libraries),
        kinds=tuple(kinds),
        populations=populations,
        matching=sum(row.segments for row in rows if not kinds or row.kind in kinds),
        configs=sorted({row.config for row in rows}) or ["english"],
        asset_condition=asset_condition,
        asset_parameters=asset_parameters,
        carried_condition=condition(clauses, "v")[0] if clauses and all(clause.about in CARRIED for clause in clauses) else "",
    )
    return _narrowed(session, scope) if clauses and scope.matching else scope


def decisive(total: int, limit: int) -> int:
    """So many matching vectors among `total` in one index are compared one by one rather than searched through the index. That costs about 2 us a vector;
    the index about 20 us for each vector it visits, and it visits `limit * total / matching` of them until enough pass the filter, with falling recall as
    they grow rare."""
    return int(max(EXACT_SEGMENTS, math.sqrt(10 * limit * total)))


def _narrowed(session: Session, scope: Scope) -> Scope:
    """With the segments that pass the filters: counted as far as `decisive`, beyond that as the planner estimates."""
    source = f"SELECT FROM segments s JOIN assets a ON a.id = s.asset_id WHERE {scope.assets}"
    if scope.carried_condition:
        source = f"SELECT FROM lexical_vectors v WHERE true{scope.carried}"
    most = decisive(scope.total, 1_000) + 1
    counted = session.execute(text(f"SELECT count(*) FROM ({source} LIMIT {most}) counted"), scope.parameters).scalar_one()
    if counted == most:
        counted = min(max(counted, estimate(session, source, scope.parameters)), scope.matching)
    return replace(scope, matching=counted)


def estimate(session: Session, statement: str, parameters: Mapping[str, Any]) -> int:
    """Rows that the planner expects of a statement."""
    (explained,) = session.execute(text(f"EXPLAIN (FORMAT JSON) {statement}"), parameters).one()
    return int((explained if isinstance(explained, list) else json.loads(explained))[0]["Plan"]["Plan Rows"])


def tune(session: Session, more: Mapping[str, str] | None = None) -> None:
    """Planner settings of a search and `more`, until its transaction ends. A plan made for any parameters would drop the vector index, and the time that workers
    or a compiler take to start is longer than the query. Of a thousand index keys (45 words over ten libraries, a million passages) the planner expects every row,
    and would compute the tokens of all: no table is read from end to end."""
    settings = {
        "plan_cache_mode": "force_custom_plan",
        "enable_seqscan": "off",
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
        "work_mem": "32MB",
        **(more or {}),
    }
    session.execute(text("SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())))

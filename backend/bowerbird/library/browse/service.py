"""The grid of 100,000 items: light pages, and the counts that a date rail is drawn from."""

from collections import Counter
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bowerbird.accounts.access import Actor
from bowerbird.errors import InvalidError
from bowerbird.library import listing
from bowerbird.library.browse.schemas import AssetCounts, GridPage, Timeline, TimelineGroup, grid_item
from bowerbird.library.listing import AssetFilter, SortOrder
from bowerbird.models import Asset, AssetKind, AssetStatus

Unit = Literal["month", "day"]


def list_grid(session: Session, actor: Actor, wanted: AssetFilter, *, sort: SortOrder, cursor: str | None, limit: int) -> GridPage:
    found = listing.list_grid(session, actor, wanted, sort=sort, cursor=cursor, limit=limit)
    return GridPage(items=[grid_item(row) for row in found.rows], next_cursor=found.next_cursor, total=found.total)


def timeline(session: Session, actor: Actor, wanted: AssetFilter, *, unit: Unit, zone: str) -> Timeline:
    """How many happened in each month or day of a time zone. Raises InvalidError for a zone that is none."""
    _must_be_zone(session, zone)
    start = func.date_trunc(unit, Asset.happened_at.op("AT TIME ZONE")(zone)).label("start")
    query = listing.matching(actor, wanted).with_only_columns(start, func.count().label("count")).group_by(start).order_by(start.desc())
    groups = [TimelineGroup(date=row.start.date(), count=row.count) for row in session.execute(query)]
    return Timeline(groups=groups, total=sum(group.count for group in groups))


def count(session: Session, actor: Actor, wanted: AssetFilter) -> AssetCounts:
    """By kind and by status, in one look at an index."""
    query = listing.matching(actor, wanted).with_only_columns(Asset.kind, Asset.status, func.count()).group_by(Asset.kind, Asset.status)
    by_kind: Counter[AssetKind] = Counter()
    by_status: Counter[AssetStatus] = Counter()
    for kind, status, files in session.execute(query):
        by_kind[AssetKind(kind)] += files
        by_status[AssetStatus(status)] += files
    return AssetCounts(total=by_kind.total(), by_kind=dict(by_kind), by_status=dict(by_status))


def _must_be_zone(session: Session, zone: str) -> None:
    """Asked of Postgres, which brings its own zones; this machine may have none."""
    try:
        with session.begin_nested():
            session.execute(select(func.now().op("AT TIME ZONE")(zone)))
    except DBAPIError as error:
        raise InvalidError("`tz` is not the name of a time zone, such as Europe/Berlin.", code="unknown_time_zone") from error

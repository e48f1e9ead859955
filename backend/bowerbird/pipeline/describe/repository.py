import uuid
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bowerbird.models import Segment
from bowerbird.pipeline.segments import PICTURE


def sampled_texts(session: Session, asset_id: uuid.UUID, limit: int) -> list[str]:
    """At most about `limit` passages in reading order, without what each repeats of the one before."""
    written = (Segment.asset_id == asset_id) & (Segment.source != PICTURE)
    count = session.scalar(select(func.count()).where(written)) or 0
    step = max(1, -(-count // limit))
    numbered = (
        select(
            Segment.ordinal,
            Segment.id,
            func.substr(Segment.text, Segment.overlap + 1).label("text"),
            func.row_number().over(order_by=(Segment.ordinal, Segment.id)).label("number"),
        )
        .where(written)
        .subquery()
    )
    return list(session.scalars(select(numbered.c.text).where((numbered.c.number - 1) % step == 0).order_by(numbered.c.number)))


def languages(session: Session, asset_id: uuid.UUID) -> Counter[str | None]:
    """Characters of text in each language."""
    rows = session.execute(
        select(Segment.lang, func.sum(func.length(Segment.text))).where(Segment.asset_id == asset_id).group_by(Segment.lang)
    )
    return Counter({language: int(characters) for language, characters in rows})

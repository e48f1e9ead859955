"""Who searches for what: libraries of all sizes, and filters in the largest one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from benchmarks.search_scale.build import SHARES, library_id
from bowerbird.accounts import service as accounts
from bowerbird.accounts.access import Actor
from bowerbird.accounts.service import Client
from bowerbird.models import Membership, User


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    libraries: Sequence[int]
    filters: dict[str, Any] = field(default_factory=dict)
    """As POST /search takes them."""
    condition: str = "true"
    """The same in plain SQL on `assets a`."""

    @property
    def actor(self) -> Actor:
        ids = tuple(uuid.UUID(bytes=library_id(number)) for number in self.libraries)
        return Actor(uuid.UUID(int=0), False, ids, ids, ids[0])


CASES = (
    *(Case(name, [number]) for number, name in enumerate(SHARES)),
    Case("ten libraries", range(10)),
    Case("kind: image", [0], {"kinds": ["image"]}, "a.kind = 'image'"),
    Case("kind: video", [0], {"kinds": ["video"]}, "a.kind = 'video'"),
    Case("since 2010", [0], {"after": "2010"}, "a.happened_at >= '2010-01-01+00'"),
    Case("one year", [0], {"on": "2015"}, "a.happened_at >= '2015-01-01+00' AND a.happened_at < '2016-01-01+00'"),
    Case("one month", [0], {"on": "2015-05"}, "a.happened_at >= '2015-05-01+00' AND a.happened_at < '2015-06-01+00'"),
    Case(
        "video of one year",
        [0],
        {"kinds": ["video"], "on": "2015"},
        "a.kind = 'video' AND a.happened_at >= '2015-01-01+00' AND a.happened_at < '2016-01-01+00'",
    ),
)


def member(session: Session, case: Case) -> str:
    """An API key of somebody who may read the libraries of the case and no others."""
    email = f"{case.name.replace(' ', '-').replace(':', '').replace(',', '')}@scale.test"
    session.execute(delete(User).where(User.email == email))
    user = User(email=email, name=case.name)
    session.add(user)
    session.flush()
    ids = [uuid.UUID(bytes=library_id(number)) for number in case.libraries]
    session.add_all(Membership(user_id=user.id, library_id=each, role="owner", is_personal=each == ids[0]) for each in ids)
    session.flush()
    return accounts.create_api_key(session, user.id, "benchmark", Client())[1]


def population(session: Session, case: Case) -> int:
    """Segments that pass the filters, counted."""
    statement = (
        f"SELECT count(*) FROM segments s JOIN assets a ON a.id = s.asset_id WHERE a.library_id = ANY(:libraries) AND {case.condition}"
    )
    return int(session.execute(text(statement), {"libraries": list(case.actor.readable)}).scalar_one())

"""`Idempotency-Key`: a creation that is repeated, because its answer was lost on the way, makes nothing a second time.

The key's row is written in the transaction of what it makes, before that. So a killed process leaves neither or both, and of two requests at the same moment
the second waits for the first one's commit and gets its answer. What fails is rolled back with its key, and may be tried again under the same.
"""

import hashlib
import uuid
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.accounts.dependencies import ActorDep
from bowerbird.db.session import SessionDep
from bowerbird.errors import ConflictError, InvalidError
from bowerbird.models import IdempotencyKey

Made = TypeVar("Made", bound=BaseModel)


class Once:
    """Makes something, or gives again what was made under the same key. Raises InvalidError (`key_reused`) where that was another request's."""

    def __init__(self, session: Session, user_id: uuid.UUID, key: str | None, asked: bytes) -> None:
        self._session, self._user_id, self._key, self._asked = session, user_id, key, asked

    def __call__(self, shape: type[Made], make: Callable[[], Made], *, secret: bool = False) -> Made:
        """`secret`: the answer is not kept. Raises ConflictError (`already_made`) in place of giving it again."""
        if self._key is None:
            return make()
        row = {"user_id": self._user_id, "key": self._key, "asked": self._asked}
        mine = insert(IdempotencyKey).values(row).on_conflict_do_nothing().returning(IdempotencyKey.key)
        under_it = (IdempotencyKey.user_id == self._user_id, IdempotencyKey.key == self._key)
        if self._session.execute(mine).one_or_none() is None:
            former = self._session.execute(select(IdempotencyKey.asked, IdempotencyKey.answer).where(*under_it)).one()
            if former.asked != self._asked:
                raise InvalidError("This Idempotency-Key was used for another request. Take a new one.", code="key_reused")
            if former.answer is None:
                raise ConflictError("This was made already, and its secret is shown only once.", code="already_made")
            return shape.model_validate(former.answer)
        made = make()
        if not secret:
            self._session.execute(update(IdempotencyKey).where(*under_it).values(answer=made.model_dump(mode="json", by_alias=True)))
        return made


async def _once(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=200,
            description="Any text of your own, such as a UUID. The same request with the same key within a day makes nothing twice.",
        ),
    ] = None,
) -> Once:
    asked = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return Once(session, actor.user_id, key, hashlib.sha256(asked).digest())


OnceDep = Annotated[Once, Depends(_once, scope="function")]

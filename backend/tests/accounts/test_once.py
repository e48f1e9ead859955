"""`Idempotency-Key`: what is asked for again under the same key is not made again."""

import hashlib
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.accounts.once import Once
from bowerbird.db.session import transaction
from bowerbird.library.tags.schemas import TagOut
from bowerbird.models import ApiKey, IdempotencyKey
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import until_somebody_waits

KEY = {"Idempotency-Key": "d0a7-1"}
MADE = {
    "/api/v1/collections": {"name": "Rome"},
    "/api/v1/tags": {"name": "rome"},
    "/api/v1/search/saved": {"name": "rome", "query": "place:rome"},
}


@pytest.mark.parametrize("url", MADE)
def test_what_is_repeated_is_answered_and_not_made(client: TestClient, url: str) -> None:
    first = client.post(url, json=MADE[url], headers=KEY)
    again = client.post(url, json=MADE[url], headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len(client.get(url).json()["items"]) == 1


def test_a_key_is_of_one_request_and_one_person(client: TestClient, make_user: MakeUser) -> None:
    assert client.post("/api/v1/tags", json={"name": "rome"}, headers=KEY).status_code == 201
    for url, body in (("/api/v1/tags", {"name": "paris"}), ("/api/v1/collections", {"name": "rome"})):
        answer = client.post(url, json=body, headers=KEY)
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    theirs = client.post("/api/v1/tags", json={"name": "rome"}, headers=KEY | {"Authorization": f"Bearer {make_user().api_key}"})
    assert theirs.status_code == 201
    assert len(client.get("/api/v1/tags").json()["items"]) == 1
    assert client.post("/api/v1/tags", json={"name": "x"}, headers={"Idempotency-Key": "k" * 201}).status_code == 422


def test_what_failed_may_be_tried_again(client: TestClient) -> None:
    made = client.post("/api/v1/tags", json={"name": "rome"}).json()
    assert client.post("/api/v1/tags", json={"name": "Rome"}, headers=KEY).json()["code"] == "tag_exists"
    client.delete(f"/api/v1/tags/{made['id']}")
    assert client.post("/api/v1/tags", json={"name": "Rome"}, headers=KEY).status_code == 201


def test_secrets_are_made_once_and_not_kept(client: TestClient, session: Session) -> None:
    before = session.scalar(select(func.count()).select_from(ApiKey)) or 0
    assert client.post("/api/v1/api-keys", json={"name": "laptop"}, headers=KEY).status_code == 201
    again = client.post("/api/v1/api-keys", json={"name": "laptop"}, headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "already_made")
    assert session.scalar(select(func.count()).select_from(ApiKey)) == before + 1
    assert session.scalars(select(IdempotencyKey.answer)).all() == [None]


def test_of_two_at_once_the_second_gets_the_answer_of_the_first(database: Engine, client: TestClient, user: MadeUser) -> None:
    body = b'{"name": "rome"}'
    asked = hashlib.sha256(b"POST /api/v1/tags\n" + body).digest()
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            tag = TagOut(id=uuid.uuid4(), library_id=user.library_id, name="rome", count=0)
            made = Once(session, user.id, KEY["Idempotency-Key"], asked)(TagOut, lambda: tag)
            second = pool.submit(client.post, "/api/v1/tags", content=body, headers=KEY | {"Content-Type": "application/json"})
            until_somebody_waits(database)
        assert second.result(20).json() == made.model_dump(mode="json")
    assert client.get("/api/v1/tags").json()["total"] == 0

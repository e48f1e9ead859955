"""/users: what the owner sees and does."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.models import Asset
from tests.fixtures_api import MadeUser, MakeUser

URL = "/api/v1/users"


@pytest.fixture
def owner(make_user: MakeUser) -> MadeUser:
    return make_user(owner=True, name="Owner")


@pytest.fixture
def as_owner(app: FastAPI, owner: MadeUser) -> Iterator[TestClient]:
    with TestClient(app, headers={"Authorization": f"Bearer {owner.api_key}"}, raise_server_exceptions=False) as made:
        yield made


def test_who_is_here_and_how_much_they_keep(as_owner: TestClient, owner: MadeUser, user: MadeUser) -> None:
    with transaction() as session:
        session.add(Asset(name="a", library_id=user.library_id, kind="other", mime_type="x/y", size=1, sha256=b"1", status="ready"))
    people = {person["id"]: person for person in as_owner.get(URL).json()["items"]}
    assert people.keys() == {str(owner.id), str(user.id)}
    assert (people[str(user.id)]["files"], people[str(user.id)]["email"], people[str(owner.id)]["is_owner"]) == (1, user.email, True)
    assert people[str(owner.id)]["files"] == 0


def test_an_invitation_becomes_an_account(as_owner: TestClient, anonymous: TestClient) -> None:
    invited = as_owner.post(URL, json={"name": "Vera"}).json()
    fresh = as_owner.post(f"{URL}/{invited['user_id']}/link").json()
    for link in (invited["url"], fresh["url"]):
        assert "/welcome#token=" in link
    claim = {"token": fresh["url"].partition("token=")[2], "email": "vera@example.org", "password": "a bower of blue things"}
    claimed = anonymous.post("/api/v1/auth/claim", json=claim)
    assert claimed.status_code == 200, claimed.text
    assert (claimed.json()["user"]["name"], claimed.json()["user"]["is_owner"]) == ("Vera", False)
    again = as_owner.post(f"{URL}/{invited['user_id']}/link")
    assert (again.status_code, again.json()["code"]) == (409, "claimed")
    person = next(each for each in as_owner.get(URL).json()["items"] if each["id"] == invited["user_id"])
    assert (person["email"], person["claimed_at"] is not None) == ("vera@example.org", True)


def test_shutting_out_and_letting_in(
    as_owner: TestClient, user: MadeUser, client: TestClient, sign_in_browser: Callable[[MadeUser], TestClient], owner: MadeUser
) -> None:
    browser = sign_in_browser(user)
    shut_out = as_owner.patch(f"{URL}/{user.id}", json={"disabled": True})
    assert (shut_out.status_code, shut_out.json()["disabled_at"] is not None) == (200, True)
    assert client.get("/api/v1/assets").status_code == 401
    assert browser.get("/api/v1/auth/session").json()["user"] is None
    assert as_owner.patch(f"{URL}/{user.id}", json={"disabled": False}).json()["disabled_at"] is None
    assert client.get("/api/v1/assets").status_code == 200
    assert browser.get("/api/v1/auth/session").json()["user"] is None, "sessions that ended stay ended"
    refused = as_owner.patch(f"{URL}/{owner.id}", json={"disabled": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "is_owner")
    assert as_owner.patch(f"{URL}/{uuid.uuid4()}", json={"disabled": True}).status_code == 404


def test_only_for_the_owner(client: TestClient, user: MadeUser) -> None:
    for answer in (
        client.get(URL),
        client.post(URL, json={"name": "x"}),
        client.post(f"{URL}/{user.id}/link"),
        client.patch(f"{URL}/{user.id}", json={"disabled": True}),
        client.get("/api/v1/admin/instance"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")

"""API keys: shown once, kept as a hash, named by their first characters, gone when revoked."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.accounts.authenticate import cookie_name
from bowerbird.accounts.tokens import digest
from bowerbird.models import ApiKey
from tests.fixtures_api import MadeUser, MakeUser

KEYS = "/api/v1/api-keys"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_names_its_user(client: TestClient, user: MadeUser) -> None:
    state = client.get("/api/v1/auth/session").json()
    assert state["user"]["id"] == str(user.id)
    assert state["csrf_token"] is None
    assert [library["id"] for library in state["libraries"]] == [str(user.library_id)]


def test_ones_libraries_are_a_list_of_their_own(client: TestClient, user: MadeUser, make_user: MakeUser) -> None:
    make_user()
    library = {"id": str(user.library_id), "role": "owner", "is_personal": True}
    answer = client.get("/api/v1/libraries").json()
    assert [{name: item[name] for name in library} for item in answer["items"]] == [library]
    assert (answer["total"], answer["total_relation"], answer["next_cursor"]) == (1, "eq", None)


def test_a_key_is_shown_once_and_kept_as_a_hash(client: TestClient, session: Session) -> None:
    made = client.post(KEYS, json={"name": " backup  script "}).json()
    assert made["key"].startswith("bb_")
    assert len(made["key"]) == 46
    assert made["key"].startswith(made["prefix"])
    assert made["name"] == "backup  script"
    listed = client.get(KEYS)
    assert made["key"] not in listed.text
    assert made["prefix"] in listed.text
    row = session.scalars(select(ApiKey).where(ApiKey.name == "backup  script")).one()
    assert row.key_hash == digest(made["key"])


def test_its_use_is_noted(client: TestClient) -> None:
    made = client.post(KEYS, json={"name": "unused"}).json()
    assert made["last_used_at"] is None
    client.get("/api/v1/auth/session", headers=bearer(made["key"]))
    (found,) = [key for key in client.get(KEYS).json()["items"] if key["id"] == made["id"]]
    assert found["last_used_at"] is not None


def test_a_revoked_key_opens_nothing(client: TestClient) -> None:
    made = client.post(KEYS, json={"name": "short lived"}).json()
    assert client.get(KEYS, headers=bearer(made["key"])).status_code == 200
    assert client.delete(f"{KEYS}/{made['id']}").status_code == 204
    refused = client.get(KEYS, headers=bearer(made["key"]))
    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_api_key")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert client.delete(f"{KEYS}/{made['id']}").status_code == 404


def test_one_persons_keys_are_no_ones_else(client: TestClient, make_user: MakeUser) -> None:
    made = client.post(KEYS, json={"name": "mine"}).json()
    stranger = bearer(make_user().api_key)
    assert made["id"] not in client.get(KEYS, headers=stranger).text
    assert client.delete(f"{KEYS}/{made['id']}", headers=stranger).status_code == 404
    assert client.get(KEYS, headers=bearer(made["key"])).status_code == 200


@pytest.mark.parametrize("key", ["", "bb_", "bb_" + "x" * 43, "nonsense", "bb_\u00e4"])
def test_a_wrong_key_is_refused_even_beside_a_good_cookie(browser: TestClient, key: str) -> None:
    refused = browser.get(KEYS, headers=[(b"Authorization", b"Bearer " + key.encode("latin-1"))])
    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_api_key")


def test_a_key_needs_no_csrf_token_and_ignores_the_cookie(browser: TestClient, make_user: MakeUser) -> None:
    other = make_user()
    headers = {**bearer(other.api_key), "X-CSRF-Token": "", "Origin": "https://elsewhere.example"}
    assert browser.post(KEYS, json={"name": "from a script"}, headers=headers).status_code == 201
    assert browser.get("/api/v1/auth/session", headers=bearer(other.api_key)).json()["user"]["id"] == str(other.id)
    assert cookie_name() in browser.cookies


def test_other_schemes_are_no_keys(anonymous: TestClient, user: MadeUser) -> None:
    refused = anonymous.get(KEYS, headers={"Authorization": f"Basic {user.api_key}"})
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "bell\u0007", "nul\u0000"])
def test_a_name_is_needed(client: TestClient, name: str) -> None:
    refused = client.post(KEYS, json={"name": name})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["location"] == ["body", "name"]

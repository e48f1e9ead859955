"""API keys over HTTP."""

from starlette.testclient import TestClient

from tests.fixtures_api import MadeUser


def test_a_key_names_its_user(client: TestClient, user: MadeUser) -> None:
    state = client.get("/api/v1/auth/session").json()
    assert state["user"]["id"] == str(user.id)
    assert state["csrf_token"] is None
    assert [library["id"] for library in state["libraries"]] == [str(user.library_id)]

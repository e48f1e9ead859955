"""The application as its users meet it, over HTTP in this process.

`make_user()`  a person with a library, a password and an API key.
`client`       a script of `user`: every request carries the API key.
`browser`      a browser of `user`: session cookie, CSRF token and Origin.
`anonymous`    nobody.

They run in the transaction of `session`, or with real commits where the test asks for `database`.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from bowerbird.accounts import repository, service
from bowerbird.accounts.access import Actor
from bowerbird.accounts.authenticate import authenticate, cookie_name, identify_browser
from bowerbird.accounts.service import Client
from bowerbird.db import session as session_module
from bowerbird.main import create_app
from bowerbird.models import User

PASSWORD = "a bower of blue things"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""A real argon2id hash that costs little; signing in replaces it by one of full cost."""


@dataclass(frozen=True, slots=True)
class MadeUser:
    id: uuid.UUID
    email: str
    password: str
    library_id: uuid.UUID
    api_key: str
    actor: Actor


MakeUser = Callable[..., MadeUser]


@pytest.fixture(scope="session")
def app(database_url: str) -> FastAPI:
    assert database_url
    return create_app()


@pytest.fixture
def records(request: pytest.FixtureRequest) -> None:
    """Whichever way of isolation the test chose."""
    request.getfixturevalue("database" if "database" in request.fixturenames else "session")


@pytest.fixture
def make_user(records: None) -> MakeUser:
    def make(email: str | None = None, *, owner: bool = False, name: str = "") -> MadeUser:
        address = email or f"{uuid.uuid4().hex[:12]}@example.org"
        with session_module.transaction() as session:
            user = service.ensure_owner(session) if owner else repository.add_user(session, User(), "Library")
            user.email, user.password_hash, user.name, user.claimed_at = address, _QUICK, name, datetime.now(UTC)
            _, key = service.create_api_key(session, user.id, "tests", Client())
            session.flush()
            identity = authenticate(session, "GET", {"authorization": f"Bearer {key}"}, {})
            assert identity is not None
            return MadeUser(user.id, address, PASSWORD, identity.actor.personal, key, identity.actor)

    return make


@pytest.fixture
def user(make_user: MakeUser) -> MadeUser:
    return make_user()


@pytest.fixture
def anonymous(app: FastAPI, records: None) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def client(app: FastAPI, user: MadeUser) -> Iterator[TestClient]:
    with TestClient(app, headers={"Authorization": f"Bearer {user.api_key}"}, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def sign_in_browser(app: FastAPI) -> Callable[[MadeUser], TestClient]:
    """A browser with a fresh session of this person, without the cost of a password."""

    def sign_in(person: MadeUser) -> TestClient:
        with session_module.transaction() as session:
            token = service.start_session(session, session.get_one(User, person.id), Client(user_agent="tests"))
            identity = identify_browser(session, token)
        assert identity is not None
        assert identity.csrf_token is not None
        headers = {"X-CSRF-Token": identity.csrf_token, "Origin": "http://testserver"}
        return TestClient(app, headers=headers, cookies={cookie_name(): token}, raise_server_exceptions=False)

    return sign_in


@pytest.fixture
def browser(user: MadeUser, sign_in_browser: Callable[[MadeUser], TestClient]) -> Iterator[TestClient]:
    with sign_in_browser(user) as made:
        yield made

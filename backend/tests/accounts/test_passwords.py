"""POST /auth/password, and `bowerbird user password`."""

from collections.abc import Callable

from starlette.testclient import TestClient
from typer.testing import CliRunner

from bowerbird.accounts.commands import user as user_commands
from bowerbird.db.session import transaction
from bowerbird.errors import InvalidError, NotFoundError
from bowerbird.models import User
from tests.fixtures_api import PASSWORD, MadeUser

URL = "/api/v1/auth/password"
NEW = "feathers, caps and clothes pegs"
SignIn = Callable[[MadeUser], TestClient]


def who(client: TestClient) -> object:
    return client.get("/api/v1/auth/session").json()["user"]


def signs_in(client: TestClient, user: MadeUser, password: str) -> bool:
    answer = client.post("/api/v1/auth/sign-in", json={"email": user.email, "password": password})
    return answer.status_code == 200


def test_a_new_password_signs_the_others_out(browser: TestClient, user: MadeUser, sign_in_browser: SignIn, anonymous: TestClient) -> None:
    elsewhere = sign_in_browser(user)
    answer = browser.post(URL, json={"current": PASSWORD, "password": NEW})
    assert answer.status_code == 204, answer.text
    assert who(browser) is not None
    assert who(elsewhere) is None
    assert not signs_in(anonymous, user, PASSWORD)
    assert signs_in(anonymous, user, NEW)


def test_a_wrong_or_weak_password_changes_nothing(browser: TestClient, user: MadeUser, anonymous: TestClient) -> None:
    wrong = browser.post(URL, json={"current": "something else", "password": NEW})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "wrong_password")
    weak = browser.post(URL, json={"current": PASSWORD, "password": "1234567890"})
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    assert signs_in(anonymous, user, PASSWORD)


def test_guesses_are_throttled(browser: TestClient) -> None:
    answers = {browser.post(URL, json={"current": "a guess", "password": NEW}).status_code for _ in range(12)}
    assert answers == {403, 429}


def test_a_key_changes_no_password(client: TestClient) -> None:
    assert client.post(URL, json={"current": PASSWORD, "password": NEW}).status_code == 403


def test_the_command_line_resets_one(browser: TestClient, user: MadeUser, anonymous: TestClient) -> None:
    done = CliRunner().invoke(user_commands, ["password", user.email, "--password-stdin"], input=f"{NEW}\n")
    assert done.exit_code == 0, done.output
    assert who(browser) is None
    assert signs_in(anonymous, user, NEW)
    for email, password, error in (("nobody@example.org", NEW, NotFoundError), (user.email, "short", InvalidError)):
        failed = CliRunner().invoke(user_commands, ["password", email, "--password-stdin"], input=f"{password}\n")
        assert isinstance(failed.exception, error)
    with transaction() as session:
        assert session.get_one(User, user.id).password_hash

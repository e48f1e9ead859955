"""The owner: there from the start, claimed once, by link or by command; and the command line's own key."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner

from bowerbird.accounts import commands, service
from bowerbird.accounts.tokens import digest
from bowerbird.errors import InvalidError
from bowerbird.models import ApiKey, Invitation, Library, Membership, User
from bowerbird.settings import get_settings
from tests.fixtures_api import PASSWORD, MadeUser

CLAIM = "/api/v1/auth/claim"
EMAIL = "owner@example.org"


def link_token(session: Session) -> str:
    link = service.owner_link(session)
    assert link is not None
    session.flush()
    return link.partition("#token=")[2]


def claim(client: TestClient, token: str, **changes: str) -> tuple[int, str]:
    answer = client.post(CLAIM, json={"token": token, "email": EMAIL, "password": PASSWORD, "name": "The owner", **changes})
    return answer.status_code, answer.json().get("code", "")


def test_the_owner_is_made_once_with_a_library(session: Session) -> None:
    first, second = service.ensure_owner(session), service.ensure_owner(session)
    assert first.id == second.id
    assert session.scalar(select(func.count()).select_from(Library)) == 1
    membership = session.scalars(select(Membership)).one()
    assert (membership.role, membership.is_personal) == ("owner", True)


def test_the_link_claims_the_instance_and_signs_in(anonymous: TestClient, session: Session) -> None:
    link = service.owner_link(session)
    assert link is not None
    assert link.startswith(f"{service.base_url(get_settings())}/welcome#token=")
    token = link.partition("#token=")[2]
    assert session.scalar(select(func.count()).where(Invitation.token_hash == digest(token))) == 1
    answer = anonymous.post(CLAIM, json={"token": token, "email": f" {EMAIL} ", "password": PASSWORD, "name": "The owner"})
    assert answer.status_code == 200
    assert answer.json()["user"] == {**answer.json()["user"], "email": EMAIL, "name": "The owner", "is_owner": True}
    assert anonymous.get("/api/v1/auth/session").json()["setup_needed"] is False
    assert anonymous.get("/api/v1/api-keys").status_code == 200
    assert service.owner_link(session) is None


def test_a_link_works_once(anonymous: TestClient, session: Session) -> None:
    first, second = link_token(session), link_token(session)
    assert claim(anonymous, first) == (200, "")
    assert claim(anonymous, first) == (409, "link_used")
    assert claim(anonymous, second, email="other@example.org") == (409, "link_used")
    assert session.scalar(select(User.email).where(User.is_owner)) == EMAIL


def test_a_link_expires(anonymous: TestClient, session: Session) -> None:
    token = link_token(session)
    session.execute(update(Invitation).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    session.flush()
    assert claim(anonymous, token) == (409, "link_expired")


def test_a_link_nobody_made(anonymous: TestClient, session: Session) -> None:
    link_token(session)
    assert claim(anonymous, "x" * 43) == (404, "link_unknown")


@pytest.mark.parametrize(
    ("password", "says"),
    [("short", "at least 10"), ("Password123", "guessed first"), ("aaaaaaaaaaaa", "guessed first"), (EMAIL.upper(), "email address")],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(anonymous: TestClient, session: Session, password: str, says: str) -> None:
    token = link_token(session)
    answer = anonymous.post(CLAIM, json={"token": token, "email": EMAIL, "password": password})
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    assert says in answer.json()["detail"]
    assert claim(anonymous, token) == (200, "")


@pytest.mark.parametrize("email", ["", "no-at-sign", "a b@example.org", "x@y\u0000z", "@", "\ud800@example.org"])
def test_what_is_no_email_is_refused_without_repeating_it(anonymous: TestClient, session: Session, email: str) -> None:
    body = json.dumps({"token": link_token(session), "email": email, "password": PASSWORD})
    answer = anonymous.post(CLAIM, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def test_a_taken_email_is_refused(anonymous: TestClient, session: Session, user: MadeUser) -> None:
    assert claim(anonymous, link_token(session), email=user.email.upper()) == (409, "email_taken")


def test_claims_come_from_our_own_pages(anonymous: TestClient, session: Session) -> None:
    body = {"token": link_token(session), "email": EMAIL, "password": PASSWORD}
    assert anonymous.post(CLAIM, json=body, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_the_command_lines_key_is_private_and_made_anew_when_it_fails(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "cli-key"
    key = service.ensure_cli_key(session, path)
    assert path.read_text().strip() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert service.ensure_cli_key(session, path) == key
    path.write_text("bb_of_another_database\n")
    again = service.ensure_cli_key(session, path)
    assert again != key
    assert session.scalar(select(ApiKey.revoked_at).where(ApiKey.key_hash == digest(key))) is not None
    assert list(tmp_path.iterdir()) == [path]


def run(app: object, *arguments: str, stdin: str = "") -> str:
    result = CliRunner().invoke(app, list(arguments), input=stdin, catch_exceptions=False)  # type: ignore[arg-type]
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_first_user_by_command_is_the_owner_and_the_next_a_member(session: Session, anonymous: TestClient) -> None:
    first = json.loads(run(commands.user, "create", EMAIL, "--password-stdin", "--json", stdin=PASSWORD + "\n"))
    second = json.loads(run(commands.user, "create", "member@example.org", "--password-stdin", "--json", stdin=PASSWORD + "\n"))
    assert (first["is_owner"], second["is_owner"]) == (True, False)
    assert session.scalar(select(func.count()).select_from(Library)) == 2
    answer = anonymous.post("/api/v1/auth/sign-in", json={"email": "member@example.org", "password": PASSWORD})
    assert answer.json()["user"]["id"] == second["id"]


def test_a_key_by_command_is_the_owners_unless_a_user_is_named(session: Session, user: MadeUser, anonymous: TestClient) -> None:
    service.ensure_owner(session)
    session.flush()
    for arguments, expected in ((("create", "x", "--json"), True), (("create", "x", "--user", user.email, "--json"), False)):
        made = json.loads(run(commands.api_key, *arguments))
        assert set(made) == {"id", "name", "key", "prefix"}
        state = anonymous.get("/api/v1/auth/session", headers={"Authorization": f"Bearer {made['key']}"}).json()
        assert state["user"]["is_owner"] is expected


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\0b", "two\nlines"])
def test_a_key_needs_a_name_that_can_be_shown(session: Session, name: str) -> None:
    with pytest.raises(InvalidError, match="is not a name for a key"):
        run(commands.api_key, "create", name)


@pytest.mark.parametrize(
    ("host", "public", "url"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:8420"),
        ("0.0.0.0", "", "http://localhost:8420"),
        ("::1", "", "http://[::1]:8420"),
        ("0.0.0.0", "https://files.example.org/", "https://files.example.org"),
    ],
)
def test_the_address_people_type(host: str, public: str, url: str) -> None:
    settings = get_settings().model_copy(
        update={"http": get_settings().http.model_copy(update={"host": host, "port": 8420, "public_url": public})}
    )
    assert service.base_url(settings) == url


def test_the_link_on_the_command_line(anonymous: TestClient, session: Session) -> None:
    app = typer.Typer()
    app.command()(commands.owner_link)
    printed = CliRunner().invoke(app).output.strip()
    assert claim(anonymous, printed.partition("/welcome#token=")[2]) == (200, "")
    again = CliRunner().invoke(app, ["--json"])
    assert (again.exit_code, json.loads(again.output)) == (0, {"url": None})

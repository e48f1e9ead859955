"""Signing in and out by password and cookie: every branch over HTTP."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.accounts import passwords, sign_in
from bowerbird.accounts.authenticate import cookie_name
from bowerbird.accounts.tokens import digest
from bowerbird.models import AuditEntry, SignInAttempt, SignInSession, User
from bowerbird.settings import Settings, get_settings
from tests.fixtures_api import MadeUser, MakeUser

SESSION = "/api/v1/auth/session"
SIGN_IN = "/api/v1/auth/sign-in"
SIGN_OUT = "/api/v1/auth/sign-out"


@pytest.fixture
def few_tries(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    assert database_url
    monkeypatch.setattr(get_settings().auth, "attempts_per_window", 3)
    return get_settings()


def credentials(person: MadeUser, **changes: str) -> dict[str, str]:
    return {"email": person.email, "password": person.password, **changes}


def test_a_stranger_learns_only_what_a_page_needs(anonymous: TestClient) -> None:
    state = anonymous.get(SESSION)
    assert state.status_code == 200
    assert state.json()["user"] is None
    assert state.json()["libraries"] == []
    assert state.json()["csrf_token"] is None
    assert state.json()["setup_needed"] is True
    assert state.json()["limits"]["max_bytes"] == get_settings().upload.max_bytes


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(anonymous: TestClient, user: MadeUser, session: Session) -> None:
    answer = anonymous.post(SIGN_IN, json=credentials(user, email=f"  {user.email.upper()} "))
    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(user.id)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert anonymous.get(SESSION).json()["csrf_token"] == answer.json()["csrf_token"]
    token = anonymous.cookies[cookie_name()]
    assert session.scalar(select(SignInSession.user_id).where(SignInSession.token_hash == digest(token))) == user.id
    assert session.scalar(select(func.count()).where(SignInSession.csrf_token == token)) == 0


def test_over_https_the_cookie_is_secure(app: FastAPI, user: MadeUser) -> None:
    with TestClient(app, base_url="https://testserver") as client:
        assert "secure" in client.post(SIGN_IN, json=credentials(user)).headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_email_look_alike(anonymous: TestClient, user: MadeUser) -> None:
    wrong = anonymous.post(SIGN_IN, json=credentials(user, password="not the password"))
    unknown = anonymous.post(SIGN_IN, json=credentials(user, email="nobody@example.org"))
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert {**wrong.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert wrong.json()["code"] == "wrong_credentials"
    assert "set-cookie" not in wrong.headers


def test_an_unknown_email_costs_as_much_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = passwords._hasher.__class__.verify

    def counted(self: object, hashed: str, password: str) -> bool:
        calls.append(hashed)
        return bool(real(self, hashed, password))  # type: ignore[arg-type]

    monkeypatch.setattr(passwords._hasher.__class__, "verify", counted)
    assert not passwords.verify(None, "whatever it is")
    assert len(calls) == 1
    assert not passwords._hasher.check_needs_rehash(calls[0])


def test_signing_in_brings_an_old_hash_up_to_date(anonymous: TestClient, user: MadeUser, session: Session) -> None:
    before = session.get_one(User, user.id).password_hash
    assert before
    assert passwords.outdated(before)
    anonymous.post(SIGN_IN, json=credentials(user))
    after = session.scalar(select(User.password_hash).where(User.id == user.id))
    assert after != before
    assert after
    assert not passwords.outdated(after)


def test_a_disabled_user_cannot_sign_in_and_is_signed_out(browser: TestClient, user: MadeUser, session: Session) -> None:
    session.execute(update(User).where(User.id == user.id).values(disabled_at=func.now()))
    session.flush()
    assert browser.get(SESSION).json()["user"] is None
    assert browser.post(SIGN_IN, json=credentials(user)).status_code == 401
    with_key = browser.get(SESSION, headers={"Authorization": f"Bearer {user.api_key}"})
    assert with_key.status_code == 401


def test_too_many_tries_wait_even_with_the_right_password(anonymous: TestClient, user: MadeUser, few_tries: Settings) -> None:
    for _ in range(3):
        assert anonymous.post(SIGN_IN, json=credentials(user, password="not the password")).status_code == 401
    refused = anonymous.post(SIGN_IN, json=credentials(user))
    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= few_tries.auth.window_seconds + 1


def test_tries_age(anonymous: TestClient, user: MadeUser, few_tries: Settings, session: Session) -> None:
    for _ in range(3):
        anonymous.post(SIGN_IN, json=credentials(user, password="not the password"))
    old = datetime.now(UTC) - timedelta(seconds=few_tries.auth.window_seconds + 1)
    session.execute(update(SignInAttempt).values(created_at=old))
    session.flush()
    assert anonymous.post(SIGN_IN, json=credentials(user)).status_code == 200


def test_one_address_may_not_try_every_account(
    anonymous: TestClient, user: MadeUser, few_tries: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "IP_ALLOWANCE", 2)
    for number in range(6):
        assert anonymous.post(SIGN_IN, json=credentials(user, email=f"guess{number}@example.org")).status_code == 401
    assert anonymous.post(SIGN_IN, json=credentials(user)).status_code == 429


def test_signing_in_costs_no_try(anonymous: TestClient, user: MadeUser, few_tries: Settings) -> None:
    for _ in range(5):
        assert anonymous.post(SIGN_IN, json=credentials(user)).status_code == 200


def test_signing_in_again_ends_the_session_it_came_with(browser: TestClient, user: MadeUser) -> None:
    before = browser.cookies[cookie_name()]
    answer = browser.post(SIGN_IN, json=credentials(user))
    after = answer.cookies[cookie_name()]
    assert after != before
    for cookie, name in ((before, None), (after, str(user.id))):
        browser.cookies.clear()
        found = browser.get(SESSION, headers={"Cookie": f"{cookie_name()}={cookie}"}).json()["user"]
        assert (found["id"] if found else None) == name


def test_signing_out_ends_the_session_for_good(browser: TestClient) -> None:
    token = browser.cookies[cookie_name()]
    answer = browser.post(SIGN_OUT)
    assert answer.status_code == 204
    assert cookie_name() in answer.headers["set-cookie"]
    browser.cookies.clear()
    assert browser.get("/api/v1/api-keys", headers={"Cookie": f"{cookie_name()}={token}"}).status_code == 401


def test_a_key_has_nothing_to_sign_out_of(client: TestClient) -> None:
    assert client.post(SIGN_OUT).status_code == 403


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X-CSRF-Token": ""}, "csrf"),
        ({"X-CSRF-Token": "guessed"}, "csrf"),
        ({"Origin": "https://elsewhere.example"}, "cross_site"),
        ({"Origin": "null"}, "cross_site"),
        ({"Origin": "http://testserver:81"}, "cross_site"),
    ],
)
def test_a_write_from_elsewhere_is_refused(browser: TestClient, headers: dict[str, str], code: str) -> None:
    refused = browser.post("/api/v1/api-keys", json={"name": "stolen"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert browser.post("/api/v1/api-keys", json={"name": "mine"}).status_code == 201


def test_a_browser_that_names_no_origin_tells_by_fetch_metadata(browser: TestClient) -> None:
    del browser.headers["Origin"]
    assert browser.post("/api/v1/api-keys", json={"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert browser.post("/api/v1/api-keys", json={"name": "x"}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 201


def test_nobody_is_signed_in_from_another_site(anonymous: TestClient, user: MadeUser) -> None:
    refused = anonymous.post(SIGN_IN, json=credentials(user), headers={"Origin": "https://elsewhere.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site")


def test_the_public_address_is_our_own_origin(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().http, "public_url", "https://files.example.org")
    headers = {"Origin": "https://files.example.org"}
    assert browser.post("/api/v1/api-keys", json={"name": "x"}, headers=headers).status_code == 201


def test_an_expired_session_is_none(browser: TestClient, session: Session) -> None:
    session.execute(update(SignInSession).values(expires_at=func.now()))
    session.flush()
    assert browser.get(SESSION).json()["user"] is None
    assert browser.get("/api/v1/api-keys").status_code == 401


def test_use_is_noted_and_the_session_lives_on_but_not_with_every_request(browser: TestClient, user: MadeUser, session: Session) -> None:
    def seen() -> tuple[datetime, datetime]:
        row = session.execute(select(SignInSession.last_used_at, SignInSession.expires_at).where(SignInSession.user_id == user.id)).one()
        return row[0], row[1]

    first = seen()
    browser.get("/api/v1/api-keys")
    assert seen() == first
    session.execute(update(SignInSession).values(last_used_at=first[0] - timedelta(hours=1), expires_at=first[1] - timedelta(hours=1)))
    session.flush()
    browser.get("/api/v1/api-keys")
    assert seen()[0] >= first[0]
    assert seen()[1] >= first[1] - timedelta(minutes=1)


def test_sessions_are_listed_and_ended_one_by_one(
    user: MadeUser, make_user: MakeUser, sign_in_browser: Callable[[MadeUser], TestClient]
) -> None:
    here, there, stranger = sign_in_browser(user), sign_in_browser(user), sign_in_browser(make_user())
    listed = here.get("/api/v1/auth/sessions").json()["items"]
    assert [item["current"] for item in listed].count(True) == 1
    (other,) = [item["id"] for item in listed if not item["current"]]
    assert stranger.delete(f"/api/v1/auth/sessions/{other}").status_code == 404
    assert there.get("/api/v1/api-keys").status_code == 200
    assert here.delete(f"/api/v1/auth/sessions/{other}").status_code == 204
    assert there.get("/api/v1/api-keys").status_code == 401
    assert here.delete(f"/api/v1/auth/sessions/{other}").status_code == 404
    assert len(here.get("/api/v1/auth/sessions").json()["items"]) == 1


def test_who_signed_in_and_who_was_refused_is_on_record(anonymous: TestClient, user: MadeUser, session: Session) -> None:
    anonymous.post(SIGN_IN, json=credentials(user, password="not the password"))
    anonymous.post(SIGN_IN, json=credentials(user))
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.user_id == user.id).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["session.refuse", "session.create"]

"""What surrounds every request: problem details, ids, headers, bounds; the log without secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from fastapi import APIRouter, FastAPI
from psycopg.errors import ForeignKeyViolation, NotNullViolation
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from bowerbird.errors import StorageFullError
from bowerbird.ops import error_handlers
from bowerbird.ops import logging as ops_logging
from bowerbird.ops.body_limit import MAX_BODY, BodyLimit
from bowerbird.ops.requests import API_CSP, RequestContext
from bowerbird.settings import Settings

SECRET = "the inside of the machine"


class Body(BaseModel):
    number: int
    password: str = ""


router = APIRouter()


@router.get("/api/broken")
def broken() -> None:
    raise RuntimeError(SECRET)


@router.get("/api/full")
def full() -> None:
    raise StorageFullError("Make room.", headers={"Retry-After": "60"})


@router.get("/api/no-database")
def no_database() -> None:
    raise OperationalError(SECRET, {}, Exception(SECRET))


@router.get("/api/overtaken")
def overtaken() -> None:
    raise IntegrityError(SECRET, {}, ForeignKeyViolation(SECRET))


@router.get("/api/incomplete")
def incomplete() -> None:
    raise IntegrityError(SECRET, {}, NotNullViolation(SECRET))


@router.get("/api/broken-stream")
def broken_stream() -> StreamingResponse:
    def chunks() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError(SECRET)

    return StreamingResponse(chunks())


@router.post("/api/things/{name}")
def post_thing(name: str, body: Body) -> dict[str, int | str]:
    return {"name": name, "number": body.number}


@pytest.fixture(scope="module")
def small_app() -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    error_handlers.install(app)
    app.add_middleware(BodyLimit, streaming=frozenset({("POST", "/api/streamed")}))
    app.add_middleware(RequestContext)
    return app


@pytest.fixture
def http(small_app: FastAPI) -> TestClient:
    return TestClient(small_app, raise_server_exceptions=False)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level, former = root.handlers[:], root.level, structlog.get_config()
    ops_logging.configure(Settings(log_format="json", log_level="INFO"))
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    structlog.configure(**former)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/broken", 500, "internal"),
        ("GET", "/api/full", 507, "storage_full"),
        ("GET", "/api/no-database", 503, "unavailable"),
        ("GET", "/api/overtaken", 409, "conflict"),
        ("GET", "/api/incomplete", 500, "internal"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("DELETE", "/api/full", 405, "method_not_allowed"),
        ("POST", "/api/things/x", 422, "invalid"),
    ],
)
def test_every_error_is_a_problem(http: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = http.request(method, path)
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_the_headers_of_an_error_go_along(http: TestClient) -> None:
    assert http.get("/api/full").headers["retry-after"] == "60"
    assert http.delete("/api/full").headers["allow"] == "GET"
    assert http.get("/api/no-database").headers["retry-after"]


def test_a_wrong_payload_names_its_fields_and_repeats_no_value(http: TestClient) -> None:
    answer = http.post("/api/things/x", json={"number": "many", "password": ["hunter2"]})
    assert {tuple(error["location"]) for error in answer.json()["errors"]} == {("body", "number"), ("body", "password")}
    assert "hunter2" not in answer.text
    assert "many" not in answer.text


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"number": 1e999}', b'{"number": "\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_the_senders_fault(http: TestClient, body: bytes) -> None:
    answer = http.post("/api/things/x", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json()["request_id"]


def test_an_answer_that_breaks_half_way_is_not_taken_for_whole(http: TestClient) -> None:
    with pytest.raises(Exception, match=SECRET):
        TestClient(http.app).get("/api/broken-stream")


def test_a_given_request_id_is_kept_when_it_looks_like_one(http: TestClient) -> None:
    assert http.get("/api/full", headers={"X-Request-ID": "from-the-proxy.1"}).headers["x-request-id"] == "from-the-proxy.1"
    for bad in ("short", "x" * 101, "with space", "new\tline"):
        assert http.get("/api/full", headers={"X-Request-ID": bad}).headers["x-request-id"] != bad


def test_headers_that_protect(http: TestClient) -> None:
    headers = http.get("/api/full").headers
    assert headers["content-security-policy"] == API_CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"


def test_a_body_too_large_for_memory_is_refused(http: TestClient) -> None:
    big = b"x" * (MAX_BODY + 1)
    announced = http.post("/api/things/x", content=big)
    unannounced = http.post("/api/things/x", content=iter([big]))
    assert (announced.status_code, unannounced.status_code) == (413, 413)
    assert announced.json()["code"] == unannounced.json()["code"] == "too_large"
    assert http.post("/api/things/x", content=b"{}", headers={"Content-Length": "-1"}).status_code == 413
    assert http.post("/api/streamed", content=big).status_code == 404


def test_the_log_has_one_line_a_request_with_its_id_and_route(http: TestClient, log: io.StringIO) -> None:
    answer = http.post("/api/things/one?token=in-the-query", json={"number": 1})
    (line,) = [line for line in lines(log) if line["event"] == "request"]
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/things/{name}", 200)
    assert "in-the-query" not in json.dumps(line)


def test_what_was_not_foreseen_is_logged_whole(http: TestClient, log: io.StringIO) -> None:
    answer = http.get("/api/broken")
    (line,) = [line for line in lines(log) if line["event"] == "unexpected_error"]
    assert line["request_id"] == answer.headers["x-request-id"]
    assert SECRET in str(line["exception"])


def test_secrets_are_hidden_by_name_and_by_look(log: io.StringIO) -> None:
    structlog.get_logger("x").info(
        "started", password="p1", csrf_token="p2", url="postgresql://app:p3@127.0.0.1/x", link="http://h/welcome#token=p4"
    )
    logging.getLogger("library").warning("refused %s at %s", "bb_" + "p5" * 20, "redis://:p6@127.0.0.1/0")
    try:
        raise ValueError("redis://user:p7@host/0")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    text = log.getvalue()
    assert not [secret for secret in ("p1", "p2", "p3", "p4", "p5", "p6", "p7") if secret in text]
    assert len(lines(log)) == 3

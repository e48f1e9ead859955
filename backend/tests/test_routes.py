"""The whole application as it is routed: what every route keeps to, the documentation, and the pages."""

import inspect
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.testclient import TestClient

from bowerbird.db import session as session_module
from bowerbird.main import create_app
from bowerbird.ops.pages import CSP
from bowerbird.settings import get_settings

OPEN = {"get_session", "claim_owner", "create_session"}
"""What a stranger may call under /api/v1."""


def api_routes(app: FastAPI) -> list[Any]:
    return [context for context in iter_route_contexts(app.routes) if isinstance(context.original_route, APIRoute) and context.path]


def calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def test_streaming_routes_hold_no_connection_and_the_others_share_one(app: FastAPI) -> None:
    found = 0
    for route in api_routes(app):
        needed = list(calls(route.dependant))
        if session_module._session in needed:
            found += 1
            assert not inspect.iscoroutinefunction(route.endpoint), (
                f"{route.name} would hold a connection while bytes stream: use StreamActorDep"
            )
            assert "stream_identity" not in {call.__name__ for call in needed}, f"{route.name} takes two slots"
    assert found > 5


def test_operation_ids_are_unique_and_short(app: FastAPI) -> None:
    document = app.openapi()
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z_]{2,30}", name) for name in ids), ids


def test_every_error_in_the_document_is_a_problem(app: FastAPI) -> None:
    document = app.openapi()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if path.startswith("/api/") and int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (path, status)


def test_every_route_is_described_and_what_swagger_fills_in_is_a_request(client: TestClient, app: FastAPI) -> None:
    document = app.openapi()
    tried = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path}"
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
            schema = document["components"]["schemas"].get(body.rpartition("/")[2], {})
            for example in schema.get("examples", []) if "{" not in path else []:
                assert client.request(method, path, json=example).status_code != 422, (path, example)
                tried.add(path.removeprefix("/api/v1"))
    assert tried >= {"/search", "/search/saved", "/collections", "/tags", "/assets/bulk", "/assets/download"}


RANKINGS = {"Suggestions", "SimilarAssets", "PictureAnswer"}
"""The likeliest of many, never all: there is nothing to page through or to count."""


def test_every_list_has_the_shape_of_a_page(app: FastAPI) -> None:
    schemas = app.openapi()["components"]["schemas"]
    lists = {name: schema["properties"] for name, schema in schemas.items() if "items" in schema.get("properties", {})}
    assert len(lists) > 15
    for name in lists.keys() - RANKINGS:
        assert {"items", "next_cursor", "total", "total_relation"} <= lists[name].keys(), name


def test_the_sentence_of_a_refused_request_says_what_is_wrong_with_it(client: TestClient) -> None:
    answer = client.get("/api/v1/assets", params={"limit": 0, "kind": "film"}).json()
    assert answer["detail"] == (
        "The request does not have the expected form. query.kind.0: Input should be 'image', 'video', 'audio', 'document' or 'other' (1 more in `errors`)."
    )
    assert [each["location"] for each in answer["errors"]] == [["query", "kind", 0], ["query", "limit"]]


def test_a_stranger_gets_nowhere(anonymous: TestClient, app: FastAPI) -> None:
    tried = 0
    for route in api_routes(app):
        if not route.path.startswith("/api/v1/") or route.name in OPEN:
            continue
        path = re.sub(r"\{page\}", "1", route.path)
        path = re.sub(r"\{\w+\}", "01890000-0000-7000-8000-000000000000", path)
        for method in route.methods - {"HEAD"}:
            answer = anonymous.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), f"{method} {path}: {answer.text}"
            tried += 1
    assert tried > 15


def test_swagger_loads_nothing_from_elsewhere(anonymous: TestClient) -> None:
    page = anonymous.get("/docs")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "://" not in page.text
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert anonymous.get(address).status_code == 200, address
    assert anonymous.get("/api/openapi.json").json()["openapi"].startswith("3.1")
    assert anonymous.get("/docs/..%2fdocs.py").status_code == 404
    assert anonymous.get("/docs/oauth2.html").status_code == 404


@pytest.fixture
def pages(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    assert database_url
    (tmp_path / "dist" / "static").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("<title>Bowerbird</title>")
    (tmp_path / "dist" / "static" / "app-1a2b3c.mjs").write_text("export {}")
    (tmp_path / "outside.txt").write_text("not for everybody")
    monkeypatch.setattr(get_settings(), "spa_dir", tmp_path / "dist")
    return TestClient(create_app())


@pytest.mark.parametrize("path", ["/", "/library", "/assets/01890000-0000-7000-8000-000000000000", "/a/b.c", "/index.html"])
def test_the_page_routes_its_own_addresses(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert answer.status_code == 200
    assert "Bowerbird" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == CSP


def test_hashed_files_stay_for_ever_and_missing_ones_are_missing(pages: TestClient) -> None:
    script = pages.get("/static/app-1a2b3c.mjs")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert pages.get("/static/app-1a2b3c.mjs", headers={"If-None-Match": script.headers["etag"]}).status_code == 304
    assert pages.get("/static/app-of-yesterday.mjs").status_code == 404


@pytest.mark.parametrize(
    "path", ["/../outside.txt", "/%2e%2e/outside.txt", "/static/..%2f..%2foutside.txt", "/..%5coutside.txt", "/%00", "/" + "x" * 5000]
)
def test_nothing_outside_the_pages_is_served(pages: TestClient, path: str) -> None:
    assert "not for everybody" not in pages.get(path).text


@pytest.mark.parametrize("path", ["/api", "/api/v1/nothing", "/api/v2/assets", "/health/nothing", "/metrics/x"])
def test_an_unknown_address_of_the_api_is_no_page(pages: TestClient, path: str) -> None:
    answer = pages.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_method_that_does_not_fit(pages: TestClient) -> None:
    wrong = pages.get("/api/v1/search")
    assert (wrong.status_code, wrong.headers["allow"], wrong.json()["detail"]) == (405, "POST", "This address takes POST.")
    another = pages.put(f"/api/v1/assets/{uuid.uuid4()}", headers={"Host": "with/a/path"})
    assert another.headers["allow"] == "DELETE, GET, PATCH"
    assert pages.post("/library").status_code == 405


def test_without_pages_it_says_how_to_build_them(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "spa_dir", tmp_path / "nothing")
    answer = TestClient(create_app()).get("/")
    assert answer.status_code == 503
    assert "start.sh" in answer.text

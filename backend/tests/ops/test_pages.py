import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bowerbird.ops.pages import Pages

SCRIPT = b"export const answer = 42;" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    (tmp_path / "static").mkdir()
    (tmp_path / "index.html").write_bytes(b"<!doctype html>")
    (tmp_path / "static" / "index-1.js").write_bytes(SCRIPT)
    (tmp_path / "static" / "index-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    app = Starlette()
    app.router.default = Pages(tmp_path)
    return TestClient(app)


def test_a_compressed_file_is_sent_to_who_takes_it(client: TestClient) -> None:
    answer = client.get("/static/index-1.js", headers={"Accept-Encoding": "br, gzip;q=0.9"})
    assert answer.content == SCRIPT
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) < len(SCRIPT)
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_file_itself_goes_to_who_does_not(client: TestClient) -> None:
    answer = client.get("/static/index-1.js", headers={"Accept-Encoding": "identity"})
    assert answer.content == SCRIPT
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_every_address_of_a_page_is_the_index_and_a_missing_script_is_missing(client: TestClient) -> None:
    assert client.get("/library").content == b"<!doctype html>"
    assert client.get("/static/index-2.js").status_code == 404

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.errors import StageError
from bowerbird.models import Asset, StoredObject
from bowerbird.pipeline.pages import router, service
from bowerbird.pipeline.pages.service import PageRenderer
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.documents import pdf
from tests.factories.pipeline import DirectDecoder, keep_file, run_stages


class CountingDecoder(DirectDecoder):
    def __init__(self) -> None:
        self.calls = 0

    def call(self, name: str, path: Path | None, *, timeout: float, **arguments: Any) -> Any:
        self.calls += 1
        return super().call(name, path, timeout=timeout, **arguments)


@pytest.fixture
def decoder(storage: FilesystemStorage, monkeypatch: pytest.MonkeyPatch) -> CountingDecoder:
    counting = CountingDecoder()
    renderer = PageRenderer(storage, counting)
    monkeypatch.setattr(router, "get_renderer", lambda: renderer)
    return counting


KeepPdf = Callable[..., Asset]


@pytest.fixture
def keep_pdf(storage: FilesystemStorage, tmp_path: Path) -> KeepPdf:
    def keep(library_id: uuid.UUID, **layout: Any) -> Asset:
        path = pdf(tmp_path / "a.pdf", [[(50, 700, "one")], [(50, 700, "two")]], **layout)
        asset, key = keep_file(path, storage, library_id=library_id)
        made = run_stages(asset, key, storage, stages=frozenset({"inspect"})).asset
        assert made is not None
        return made

    return keep


def objects(session: Session, asset: Asset) -> list[str]:
    return sorted(session.scalars(select(StoredObject.role).where(StoredObject.asset_id == asset.id, StoredObject.role != "original")))


def test_a_page_is_drawn_once(session: Session, client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf) -> None:
    asset = keep_pdf(user.library_id)
    for _ in range(2):
        response = client.get(f"/api/v1/assets/{asset.id}/pages/2?width=320")
        assert response.status_code == 200
        assert response.headers["content-type"] == "image/webp"
        assert "private" in response.headers["cache-control"]
        assert Image.open(BytesIO(response.content)).size == (320, 427)
    assert decoder.calls == 1
    assert objects(session, asset) == ["page/2/320"]


@pytest.mark.parametrize("address", ["pages/0", "pages/-1", "pages/1?width=333", "pages/x"])
def test_senseless_requests(client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf, address: str) -> None:
    assert client.get(f"/api/v1/assets/{keep_pdf(user.library_id).id}/{address}").status_code == 422


def test_pages_that_are_not_there(session: Session, client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf) -> None:
    asset = keep_pdf(user.library_id)
    assert client.get(f"/api/v1/assets/{asset.id}/pages/3").status_code == 404
    assert client.get(f"/api/v1/assets/{uuid.uuid4()}/pages/1").status_code == 404


def test_pages_of_others(client: TestClient, make_user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf, anonymous: TestClient) -> None:
    asset = keep_pdf(make_user().library_id)
    assert client.get(f"/api/v1/assets/{asset.id}/pages/1").status_code == 404
    assert anonymous.get(f"/api/v1/assets/{asset.id}/pages/1").status_code == 401
    assert decoder.calls == 0


def test_a_file_without_pages(client: TestClient, user: Any, storage: FilesystemStorage, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no pages")
    asset, _ = keep_file(tmp_path / "a.txt", storage, library_id=user.library_id)
    assert client.get(f"/api/v1/assets/{asset.id}/pages/1").status_code == 404


def test_pages_of_a_tiff(client: TestClient, user: Any, decoder: CountingDecoder, storage: FilesystemStorage, tmp_path: Path) -> None:
    sheets = [Image.new("RGB", (800, 400), colour) for colour in ("red", "lime", "blue")]
    sheets[0].save(tmp_path / "a.tiff", save_all=True, append_images=sheets[1:])
    asset, key = keep_file(tmp_path / "a.tiff", storage, library_id=user.library_id)
    run_stages(asset, key, storage, stages=frozenset({"inspect"}))
    drawn = Image.open(BytesIO(client.get(f"/api/v1/assets/{asset.id}/pages/3?width=320").content)).convert("RGB")
    red, _, blue = drawn.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert drawn.size == (320, 160)
    assert (blue > 200, red < 50) == (True, True)
    assert client.get(f"/api/v1/assets/{asset.id}/pages/4").status_code == 404


def test_an_endless_page_is_drawn_within_bounds(
    session: Session, client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf
) -> None:
    asset = keep_pdf(user.library_id, media_box=(0, 0, 14_000, 14_000_000))
    response = client.get(f"/api/v1/assets/{asset.id}/pages/1?width=1920")
    picture = Image.open(BytesIO(response.content))
    assert picture.width * picture.height <= 1920 * 1920 * 4


def test_a_page_that_cannot_be_drawn(
    client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise StageError("Reading this file crashed.", code="decoder_crashed")

    monkeypatch.setattr(decoder, "call", crash)
    response = client.get(f"/api/v1/assets/{keep_pdf(user.library_id).id}/pages/1")
    assert (response.status_code, response.json()["code"]) == (404, "decoder_crashed")


def test_requests_at_once_make_one_object(
    database: Engine, client: TestClient, user: Any, decoder: CountingDecoder, keep_pdf: KeepPdf
) -> None:
    asset = keep_pdf(user.library_id)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.get(f"/api/v1/assets/{asset.id}/pages/1?width=640"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert decoder.calls == 1


def test_another_process_was_faster(
    session: Session, user: Any, storage: FilesystemStorage, decoder: CountingDecoder, keep_pdf: KeepPdf
) -> None:
    asset = keep_pdf(user.library_id)
    wanted = service.find_page(session, user.actor, asset.id, 1, 320)
    first, second = PageRenderer(storage, decoder), PageRenderer(storage, decoder)
    assert first.picture(wanted)
    second._keep(wanted, b"late")
    assert objects(session, asset) == ["page/1/320"]
    assert second.picture(service.find_page(session, user.actor, asset.id, 1, 320)) == first.picture(wanted)

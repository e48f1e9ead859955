"""What the player asks for."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Asset
from tests.library.conftest import AddAsset

URL = "/api/v1/assets"
WAVEFORM = json.dumps({"peaks": [0, 128, 255]}).encode()


@pytest.mark.parametrize(
    ("role", "mime_type", "data"),
    [("waveform", "application/json", WAVEFORM), ("sprite", "image/webp", b"RIFF"), ("playback", "video/mp4", b"\0" * 99)],
)
def test_each_comes_with_its_type_and_in_ranges(
    *, client: TestClient, session: Session, add_asset: AddAsset, add_object: Callable[..., str], role: str, mime_type: str, data: bytes
) -> None:
    asset_id = add_asset("talk.mkv", kind="video", mime_type="video/x-matroska")
    assert client.get(f"{URL}/{asset_id}/{role}").status_code == 404
    assert client.get(f"{URL}/{asset_id}").json()[f"{role}_url"] is None
    add_object(asset_id, data, role=role, mime_type=mime_type)
    session.execute(update(Asset).where(Asset.id == asset_id).values(details={role: {"v": "abc"}}))
    session.commit()
    url = client.get(f"{URL}/{asset_id}").json()[f"{role}_url"]
    whole = client.get(url)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, mime_type)
    assert whole.headers["x-content-type-options"] == "nosniff"
    part = client.get(url, headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, data[1:3])


def test_films_go_by_the_names_that_browsers_know(client: TestClient, add_asset: AddAsset, add_object: Callable[..., str]) -> None:
    asset_id = add_asset("clip.mov", kind="video", mime_type="video/quicktime")
    add_object(asset_id, b"moov", mime_type="video/quicktime")
    assert client.get(f"{URL}/{asset_id}/original").headers["content-type"] == "video/mp4"

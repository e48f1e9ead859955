"""A picture dropped into the box: copies of it, what shows the same, or what has its words; nothing of it is kept."""

import io
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.ai.contracts import SpaceSpec, Vector
from bowerbird.library import likeness
from bowerbird.models import Asset, Embedding, PictureFingerprint, Search, Segment, StoredObject
from bowerbird.pipeline.preview.fingerprint import fingerprint, pixels_digest
from bowerbird.search import by_image
from bowerbird.search.spaces import create_space
from tests.fixtures_api import MadeUser, MakeUser
from tests.search.conftest import add_asset, settle


def waves(seed: int, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A picture with something in it, another for each seed."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(size, Image.Resampling.BICUBIC)


def written(words: str) -> Image.Image:
    image = Image.new("RGB", (900, 200), "white")
    ImageDraw.Draw(image).text((30, 60), words, fill="black", font=ImageFont.load_default(48))
    return image


def as_bytes(image: Image.Image, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def add_picture(session: Session, user: MadeUser, image: Image.Image, name: str) -> Asset:
    asset = add_asset(session, user.library_id, f"Picture {name}", name=name, kind="image")
    like = fingerprint(image)
    bits = {
        "hash": likeness.signed(like.bits),
        "detail": like.detail,
        "tiny": like.tiny,
        "bands": likeness.bands(user.library_id, like.bits),
    }
    session.add(PictureFingerprint(asset_id=asset.id, library_id=user.library_id, pixels=pixels_digest(image, None), **bits))
    session.flush()
    return asset


def ask(client: TestClient, content: bytes, name: str = "dropped.png") -> dict[str, Any]:
    answer = client.post("/api/v1/search/by-image", files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def found_in(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(item["asset"]["name"], item["tier"]) for item in answer["items"]]


@pytest.fixture
def pictures(session: Session, user: MadeUser) -> None:
    for seed, name in enumerate(("beach.jpg", "mountain.jpg", "harbour.jpg")):
        add_picture(session, user, waves(seed), name)
    settle(session)


@pytest.mark.usefixtures("pictures")
def test_copies_and_other_versions_come_first(client: TestClient) -> None:
    assert found_in(ask(client, as_bytes(waves(1)))) == [("mountain.jpg", "pixels")]
    smaller = ask(client, as_bytes(waves(1, (200, 150)), "JPEG"))
    assert found_in(smaller) == [("mountain.jpg", "near")]
    assert smaller["items"][0]["strength"] == "strong"
    assert smaller["degraded"] == ["visual"]
    assert [hint["code"] for hint in smaller["hints"]] == ["copies_alone"]
    assert found_in(ask(client, as_bytes(waves(9)))) == []


@pytest.mark.usefixtures("pictures")
def test_without_a_model_the_words_in_it_are_looked_for(client: TestClient, session: Session, user: MadeUser) -> None:
    add_asset(session, user.library_id, "Invoice 4711 for the boiler in Elm Street", name="invoice.pdf")
    settle(session)
    answer = ask(client, as_bytes(written("Invoice 4711 boiler")))
    assert [hint["code"] for hint in answer["hints"]] == ["words_in_picture"]
    assert "4711" in answer["words"]
    assert found_in(answer)[0] == ("invoice.pdf", None)
    assert answer["items"][0]["segment_id"]


@pytest.mark.usefixtures("pictures")
def test_nothing_of_it_is_kept(client: TestClient, session: Session) -> None:
    def rows() -> list[int]:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Asset, StoredObject, Search, PictureFingerprint, Segment)
        ]

    before, files = rows(), set(Path(tempfile.gettempdir()).glob("bowerbird-by-image-*"))
    ask(client, as_bytes(waves(1)))
    assert rows() == before
    assert set(Path(tempfile.gettempdir()).glob("bowerbird-by-image-*")) <= files


def test_what_is_no_picture_is_refused(client: TestClient) -> None:
    for content, code in ((b"only words", "not_a_picture"), (as_bytes(waves(1))[:40], "unreadable_picture")):
        answer = client.post("/api/v1/search/by-image", files={"file": ("x.png", content)})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.post("/api/v1/search/by-image").status_code == 415


@pytest.mark.usefixtures("pictures")
def test_pictures_may_be_as_large_as_telephones_make_them(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    content = as_bytes(waves(1)) + b"\0" * 2_000_000  # more than a body that is read whole may have
    assert found_in(ask(client, content)) == [("mountain.jpg", "pixels")]
    monkeypatch.setattr(by_image, "MOST_BYTES", 1_000_000)
    answer = client.post("/api/v1/search/by-image", files={"file": ("large.png", content)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.usefixtures("pictures")
def test_pictures_of_others_are_never_alike(client: TestClient, session: Session, make_user: MakeUser) -> None:
    before = ask(client, as_bytes(waves(1)))
    add_picture(session, make_user(), waves(1), "theirs.jpg")
    assert ask(client, as_bytes(waves(1))) == before


class Seen:
    """A VisualEmbedder that sees how red, green and blue a picture is."""

    space = SpaceSpec(name="seen", provider="tests", model="seen", dimensions=3, languages=())

    def embed_pictures(self, pictures: Any) -> Vector:
        means = np.stack([picture.reshape(-1, 3).mean(axis=0) for picture in pictures]).astype(np.float32)
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)


def test_with_a_model_pictures_of_the_same_are_found(
    client: TestClient, session: Session, user: MadeUser, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner.begin() as connection:
        space = create_space(connection, Seen.space, capability="visual", status="active")
    monkeypatch.setattr(by_image, "get_visual_embedder", Seen)
    for name, colour in (("red.jpg", (250, 5, 5)), *((f"blue {number}.jpg", (0, 0, 255)) for number in range(60))):
        asset = add_asset(session, user.library_id, "A picture", name=name, kind="image")
        segment = session.execute(text("SELECT id FROM segments WHERE asset_id = :id"), {"id": asset.id}).scalar_one()
        vector = Seen().embed_pictures([np.full((2, 2, 3), colour, dtype=np.uint8)])[0].tolist()
        session.add(
            Embedding(space_id=space, segment_id=segment, asset_id=asset.id, library_id=user.library_id, kind="image", vector=vector)
        )
    session.flush()
    answer = ask(client, as_bytes(Image.new("RGB", (40, 40), (240, 0, 0))))
    assert found_in(answer) == [("red.jpg", None)]
    assert [hint["code"] for hint in answer["hints"]] == ["seen_as_picture"]

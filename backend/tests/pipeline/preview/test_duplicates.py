"""Near-duplicates in four tiers, and `is:duplicate`, after the stages that files go through."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Asset, NearDuplicate
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import keep_file, run_stages
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.test_likeness import LIKE, VERSIONS, landscape

Turn = Image.Transpose
Keep = Callable[..., Asset]


@pytest.fixture
def keep(session: Session, storage: FilesystemStorage, tmp_path: Path, user: MadeUser) -> Keep:
    """Through the stages `inspect` and `preview`, as an upload goes."""
    assert session

    def through(name: str, image: Image.Image, library_id: uuid.UUID | None = None, **save: Any) -> Asset:
        image.save(tmp_path / name, **save)
        asset, key = keep_file(tmp_path / name, storage, library_id=library_id or user.library_id)
        run_stages(asset, key, storage, stages=frozenset({"inspect", "preview"}))
        return asset

    return through


def similar(client: TestClient, asset: Asset) -> list[tuple[str, str]]:
    answer = client.get(f"/api/v1/assets/{asset.id}/similar", params={"by": "duplicate"})
    assert answer.status_code == 200, answer.text
    return [(item["asset"]["name"], item["tier"]) for item in answer.json()["items"]]


def is_duplicate(client: TestClient) -> set[str]:
    answer = client.post("/api/v1/search", json={"query": "is:duplicate", "limit": 100})
    assert answer.status_code == 200, answer.text
    return {item["asset"]["name"] for item in answer.json()["items"]}


def test_four_tiers_the_most_alike_first(client: TestClient, session: Session, keep: Keep, make_user: MakeUser, user: MadeUser) -> None:
    image = landscape(1)
    mine = keep("mine.png", image)
    keep("other.png", landscape(2))
    keep("same pixels.tiff", image)
    keep("turned.jpg", image.transpose(Turn.ROTATE_270), quality=80)
    keep("grey.jpg", image.convert("L"))
    copy = keep("copy.png", image)
    session.execute(
        update(Asset).where(Asset.id == copy.id).values(sha256=mine.sha256, library_id=user.library_id, deleted_at=datetime.now(UTC))
    )
    keep("theirs.png", image, library_id=make_user().library_id)
    found = similar(client, mine)
    assert found == [("same pixels.tiff", "pixels"), ("turned.jpg", "near"), ("grey.jpg", "similar")]


def test_the_filter_agrees_with_the_list(client: TestClient, session: Session, keep: Keep) -> None:
    """Both ways round, whichever came first; `similar` alone makes no duplicate."""
    kept = {}
    for seed, name in enumerate(("half", "mirrored", "turned", "quality 15", "grey")):
        image = landscape(seed)
        make = (VERSIONS | LIKE)[name]
        kept[f"{seed} a.png"] = keep(f"{seed} a.png", image)
        kept[f"{seed} b.png"] = keep(f"{seed} b.png", make(image))
    kept["alone.png"] = keep("alone.png", landscape(99))
    expected = {name for name, asset in kept.items() if any(tier != "similar" for _, tier in similar(client, asset))}
    assert expected == {f"{seed} {half}.png" for seed in range(4) for half in "ab"}
    assert is_duplicate(client) == expected
    session.execute(update(Asset).where(Asset.name == "0 a.png").values(deleted_at=datetime.now(UTC)))
    assert is_duplicate(client) == expected - {"0 a.png", "0 b.png"}


def test_what_lies_in_the_trash_may_come_back(client: TestClient, session: Session, keep: Keep) -> None:
    first = keep("first.png", landscape(1))
    session.execute(update(Asset).where(Asset.id == first.id).values(deleted_at=datetime.now(UTC)))
    keep("second.png", landscape(1))
    assert is_duplicate(client) == set()
    session.execute(update(Asset).where(Asset.id == first.id).values(deleted_at=None))
    assert is_duplicate(client) == {"first.png", "second.png"}


def test_a_picture_read_again_is_compared_anew(
    client: TestClient, session: Session, storage: FilesystemStorage, tmp_path: Path, user: MadeUser
) -> None:
    kept = []
    for name in ("a.png", "b.png"):
        landscape(1).save(tmp_path / name)
        kept.append(keep_file(tmp_path / name, storage, library_id=user.library_id))
    for asset, key in kept * 2:
        run_stages(asset, key, storage, stages=frozenset({"inspect", "preview"}))
    assert len(session.scalars(select(NearDuplicate.other_id)).all()) == 1
    assert is_duplicate(client) == {"a.png", "b.png"}


def test_empty_skies_are_not_each_others_copies(client: TestClient, keep: Keep) -> None:
    first = keep("one.png", Image.new("RGB", (300, 200), (120, 170, 240)))
    keep("two.png", Image.new("RGB", (400, 200), (122, 171, 240)))
    assert similar(client, first) == []
    assert is_duplicate(client) == set()

"""Asking for an archive to be unpacked."""

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.library.collections.repository import lock_tree
from bowerbird.models import Collection, Job
from tests.fixtures_api import MadeUser
from tests.library.conftest import until_somebody_waits


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        for name in names:
            container.writestr(name, f"The words of {name}.")
    return made.getvalue()


def test_unpacking_makes_one_collection_and_one_job(client: TestClient, uploaded: Callable[..., dict[str, Any]], session: Session) -> None:
    asset = uploaded(archive("a.txt"), "Holiday 2024.zip")
    first = client.post(f"/api/v1/assets/{asset['id']}/unpack")
    assert first.status_code == 202
    assert first.json()["name"] == "Holiday 2024"
    assert "unpack" in [stage["stage"] for stage in first.json()["asset"]["stages"]]
    again = client.post(f"/api/v1/assets/{asset['id']}/unpack")
    assert again.json()["collection_id"] == first.json()["collection_id"]
    assert session.scalar(select(func.count()).where(Job.stage == "unpack")) == 1
    twin = uploaded(archive("b.txt"), "holiday 2024.zip")
    assert client.post(f"/api/v1/assets/{twin['id']}/unpack").json()["name"] == "holiday 2024 (2)"
    assert session.scalar(select(func.count()).select_from(Collection)) == 2


def test_somebody_gives_a_collection_its_name_meanwhile(
    database: Engine, client: TestClient, uploaded: Callable[..., dict[str, Any]], user: MadeUser
) -> None:
    asset = uploaded(archive("a.txt"), "Holiday 2024.zip")
    with ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            lock_tree(session, user.library_id)
            session.add(Collection(library_id=user.library_id, name="Holiday 2024"))
            asked = pool.submit(client.post, f"/api/v1/assets/{asset['id']}/unpack")
            until_somebody_waits(database)
        answer = asked.result(20)
    assert (answer.status_code, answer.json()["name"]) == (202, "Holiday 2024 (2)")


def test_only_archives_and_only_ones_own(
    client: TestClient, uploaded: Callable[..., dict[str, Any]], make_user: Callable[..., MadeUser], anonymous: TestClient
) -> None:
    text = uploaded(b"no archive")
    refused = client.post(f"/api/v1/assets/{text['id']}/unpack")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_an_archive")
    asset = uploaded(archive("a.txt"), "mine.zip")
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    assert anonymous.post(f"/api/v1/assets/{asset['id']}/unpack", headers=stranger).status_code == 404
    assert anonymous.post(f"/api/v1/assets/{asset['id']}/unpack").status_code == 401

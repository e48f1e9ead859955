"""/jobs, /admin/instance, and what one file says of itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from bowerbird.db.session import transaction
from bowerbird.models import Job
from tests.fixtures_api import MadeUser, MakeUser
from tests.library.conftest import AddAsset


def add_job(user: MadeUser, asset_id: Any, stage: str, status: str, **values: Any) -> None:
    with transaction() as session:
        session.add(Job(subject_id=asset_id, library_id=user.library_id, stage=stage, queue="fast", status=status, **values))


def test_what_is_being_done(client: TestClient, user: MadeUser, add_asset: AddAsset, make_user: MakeUser) -> None:
    now = datetime.now(UTC)
    film, broken, done = add_asset("film", status="processing"), add_asset("broken", status="failed"), add_asset("done")
    add_job(user, film, "inspect", "running", started_at=now, progress={"done": 1, "total": 3, "unit": "pages"})
    add_job(user, film, "preview", "queued")
    add_job(user, film, "extract", "waiting", not_before=now + timedelta(seconds=10), attempts=1, error_code="decoder_crashed")
    add_job(user, broken, "inspect", "failed", finished_at=now, error_code="corrupt", error_detail="It ends too early.")
    add_job(user, done, "inspect", "done", finished_at=now)
    other = make_user()
    add_job(other, add_asset("theirs", library_id=other.library_id, status="processing"), "inspect", "running", started_at=now)
    seen = client.get("/api/v1/jobs").json()
    assert (seen["processing"], seen["failed_files"]) == (1, 1)
    counts = {stage["stage"]: stage for stage in seen["stages"]}
    assert list(counts) == ["inspect", "preview", "extract"]
    assert (counts["inspect"]["running"], counts["inspect"]["failed"], counts["preview"]["queued"], counts["extract"]["waiting"]) == (
        1,
        1,
        1,
        1,
    )
    assert [(job["name"], job["stage"], job["progress"]) for job in seen["running"]] == [
        ("film", "inspect", {"done": 1, "total": 3, "unit": "pages"})
    ]
    assert [(job["name"], job["error_code"], job["error_detail"]) for job in seen["failed"]] == [
        ("broken", "corrupt", "It ends too early.")
    ]
    assert [(job["name"], job["attempts"]) for job in seen["waiting"]] == [("film", 1)]


def test_the_instance_in_figures(app: FastAPI, make_user: MakeUser, user: MadeUser, add_asset: AddAsset, add_object: Any) -> None:
    owner = make_user(owner=True)
    asset_id = add_asset()
    add_object(asset_id, b"12345")
    add_object(asset_id, b"123", role="page/1/640")
    add_job(user, asset_id, "inspect", "queued")
    with TestClient(app, headers={"Authorization": f"Bearer {owner.api_key}"}) as client:
        seen = client.get("/api/v1/admin/instance").json()
    assert (seen["storage"]["files"], seen["storage"]["bytes"], seen["storage"]["by_role"]) == (1, 8, {"original": 5, "page": 3})
    assert next(queue for queue in seen["queues"] if queue["queue"] == "fast")["queued"] == 1
    assert {model["capability"] for model in seen["models"]} >= {"text_embedder", "reader"}


def test_a_file_knows_where_it_belongs_and_can_be_renamed(client: TestClient, add_asset: AddAsset, make_user: MakeUser) -> None:
    asset_id = str(add_asset("a.txt"))
    client.post("/api/v1/assets/bulk", json={"action": "tag", "asset_ids": [asset_id], "tag": "blue"})
    box = client.post("/api/v1/collections", json={"name": "Box"}).json()
    client.post(f"/api/v1/collections/{box['id']}/assets", json={"asset_ids": [asset_id]})
    seen = client.get(f"/api/v1/assets/{asset_id}").json()
    assert ([tag["name"] for tag in seen["tags"]], seen["collections"]) == (["blue"], [{"id": box["id"], "name": "Box"}])
    renamed = client.patch(f"/api/v1/assets/{asset_id}", json={"name": "b\u202e.txt"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "b.txt")
    assert renamed.json()["updated_at"] > seen["updated_at"]
    assert client.patch(f"/api/v1/assets/{asset_id}", json={"name": ""}).status_code == 422
    stranger = {"Authorization": f"Bearer {make_user().api_key}"}
    assert client.patch(f"/api/v1/assets/{asset_id}", json={"name": "x"}, headers=stranger).status_code == 404

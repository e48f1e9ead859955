"""Ready, degraded, not ready, and metrics."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from bowerbird.models import Job
from bowerbird.ops import health
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage
from tests.fixtures_api import MadeUser


@pytest.fixture(autouse=True)
def files(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database_url
    monkeypatch.setattr(get_settings(), "home", tmp_path)
    monkeypatch.setattr(get_settings().upload, "min_free_bytes", 0)
    get_storage.cache_clear()


def test_alive_means_no_more_than_that(anonymous: TestClient) -> None:
    assert anonymous.get("/health/live").json() == {"status": "alive"}


def test_ready_when_everything_answers(anonymous: TestClient) -> None:
    answer = anonymous.get("/health/ready")
    assert answer.json()["status"] == "ready", answer.json()
    assert answer.status_code == 200


def test_without_redis_it_is_degraded_and_still_serves(anonymous: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().redis, "url", SecretStr("redis://127.0.0.1:1/0"))
    answer = anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["redis"]["status"] == "failed"


def test_with_the_disk_nearly_full_it_is_degraded_and_still_serves(anonymous: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().upload, "min_free_bytes", 2**62)
    answer = anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert "MiB are free" in answer.json()["checks"]["disk"]["detail"]


def test_without_its_database_it_is_not_ready(anonymous: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().db, "url", SecretStr("postgresql://app:hidden-password@127.0.0.1:1/x"))
    answer = anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert answer.json()["checks"]["database"]["status"] == "failed"
    assert "hidden-password" not in answer.text


def _other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_newest_migration", lambda: "9999")


def _no_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "home", Path("/proc/nowhere"))
    get_storage.cache_clear()


@pytest.mark.parametrize(("broken", "name"), [(_other_version, "migrations"), (_no_storage, "storage")])
def test_the_failing_check_is_named(
    anonymous: TestClient, monkeypatch: pytest.MonkeyPatch, broken: Callable[[pytest.MonkeyPatch], None], name: str
) -> None:
    broken(monkeypatch)
    answer = anonymous.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"][name]["status"] == "failed"
    assert answer.json()["checks"][name]["detail"]
    assert "/proc" not in answer.text


@pytest.fixture
def here(app: FastAPI, records: None) -> TestClient:
    return TestClient(app, client=("127.0.0.1", 50000))


def test_metrics_count_requests_by_route_and_jobs_by_queue(here: TestClient, user: MadeUser, session: Session) -> None:
    session.add(Job(subject_id=user.id, library_id=user.library_id, stage="inspect", queue="fast", lost=2))
    session.flush()
    here.get(f"/api/v1/assets/{user.id}", headers={"Authorization": f"Bearer {user.api_key}"})
    text = here.get("/metrics").text
    assert 'bowerbird_requests_total{method="GET",route="/api/v1/assets/{asset_id}",status="404"}' in text
    assert str(user.id) not in text
    assert 'bowerbird_queue_jobs{queue="fast",status="queued"} 1.0' in text
    assert 'bowerbird_queue_jobs{queue="heavy",status="queued"} 0.0' in text
    assert 'bowerbird_queue_lost_leases{queue="fast"} 2.0' in text
    assert 'bowerbird_queue_oldest_seconds{queue="fast"}' in text
    assert "bowerbird_disk_free_bytes" in text


def test_metrics_are_for_this_machine_or_the_token(app: FastAPI, here: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    far = TestClient(app, client=("192.0.2.7", 50000))
    assert far.get("/metrics").status_code == 403
    assert far.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    monkeypatch.setattr(get_settings(), "metrics_token", SecretStr("for-prometheus"))
    assert far.get("/metrics", headers={"Authorization": "Bearer for-prometheus"}).status_code == 200
    assert far.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 403

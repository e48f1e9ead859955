"""Leases: renewed by progress, lost without it, and passed on."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from bowerbird.db.session import transaction
from bowerbird.jobs import claims, service
from bowerbird.jobs.claims import ClaimLostError
from bowerbird.models import Asset
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import Settings
from bowerbird.storage import FilesystemStorage
from bowerbird.worker.heartbeat import Heartbeat, Pace
from bowerbird.worker.sweeper import Sweeper
from tests.worker.conftest import MakeWorker, job


def test_progress_is_shown_and_the_lease_renewed(make_worker: MakeWorker, asset: Asset) -> None:
    with transaction() as session:
        claim = claims.Turns(["fast"], worker="w", lease=timedelta(seconds=2)).claim(session)
    assert claim is not None
    before = job().lease_until
    renewed = threading.Event()
    with Heartbeat(claim, Pace(lease=30, stall=60, tick=0.01), on_hung=lambda: None) as heartbeat:
        heartbeat.beat({"done": 1, "total": 2, "unit": "pages"})
        while job().progress is None:
            renewed.wait(0.01)
    after = job().lease_until
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() > 20
    assert job().progress == {"done": 1, "total": 2, "unit": "pages"}


def test_a_job_that_makes_no_progress_loses_its_lease_and_then_its_process(make_worker: MakeWorker, asset: Asset) -> None:
    with transaction() as session:
        claim = claims.Turns(["fast"], worker="w", lease=timedelta(seconds=0.1)).claim(session)
    assert claim is not None
    hung = threading.Event()
    with Heartbeat(claim, Pace(lease=0.1, stall=0.05, tick=0.01), on_hung=hung.set) as heartbeat:
        assert hung.wait(10)
        with pytest.raises(ClaimLostError):
            heartbeat.beat()
    with transaction() as session:
        assert [lease.job_id for lease in claims.expired_leases(session)] == [claim.job_id]


def test_the_heartbeat_notices_a_lost_claim(make_worker: MakeWorker, asset: Asset) -> None:
    def inspect(work: Work) -> Outcome:
        with transaction() as session:
            service.start(session, work.asset)
        while True:  # until told
            work.progress(1)
            threading.Event().wait(0.01)

    make_worker(inspect=inspect).run_one()
    assert job().status == "queued"


def test_patience_counts_as_progress(make_worker: MakeWorker, asset: Asset) -> None:
    with transaction() as session:
        claim = claims.Turns(["fast"], worker="w", lease=timedelta(seconds=60)).claim(session)
    assert claim is not None
    hung = threading.Event()
    with Heartbeat(claim, Pace(lease=0.06, stall=0.02, tick=0.01), on_hung=hung.set) as heartbeat, heartbeat.patience():
        assert not hung.wait(0.3)
    with suppress(ClaimLostError), transaction() as session:
        claims.finish(session, claim, claims.hold(session, claim))


def test_the_sweeper_gives_the_job_of_a_dead_worker_to_another(
    make_worker: MakeWorker, asset: Asset, settings: Settings, storage: FilesystemStorage
) -> None:
    with transaction() as session:
        assert claims.Turns(["fast"], worker="dead", lease=timedelta(0)).claim(session)
    worker = make_worker()
    assert not worker.run_one()
    assert Sweeper(settings, storage).sweep()
    assert worker.run_one()
    assert (job().status, job().lost) == ("done", 1)


def test_a_job_shows_life_until_it_stalls(make_worker: MakeWorker, asset: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction() as session:
        claim = claims.Turns(["fast"], worker="w", lease=timedelta(seconds=60)).claim(session)
    assert claim is not None
    alive, stalled = threading.Event(), threading.Event()
    monkeypatch.setattr(Heartbeat, "_await_the_end", lambda *_: stalled.set())
    with Heartbeat(claim, Pace(lease=60, stall=0.1, tick=0.01), on_hung=lambda: None, on_alive=alive.set):
        assert alive.wait(10)
        assert stalled.wait(10)
        alive.clear()
        assert not alive.wait(0.1)


def test_an_idle_worker_shows_life(make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = make_worker()
    monkeypatch.setattr(worker, "_on_alive", worker.stop)
    worker.run()

"""A worker that is told to stop: short jobs end, long ones are given back, deaf ones lose their claim."""

import threading
from collections.abc import Iterator

import pytest

from bowerbird.db.after_commit import after_commit
from bowerbird.db.session import transaction
from bowerbird.jobs.graph import Successor
from bowerbird.models import Asset
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.worker.runner import StopTimes
from tests.worker.conftest import MakeWorker, ProcessEndedError, job, set_summary


@pytest.fixture
def running() -> Iterator[list[threading.Thread]]:
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def test_stop_lets_a_short_job_finish(make_worker: MakeWorker, asset: Asset, running: list[threading.Thread]) -> None:
    began, go_on = threading.Event(), threading.Event()

    def inspect(work: Work) -> Outcome:
        began.set()
        assert go_on.wait(10)
        work.progress(1)
        return Outcome(successors=[Successor("extract")])

    worker = make_worker(inspect=inspect)
    running.append(threading.Thread(target=worker.run))
    running[0].start()
    assert began.wait(10)
    worker.stop()
    go_on.set()
    running[0].join(10)
    assert (job("inspect").status, job("extract").status) == ("done", "queued")


def test_stop_gives_back_what_was_claimed_and_not_begun(make_worker: MakeWorker, asset: Asset) -> None:
    def inspect(_: Work) -> Outcome:
        return Outcome(write=lambda session: after_commit(session, worker.stop), successors=[Successor("extract")])

    worker = make_worker(inspect=inspect)
    worker.run()
    assert (job("inspect").status, job("extract").status) == ("done", "queued")
    assert (job("extract").attempts, job("extract").lost, job("extract").claim_id) == (0, 0, None)


def test_stop_gives_a_long_job_back_at_no_cost(make_worker: MakeWorker, asset: Asset, running: list[threading.Thread]) -> None:
    began = threading.Event()

    def inspect(work: Work) -> Outcome:
        while True:
            work.progress(1, 100, "pages")
            began.set()

    worker = make_worker(inspect=inspect, stop_times=StopTimes(finish=0.05, leave=30))
    running.append(threading.Thread(target=worker.run))
    running[0].start()
    assert began.wait(10)
    worker.stop()
    running[0].join(10)
    assert (job().status, job().attempts, job().lost, job().claim_id) == ("queued", 0, 0, None)


def test_stop_takes_the_claim_from_a_job_that_does_not_ask(make_worker: MakeWorker, asset: Asset, running: list[threading.Thread]) -> None:
    began, given_back = threading.Event(), threading.Event()

    def inspect(_: Work) -> Outcome:
        began.set()
        assert given_back.wait(10)
        return Outcome(write=lambda session: set_summary(session, asset, "too late"))

    worker = make_worker(inspect=inspect, stop_times=StopTimes(finish=0, leave=3600))
    running.append(threading.Thread(target=worker.run))
    running[0].start()
    assert began.wait(10)
    worker.stop()
    with pytest.raises(ProcessEndedError):
        worker._leave()  # what the timer does
    assert job().status == "queued"
    given_back.set()
    running[0].join(10)
    with transaction() as session:
        assert session.get_one(Asset, asset.id).summary is None

"""Claims with real commits and, where two workers meet, two real connections."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, Interval, literal_column, select, text, update

from bowerbird.db.session import transaction
from bowerbird.jobs import claims, service
from bowerbird.jobs.claims import Claim, ClaimLostError, RetryPolicy, Turns
from bowerbird.jobs.graph import Successor
from bowerbird.models import Asset, Job
from tests.jobs.conftest import MakeAsset

LEASE = timedelta(seconds=60)
POLICY = RetryPolicy(max_attempts=4, delays=(10, 60, 300))

pytestmark = pytest.mark.usefixtures("database")


def turns(*queues: str, worker: str = "one") -> Turns:
    return Turns(queues or ("fast", "heavy"), worker=worker, lease=LEASE)


def take(worker: Turns) -> Claim | None:
    with transaction() as session:
        return worker.claim(session)


def must_take(worker: Turns) -> Claim:
    claim = take(worker)
    assert claim is not None
    return claim


def queue_up(make_asset: MakeAsset, *stages: str, library: uuid.UUID | None = None) -> Asset:
    with transaction() as session:
        asset = make_asset(session, library)
        service.enqueue(session, asset, [Successor(stage) for stage in stages or ("inspect",)])
    return asset


def job_of(claim: Claim) -> Job:
    with transaction() as session:
        return session.get_one(Job, claim.job_id)


def asset_status(asset_id: uuid.UUID) -> str:
    with transaction() as session:
        return session.get_one(Asset, asset_id).status


def finish(claim: Claim, *successors: Successor) -> None:
    with transaction() as session:
        claims.finish(session, claim, claims.hold(session, claim), successors)


def lose_lease(claim: Claim, *, max_lost: int = 8) -> None:
    with transaction() as session:
        session.execute(update(Job).where(Job.id == claim.job_id).values(lease_until=text("clock_timestamp() - interval '1 second'")))
    with transaction() as session:
        [lease] = claims.expired_leases(session)
        claims.give_up(session, lease, max_lost=max_lost)


def test_a_claim_is_a_lease_by_the_databases_clock(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    claim = must_take(turns())
    with transaction() as session:
        job, left = session.execute(
            select(Job, literal_column("lease_until - clock_timestamp()", Interval())).where(Job.id == claim.job_id)
        ).one()
    assert (job.status, job.claim_id, job.claimed_by) == ("running", claim.claim_id, "one")
    assert timedelta(seconds=55) < left <= LEASE
    assert (claim.asset_id, claim.stage) == (asset.id, "inspect")
    assert take(turns()) is None


def test_queues_come_in_the_order_asked_for(make_asset: MakeAsset) -> None:
    queue_up(make_asset, "ocr", "embed")
    assert must_take(turns("heavy", "fast")).stage == "ocr"
    assert take(turns("heavy")) is None
    assert must_take(turns("heavy", "fast")).stage == "embed"


def test_within_a_library_priority_then_age(make_asset: MakeAsset) -> None:
    """What has begun is finished first, the later parts of long files last."""
    begun = queue_up(make_asset, "describe", "preview")
    older = queue_up(make_asset, library=begun.library_id)
    newer = queue_up(make_asset, library=begun.library_id)
    with transaction() as session:
        service.enqueue(session, begun, [Successor("embed", 1)])
    worker = turns()
    taken = [must_take(worker) for _ in range(5)]
    assert [(claim.asset_id, claim.stage) for claim in taken] == [
        (begun.id, "preview"),
        (begun.id, "describe"),
        (older.id, "inspect"),
        (newer.id, "inspect"),
        (begun.id, "embed"),
    ]


def test_one_file_need_not_wait_for_the_many_of_another_library(make_asset: MakeAsset) -> None:
    """In every stage: the many files' inspections come not before the one's last stage either."""
    with transaction() as session:
        many = make_asset(session)
        for _ in range(50):
            service.enqueue(session, make_asset(session, many.library_id), [Successor("inspect")])
    one = queue_up(make_asset, "inspect", "describe", "embed")
    worker = turns()
    served = [must_take(worker).asset_id for _ in range(7)]
    assert served.count(one.id) == 3


def test_libraries_take_turns_whoever_begins(make_asset: MakeAsset) -> None:
    libraries = []
    for _ in range(4):
        asset = queue_up(make_asset)
        libraries.append(asset.library_id)
        for _ in range(3):
            queue_up(make_asset, library=asset.library_id)
    worker = turns()
    served = [must_take(worker).library_id for _ in range(16)]
    for lap in range(4):
        assert Counter(served[lap * 4 : lap * 4 + 4]) == Counter(libraries)


def test_two_workers_never_get_the_same_job(make_asset: MakeAsset) -> None:
    """While one has claimed and not yet committed, the other skips its row and takes the next."""
    first, second = queue_up(make_asset), None
    second = queue_up(make_asset, library=first.library_id)
    with transaction() as one, transaction() as two:
        claim = turns(worker="one").claim(one)
        other = turns(worker="two").claim(two)
        nobody = turns(worker="three").claim(two)
    assert claim is not None
    assert other is not None
    assert {claim.asset_id, other.asset_id} == {first.id, second.id}
    assert nobody is None


def test_many_workers_share_all_jobs_once_each(make_asset: MakeAsset) -> None:
    with transaction() as session:
        asset = make_asset(session)
        service.enqueue(session, asset, [Successor("embed", part) for part in range(60)])
    barrier = threading.Barrier(4)

    def work(name: str) -> list[uuid.UUID]:
        worker, taken = turns(worker=name), []
        barrier.wait(10)
        while claim := take(worker):
            taken.append(claim.job_id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs in pool.map(work, "abcd") for job in jobs]
    assert len(taken) == len(set(taken)) == 60


def test_finish_ends_the_job_and_queues_its_successors(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    claim = must_take(turns())
    finish(claim, Successor("extract"))
    job = job_of(claim)
    assert (job.status, job.claim_id, job.lease_until) == ("done", None, None)
    assert job.finished_at is not None
    assert asset_status(asset.id) == "processing"
    finish(must_take(turns()))
    assert asset_status(asset.id) == "ready"


Ending = Callable[[Claim], None]


def end_by(name: str) -> Ending:
    def end(claim: Claim) -> None:
        with transaction() as session:
            match name:
                case "hold":
                    claims.hold(session, claim)
                case "renew":
                    claims.renew(session, claim, lease=LEASE, progress={"done": 1})
                case "finish":
                    claims.finish(session, claim, session.get_one(Asset, claim.asset_id))
                case "fail":
                    claims.fail(session, claim, code="corrupt", detail="Broken.", retryable=False, policy=POLICY)
                case "release":
                    claims.release(session, claim)

    return end


@pytest.mark.parametrize("way", ["hold", "renew", "finish", "fail", "release"])
def test_a_late_worker_can_change_nothing(make_asset: MakeAsset, way: str) -> None:
    """Its lease ran out, another has the job, and then it comes back."""
    queue_up(make_asset)
    late = must_take(turns(worker="late"))
    lose_lease(late)
    second = must_take(turns(worker="second"))
    with pytest.raises(ClaimLostError):
        end_by(way)(late)
    job = job_of(second)
    assert (job.status, job.claim_id, job.claimed_by, job.lost) == ("running", second.claim_id, "second", 1)
    finish(second)
    with pytest.raises(ClaimLostError):
        end_by(way)(late)
    assert job_of(second).status == "done"


def test_what_a_late_worker_wrote_is_rolled_back(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    late = must_take(turns())
    lose_lease(late)

    def overwrite() -> None:
        with transaction() as session:
            written = session.get_one(Asset, asset.id)
            written.summary = "from a worker that was given up"
            session.flush()
            claims.finish(session, late, written, [Successor("embed")])

    with pytest.raises(ClaimLostError):
        overwrite()
    with transaction() as session:
        assert session.get_one(Asset, asset.id).summary is None
        assert session.scalars(select(Job.stage)).all() == ["inspect"]


def test_a_job_that_is_queued_anew_fences_out_whoever_runs_it(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    running = must_take(turns())
    with transaction() as session:
        service.start(session, asset)
    with pytest.raises(ClaimLostError):
        finish(running)
    assert must_take(turns()).job_id == running.job_id


def test_a_job_may_queue_itself_anew(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    claim = must_take(turns())
    finish(claim, Successor("inspect", input={"again": True}))
    again = must_take(turns())
    assert again.job_id == claim.job_id
    assert again.input == {"again": True}


def test_a_deleted_asset_is_a_lost_claim(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    claim = must_take(turns())
    with transaction() as session:
        session.execute(text("DELETE FROM assets WHERE id = :id"), {"id": asset.id})
    with pytest.raises(ClaimLostError):
        finish(claim)


def test_failures_wait_longer_each_time_and_then_end(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    waits = []
    for _ in range(POLICY.max_attempts):
        claim = must_take(turns())
        with transaction() as session:
            claims.fail(session, claim, code="internal", detail="It broke.", retryable=True, policy=POLICY)
        with transaction() as session:
            job, wait = session.execute(select(Job, literal_column("not_before - clock_timestamp()", Interval()))).one()
            waits.append((job.status, job.attempts, wait and round(wait.total_seconds())))
            assert asset_status(asset.id) == ("processing" if job.status == "waiting" else "failed")
            assert take(turns()) is None
            assert claims.queue_due(session) == []
            session.execute(update(Job).values(not_before=text("clock_timestamp()")))
        with transaction() as session:
            claims.queue_due(session)
    assert waits == [("waiting", 1, 10), ("waiting", 2, 60), ("waiting", 3, 300), ("failed", 4, None)]
    with transaction() as session:
        gone = session.get_one(Asset, asset.id)
        assert (gone.error_code, gone.error_detail) == ("internal", "It broke.")


def test_a_file_that_crashed_two_decoders_is_not_given_a_third(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    for expected in ("waiting", "failed"):
        claim = must_take(turns())
        with transaction() as session:
            assert claims.fail(session, claim, code="decoder_crashed", detail="", retryable=True, policy=POLICY) == expected
            session.execute(update(Job).values(not_before=text("clock_timestamp()")))
        with transaction() as session:
            claims.queue_due(session)


def test_a_parked_job_waits_for_its_file_to_leave_the_trash(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    with transaction() as session:
        session.execute(update(Asset).values(deleted_at=text("clock_timestamp()")))
    claim = must_take(turns())
    with transaction() as session:
        claims.park(session, claim)
    with transaction() as session:
        assert claims.queue_due(session) == []
        assert take(turns()) is None
        assert session.scalars(select(Job.attempts)).one() == 0
    with transaction() as session:
        session.execute(update(Asset).values(deleted_at=None))
    with transaction() as session:
        assert claims.queue_due(session) == ["fast"]
    assert must_take(turns()).asset_id == asset.id


def test_what_cannot_be_helped_fails_at_once(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    claim = must_take(turns())
    with transaction() as session:
        claims.fail(session, claim, code="encrypted", detail="It is locked.", retryable=False, policy=POLICY)
    job = job_of(claim)
    assert (job.status, job.attempts, job.error_code, job.not_before) == ("failed", 1, "encrypted", None)


def test_a_release_costs_nothing(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    claim = must_take(turns())
    with transaction() as session:
        claims.release(session, claim)
    again = must_take(turns())
    assert (again.job_id, again.attempts, job_of(again).lost) == (claim.job_id, 0, 0)
    with transaction() as session:
        claims.release(session, again, delay=timedelta(minutes=1))
    assert take(turns()) is None
    assert (job_of(claim).status, job_of(claim).attempts) == ("waiting", 0)


def test_the_eighth_lost_lease_is_the_last(make_asset: MakeAsset) -> None:
    asset = queue_up(make_asset)
    worker = turns()
    for _ in range(8):
        lose_lease(must_take(worker))
    assert take(worker) is None
    with transaction() as session:
        [job] = session.scalars(select(Job)).all()
        assert (job.status, job.lost, job.attempts, job.error_code) == ("failed", 8, 0, "lost")
        assert service.retry(session, session.get_one(Asset, asset.id)) == 1
    assert must_take(worker).attempts == 0


def test_a_lease_that_was_renewed_meanwhile_is_left_alone(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    claim = must_take(turns())
    with transaction() as session:
        [lease] = claims.running_leases(session)
        assert claims.expired_leases(session) == []
    finish(claim)
    with transaction() as session:
        claims.give_up(session, lease, max_lost=8)
    assert job_of(claim).status == "done"


def test_renewal_prolongs_and_shows_progress(make_asset: MakeAsset) -> None:
    queue_up(make_asset)
    claim = must_take(turns())
    before = job_of(claim).lease_until
    with transaction() as session:
        claims.renew(session, claim, lease=timedelta(minutes=5), progress={"done": 1, "total": 4, "unit": "pages"})
    job = job_of(claim)
    assert before is not None
    assert job.lease_until is not None
    assert job.lease_until > before
    assert job.progress == {"done": 1, "total": 4, "unit": "pages"}


def test_queues_with_work(make_asset: MakeAsset, database: Engine) -> None:
    assert database
    queue_up(make_asset, "ocr")
    with transaction() as session:
        assert claims.queues_with_work(session, ["fast", "heavy"]) == ["heavy"]

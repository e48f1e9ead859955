"""Prometheus metrics: of this process, and of the queues as the jobs table has them when asked."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bowerbird.jobs.graph import STAGES
from bowerbird.models import Job, JobStatus
from bowerbird.settings import get_settings

registry = CollectorRegistry()
_requests = Counter("bowerbird_requests", "Requests by route template and status", ["method", "route", "status"], registry=registry)
_seconds = Histogram(
    "bowerbird_request_seconds",
    "Time to the end of the answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
    registry=registry,
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNFINISHED = (JobStatus.QUEUED, JobStatus.WAITING, JobStatus.RUNNING)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """`status` 0: the client left before an answer began."""
    named = method if method in _METHODS else "other"
    _requests.labels(named, route, str(status)).inc()
    _seconds.labels(named, route).observe(seconds)


@dataclass(frozen=True, slots=True)
class QueueState:
    queue: str
    jobs: dict[str, int]
    """How many are queued, waiting, running."""
    oldest_seconds: float
    """How long the oldest job that could run has not been run; 0 when there is none."""
    lost: int
    """Leases that expired, over the jobs that are still in the table."""


def read_queues(session: Session) -> list[QueueState]:
    runnable = (Job.status == JobStatus.QUEUED) & (func.coalesce(Job.not_before, func.now()) <= func.now())
    age = func.extract("epoch", func.clock_timestamp() - func.min(case((runnable, func.coalesce(Job.not_before, Job.created_at)))))
    counts = [func.count().filter(Job.status == status) for status in _UNFINISHED]
    unfinished = select(Job.queue, age, *counts).where(Job.status.in_(_UNFINISHED)).group_by(Job.queue)
    states = {row[0]: (float(row[1] or 0), [int(count) for count in row[2:]]) for row in session.execute(unfinished)}
    lost = {row[0]: int(row[1]) for row in session.execute(select(Job.queue, func.sum(Job.lost)).where(Job.lost > 0).group_by(Job.queue))}
    names = sorted({stage.queue for stage in STAGES.values()} | states.keys() | lost.keys())
    empty = (0.0, [0] * len(_UNFINISHED))
    return [
        QueueState(
            queue=name,
            jobs=dict(zip((status.value for status in _UNFINISHED), states.get(name, empty)[1], strict=True)),
            oldest_seconds=states.get(name, empty)[0],
            lost=lost.get(name, 0),
        )
        for name in names
    ]


class _Snapshot(Collector):
    def __init__(self, queues: list[QueueState]) -> None:
        self._queues = queues

    def collect(self) -> Iterable[Metric]:
        depth = GaugeMetricFamily("bowerbird_queue_jobs", "Unfinished jobs by queue and status", labels=["queue", "status"])
        oldest = GaugeMetricFamily("bowerbird_queue_oldest_seconds", "Age of the oldest job that could run", labels=["queue"])
        lost = GaugeMetricFamily("bowerbird_queue_lost_leases", "Leases that expired: workers that died or hung", labels=["queue"])
        for state in self._queues:
            for status, count in state.jobs.items():
                depth.add_metric([state.queue, status], count)
            oldest.add_metric([state.queue], state.oldest_seconds)
            lost.add_metric([state.queue], state.lost)
        disk = GaugeMetricFamily("bowerbird_disk_free_bytes", "Free space where this process keeps its state")
        disk.add_metric([], shutil.disk_usage(get_settings().home).free)
        return [depth, oldest, lost, disk]


def render(queues: list[QueueState]) -> bytes:
    snapshot = CollectorRegistry()
    snapshot.register(_Snapshot(queues))
    return generate_latest(registry) + generate_latest(snapshot)

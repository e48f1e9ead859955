"""Prometheus metrics of this process, and of the queues as the jobs table has them."""

from prometheus_client import CollectorRegistry, Counter, Histogram

registry = CollectorRegistry()
_requests = Counter("bowerbird_requests", "Requests by route template and status", ["method", "route", "status"], registry=registry)
_seconds = Histogram(
    "bowerbird_request_seconds",
    "Time to the end of the answer",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
    registry=registry,
)
_methods = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """`status` 0: the client left before an answer began."""
    named = method if method in _methods else "other"
    _requests.labels(named, route, str(status)).inc()
    _seconds.labels(named, route).observe(seconds)

"""The Celery app. It carries wake-ups and nothing else: which queue has work, never which job. The jobs are rows in Postgres.

A wake-up is a broadcast: every worker of the queue gets it. A work queue would hand it to one worker, perhaps to one that is busy for an hour while
its neighbours sleep. Nothing piles up while nobody listens, and a lost one costs at most the pace at which workers look by themselves.
"""

from collections.abc import Callable, Sequence
from typing import Any

from celery import Celery
from kombu import Exchange
from kombu.common import Broadcast

WAKE = "bowerbird.wake"
ROUTING_KEY = "wake"
PREFETCH = 1


def wake_exchange(queue: str) -> Exchange:
    return Exchange(f"bowerbird.wake.{queue}", type="fanout", durable=False)


def make_app(redis_url: str, *, socket_timeout: float) -> Celery:
    """No result backend, early acknowledgement, prefetch 1, no ETA. `socket_timeout` bounds every word with Redis, in seconds."""
    app = Celery("bowerbird", broker=redis_url, set_as_current=False)
    app.conf.update(
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=False,
        task_create_missing_queues=False,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=PREFETCH,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=socket_timeout,
        broker_pool_limit=1,
        broker_transport_options={
            "socket_timeout": socket_timeout,
            "socket_connect_timeout": socket_timeout,
            "retry_on_timeout": False,
            "max_retries": 0,
        },
    )
    return app


def with_wake_task(app: Celery, queues: Sequence[str], on_wake: Callable[[], None]) -> Celery:
    """The consuming side: a task that only says that there is something to claim."""
    app.conf.task_queues = [
        # no_ack: an acknowledgement is a transaction in Redis, for a message that nobody keeps
        Broadcast(name=f"bowerbird.wake.{queue}", exchange=wake_exchange(queue), routing_key=ROUTING_KEY, durable=False, no_ack=True)
        for queue in queues
    ]

    @app.task(name=WAKE, ignore_result=True, shared=False)  # type: ignore[untyped-decorator, unused-ignore]
    def wake(**_: Any) -> None:
        on_wake()

    return app

"""`bowerbird worker` and `bowerbird sweeper`: one process each."""

import contextlib
import gc
import logging
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import structlog
import typer

from bowerbird.events.stream import start_publishing, stop_publishing
from bowerbird.ops import logging as ops_logging
from bowerbird.settings import get_settings
from bowerbird.storage import get_storage, scratch
from bowerbird.worker import dispatch
from bowerbird.worker.sweeper import QUEUES, Sweeper

NICE = 5
_log = structlog.get_logger(__name__)


def worker(queues: Annotated[str, typer.Option(help="Which queues, the more urgent first.")] = ",".join(QUEUES)) -> None:
    """Work on files, one at a time, until told to stop."""
    from bowerbird.ai import unload_models  # noqa: PLC0415
    from bowerbird.pipeline import decoder  # noqa: PLC0415  heavy, and the sweeper does without
    from bowerbird.pipeline.handlers import HANDLERS  # noqa: PLC0415
    from bowerbird.worker.identity import own_name  # noqa: PLC0415
    from bowerbird.worker.listener import Listener  # noqa: PLC0415
    from bowerbird.worker.runner import Worker  # noqa: PLC0415

    wanted = [queue.strip() for queue in queues.split(",") if queue.strip()]
    unknown = sorted(set(wanted) - set(QUEUES))
    if unknown or not wanted:
        raise typer.BadParameter(f"queues are {', '.join(QUEUES)}; not {', '.join(unknown) or 'none'}")
    _begin()
    settings = get_settings()
    settings.scratch_dir.mkdir(parents=True, exist_ok=True)
    scratch.clear(settings.scratch_dir)
    runner = Worker(
        wanted,
        HANDLERS,
        name=own_name(),
        settings=settings,
        storage=get_storage(),
        decoder=decoder.get_decoder(),
        on_idle=unload_models,
        on_alive=partial(show_life, settings.worker.alive_path),
    )
    _on_stop_signals(runner.stop)
    redis_url = settings.redis.url.get_secret_value()
    if redis_url:
        Listener(redis_url, wanted, runner.wake, name=f"{'-'.join(wanted)}@{os.getpid()}").start()
    _log.info("worker_started", queues=wanted)
    gc.freeze()  # modules and mapped classes stay: no collection need look at them
    runner.run()
    decoder.close()
    _log.info("worker_stopped")
    _leave()


def sweeper() -> None:
    """Wake what waits, take back what dead workers held, delete what nobody needs, until told to stop."""
    _begin()
    settings = get_settings()
    running = Sweeper(settings, get_storage(), on_alive=partial(show_life, settings.worker.alive_path))
    _on_stop_signals(running.stop)
    _log.info("sweeper_started")
    running.run()
    _log.info("sweeper_stopped")
    _leave()


def show_life(path: Path | None) -> None:
    """Whoever checks looks at the file's age. A file that cannot be written looks like a dead worker, so the log says it."""
    if path is None:
        return
    try:
        path.touch()
    except OSError as error:
        _log.warning("alive_path_not_written", path=str(path), error=error.strerror)


def _begin() -> None:
    ops_logging.configure()
    for chatty in ("celery.worker.strategy", "celery.app.trace"):  # a line for each wake-up
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with contextlib.suppress(OSError):
        os.nice(max(0, NICE - os.nice(0)))
    dispatch.register()
    start_publishing()


def _on_stop_signals(stop: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())


def _leave() -> None:
    """All is written. Threads that talk to Redis are left where they are; waiting for them could take as long as a frozen Redis."""
    dispatch.close()
    stop_publishing()
    os._exit(0)

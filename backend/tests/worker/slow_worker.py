"""A worker process for tests: `python -m tests.worker.slow_worker`, with handlers that do nothing but, where told, take their time."""

import os
import time

from bowerbird.jobs.graph import STAGES, Successor
from bowerbird.pipeline import handlers
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.worker.commands import worker

SECONDS = float(os.environ.get("SLOW_SECONDS", "0"))


class Slow:
    version = 1

    def __init__(self, stage: str) -> None:
        self.stage = stage

    def __call__(self, work: Work) -> Outcome:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            work.progress(1, 2, "naps")
            time.sleep(0.05)
        return Outcome(successors=[Successor("extract")] if self.stage == "inspect" else [])


if __name__ == "__main__":
    handlers.HANDLERS = {name: Slow(name) for name in STAGES}
    worker("fast,heavy")

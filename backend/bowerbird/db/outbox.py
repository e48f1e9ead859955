"""What is sent after a commit, by a thread of its own: whoever commits never waits for the other side, and never fails because of it."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Outbox(Generic[Item]):
    """Items that wait for `send`, which gets up to `BATCH` of them, oldest first, and says whether they were taken. What was not is sent again after
    `pause` seconds, so a dead receiver is asked that often and not once for every item. Beyond `most` items the oldest are dropped. The first item goes at
    once; what comes within `gather` seconds after a batch goes together, and within twice the time of the batch before as long as that goes on, up to
    `STREAM` times `gather`.
    """

    BATCH = 200
    STREAM = 4

    def __init__(self, name: str, send: Callable[[list[Item]], bool], *, pause: float, most: int, gather: float = 0.0) -> None:
        self._name, self._send, self._pause, self._gather = name, send, pause, gather
        self._waiting: deque[Item] = deque(maxlen=most)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    def put(self, item: Item, *, once: bool = False) -> None:
        """Never blocks and never raises. With `once`, an item that waits already does not wait twice."""
        with self._changed:
            if once and item in self._waiting:
                return
            self._waiting.append(item)
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self, timeout: float = 1.0) -> None:
        """Send what waits and end the thread, waiting at most `timeout` seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        gather = self._gather
        while batch := self._take():
            if self._send(batch):
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, gather)
                    gather = min(2 * gather, self.STREAM * self._gather) if self._waiting else self._gather
                continue
            with self._changed:
                if self._closing:
                    return
                room = (self._waiting.maxlen or 0) - len(self._waiting)
                self._waiting.extendleft(reversed(batch[max(0, len(batch) - room) :]))
                self._changed.wait_for(lambda: self._closing, self._pause)

    def _take(self) -> list[Item]:
        """Waits for something to send; empty once there is nothing left and `close` was called."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            return [self._waiting.popleft() for _ in range(min(self.BATCH, len(self._waiting)))]

import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from bowerbird.db.outbox import Outbox


class Receiver:
    """Takes items once it is `open`; says when it was asked."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked = threading.Semaphore(0)
        self.taken: list[int] = []
        self.complete = threading.Event()
        self.expected = 0

    def __call__(self, items: list[int]) -> bool:
        self.asked.release()
        if not self.open.is_set():
            return False
        self.taken += items
        if len(self.taken) >= self.expected:
            self.complete.set()
        return True


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def outbox(receiver: Receiver) -> Iterator[Outbox[int]]:
    made = Outbox("of-a-test", receiver, pause=0.01, most=5)
    yield made
    receiver.open.set()
    made.close()


def refused(receiver: Receiver, times: int = 2) -> None:
    for _ in range(times):
        assert receiver.asked.acquire(timeout=10)


def test_what_was_refused_is_sent_again_in_its_order(receiver: Receiver, outbox: Outbox[int]) -> None:
    receiver.expected = 3
    outbox.put(1)
    refused(receiver)
    outbox.put(2)
    outbox.put(3)
    receiver.open.set()
    assert receiver.complete.wait(10)
    assert receiver.taken == [1, 2, 3]


def test_beyond_its_size_the_oldest_are_dropped(receiver: Receiver, outbox: Outbox[int]) -> None:
    receiver.expected = 5
    for item in range(8):
        outbox.put(item)
    refused(receiver)
    receiver.open.set()
    assert receiver.complete.wait(10)
    assert receiver.taken == [3, 4, 5, 6, 7]


def test_an_item_that_waits_does_not_wait_twice() -> None:
    begun, may_go_on = threading.Event(), threading.Event()
    taken: list[int] = []

    def slow(items: list[int]) -> bool:
        taken.extend(items)
        begun.set()
        return may_go_on.wait(10)

    outbox = Outbox("of-a-test", slow, pause=60, most=5)
    outbox.put(1)
    assert begun.wait(10)
    for _ in range(3):
        outbox.put(2, once=True)
    outbox.put(1, once=True)
    may_go_on.set()
    outbox.close(10)
    assert taken == [1, 2, 1], "what is being sent does not wait any more: it may have been sent too early"


def test_closing_sends_what_waits_and_gives_up_on_a_dead_receiver(receiver: Receiver) -> None:
    receiver.open.set()
    lively = Outbox("of-a-test", receiver, pause=60, most=5)
    lively.put(1)
    lively.close(10)
    assert receiver.taken == [1]
    receiver.open.clear()
    dead = Outbox("of-a-test", receiver, pause=60, most=5)
    dead.put(2)
    dead.close(10)
    assert receiver.taken == [1]
    assert not [thread for thread in threading.enumerate() if thread.name == "of-a-test"]


class Batches:
    """Takes everything, and counts."""

    def __init__(self) -> None:
        self.taken: list[list[int]] = []
        self.sent = threading.Semaphore(0)

    def __call__(self, items: list[int]) -> bool:
        self.taken.append(items)
        self.sent.release()
        return True


def test_the_first_goes_at_once_and_what_follows_soon_goes_together() -> None:
    batches = Batches()
    outbox = Outbox("of-a-test", batches, pause=60, most=100, gather=60)
    outbox.put(1)
    assert batches.sent.acquire(timeout=10)
    for item in range(2, 50):
        outbox.put(item)
    outbox.close(10)
    assert batches.taken == [[1], list(range(2, 50))]


def test_what_was_gathered_goes_by_itself() -> None:
    batches = Batches()
    outbox = Outbox("of-a-test", batches, pause=60, most=100, gather=0.01)
    for item in range(3):
        outbox.put(item)
        assert batches.sent.acquire(timeout=10)
    outbox.close(10)
    assert batches.taken == [[0], [1], [2]]


def test_a_stream_is_gathered_for_longer_up_to_a_bound() -> None:
    sent: list[float] = []
    complete = threading.Event()

    def busy(_: list[int]) -> bool:
        sent.append(time.monotonic())
        if len(sent) == 6:
            complete.set()
        else:
            stream.put(len(sent))  # while it gathers, more comes
        return True

    stream = Outbox("of-a-test", busy, pause=60, most=100, gather=0.02)
    stream.put(0)
    assert complete.wait(60)
    stream.close(10)
    gaps = [after - before for before, after in pairwise(sent)]
    assert all(gap >= least * 0.99 for gap, least in zip(gaps, (0.02, 0.04, 0.08, 0.08, 0.08), strict=True))

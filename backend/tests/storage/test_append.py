"""Objects that grow piece by piece, across requests, processes and deaths; see storage/contract.py."""

import hashlib
from collections.abc import Callable

import pytest

from bowerbird.settings import MIB
from bowerbird.storage import ObjectMissingError, ObjectStorage
from bowerbird.storage.contract import AppendState
from tests.storage.conftest import PART_BYTES
from tests.storage.test_contract import BLOCK, new_key, read

Leftovers = Callable[[ObjectStorage, str], list[str]]
WHOLE = (BLOCK * 200)[: 12 * MIB + 7]


def grow(storage: ObjectStorage, key: str, state: AppendState, offset: int, data: bytes) -> tuple[AppendState, int]:
    """Append all of it, in pieces as large as the storage takes."""
    while data:
        room = storage.append_room(state, offset)
        piece, data = data[:room], data[room:]
        state = storage.append(key, state, offset, piece)
        offset += len(piece)
    return state, offset


@pytest.mark.parametrize("size", [0, 1, 1000, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES, len(WHOLE)])
@pytest.mark.parametrize("piece", [3 * MIB + 1, 20 * MIB])
def test_what_grew_is_whole(storage: ObjectStorage, leftovers: Leftovers, size: int, piece: int) -> None:
    key, state, offset = new_key(), {}, 0  # type: str, AppendState, int
    while offset < size:
        state, offset = grow(storage, key, state, offset, WHOLE[offset : min(offset + piece, size)])
    storage.finish_append(key, state, size)
    assert storage.size(key) == size
    assert hashlib.sha256(read(storage, key)).digest() == hashlib.sha256(WHOLE[:size]).digest()
    assert len(leftovers(storage, key)) == 1


def test_finishing_twice_is_finishing_once(storage: ObjectStorage) -> None:
    for size in (0, 10, PART_BYTES, PART_BYTES + 5):
        key = new_key()
        state, _ = grow(storage, key, {}, 0, WHOLE[:size])
        for _ in range(3):
            storage.finish_append(key, state, size)
        assert read(storage, key) == WHOLE[:size]


def test_nothing_is_visible_before_the_end(storage: ObjectStorage) -> None:
    key = new_key()
    storage.check()
    grow(storage, key, {}, 0, WHOLE[: PART_BYTES + 1])
    with pytest.raises(ObjectMissingError):
        storage.size(key)


@pytest.mark.parametrize("known", [0, 10, PART_BYTES - 1, PART_BYTES, PART_BYTES + 10, 2 * PART_BYTES])
@pytest.mark.parametrize("lost", [1, 100, PART_BYTES - 1, PART_BYTES, PART_BYTES + 100])
def test_who_was_killed_goes_on_from_the_state_that_was_kept(storage: ObjectStorage, known: int, lost: int) -> None:
    """The piece that came after it is sent once more, perhaps in other lengths."""
    key = new_key()
    state, offset = grow(storage, key, {}, 0, WHOLE[:known])
    if storage.append_room(state, offset) >= lost:  # one step whose state nobody kept
        storage.append(key, state, offset, WHOLE[known : known + lost])
    state, offset = grow(storage, key, state, offset, WHOLE[known:])
    storage.finish_append(key, state, len(WHOLE))
    assert read(storage, key) == WHOLE


@pytest.mark.parametrize("size", [10, PART_BYTES + 10])
def test_deleting_what_is_not_finished_leaves_nothing(storage: ObjectStorage, leftovers: Leftovers, size: int) -> None:
    key = new_key()
    grow(storage, key, {}, 0, WHOLE[:size])
    storage.delete(key)
    storage.delete(key)
    assert leftovers(storage, key) == []


@pytest.mark.parametrize("size", [10, PART_BYTES, PART_BYTES + 10])
def test_bytes_that_are_gone_are_told(storage: ObjectStorage, size: int) -> None:
    key = new_key()
    state, offset = grow(storage, key, {}, 0, WHOLE[:size])
    storage.delete(key)
    with pytest.raises(ObjectMissingError):
        storage.finish_append(key, state, size)
    with pytest.raises(ObjectMissingError):
        grow(storage, key, state, offset, WHOLE[size : size + PART_BYTES])

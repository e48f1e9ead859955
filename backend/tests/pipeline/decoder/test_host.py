"""A bad file hurts itself alone: crash, hang, memory bomb, garbage on the pipe, and what the child may not do."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bowerbird.errors import StageError
from bowerbird.pipeline.decoder import DecoderHost, Limits, landlock
from bowerbird.pipeline.decoder import call as call_module
from bowerbird.pipeline.decoder.room import Room

MODULES = ("tests.pipeline.decoder.badly_behaved",)
LIMITS = Limits(memory_bytes=400 << 20, message_bytes=8 << 20, file_bytes=1 << 20, calls=100, idle_seconds=60)


@pytest.fixture(scope="module")
def warm() -> Iterator[DecoderHost]:
    """One host for all tests that do not count children; after a killed child it starts another."""
    host = DecoderHost(LIMITS, modules=MODULES)
    yield host
    host.close()


@pytest.fixture
def fresh() -> Iterator[list[DecoderHost]]:
    hosts: list[DecoderHost] = []
    yield hosts
    for host in hosts:
        host.close()


def pid_of(host: DecoderHost) -> int:
    pid = host.call("echo", None, timeout=10).header["pid"]
    assert isinstance(pid, int)
    return pid


def error_of(host: DecoderHost, name: str, *, timeout: float = 20, **arguments: object) -> StageError:
    with pytest.raises(StageError) as caught, host.stream(name, None, timeout=timeout, **arguments) as messages:
        list(messages)
    return caught.value


def test_messages_carry_json_and_attachments(warm: DecoderHost, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"bytes of the file")
    message = warm.call("echo", file, timeout=10, pages=[1, 2], word="naïve \U0001f426")
    assert message.header["read"] == "bytes of the file"
    assert message.header["arguments"] == {"pages": [1, 2], "word": "naïve \U0001f426"}
    assert message.attachments == (b"attached", b"")
    assert message.header["pid"] != os.getpid()


def test_the_child_stays_warm_between_calls(warm: DecoderHost) -> None:
    assert pid_of(warm) == pid_of(warm)


def test_a_stream_comes_in_order_and_may_be_left_early(warm: DecoderHost) -> None:
    with warm.stream("count", None, timeout=10, upto=1000) as messages:
        assert [next(messages).header["number"] for _ in range(3)] == [0, 1, 2]
    before = warm.pid
    with warm.stream("count", None, timeout=10, upto=5) as messages:
        assert [message.header["number"] for message in messages] == [0, 1, 2, 3, 4]
    assert warm.pid == before is not None


def test_a_stream_left_before_its_first_message(warm: DecoderHost) -> None:
    before = pid_of(warm)
    with warm.stream("count", None, timeout=10, upto=1000):
        pass
    assert pid_of(warm) == before


def test_the_callers_exception_comes_through_and_the_child_lives(warm: DecoderHost) -> None:
    before = pid_of(warm)
    with pytest.raises(StopIteration), warm.stream("count", None, timeout=10, upto=1000):
        next(iter(()))
    assert pid_of(warm) == before


def test_a_decoder_that_does_not_end_when_told_is_killed(warm: DecoderHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_module, "DRAIN_SECONDS", 0.2)
    before = pid_of(warm)
    with warm.stream("slow_to_end", None, timeout=10) as messages:
        next(messages)
    assert pid_of(warm) != before


@pytest.mark.parametrize("after", [0, 3])
def test_a_crash_is_retryable_and_the_next_call_works(warm: DecoderHost, after: int) -> None:
    error = error_of(warm, "abort", after=after)
    assert (error.code, error.retryable) == ("decoder_crashed", True)
    assert pid_of(warm)


def test_a_child_that_died_between_calls_is_replaced(warm: DecoderHost) -> None:
    pid = pid_of(warm)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)], timeout=10) if psutil.pid_exists(pid) else None
    assert pid_of(warm) != pid


def test_a_hang_times_out_and_is_killed(warm: DecoderHost) -> None:
    pid = pid_of(warm)
    error = error_of(warm, "hang", timeout=0.4)
    assert error.code == "timed_out"
    assert not psutil.pid_exists(pid)


def test_an_endless_loop_times_out(warm: DecoderHost) -> None:
    assert error_of(warm, "loop", timeout=0.4).code == "timed_out"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who could run")
def test_a_busy_machine_is_no_hang(warm: DecoderHost) -> None:
    """The child shares a processor with three loops: 0.4 s of work take longer than the 0.8 s it has by a clock."""
    child = psutil.Process(pid_of(warm))
    processor = child.cpu_affinity()[:1]
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    try:
        for process in (child, *(psutil.Process(each.pid) for each in loops)):
            process.cpu_affinity(processor)
        began = time.monotonic()
        warm.call("work", None, seconds=0.4, timeout=0.8)
        assert time.monotonic() - began > 0.8
    finally:
        for each in loops:
            each.kill()
            each.wait()
        warm.close()


def test_memory_that_grows_ends_as_too_large(warm: DecoderHost) -> None:
    """Between the limit and the headroom: the watchdog sees it."""
    error = error_of(warm, "fill", megabytes=450, hold=True)
    assert (error.code, error.retryable) == ("too_large", False)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on private memory is Linux's")
def test_memory_wanted_at_once_ends_as_too_large(warm: DecoderHost) -> None:
    """More than the kernel lets it have: a MemoryError, and the child lives on."""
    pid = pid_of(warm)
    error = error_of(warm, "fill", megabytes=4000, hold=False)
    assert (error.code, error.retryable) == ("too_large", False)
    assert pid_of(warm) == pid


def test_what_libraries_print_does_not_get_between_messages(warm: DecoderHost) -> None:
    assert warm.call("noise", None, timeout=10).header == {"ok": True}


@pytest.mark.parametrize("name", ["garbage", "boast"])
def test_garbage_on_the_pipe_is_a_crash(warm: DecoderHost, name: str) -> None:
    error = error_of(warm, name)
    assert (error.code, error.retryable) == ("decoder_crashed", True)
    assert pid_of(warm)


def test_a_stage_error_travels_with_code_and_detail(warm: DecoderHost) -> None:
    error = error_of(warm, "raise_stage_error")
    assert (error.code, error.retryable) == ("encrypted", False)
    assert error.detail == "This document is protected [31m by a password."


def test_any_other_exception_becomes_a_sentence_that_leaks_nothing(warm: DecoderHost) -> None:
    error = error_of(warm, "raise_anything")
    assert (error.code, error.retryable) == ("decoder_failed", False)
    assert "secret" not in error.detail


def test_the_child_has_no_network_and_no_programs(warm: DecoderHost) -> None:
    header = warm.call("try_network", None, timeout=10).header
    assert header["python"] == "refused"
    if sys.platform == "linux":
        assert header["libc"] == -1
    assert warm.call("try_program", None, timeout=10).header == {"result": "refused"}


def test_the_child_sees_no_secret(warm: DecoderHost, fresh: list[DecoderHost], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOWERBIRD_DB_URL", "postgresql://app:secret@127.0.0.1/db")
    fresh.append(DecoderHost(LIMITS, modules=MODULES, environment={"BOWERBIRD_LIMITS_PAGES": "7"}))
    seen = fresh[0].call("environment", None, timeout=10).header
    assert "BOWERBIRD_DB_URL" not in seen
    assert seen["BOWERBIRD_LIMITS_PAGES"] == "7"
    assert seen["OMP_NUM_THREADS"] == "1"


@pytest.mark.skipif(not landlock.version(), reason="this kernel has no Landlock")
def test_the_child_opens_nothing_but_the_one_file(warm: DecoderHost, tmp_path: Path) -> None:
    lent, other = tmp_path / "lent", tmp_path / "other"
    for file in (lent, other):
        file.write_text("words")
    found = warm.call("try_files", lent, timeout=10, other=str(other)).header
    assert found == {
        "its file": "read",
        "its file, to write": "refused",
        "another beside it": "refused",
        "/etc/passwd": "refused",
        "all files of its folder": "refused",
        "a new file there": "refused",
        "a scratch file": "written",
    }
    assert (lent.read_text(), lent.stat().st_nlink) == ("words", 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lent", "other"]


def test_a_file_of_another_file_system_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr(os, "link", refuse)
    room = Room(tmp_path)
    (tmp_path / "original").write_text("words")
    with room.lend(tmp_path / "original") as lent:
        assert lent.read_text() == "words"
    assert list(room.lent.iterdir()) == []
    room.close()
    assert not room.path.exists()


def test_scratch_space_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    room = Room(tmp_path / "file" / "scratch")
    assert room.written.is_dir()
    room.close()
    assert not room.path.exists()


def test_a_new_child_after_so_many_calls(fresh: list[DecoderHost]) -> None:
    fresh.append(DecoderHost(replace(LIMITS, calls=2), modules=MODULES))
    pids = [pid_of(fresh[0]) for _ in range(3)]
    assert pids[0] == pids[1] != pids[2]


def test_an_idle_child_ends(fresh: list[DecoderHost]) -> None:
    fresh.append(DecoderHost(replace(LIMITS, idle_seconds=0.05), modules=MODULES))
    process = psutil.Process(pid_of(fresh[0]))
    psutil.wait_procs([process], timeout=10)
    assert not process.is_running()
    assert pid_of(fresh[0]) != process.pid


def test_a_call_makes_no_thread_of_its_own(fresh: list[DecoderHost]) -> None:
    fresh.append(DecoderHost(LIMITS, modules=MODULES))
    pid_of(fresh[0])
    threads = set(threading.enumerate())
    pid_of(fresh[0])
    assert set(threading.enumerate()) == threads


def test_a_child_that_cannot_start_is_a_crash(fresh: list[DecoderHost]) -> None:
    fresh.append(DecoderHost(LIMITS, modules=("tests.no_such_module",)))
    assert error_of(fresh[0], "echo").code == "decoder_crashed"
    assert fresh[0].pid is None


def test_threads_take_turns(warm: DecoderHost) -> None:
    results: list[int] = []

    def work() -> None:
        for _ in range(5):
            results.append(pid_of(warm))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(results) == 20
    assert len(set(results)) == 1


def test_the_child_outlives_the_thread_that_called_first(fresh: list[DecoderHost]) -> None:
    """The parent-death signal follows threads, not processes."""
    fresh.append(DecoderHost(LIMITS, modules=MODULES))
    thread = threading.Thread(target=pid_of, args=(fresh[0],))
    thread.start()
    thread.join(30)
    before = fresh[0].pid
    assert pid_of(fresh[0]) == before


def test_a_call_inside_a_stream_is_refused(warm: DecoderHost) -> None:
    with warm.stream("count", None, timeout=10, upto=2), pytest.raises(RuntimeError, match="inside another"):
        warm.call("echo", None, timeout=10)


def test_the_child_dies_with_its_parent() -> None:
    program = (
        "from bowerbird.pipeline.decoder import DecoderHost, Limits; import os, sys\n"
        f"host = DecoderHost(Limits(1 << 30, 1 << 20, 1 << 20, 9, 60.0), modules={MODULES!r})\n"
        "print(host.call('echo', None, timeout=30).header['pid'], flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
    with parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE

"""The data directory: private, locked, and never taken from somebody else."""

import os
from pathlib import Path

import psutil
import pytest

from bowerbird.embedded.home import Home, Runtime
from bowerbird.embedded.ports import free_port, is_free
from bowerbird.embedded.privileges import CannotStartError, chosen_user


def runtime(pid: int, created: float) -> Runtime:
    return Runtime("running", "Running", pid, created, "127.0.0.1", {"http": 1}, url="http://x")


def test_directory_and_secrets_are_private_and_stay(place: Path) -> None:
    home = Home(place / "data")
    home.prepare(chosen_user())
    made = home.secrets()
    assert len({made.superuser, made.owner, made.app, made.valkey}) == 4
    assert home.secrets() == made
    assert home.path.stat().st_mode & 0o777 == 0o700
    assert (home.path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_directory_with_other_things_in_it_is_left_alone(place: Path) -> None:
    (place / "holiday.jpg").touch()
    before = place.stat()
    with pytest.raises(CannotStartError, match="is not empty and holds no Bowerbird data"):
        Home(place).prepare(chosen_user())
    assert [each.name for each in place.iterdir()] == ["holiday.jpg"]
    assert place.stat().st_mode == before.st_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_data_that_root_restored_goes_to_the_user_without_following_links(place: Path) -> None:
    outside = place / "outside"
    outside.touch()
    os.chown(outside, 0, 0)
    home = Home(place / "data")
    home.prepare(None)
    (home.path / "objects").mkdir()
    (home.path / "objects" / "link").symlink_to(outside)
    user = chosen_user()
    assert user is not None
    home.prepare(user)
    assert (home.path / "objects").stat().st_uid == user.uid
    assert outside.stat().st_uid == 0


def test_second_lock_is_refused_and_a_lock_ends_with_its_holder(place: Path) -> None:
    home = Home(place / "data")
    home.prepare(None)
    with home.lock(), pytest.raises(CannotStartError, match="already runs on"), home.lock():
        pass
    with home.lock():
        pass


def test_only_the_very_process_counts_as_running(place: Path) -> None:
    home = Home(place / "data")
    home.prepare(None)
    me = psutil.Process()
    home.write_runtime(runtime(me.pid, me.create_time()))
    assert home.running() is not None
    home.write_runtime(runtime(me.pid, me.create_time() - 60))
    assert home.running() is None, "its number was given to another"
    (home.path / "runtime.json").write_text("{")
    assert home.running() is None


def test_preferred_port_where_it_is_free() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not is_free(number)
        assert free_port([number]) != number
    free = free_port()
    assert free_port([None, free]) == free

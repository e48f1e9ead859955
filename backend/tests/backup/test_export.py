"""Plain files under safe names, each person their own."""

import hashlib
import json
import unicodedata
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bowerbird.backup.export import Exported, actor_of, export
from bowerbird.backup.manifest import BackupError
from bowerbird.library.file_names import Names, safe_name
from bowerbird.models import User
from tests.backup.conftest import Instance, MakeInstance


@pytest.fixture
def one(make_instance: MakeInstance) -> Instance:
    made = make_instance()
    made.add_person()
    return made


def export_all(instance: Instance, directory: Path) -> Exported:
    engine = create_engine(instance.url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with Session(engine) as session:
            person = session.get_one(User, instance.owner)
            return export(session, instance.storage, actor_of(session, person), directory)
    finally:
        engine.dispose()


HOSTILE = [
    ("../../etc/passwd", None),
    ("..", None),
    ("", "../../up"),
    ("/etc/shadow", "/root"),
    ("C:\\windows\\system.ini", "a\\..\\.."),
    ("CON", "aux.d"),
    ("a\x00b\nc.txt", None),
    ("ü" * 255 + ".pdf", "ordner/" * 140),
    ("trailing. ", None),
    ("\ud7ff\U0001f426.txt", "日本/語"),
    ("-rf", None),
    ("same.txt", "x"),
    ("SAME.txt", "x"),
    ("same.txt", "x/same.txt"),
    ("same (2).txt", "x"),
    (unicodedata.normalize("NFD", "größe.txt"), None),
    ("größe.txt", None),
    ("x", None),
]


def test_hostile_names_stay_inside_and_lose_no_file(one: Instance, tmp_path: Path) -> None:
    for position, (name, path) in enumerate(HOSTILE):
        cleaned = [None if text is None else text.replace("\x00", "") for text in (name, path)]  # Postgres has none
        one.add_file(f"content {position}".encode(), str(cleaned[0]), cleaned[1])
    done = export_all(one, tmp_path / "out")
    assert (done.files, done.lost) == (len(HOSTILE), [])
    files = [path for path in (tmp_path / "out" / "files").rglob("*") if path.is_file()]
    assert sorted(file.read_bytes() for file in files) == sorted(f"content {n}".encode() for n in range(len(HOSTILE)))
    listing = json.loads((tmp_path / "out" / "bowerbird-export.json").read_text())["files"]
    assert sorted(entry["name"] for entry in listing) == sorted(name.replace("\x00", "") for name, _ in HOSTILE)
    for entry in listing:
        place = tmp_path / "out" / entry["file"]
        assert place.resolve().is_relative_to((tmp_path / "out" / "files").resolve())
        assert hashlib.sha256(place.read_bytes()).hexdigest() == entry["sha256"]
    outside = {path.name for path in tmp_path.iterdir()} - {"out", one.settings.home.name}
    assert outside == set()


def test_names_and_folders_are_kept_where_they_can_be(one: Instance, tmp_path: Path) -> None:
    one.add_file(b"1", "Über uns.txt", "Ordner/Über uns.txt")
    one.add_file(b"2", "Über uns.txt", "Ordner")
    export_all(one, tmp_path / "out")
    assert sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()) == [
        "bowerbird-export.json",
        "files/Ordner/Über uns (2).txt",
        "files/Ordner/Über uns.txt",
    ]
    entry = json.loads((tmp_path / "out" / "bowerbird-export.json").read_text())["files"][0]
    assert entry["kind"] == "document"
    assert entry["size"] == 1
    assert entry["keywords"] == []


def test_others_and_the_trash_are_left_out_and_lost_bytes_are_named(one: Instance, tmp_path: Path) -> None:
    one.add_file(b"mine", "mine.txt")
    one.add_file(b"thrown away", "trash.txt")
    one.run("UPDATE assets SET deleted_at = now() WHERE name = 'trash.txt'")
    one.storage.delete(one.add_file(b"lost", "lost.txt"))
    mine, one.library = one.library, uuid.uuid4()
    one.run("INSERT INTO libraries (id, name) VALUES (%s, 'Theirs')", one.library)
    one.add_file(b"theirs", "theirs.txt")
    one.library = mine
    done = export_all(one, tmp_path / "out")
    assert (done.files, done.bytes, done.lost) == (1, 4, ["lost.txt"])
    assert [path.name for path in (tmp_path / "out" / "files").iterdir()] == ["mine.txt"]
    listing = json.loads((tmp_path / "out" / "bowerbird-export.json").read_text())["files"]
    assert {entry["name"]: entry["file"] for entry in listing} == {"mine.txt": "files/mine.txt", "lost.txt": None}


def test_a_directory_in_use_is_refused(one: Instance, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("mine")
    with pytest.raises(BackupError, match="not empty"):
        export_all(one, tmp_path / "out")


@given(st.text(max_size=300))
def test_any_name_becomes_a_plain_one(name: str) -> None:
    safe = safe_name(name)
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set('<>:"/\\|?*\x00\n')
    assert len(safe.encode()) <= 201
    assert safe == safe.rstrip(". ")


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "a", "A", "a/b", "b"]), st.sampled_from(["a", "A", "a (2)", "b", "ß", "ss", "a/b"])), max_size=12
    )
)
def test_no_two_files_have_one_place_in_any_file_system(files: list[tuple[str, str]]) -> None:
    names = Names()
    places = [names.place(folder, name).casefold() for folder, name in files]
    folders = {place.rsplit("/", depth)[0] for place in places for depth in range(1, place.count("/") + 1)}
    assert len(set(places)) == len(places)
    assert not folders & set(places)

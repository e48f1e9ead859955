import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bowerbird.intake.names import MAX_NAME, MAX_PATH, UNNAMED, clean_name, clean_path, from_multipart
from tests.fixtures_files import SHARED

ANY = st.text(st.characters(exclude_categories=[]), max_size=600)
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]")


@given(ANY)
@example("\u200b\\x")
@example("a" * 300 + "\u0301.txt")
@example("\u202e/..\u202c")
def test_a_name_is_always_fit_to_show(name: str) -> None:
    clean = clean_name(name)
    assert 1 <= len(clean) <= MAX_NAME
    assert clean.strip()
    assert not FORBIDDEN.search(clean)
    assert "/" not in clean
    assert clean not in {".", ".."}
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_name(clean) == clean
    clean.encode()


@given(ANY)
def test_a_path_is_always_fit_to_show(path: str) -> None:
    clean = clean_path(path)
    assert clean is None or (
        1 <= len(clean) <= MAX_PATH
        and not FORBIDDEN.search(clean)
        and not {"", ".", ".."} & set(clean.split("/"))
        and clean_path(clean) == clean
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("holiday.jpg", "holiday.jpg"),
        ("日本語ファイル名.txt", "日本語ファイル名.txt"),
        ("u\u0308.txt", "ü.txt"),
        ("rtl_\u202etxt.exe.txt", "rtl_txt.exe.txt"),
        ("new\nline\x07.txt", "newline.txt"),
        ("👩\u200d👩\u200d👧.png", "👩\u200d👩\u200d👧.png"),
        ("\u0645\u06cc\u200c\u062e\u0648.txt", "\u0645\u06cc\u200c\u062e\u0648.txt"),
        ("back\\slash.txt", "back\\slash.txt"),
        ("C:\\Users\\me\\x.txt", "x.txt"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("../../etc/passwd", "passwd"),
        ("a/b/c.txt", "c.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("folder/", "folder"),
        (".dotfile", ".dotfile"),
        ("trailing.dot.", "trailing.dot."),
        ("", UNNAMED),
        (".", UNNAMED),
        ("a/..", UNNAMED),
        (" \t\n", UNNAMED),
        ("\u202e\u200b", UNNAMED),
        ("x" * 300 + ".jpeg", "x" * 249 + "….jpeg"),
        ("x" * 300, "x" * 254 + "…"),
        ("x." + "y" * 300, "x." + "y" * 252 + "…"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("ü.txt".encode(), "ü.txt"),
        ("ü.txt".encode("latin-1"), "ü.txt"),
        (b"a%22b%0D%0Ac%2e.txt", 'a"bc%2e.txt'),
        (b"100%.txt", "100%.txt"),
        (b"", ""),
    ],
)
def test_names_in_multipart_headers(raw: bytes, name: str) -> None:
    assert from_multipart(raw) == name


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("holiday/2020/a.jpg", "holiday/2020/a.jpg"),
        ("/etc/../x", "etc/x"),
        ("C:\\me\\x", "C:/me/x"),
        ("./a//b/", "a/b"),
        ("", None),
        ("../..", None),
        ("y" * 200 + ("/" + "x" * 200) * 5, "/".join(["x" * 200] * 4)),
    ],
)
def test_paths(path: str, shown: str | None) -> None:
    assert clean_path(path) == shown


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the evaluation data is not here")
def test_hostile_names() -> None:
    names = json.loads((SHARED / "hostile" / "names.json").read_text())
    for name in [*names["on_disk"], *names["multipart_only"]]:
        clean = clean_name(name)
        assert clean.strip()
        assert len(clean) <= MAX_NAME
        assert not FORBIDDEN.search(clean)
        assert "/" not in clean
    kept = [name for name in names["on_disk"] if clean_name(name) == unicodedata.normalize("NFC", name)]
    assert len(kept) >= 36

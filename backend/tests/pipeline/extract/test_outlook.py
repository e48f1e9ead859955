"""Messages of Outlook."""

import io
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowerbird.errors import StageError
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.ole import OleFile
from tests.factories.compound import Tree, compound
from tests.factories.outlook import numbers, outlook, text

SENT = datetime(2024, 1, 31, 12, 15, 30, tzinfo=UTC)
SUBJECT, BODY, SENDER, SENDER_SMTP = 0x0037, 0x1000, 0x0C1A, 0x5D01
NAME, SMTP, KIND, FILE_NAME = 0x3001, 0x39FE, 0x0C15, 0x3707


def read(path: Path, data: bytes) -> list[Block]:
    path.write_bytes(data)
    return [block for message in run("outlook.text", path, {}) for block in blocks_of(message)]


def recipient(number: int, kind: int, name: str, address: str) -> Tree:
    return {f"__recip_version1.0_#{number:08X}": {**numbers({KIND: kind}, header=8), **text(NAME, name), **text(SMTP, address)}}


def attached(number: int, content: Tree) -> Tree:
    return {f"__attach_version1.0_#{number:08X}": content}


def test_a_message(tmp_path: Path) -> None:
    data = outlook(
        {**text(SUBJECT, "Finds"), **text(BODY, "Three blue caps.\r\n"), **text(SENDER, "A Reader"), **text(SENDER_SMTP, "a@example.org")},
        recipient(0, 1, "B Reader", "b@example.org"),
        recipient(1, 2, "c@example.org", "c@example.org"),
        attached(0, {**text(FILE_NAME, "caps.txt"), "__substg1.0_37010102": b"blue"}),
        sent=SENT,
    )
    (block,) = read(tmp_path / "a.msg", data)
    assert (block.heading, block.text) == (
        "Finds",
        "From: A Reader <a@example.org>\nTo: B Reader <b@example.org>\nCc: c@example.org\nDate: Wed, 31 Jan 2024 12:15:30 +0000\nSubject: Finds\n"
        "Three blue caps.\nAttachments: caps.txt\n",
    )
    (facts,) = run("outlook.inspect", tmp_path / "a.msg", {})
    assert (facts.header["title"], facts.header["document_date"], facts.header["date_source"]) == (
        "Finds",
        "2024-01-31T12:15:30+00:00",
        "mail",
    )
    assert facts.header["details"] == {"from": "A Reader <a@example.org>", "to": "B Reader <b@example.org>", "cc": "c@example.org"}
    (file,) = run("outlook.attachments", tmp_path / "a.msg", {"known": []})
    assert (file.header["path"], file.attachments[0].rstrip(b"\0")) == ("caps.txt", b"blue")


def test_a_message_in_a_message_is_read_with_it(tmp_path: Path) -> None:
    inner = {**text(SUBJECT, "Older finds"), **text(BODY, "A bottle."), **numbers({}, header=24)}
    data = outlook({**text(SUBJECT, "Fwd"), **text(BODY, "See below.")}, attached(0, {"__substg1.0_3701000D": inner}))
    assert [(block.heading, block.text) for block in read(tmp_path / "a.msg", data)] == [
        ("Fwd", "Subject: Fwd\nSee below.\n"),
        ("Older finds", "Older finds\nSubject: Older finds\nA bottle.\n"),
    ]


def test_html_where_there_is_no_text_and_letters_by_their_code_page(tmp_path: Path) -> None:
    data = outlook({"__substg1.0_0037001E": "Находки".encode("cp1251"), "__substg1.0_10130102": b"<p>Blue <b>caps</b>"}, code_page=1251)
    (block,) = read(tmp_path / "a.msg", data)
    assert block.text == "Subject: Находки\nBlue caps\n"


def test_a_message_that_contains_itself_comes_to_an_end(tmp_path: Path) -> None:
    data = outlook({**text(SUBJECT, "Loop")}, attached(0, {"__substg1.0_3701000D": numbers({}, header=24)}))
    entries = data.index("__substg1.0_3701000D".encode("utf-16-le"))
    root = data.index("Root Entry".encode("utf-16-le"))
    looped = data[: entries + 76] + data[root + 76 : root + 80] + data[entries + 80 :]  # its first child is that of the root
    assert sum(block.text.count("Subject: Loop") for block in read(tmp_path / "a.msg", looped)) > 2


def test_an_entry_lies_in_one_storage() -> None:
    data = bytearray(compound({"first one": {"x": b"1"}, "second one": {"y": b"2"}}))
    struct.pack_into("<I", data, data.index("second one".encode("utf-16-le")) + 76, 2)  # its first child is itself
    ole = OleFile(io.BytesIO(data))
    root = ole.children()
    assert [sorted(ole.children(storage)) for storage in (None, root["first one"], root["second one"])] == [
        ["first one", "second one"],
        ["x"],
        [],
    ]


class Counting(io.BytesIO):
    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


def test_an_allocation_table_that_is_listed_again_and_again_is_read_once() -> None:
    data = bytearray(compound({"x": b"1"}))
    struct.pack_into("<108I", data, 80, *[0] * 108)
    file = Counting(data)
    assert list(OleFile(file).children()) == ["x"]
    assert file.reads < 10


@pytest.mark.parametrize("data", [b"", b"nothing", compound({})[:700]])
def test_damaged_messages_are_corrupt(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StageError) as error:
        read(tmp_path / "a.msg", data)
    assert error.value.code == "corrupt"

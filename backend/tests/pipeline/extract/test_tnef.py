"""`winmail.dat`, and bodies that exist only as compressed rich text."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.intake.sniff import sniff_file
from bowerbird.models import Asset, Containment, Segment
from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.compressed_rtf import decompress
from bowerbird.settings import get_settings
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories import tnef
from tests.factories.outlook import outlook, text, ticks
from tests.factories.pipeline import keep_file, run_stages

SENT = datetime(2024, 1, 31, 12, 15, 30, tzinfo=UTC)
RICH = b"{\\rtf1\\ansi\\ansicpg1252 {\\b Three} blue caps and a W\\'f6rterbuch.\\par}"
PAGE = (
    b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\r\n"
    b"{\\*\\htmltag18 <html>}{\\*\\htmltag34 <head><title>Finds &amp; more</title></head>}{\\*\\htmltag50 <body>}\\htmlrtf \\b\\htmlrtf0\r\n"
    b"{\\*\\htmltag64 <h2>}\\htmlrtf {\\htmlrtf0 From the shore\\htmlrtf\\par}\\htmlrtf0{\\*\\htmltag72 </h2>}\r\n"
    b"{\\*\\htmltag64 <table><tr><th>Find</th><th>Colour</th></tr><tr><td>}Bottle{\\*\\htmltag64 </td><td>}bl\\'e5 \\u8211?"
    b"{\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 3 cm{\\*\\mhtmltag84 not this}{\\*\\htmltag64 </td></tr></table>}\\htmlrtf nor this\\htmlrtf0 }"
)


def read(path: Path, data: bytes, decoder: str = "tnef.text") -> list[Block]:
    path.write_bytes(data)
    return [block for message in run(decoder, path, {}) for block in blocks_of(message)]


def taken_out(path: Path, data: bytes) -> dict[str, bytes]:
    path.write_bytes(data)
    found: dict[str, bytes] = {}
    for message in run("tnef.attachments", path, {"known": []}):
        if "path" in message.header:
            found[message.header["path"]] = found.get(message.header["path"], b"") + b"".join(message.attachments)
    return found


def test_a_message_by_its_properties(tmp_path: Path) -> None:
    properties = [
        tnef.named("ignored"),
        tnef.text(0x0037, "Fünde"),
        tnef.text(0x1000, "Three blue caps.\r\n"),
        tnef.text(0x0C1A, "A Reader"),
        tnef.text(0x5D01, "a@example.org"),
        tnef.moment(0x0039, ticks(SENT)),
    ]
    row = tnef.listed([tnef.small(0x0C15, 2), tnef.text(0x3001, "B Reader"), tnef.text(0x39FE, "b@example.org")])
    data = tnef.tnef(
        tnef.attribute(tnef.SUBJECT, b"F?nde\0"),
        tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.listed(properties)),
        tnef.attribute(tnef.RECIPIENTS, struct.pack("<I", 1) + row),
        tnef.attached("CAPS~1.TXT", b"blue", tnef.text(0x3707, "caps of the shore.txt")),
    )
    path = tmp_path / "winmail.dat"
    (block,) = read(path, data)
    assert block.text == (
        "From: A Reader <a@example.org>\nCc: B Reader <b@example.org>\nDate: Wed, 31 Jan 2024 12:15:30 +0000\nSubject: Fünde\n"
        "Three blue caps.\nAttachments: caps of the shore.txt\n"
    )
    (facts,) = run("tnef.inspect", path, {})
    assert (facts.header["title"], facts.header["document_date"]) == ("Fünde", "2024-01-31T12:15:30+00:00")
    assert taken_out(path, data) == {"caps of the shore.txt": b"blue"}
    assert sniff_file(path).mime_type == "application/vnd.ms-tnef"


def test_a_message_by_its_attributes_alone(tmp_path: Path) -> None:
    data = tnef.tnef(
        tnef.attribute(tnef.CODE_PAGE, struct.pack("<II", 1251, 0)),
        tnef.attribute(tnef.SUBJECT, "Находки\0".encode("cp1251")),
        tnef.attribute(tnef.SENT, struct.pack("<7H", 2024, 1, 31, 12, 15, 30, 3)),
        tnef.attribute(tnef.BODY, "Находки моря.\0".encode("cp1251")),
        tnef.attached("a.txt", b"1"),
        tnef.attached("a.txt", b"2" * 3_000_000),
    )
    (block,) = read(tmp_path / "a", data)
    lines = ["Date: Wed, 31 Jan 2024 12:15:30 +0000", "Subject: Находки", "Находки моря.", "Attachments: a.txt, a.txt", ""]
    assert block.text.split("\n") == lines
    assert taken_out(tmp_path / "a", data) == {"a.txt": b"1", "a (2).txt": b"2" * 3_000_000}


def test_a_body_in_compressed_rich_text(tmp_path: Path) -> None:
    properties = tnef.listed([tnef.binary(0x1009, tnef.compressed(RICH))])
    (block,) = read(tmp_path / "a", tnef.tnef(tnef.attribute(tnef.MESSAGE_PROPERTIES, properties)))
    assert block.text == "Three blue caps and a Wörterbuch.\n"


def test_a_message_in_a_message_is_read_with_it(tmp_path: Path) -> None:
    data = tnef.tnef(tnef.attribute(tnef.SUBJECT, b"Innermost\0"), tnef.attribute(tnef.BODY, b"A bottle.\0"))
    for subject in (b"Inner\0", b"Outer\0"):
        holder = tnef.attribute(tnef.ATTACHED_PROPERTIES, tnef.listed([tnef.message_in(data)]))
        data = tnef.tnef(tnef.attribute(tnef.SUBJECT, subject), tnef.attribute(tnef.RENDERED, bytes(14)), holder)
    assert [block.text for block in read(tmp_path / "a", data)] == [
        "Subject: Outer\n",
        "Inner\nSubject: Inner\n",
        "Innermost\nSubject: Innermost\nA bottle.\n",
    ]
    assert taken_out(tmp_path / "a", data) == {}


def test_messages_in_messages_without_end_come_to_an_end(tmp_path: Path) -> None:
    data = tnef.tnef(tnef.attribute(tnef.SUBJECT, b"Once\0"))
    for _ in range(100):
        holder = tnef.attribute(tnef.ATTACHED_PROPERTIES, tnef.listed([tnef.message_in(data)]))
        data = tnef.tnef(tnef.attribute(tnef.RENDERED, bytes(14)), holder)
    assert read(tmp_path / "a", data) == []


@pytest.mark.parametrize("cut", [6, 20, 60, 90])
def test_one_that_is_cut_says_what_is_left(tmp_path: Path, cut: int) -> None:
    data = tnef.tnef(
        tnef.attribute(tnef.SUBJECT, b"Finds\0"), tnef.attribute(tnef.BODY, b"Three blue caps.\0"), tnef.attached("a", b"blue" * 9)
    )
    read(tmp_path / "a", data[:cut])
    assert taken_out(tmp_path / "a", data[:-20])["a"].startswith(b"blue" * 4)


def test_sizes_that_lie(tmp_path: Path) -> None:
    subject = tnef.attribute(tnef.SUBJECT, b"Finds\0")
    lying = [
        tnef.attribute(tnef.BODY, b"caps", size=0xFFFFFFF0),
        tnef.attribute(tnef.MESSAGE_PROPERTIES, struct.pack("<I", 0xFFFFFFFF) + tnef.text(0x1000, "caps")),
        tnef.attribute(
            tnef.MESSAGE_PROPERTIES, struct.pack("<IHHII", 1, 0x1F, 0x1000, 0xFFFFFFFF, 0xFFFFFFFF) + "caps".encode("utf-16-le")
        ),
        tnef.attribute(tnef.MESSAGE_PROPERTIES, struct.pack("<IHHI", 9, 0x1003, 0x1234, 0xFFFFFFFF) + tnef.text(0x1000, "caps")),
        tnef.attribute(tnef.RECIPIENTS, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + tnef.text(0x3001, "B")),
    ]
    for attribute in lying:
        (block,) = read(tmp_path / "a", tnef.tnef(subject, attribute))
        assert "Subject: Finds\n" in block.text


@pytest.mark.parametrize("data", [b"", b"nothing of the kind", b"\x78\x9f\x3e"])
def test_what_is_none_is_corrupt(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(StageError) as error:
        read(tmp_path / "a", data)
    assert error.value.code == "corrupt"


def test_its_attachments_become_files(
    session: Session, storage: FilesystemStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings().upload, "min_free_bytes", 0)
    path = tmp_path / "winmail.dat"
    path.write_bytes(tnef.tnef(tnef.attribute(tnef.BODY, b"Three blue caps.\0"), tnef.attached("caps.txt", b"These are the caps.")))
    asset, key = keep_file(path, storage)
    ran = run_stages(asset, key, storage, stages=frozenset({"inspect", "extract", "attachments"}))
    assert (ran.errors, asset.kind) == ({}, "document")
    assert session.scalars(select(Segment.text).where(Segment.asset_id == asset.id)).all() == ["Three blue caps.\nAttachments: caps.txt\n"]
    inner = session.scalars(
        select(Asset).join(Containment, Containment.child_id == Asset.id).where(Containment.parent_id == asset.id)
    ).one()
    assert (inner.name, inner.mime_type) == ("caps.txt", "text/plain")


def test_the_examples_of_the_specification() -> None:
    """MS-OXRTFCP, sections 3.1.1 and 3.1.2."""
    simple = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    crossing = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"
    assert decompress(bytes.fromhex(simple), 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompress(bytes.fromhex(crossing), 1000) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_compressed_rich_text_of_any_length_within_its_bounds() -> None:
    source = b"".join(b"{\\rtf1 word %d \\par}" % number for number in range(2000))
    packed = tnef.compressed(source)
    assert len(packed) < len(source)
    assert decompress(packed, 1 << 20) == source
    assert decompress(packed, 1000) == source[:1000]
    assert decompress(tnef.compressed(source, size=5), 1 << 20) == source, "what the header says of the size is not asked"
    assert source.startswith(decompress(packed[: len(packed) // 2], 1 << 20))
    assert decompress(packed + b"padding", 1 << 20) == source
    assert decompress(struct.pack("<I4s4sI", 12 + 5, b"", b"MELA", 0) + b"{\\rtf...", 100) == b"{\\rtf"
    for broken in (b"", packed[:15], packed[:8] + b"none" + packed[12:]):
        assert decompress(broken, 100) == b""


def test_a_bomb_of_references_ends_at_the_bound() -> None:
    references = [struct.pack(">H", ((len(tnef.PREFIX) + 17 * number - 17) % 4096) << 4 | 15) for number in range(80_000)]
    packed = b"".join(b"\xff" + b"".join(references[first : first + 8]) for first in range(0, len(references), 8))
    data = struct.pack("<I4s4sI", len(packed) + 12, b"", b"LZFu", 0) + packed
    assert len(decompress(data, 500_000)) == 500_000


@pytest.mark.parametrize("body", [RICH, PAGE])
def test_a_message_of_outlook_whose_body_is_rich_text(tmp_path: Path, body: bytes) -> None:
    data = outlook({**text(0x0037, "Finds"), "__substg1.0_10090102": tnef.compressed(body)})
    texts = [(block.heading, block.text) for block in read(tmp_path / "a.msg", data, "outlook.text")]
    if body is RICH:
        assert texts == [("Finds", "Subject: Finds\nThree blue caps and a Wörterbuch.\n")]
    else:
        assert texts[0] == ("Finds", "Subject: Finds\n")
        assert texts[1][0] == "From the shore"
        assert "Bottle | blå –<3 cm" in "".join(text for _, text in texts), "a row of the page's table"
        assert not any("this" in text for _, text in texts)


def test_a_page_in_rich_text_that_is_a_file_of_its_own(tmp_path: Path) -> None:
    blocks = read(tmp_path / "a.rtf", PAGE, "rtf.text")
    assert blocks[0].heading == "From the shore"
    assert "Bottle | blå –<3 cm" in "".join(block.text for block in blocks)

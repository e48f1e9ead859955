"""Good files with a few bytes changed, cut, doubled or blown up, through every decoder of their kind in the real child: each call ends as read or with a code.

`BOWERBIRD_TEST_FUZZ=1000` tries as many of each; the seed is the number, so that a failure can be had again.
"""

import io
import os
import random
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from bowerbird.errors import StageError
from bowerbird.pipeline.decoder import DecoderHost, Limits
from tests.factories import documents, icons, media, office, outlook, tnef
from tests.factories.compound import compound
from tests.factories.hostile import pictures

TRIES = int(os.environ.get("BOWERBIRD_TEST_FUZZ", "6"))
TIMEOUT = 30.0
ENDS = frozenset({"corrupt", "encrypted", "empty", "too_large", "unsupported"})
UNTIDY = frozenset({"decoder_crashed", "timed_out"})
"""What may happen to a file that PDFium or FFmpeg cannot bear; it hurts itself alone."""
Calls = Mapping[str, Mapping[str, Any]]
_PICTURE: Calls = {"picture.inspect": {}, "picture.preview": {}}
_FILM: Calls = {"media.inspect": {}, "media.preview": {}, "media.captions": {}, "film.scenes": {"until_ms": 5000}, "media.sound": {}}
_SOUND: Calls = {"media.inspect": {}, "media.preview": {}, "media.waveform": {}, "media.sound": {}}
_ARCHIVE: Calls = {"archive.text": {}, "archive.members": {"called": "a", "known": []}}
CALLS: Mapping[str, Calls] = {
    ".pdf": {"pdf.attachments": {"known": ()}, "pdf.inspect": {}, "pdf.text": {"last": 5}, "pdf.preview": {}},
    ".docx": {"docx.inspect": {}, "docx.text": {}, "ooxml.preview": {}},
    ".pptx": {"pptx.inspect": {}, "pptx.text": {"last": 5}, "ooxml.preview": {}},
    ".xlsx": {"xlsx.inspect": {}, "xlsx.text": {"last": 5}},
    ".vsdx": {"vsdx.inspect": {}, "vsdx.text": {"last": 5}},
    ".odt": {"opendocument.inspect": {"unit": None}, "opendocument.text": {"unit": None, "last": 5}, "opendocument.preview": {}},
    ".ods": {"opendocument.inspect": {"unit": "sheet"}, "opendocument.text": {"unit": "sheet", "last": 5}},
    ".epub": {"epub.inspect": {}, "epub.text": {"last": 5}, "epub.preview": {}},
    ".rtf": {"rtf.inspect": {}, "rtf.text": {}},
    ".eml": {"mail.inspect": {}, "mail.text": {}, "mail.attachments": {"known": []}},
    ".msg": {"outlook.inspect": {}, "outlook.text": {}, "outlook.attachments": {"known": []}},
    ".dat": {"tnef.inspect": {}, "tnef.text": {}, "tnef.attachments": {"known": []}},
    ".xml": {"xml.text": {}},
    ".vcf": {"cards.text": {}},
    ".ipynb": {"notebook.text": {}},
    ".html": {"html.inspect": {}, "html.text": {}},
    ".md": {"markdown.inspect": {}, "markdown.text": {}},
    ".csv": {"delimited.text": {}, "plain.text": {}},
    ".json": {"json.text": {}, "code.text": {}},
    ".doc": {"ole.inspect": {"unit": None}},
    ".svg": {"drawing.inspect": {}, "drawing.text": {}, "picture.preview": {"form": "drawing"}},
    ".zip": _ARCHIVE,
    ".tar": _ARCHIVE,
    ".tar.gz": _ARCHIVE,
    ".tar.zst": _ARCHIVE,
    **dict.fromkeys((".jpg", ".png", ".gif", ".webp", ".tiff", ".avif", ".bmp", ".jp2", ".tga", ".ico", ".cur"), _PICTURE),
    ".cr2": {"raw.inspect": {}, "picture.preview": {"form": "raw"}},
    **dict.fromkeys((".mp4", ".mkv", ".avi"), _FILM),
    **dict.fromkeys((".wav", ".mp3", ".flac", ".ogg", ".m4a"), _SOUND),
}


@pytest.fixture(scope="module")
def host() -> Iterator[DecoderHost]:
    limits = Limits(memory_bytes=1 << 30, message_bytes=64 << 20, file_bytes=64 << 20, calls=100_000, idle_seconds=600)
    made = DecoderHost(limits, environment={"BOWERBIRD_LIMITS_PIXELS": "20000000"})
    yield made
    made.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """One good file of each kind."""
    folder = tmp_path_factory.mktemp("good")
    words = "The quick brown fox jumps over the lazy dog. "
    pictures_of = {
        ".jpg": "JPEG",
        ".png": "PNG",
        ".gif": "GIF",
        ".webp": "WEBP",
        ".tiff": "TIFF",
        ".avif": "AVIF",
        ".bmp": "BMP",
        ".jp2": "JPEG2000",
        ".tga": "TGA",
    }
    codecs = {".wav": "pcm_s16le", ".mp3": "libmp3lame", ".flac": "flac", ".ogg": "libopus", ".m4a": "aac"}
    scenes = [(Image.new("RGB", (64, 48), colour), 0.3) for colour in ("red", "blue")]
    made = {suffix: pictures.saved(kind) for suffix, kind in pictures_of.items()}
    made |= {
        suffix: media.audio(folder / f"a{suffix}", media.tone(0.5, rate=48_000), codec=codec, rate=48_000).read_bytes()
        for suffix, codec in codecs.items()
    }
    made |= {suffix: media.film(folder / f"a{suffix}", scenes).read_bytes() for suffix in (".mp4", ".mkv", ".avi")}
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as container:
        container.add(Path(__file__), "test.py")
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as container:
        container.add(Path(__file__), "test.py")
    return made | {
        ".pdf": documents.pdf(
            folder / "a.pdf",
            [[(50, 700, words)], [(50, 600, words)]],
            info="/Title (One)",
            page_extra="/Annots [7 0 R 8 0 R]",
            catalog="/AcroForm << /Fields [7 0 R] /DA (/Helv 9 Tf) >>",
            more=[
                "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (filled in) /Rect [50 500 250 520] >>",
                "<< /Type /Annot /Subtype /Text /Contents (a note) /Rect [50 400 70 420] >>",
            ],
        ).read_bytes(),
        ".docx": documents.docx(folder / "a.docx", documents.paragraph(words) * 20, core=office.CORE).read_bytes(),
        ".pptx": office.pptx(folder / "a.pptx", [office.shape(words, "title")] * 3).read_bytes(),
        ".vsdx": office.vsdx(folder / "a.vsdx", *[("One", office.vsdx_sheet(words, words))] * 3).read_bytes(),
        ".xlsx": office.xlsx(folder / "a.xlsx", {"One": office.row("Name", 1.5) * 20}).read_bytes(),
        ".odt": office.opendocument(folder / "a.odt", "text", f"<text:p>{words}</text:p>" * 20).read_bytes(),
        ".ods": office.opendocument(
            folder / "a.ods",
            "spreadsheet",
            '<table:table table:name="One"><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>',
        ).read_bytes(),
        ".epub": office.epub(folder / "a.epub", {"one": f"<p>{words * 10}</p>"}).read_bytes(),
        ".rtf": b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\info{\\title One}}\\f0 words\\par \\u228?{\\b bold} \\'e4}" * 3,
        ".eml": b"From: a@example.org\nTo: b@example.org\nSubject: =?utf-8?q?W=C3=B6rter?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        b"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>w=C3=B6rter</p>\n--b\nContent-Type: image/png; name=a.png\n"
        b"Content-Transfer-Encoding: base64\n\nd29yZHM=\n--b--\n",
        ".msg": outlook.outlook(
            outlook.text(0x0037, "One") | outlook.text(0x1000, words),
            {"__attach_version1.0_#00000000": outlook.text(0x3707, "a.txt") | {"__substg1.0_37010102": b"words"}},
            {"__attach_version1.0_#00000001": {"__substg1.0_3701000D": outlook.text(0x0037, "Two")}},
        ),
        ".dat": tnef.tnef(
            tnef.attribute(tnef.SUBJECT, b"One\0"),
            tnef.attribute(
                tnef.MESSAGE_PROPERTIES,
                tnef.listed([tnef.named("a"), tnef.binary(0x1009, tnef.compressed(b"{\\rtf1 " + words.encode() * 3 + b"}"))]),
            ),
            tnef.attached("a.txt", b"words", tnef.message_in(tnef.tnef(tnef.attribute(tnef.BODY, b"Two\0")))),
        ),
        ".xml": f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a><title>One</title><p b='c'>{words}<i>d</i>&b;</p><!-- e --></a>".encode(),
        ".vcf": b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;=\n J=C3=B6rg\nTEL;CELL:+49 170 1\nBDAY:19700131\nEND:VCARD\n"
        * 4,
        ".ipynb": b'{"cells": [{"cell_type": "markdown", "source": ["# One\\n"]}, {"cell_type": "code", "source": "1", "outputs": [{"text": ["1"]}]}]}',
        ".html": f"<html><head><title>One</title></head><body><table><tr><th>a</th></tr><tr><td>{words}</td></tr></table><pre>{words}</pre></body></html>".encode(),
        ".md": f"# One\n\n* {words}\n  * {words}\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> [x]: <y>\n```\n{words}\n```\n".encode(),
        ".csv": b"name;size\n" + b'"a ""quoted"" one";5,5\n' * 40,
        ".json": b'{"name": "one", "values": [1, 2.5, null, {"a": "\\u00e4"}]}' * 10,
        ".doc": compound({"WordDocument": b"\0" * 600, "\x05SummaryInformation": b"\xfe\xff" + b"\0" * 200}),
        ".svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><title>One</title><path d='M0 0L9 9z'/><text>words</text></svg>",
        ".zip": office.zipped(folder / "a.zip", {"a.txt": words * 20, "b/c.txt": words}).read_bytes(),
        ".tar": plain.getvalue(),
        ".tar.gz": archive.getvalue(),
        ".tar.zst": zstd.compress(plain.getvalue()),
        ".cr2": pictures.saved("TIFF"),
        ".ico": icons.directory((16, icons.bitmap(16, 8)), (64, icons.png(64))),
        ".cur": icons.icon((32, 1), (32, 32), cursor=True),
    }


def changed(data: bytes, dice: random.Random) -> bytes:
    """The same with one to eight wounds."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(made)) if made else 0
        length = dice.choice((1, 2, 4, 16, 200))
        match dice.randrange(7):
            case 0:
                del made[at:]
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * dice.choice((1, 50))
            case 3:
                made[at : at + length] = dice.choice((b"\xff", b"\0", b"\x7f", b"9", b"<", b"(")) * length
            case 4:
                made[at : at + length] = dice.randbytes(length)
            case _:
                for place in range(at, min(at + length, len(made))):
                    made[place] ^= 1 << dice.randrange(8)
    return bytes(made)


def wound(host: DecoderHost, path: Path, good: bytes, name: str, calls: Calls) -> tuple[Counter[str], dict[str, str]]:
    """How often each end was met, and the first call and seed of each."""
    ends: Counter[str] = Counter()
    seeds: dict[str, str] = {}
    for seed in range(TRIES):
        path.write_bytes(changed(good, random.Random(f"{name} {seed}")))
        for call, arguments in calls.items():
            code = "read"
            try:
                with host.stream(call, path, timeout=TIMEOUT, **arguments) as messages:
                    for _ in messages:
                        pass
            except StageError as error:
                code = error.code if error.detail.endswith(".") else f"no sentence: {error.detail}"
            ends[code] += 1
            seeds.setdefault(code, f"{call} {seed}")
    return ends, seeds


@pytest.mark.parametrize("suffix", CALLS)
def test_wounded_files_end(suffix: str, good: Mapping[str, bytes], host: DecoderHost, tmp_path: Path) -> None:
    path = tmp_path / "file"
    ends, seeds = wound(host, path, good[suffix], suffix, CALLS[suffix])
    assert set(ends) <= ENDS | UNTIDY | {"read"}, seeds
    assert sum(ends[code] for code in UNTIDY) <= TRIES // 20, ends
    if suffix == ".cr2":
        return
    path.write_bytes(good[suffix])  # and the next one is read
    for name, arguments in CALLS[suffix].items():
        with host.stream(name, path, timeout=TIMEOUT, **arguments) as messages:
            assert list(messages) is not None


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "calls"),
    [
        ("image-formats/photo.heic", _PICTURE),
        ("image-formats/heif/tests__images__heif__RGBA_12__29x100.heif", _PICTURE),
        ("image-formats/photo_cmyk_icc.jpg", _PICTURE),
        ("documents/files/markitdown__test.xls", {"ole.inspect": {"unit": "sheet"}}),
        ("documents/files/markitdown__pdf_complex_layout.pdf", CALLS[".pdf"]),
        ("documents/files/markitdown__docx_complex_layout.docx", CALLS[".docx"]),
    ],
)
def test_wounded_real_files_end(shared_data: Path, host: DecoderHost, tmp_path: Path, name: str, calls: Calls) -> None:
    ends, seeds = wound(host, tmp_path / "file", (shared_data / name).read_bytes(), name, calls)
    assert set(ends) <= ENDS | UNTIDY | {"read"}, seeds
    assert sum(ends[code] for code in UNTIDY) <= TRIES // 20, ends

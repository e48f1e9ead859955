"""Crafted files through all stages, with the decoders in the real child: each must end with an outcome, in bounded time and memory."""

import time
from pathlib import Path

import psutil
import pytest

from bowerbird.db import session as session_module
from bowerbird.models import Segment
from bowerbird.pipeline.decoder import get_decoder
from bowerbird.storage.filesystem import FilesystemStorage
from tests.factories.pipeline import Ran, keep_file, run_stages

STAGES = frozenset({"inspect", "preview", "extract", "describe"})
SECONDS = 60
MEMORY_BYTES = 2 * 2**30
CODES = {"corrupt", "encrypted", "empty", "too_large", "timed_out", "unsupported", "decoder_crashed", "decoder_failed"}


def outcome(ran: Ran) -> str:
    for (stage, _), error in ran.errors.items():
        if stage != "preview":
            return f"failed {error.code}: {error.detail}"
    notes = [end.note for end in ran.outcomes.values() if end.note]
    return f"{notes[0][0]}: {notes[0][1]}" if notes else "read"


EXPECTED = {
    "zero.pdf": "failed empty",
    "zero.txt": "failed empty",
    "enc_user_aes256.pdf": "failed encrypted",
    "enc_rc4_128.pdf": "failed encrypted",
    "enc_owner_only.pdf": "read",
    "pdf_named.txt": "read",
    "pdf_page_cycle.pdf": "failed corrupt",
    "pdf_image_bomb.pdf": "failed too_large",
    "pdf_zero_pages.pdf": "failed corrupt",
    "jpeg_65500.jpg": "failed too_large",
    "bomb_gif_65535.gif": "failed too_large",
    "billion_laughs.docx": "failed corrupt",
    "xxe.docx": "failed corrupt",
    "deep_nesting.docx": "failed corrupt",
    "docx_named.zip": "read",
    "text_koi8r.txt": "read",
    "md_redos.md": "read",
    "html_deep.html": "no_text",
    "trunc_50.jpg": "damaged",
    "random.zip": "unsupported",
    "trunc_50.mp4": "unsupported",
}


@pytest.mark.shared
def test_every_crafted_file_ends(
    shared_data: Path, database: object, storage: FilesystemStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    decoder = get_decoder()
    problems = []
    for path in sorted((shared_data / "hostile/made").iterdir()):
        if path.name == "MANIFEST.json":
            continue
        asset, key = keep_file(path, storage)
        began = time.monotonic()
        ran = run_stages(asset, key, storage, stages=STAGES, decoder=decoder)
        seconds = time.monotonic() - began
        memory = psutil.Process(decoder.pid).memory_info().rss if decoder.pid else 0
        found = outcome(ran)
        with capsys.disabled():
            print(f"{path.name:34} {asset.mime_type:36.36} {seconds:6.2f} s {memory / 2**20:6.0f} MiB  {found}")  # noqa: T201
        assert all(error.code in CODES for error in ran.errors.values()), path.name
        if seconds > SECONDS or memory > MEMORY_BYTES or not found.startswith(EXPECTED.get(path.name, "")):
            problems.append((path.name, seconds, memory, found))
    assert problems == []
    with session_module.transaction() as session:
        texts = "".join(session.query(Segment.text).yield_per(1000).all().__repr__())
        assert "root:" not in texts
        assert "\x00" not in texts

"""OCR of clean pages by the program Tesseract, where this machine has it: a bounded process for each page, fed with grey pixels and nothing else.

Page segmentation mode 1 finds out how the page lies (0, 90, 180, 270 degrees). With little text on the page it may be wrong about 180 degrees; so a page
that reads badly is tried upside down as well.
"""

import csv
import io
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
import numpy.typing as npt

from bowerbird.ai.contracts import TextLine
from bowerbird.allowance import Allowance

Grey = npt.NDArray[np.uint8]
GOOD = 75.0
"""Mean confidence, 0..100, of a page that was read well."""
_MEMORY = 2 * 1024**3
_MOST_LANGUAGES = 3
_NO_LANGUAGES = frozenset({"osd", "equ", "snum"})
_LEAST_CONFIDENCE = 20.0
_POLL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PageText:
    lines: list[TextLine]
    """In reading order; boxes as the page lies."""
    paragraphs: list[int]
    """For each line the paragraph it belongs to."""
    confidence: float
    """Mean over words, 0..100; 0 where there is none."""


class TesseractError(Exception):
    """It did not end well, or not in time."""


class Tesseract:
    def __init__(self, program: str, languages: tuple[str, ...], *, has_orientation: bool) -> None:
        self._program = program
        self.languages = languages
        self._mode = "1" if has_orientation else "3"

    @property
    def model(self) -> str:
        return f"tesseract-{'+'.join(self.languages)}"

    def read(self, page: Grey, *, timeout: float, alive: Callable[[], None] = lambda: None) -> PageText:
        """`page`: grey, (height, width). `alive` is called every second or so. Raises TesseractError."""
        first = self._run(page, timeout, alive)
        if first.confidence >= GOOD or not first.lines:
            return first
        turned = self._run(np.ascontiguousarray(page[::-1, ::-1]), timeout, alive)
        return _turned_back(turned) if turned.confidence > first.confidence + 5 else first

    def _run(self, page: Grey, timeout: float, alive: Callable[[], None]) -> PageText:
        command = [self._program, "stdin", "stdout", "--psm", self._mode, "-l", "+".join(self.languages), "tsv"]
        keep = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
        with tempfile.TemporaryFile() as pixels:
            # A PGM picture is a line of text and the pixels: no decoder of any format is involved.
            pixels.write(f"P5 {page.shape[1]} {page.shape[0]} 255\n".encode())
            pixels.write(page.tobytes())
            pixels.seek(0)
            with subprocess.Popen(  # noqa: S603  a program of this machine, found by its name
                command,
                stdin=pixels,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**keep, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
                cwd="/",
            ) as process:
                if sys.platform == "linux":
                    resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
                try:
                    output = _output(process, timeout, alive)
                except BaseException:
                    process.kill()
                    raise
        if process.returncode != 0:
            raise TesseractError(f"tesseract ended with {process.returncode}")
        return _parse(output.decode("utf-8", "replace"), page.shape[1], page.shape[0])


def _output(process: subprocess.Popen[bytes], timeout: float, alive: Callable[[], None]) -> bytes:
    allowance = Allowance(process.pid, timeout)
    while True:
        try:
            return process.communicate(timeout=_POLL_SECONDS)[0]
        except subprocess.TimeoutExpired:
            if allowance.is_spent():
                raise TesseractError("tesseract took too long") from None
            alive()


def find_tesseract(wanted: str = "") -> Tesseract | None:
    """The program on this machine, or None. `wanted`: languages as Tesseract names them ("eng+deu"); English and the first of the others unless given."""
    program = shutil.which("tesseract")
    return _found(program, wanted) if program else None


@lru_cache
def _found(program: str, wanted: str) -> Tesseract | None:
    try:
        said = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    installed = [line.strip() for line in said.splitlines()[1:] if line.strip()]
    ordered = sorted((name for name in installed if name not in _NO_LANGUAGES and "/" not in name), key=lambda name: (name != "eng", name))
    chosen = [name for name in wanted.split("+") if name in ordered] if wanted else ordered[:_MOST_LANGUAGES]
    return Tesseract(program, tuple(chosen), has_orientation="osd" in installed) if chosen else None


def _parse(table: str, width: int, height: int) -> PageText:
    """Tesseract's TSV: a row for each word (level 5) with block, paragraph, line, box in pixels and confidence."""
    rows = csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip() and float(row[10]) >= _LEAST_CONFIDENCE]
    lines, paragraphs, confidences = [], [], []
    numbers: dict[tuple[str, ...], int] = {}
    for key, group in groupby(words, key=lambda row: tuple(row[1:5])):
        line = list(group)
        scores = [float(row[10]) for row in line]
        left, top = min(int(row[6]) for row in line), min(int(row[7]) for row in line)
        right, bottom = max(int(row[6]) + int(row[8]) for row in line), max(int(row[7]) + int(row[9]) for row in line)
        box = (left / width, top / height, min(right / width, 1.0), min(bottom / height, 1.0))
        lines.append(TextLine(" ".join(row[11].strip() for row in line), box, sum(scores) / len(scores) / 100))
        paragraphs.append(numbers.setdefault(key[:3], len(numbers)))
        confidences += scores
    return PageText(lines, paragraphs, sum(confidences) / len(confidences) if confidences else 0.0)


def _turned_back(page: PageText) -> PageText:
    """Boxes of a page that was read upside down, as it really lies."""
    lines = [
        TextLine(line.text, (1 - line.box[2], 1 - line.box[3], 1 - line.box[0], 1 - line.box[1]), line.confidence) for line in page.lines
    ]
    return PageText(lines, page.paragraphs, page.confidence)

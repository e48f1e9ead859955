"""How many words each reader finds on pages whose text is known, and what the choice between them finds.

    python -m benchmarks.ocr_readers PDF... --pages 3       pages of born-digital PDF files
    python -m benchmarks.ocr_readers [--variants NAME ...]  the pages of ocr_pages.py, each by itself

Pages are made to look scanned (lying in four ways, a little and much askew) or photographed (in
perspective, shaded, coloured). A word counts as found as often as it stands in both texts; words of one letter are left out. "in order" is the share of
neighbouring words that are neighbours in both.
"""

import argparse
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from benchmarks.ocr_pages import made_pages
from bowerbird.ai import get_reader
from bowerbird.ai.contracts import Picture
from bowerbird.ai.local.tesseract import Tesseract, find_tesseract
from bowerbird.pipeline.ocr.askew import Askew
from bowerbird.pipeline.ocr.choice import is_well_read, look

_WORD = re.compile(r"\w{2,}")


def scanned(page: Picture, *, turn: float = 0.0) -> Picture:
    image = Image.fromarray(page).convert("L")
    if turn % 90:
        image = image.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    elif turn:
        image = image.rotate(turn, expand=True)
    grain = np.random.default_rng(3).normal(0, 7, (image.height, image.width))
    grey = np.clip(np.asarray(image) * 0.88 + 14 + grain, 0, 255).astype(np.uint8)
    return np.asarray(np.repeat(grey[:, :, None], 3, axis=2))


def photographed(page: Picture) -> Picture:
    height, width = page.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(0.10, 0.06), (0.93, 0.03), (0.97, 0.95), (0.04, 0.90)], np.float32) * (width, height)
    across = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    table = cv2.warpPerspective(page, across, (width, height), borderValue=(96, 68, 44)).astype(np.float32)
    shade = np.linspace(1.0, 0.55, width)[None, :, None] * np.array([1.0, 0.93, 0.8])
    return np.asarray(np.clip(cv2.GaussianBlur(table * shade, (0, 0), 0.8), 0, 255), dtype=np.uint8)


VARIANTS: dict[str, Callable[[Picture], Picture]] = {
    "scan": scanned,
    "scan, 180 degrees": lambda page: scanned(page, turn=180),
    "photo": photographed,
    "scan, 6 degrees askew": lambda page: scanned(page, turn=6),
    "scan, 90 degrees": lambda page: scanned(page, turn=90),
    "scan, 1.5 degrees askew": lambda page: scanned(page, turn=1.5),
    "scan, 270 degrees": lambda page: scanned(page, turn=270),
}


def pages(paths: list[Path], count: int, dpi: int) -> Iterator[tuple[Picture, str]]:
    """Pages with much text, evenly spread."""
    for path in paths:
        document = pdfium.PdfDocument(path)
        texts = {number: document[number].get_textpage().get_text_range() for number in range(min(len(document), 60))}
        full = [number for number, text in texts.items() if len(text) > 1200]
        for number in full[:: max(1, len(full) // count)][:count]:
            yield np.asarray(document[number].render(scale=dpi / 72).to_pil().convert("RGB")), texts[number]


def cpu_seconds() -> float:
    """Of this process and the programs it has run: a busy machine changes nothing."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def by_rapidocr(picture: Picture) -> str:
    return "\n".join(line.text for line in get_reader().read(picture))


def by_tesseract(tesseract: Tesseract, picture: Picture) -> tuple[str, bool]:
    """The text, and whether it is believed."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    found = tesseract.read(grey, timeout=3600)
    return "\n".join(line.text for line in found.lines), is_well_read(grey, found, tesseract.languages)


def shares(truth: str, found: str) -> tuple[float, float]:
    """(words found, in order)."""
    wanted, have = _words(truth), _words(found)
    words = (Counter(wanted) & Counter(have)).total() / max(1, len(wanted))
    pairs = (Counter(pairwise(wanted)) & Counter(pairwise(have))).total() / max(1, len(wanted) - 1)
    return words, pairs


def _words(text: str) -> list[str]:
    return _WORD.findall(re.sub(r"(\w)[-\u2010\ufffe]\s*\n(\w)", r"\1\2", text).lower())


def compare(tesseract: Tesseract, picture: Picture, truth: str) -> list[float]:
    """Words found, in order, seconds: by RapidOCR, by Tesseract, by the choice between them; and whether that was for Tesseract."""
    seen = look(picture)
    if seen.is_askew:
        picture = Askew(picture.shape[1], picture.shape[0], seen.skew).straighten(picture, paper=seen.paper)
    begun = cpu_seconds()
    rapid = by_rapidocr(picture)
    middle = cpu_seconds()
    text, believed = by_tesseract(tesseract, picture)
    ended = cpu_seconds()
    chosen = look(picture).is_clean_page
    looked = cpu_seconds() - ended
    kept = chosen and believed
    best = text if kept else rapid
    return [
        *shares(truth, rapid),
        middle - begun,
        *shares(truth, text),
        ended - middle,
        *shares(truth, best),
        looked,
        float(chosen),
        float(kept),
    ]


def show(name: str, rows: list[list[float]]) -> None:
    mean = np.mean(np.array(rows), axis=0)
    print(
        f"{name:<46} rapidocr {mean[0]:.3f} {mean[1]:.3f} {mean[2]:5.1f} s | tesseract {mean[3]:.3f} {mean[4]:.3f} {mean[5]:5.1f} s"
        f" | choice {mean[6]:.3f} {mean[7]:.3f} {mean[8]:5.2f} s | {mean[9]:.0%}, kept {mean[10]:.0%}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--pages", type=int, default=3, help="of each file")
    parser.add_argument("--variants", nargs="+", choices=[*VARIANTS], default=[*VARIANTS])
    arguments = parser.parse_args()
    tesseract = find_tesseract()
    if tesseract is None:
        raise SystemExit("There is no Tesseract on this machine.")
    print(f"{tesseract.model}; words found / in order / CPU seconds a page; chosen for Tesseract, and kept because it was sure")
    if arguments.pdf:
        known = list(pages(arguments.pdf, arguments.pages, arguments.dpi))
        for name in arguments.variants:
            show(name, [compare(tesseract, VARIANTS[name](page), truth) for page, truth in known])
        return
    for made in made_pages(dpi=arguments.dpi):
        for name in ["as it is"] if made.screen else arguments.variants:
            picture = made.picture if made.screen else VARIANTS[name](made.picture)
            show(f"{made.name}; {name}", [compare(tesseract, picture, made.text)])


if __name__ == "__main__":
    main()

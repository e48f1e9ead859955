"""A RAW photo in Adobe's DNG (a TIFF with a colour filter array), with or without the preview that cameras put in."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

SHORT, LONG, RATIONAL, BYTE, ASCII, SRATIONAL = 3, 4, 5, 1, 2, 10
_CODES = {SHORT: "H", LONG: "I", BYTE: "B"}
Tag = tuple[int, int, Sequence[int] | bytes]


def dng(
    path: Path, colour: tuple[int, int, int], *, size: tuple[int, int] = (640, 480), turn: int = 1, preview: Image.Image | None = None
) -> Path:
    """All pixels are `colour`, 0..255 each, linear light. `turn` is the orientation of Exif; `preview` lies as the sensor does."""
    width, height = size
    sensor = np.zeros((height, width), dtype="<u2")
    for filter_, (row, column) in zip((0, 1, 1, 2), ((0, 0), (0, 1), (1, 0), (1, 1)), strict=True):
        sensor[row::2, column::2] = colour[filter_] * 256
    about: list[Tag] = [
        (271, ASCII, b"Maker\0"),
        (272, ASCII, b"Model R\0"),
        (274, SHORT, [turn]),
        (50706, BYTE, [1, 4, 0, 0]),
        (50708, ASCII, b"Maker Model R\0"),
        (50721, SRATIONAL, [10000, 10000, 0, 10000, 0, 10000, 0, 10000, 10000, 10000, 0, 10000, 0, 10000, 0, 10000, 10000, 10000]),
        (50728, RATIONAL, [1, 1, 1, 1, 1, 1]),
        (50778, SHORT, [21]),
    ]
    raw: list[Tag] = [
        *((254, LONG, [0]), (256, LONG, [width]), (257, LONG, [height]), (258, SHORT, [16]), (259, SHORT, [1]), (262, SHORT, [32803])),
        *((277, SHORT, [1]), (278, LONG, [height]), (33421, SHORT, [2, 2]), (33422, BYTE, [0, 1, 1, 2]), (50717, LONG, [65535])),
    ]
    out = bytearray(b"II*\0\x08\0\0\0")
    if preview is None:
        _directory(out, [*raw, *about], sensor.tobytes())
    else:
        jpeg = io.BytesIO()
        preview.save(jpeg, "JPEG", quality=92)
        shown: list[Tag] = [
            *((254, LONG, [1]), (256, LONG, [preview.width]), (257, LONG, [preview.height]), (258, SHORT, [8, 8, 8]), (259, SHORT, [7])),
            *((262, SHORT, [6]), (277, SHORT, [3]), (278, LONG, [preview.height]), (330, LONG, [0])),
        ]
        below = _directory(out, [*shown, *about], jpeg.getvalue())[330]
        struct.pack_into("<I", out, below, len(out) + len(out) % 2)
        _directory(out, raw, sensor.tobytes())
    path.write_bytes(out)
    return path


def _directory(out: bytearray, tags: list[Tag], strip: bytes) -> dict[int, int]:
    """Append a directory, its values and its pixels, in this order as cameras do; returns where the value of each tag stands."""
    tags = sorted([*tags, (273, LONG, [0]), (279, LONG, [len(strip)])])
    start = _append(out, bytes(2 + 12 * len(tags) + 4))
    struct.pack_into("<H", out, start, len(tags))
    places = {}
    for index, (number, kind, values) in enumerate(tags):
        if isinstance(values, bytes):
            count, data = len(values), values
        elif kind in {RATIONAL, SRATIONAL}:
            count, data = len(values) // 2, struct.pack(f"<{len(values)}{'i' if kind == SRATIONAL else 'I'}", *values)
        else:
            count, data = len(values), struct.pack(f"<{len(values)}{_CODES[kind]}", *values)
        place = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<I", _append(out, data))
        entry = start + 2 + 12 * index
        struct.pack_into("<HHI4s", out, entry, number, kind, count, place)
        places[number] = entry + 8
    struct.pack_into("<I", out, places[273], _append(out, strip))
    return places


def _append(out: bytearray, data: bytes) -> int:
    out += b"\0" * (len(out) % 2)
    place = len(out)
    out += data
    return place

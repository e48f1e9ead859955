"""Icons and cursors of Windows (ICO and CUR): a directory of pictures of different sizes, each a PNG, or a bitmap without its file header (DIB) and with a mask.

What the directory says of sizes is not believed: each picture is asked for its own. Pillow decodes an icon before its size can be asked.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import IcoImagePlugin, Image, UnidentifiedImageError

from bowerbird.errors import StageError

_MAGIC = (b"\0\0\1\0", b"\0\0\2\0")
_ENTRY = struct.Struct("<BBBBHHII")
_MAX_ENTRIES = 1_000
_MAX_BYTES = 64 * 1024 * 1024
"""Of one picture. An icon of 1,024 pixels a side takes 4 MiB."""
_PNG = b"\x89PNG\r\n\x1a\n"
_HEADERS = frozenset({40, 108, 124})
_DEPTHS = frozenset({1, 4, 8, 16, 24, 32})
_MAX_SIDE = 2_048
"""Of a bitmap, which is decoded at once."""


@dataclass(frozen=True, slots=True)
class _Entry:
    offset: int
    size: int
    """Bytes."""
    width: int
    height: int
    depth: int
    """Bits; 0 of a PNG, which is preferred to a bitmap of its size."""
    palette_and_header: int
    whole: bool

    @property
    def rank(self) -> tuple[bool, int, int]:
        return self.whole, self.width * self.height, self.depth or 64


def is_icon(head: bytes) -> bool:
    """By its first six bytes; those of a TGA may be alike but for the number of pictures."""
    return head[:4] in _MAGIC and int.from_bytes(head[4:6], "little") > 0


def open_icon(path: Path) -> Image.Image:
    """The largest picture that is whole, else the largest. Raises UnidentifiedImageError, StageError `too_large`, and what Pillow raises on broken files."""
    with path.open("rb") as file:
        file.seek(0, 2)
        entries = _entries(file, file.tell())
        if not entries:
            raise UnidentifiedImageError
        best = max(entries, key=lambda entry: entry.rank)
        file.seek(best.offset)
        data = file.read(min(best.size, _MAX_BYTES))
    if best.depth == 0:
        return Image.open(BytesIO(data), formats=("PNG",))
    if max(best.width, best.height) > _MAX_SIDE:
        raise StageError(f"This icon says that it is {best.width:,} by {best.height:,} pixels; none is as large.", code="too_large")
    return _bitmap(data, best)


def _entries(file: IO[bytes], length: int) -> list[_Entry]:
    file.seek(4)
    count = min(int.from_bytes(file.read(2), "little"), _MAX_ENTRIES)
    directory = file.read(count * _ENTRY.size)
    found = []
    for *_, size, offset in _ENTRY.iter_unpack(directory[: len(directory) // _ENTRY.size * _ENTRY.size]):
        file.seek(offset)
        entry = _entry(file.read(40), offset, size, length)
        if entry is not None:
            found.append(entry)
    return found


def _entry(head: bytes, offset: int, size: int, length: int) -> _Entry | None:
    """What a picture says of itself."""
    if len(head) < 40:
        return None
    if head.startswith(_PNG):
        width, height = struct.unpack_from(">II", head, 16)
        return _Entry(offset, size, width, height, 0, 0, offset + size <= length)
    header, width, height, _, depth, _, _, _, _, colours, _ = struct.unpack_from("<IiiHHIIiiII", head)
    if header not in _HEADERS or depth not in _DEPTHS or width <= 0 or height < 2:
        return None
    height //= 2  # with the mask below it
    palette = 4 * min(colours or 1 << depth, 256) if depth <= 8 else 0
    pixels = header + palette + _row(width, depth) * height
    return _Entry(offset, pixels + _row(width, 1) * height, width, height, depth, header + palette, offset + pixels <= length)


def _row(width: int, depth: int) -> int:
    return (width * depth + 31) // 32 * 4


def _bitmap(data: bytes, entry: _Entry) -> Image.Image:
    """RGBA. A mask that is not there hides nothing."""
    least = entry.palette_and_header + _row(entry.width, entry.depth) * entry.height
    if least <= len(data):
        data = data.ljust(entry.size, b"\0")
    directory = _ENTRY.pack(entry.width & 255, entry.height & 255, 0, 0, 1, entry.depth, entry.size, 6 + _ENTRY.size)
    return IcoImagePlugin.IcoFile(BytesIO(_MAGIC[0] + b"\1\0" + directory + data)).frame(0)

"""Icons and cursors of Windows, made on the spot."""

import io
import struct

from PIL import Image

Colour = tuple[int, int, int, int]


def bitmap(side: int, depth: int, colour: Colour = (200, 120, 40, 255), *, width: int | None = None, height: int | None = None) -> bytes:
    """A square of one colour (of 8 bits and less with a palette that begins with it), its left half hidden by the mask. `width` and `height` (with that of the
    mask) are what its header says."""
    red, green, blue, alpha = colour
    pixel = {32: bytes((blue, green, red, alpha)), 24: bytes((blue, green, red))}.get(depth, b"")
    row = pixel * side if pixel else bytes(side * depth // 8)
    mask = (b"\xff" * (side // 16) + bytes(side // 8 - side // 16)).ljust((side + 31) // 32 * 4, b"\0")
    palette = bytes((blue, green, red, 0)) * (1 << depth) if depth <= 8 else b""
    header = struct.pack("<IiiHHIIiiII", 40, width or side, height or 2 * side, 1, depth, 0, 0, 0, 0, 0, 0)
    return header + palette + row.ljust((len(row) + 3) // 4 * 4, b"\0") * side + mask * side


def png(side: int, colour: Colour = (200, 120, 40, 255)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (side, side), colour).save(buffer, "PNG")
    return buffer.getvalue()


def directory(*pictures: tuple[int, bytes], cursor: bool = False) -> bytes:
    """Each with the side that the directory says it has."""
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 2 if cursor else 1, len(pictures))
    for side, data in pictures:
        head += struct.pack("<BBBBHHII", side & 255, side & 255, 0, 0, 3 if cursor else 1, 5 if cursor else 32, len(data), at)
        at += len(data)
    return head + b"".join(data for _, data in pictures)


def icon(*shapes: tuple[int, int], cursor: bool = False) -> bytes:
    """Bitmaps of these sides and depths."""
    return directory(*((side, bitmap(side, depth)) for side, depth in shapes), cursor=cursor)

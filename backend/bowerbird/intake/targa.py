"""TGA has no magic number, only a header of 18 bytes in which much else fits as well (Truevision TGA File Format Specification 2.0, section C.2)."""

import struct

_FOOTER = b"TRUEVISION-XFILE.\0"
_HEADER = struct.Struct("<BBBHHBHHHHBB")
_MAPPED, _TRUE_COLOUR, _GREY = 1, 2, 3
_COMPRESSED = 8
"""Added to the three kinds of picture above."""
_DEPTHS = {_MAPPED: {8, 16}, _TRUE_COLOUR: {15, 16, 24, 32}, _GREY: {8, 16}}


def is_targa(head: bytes, tail: bytes, size: int) -> bool:
    """Whether it says so at its end, or every field of its header is one that a picture of its size has."""
    if tail.endswith(_FOOTER):
        return True
    if len(head) < _HEADER.size:
        return False
    id_length, has_map, kind, map_first, map_length, map_depth, _x, _y, width, height, depth, flags = _HEADER.unpack_from(head)
    picture = kind & ~_COMPRESSED
    if picture not in _DEPTHS or depth not in _DEPTHS[picture] or has_map != (picture == _MAPPED) or flags & 0xC0 or not width * height:
        return False
    if not has_map and (map_first or map_length or map_depth):
        return False
    if has_map and not (map_length and map_depth in {15, 16, 24, 32}):
        return False
    before = _HEADER.size + id_length + map_length * -(-map_depth // 8)
    pixels = width * height * -(-depth // 8)
    least: int = before + (pixels // 128 if kind & _COMPRESSED else pixels)  # a run holds 128 at most
    return size >= least

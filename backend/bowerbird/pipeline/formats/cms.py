"""What somebody has signed and packed with the signature (CMS, RFC 5652): S/MIME messages and `.p7m` files. Signatures are not checked.

Only the way to the content is parsed, in DER or BER: a few elements deep, however long the certificates behind it are.
"""

from collections.abc import Iterator
from dataclasses import dataclass

SIGNED = bytes.fromhex("2A864886F70D010702")
ENVELOPED = frozenset(
    bytes.fromhex(oid) for oid in ("2A864886F70D010703", "2A864886F70D010706", "2A864886F70D0109100117")
)  # enveloped-data, encrypted-data, authenticated enveloped-data (RFC 5083)
_OBJECT, _OCTETS, _SEQUENCE, _CONTENT = 0x06, 0x04, 0x30, 0xA0
_CONSTRUCTED = 0x20
_DEEPEST = 16


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    start: int
    end: int
    """Of the content; of one of indefinite length without the two zeros that end it."""
    next: int


def kind(data: bytes) -> str | None:
    """`signed` or `encrypted`, None for anything else. The beginning of the data suffices."""
    try:
        outer = _head(data, 0)
        name = _element(data, outer[1]) if outer[0] == _SEQUENCE else None
    except (IndexError, ValueError):
        return None
    if name is None or name.tag != _OBJECT:
        return None
    said = data[name.start : name.end]
    return "signed" if said == SIGNED else "encrypted" if said in ENVELOPED else None


def signed_content(data: bytes) -> bytes | None:
    """The bytes that were signed, None where they are elsewhere or cannot be found."""
    try:
        content = _last(data, _element(data, 0), _CONTENT)
        signed_data = _first(data, content, _SEQUENCE)
        packed = _first(data, signed_data, _SEQUENCE)  # behind the version and a SET of algorithms
        inner = _last(data, packed, _CONTENT)
        octets = next(_children(data, inner))
        return b"".join(_octets(data, octets, 0)) if octets.tag & ~_CONSTRUCTED == _OCTETS else None
    except (IndexError, ValueError, StopIteration):
        return None


def _head(data: bytes, at: int) -> tuple[int, int, int | None]:
    """Tag, where the content begins, and its length; None if that is indefinite."""
    tag, length = data[at], data[at + 1]
    if length < 0x80:
        return tag, at + 2, length
    if length == 0x80:
        return tag, at + 2, None
    count = length & 0x7F
    if count > 8:
        raise ValueError("too long")
    return tag, at + 2 + count, int.from_bytes(data[at + 2 : at + 2 + count], "big")


def _element(data: bytes, at: int, depth: int = 0) -> _Element:
    tag, start, length = _head(data, at)
    if length is not None:
        return _Element(tag, start, min(start + length, len(data)), start + length)
    if depth > _DEEPEST:
        raise ValueError("too deep")
    end = start
    while data[end : end + 2] != b"\0\0":
        end = _element(data, end, depth + 1).next
    return _Element(tag, start, end, end + 2)


def _children(data: bytes, parent: _Element) -> Iterator[_Element]:
    at = parent.start
    while at < parent.end:
        child = _element(data, at)
        yield child
        at = child.next


def _first(data: bytes, parent: _Element, tag: int) -> _Element:
    return next(child for child in _children(data, parent) if child.tag == tag)


def _last(data: bytes, parent: _Element, tag: int) -> _Element:
    """The content stands behind its type."""
    kind_of, content = _children(data, parent)
    if kind_of.tag != _OBJECT or content.tag != tag:
        raise ValueError("no content")
    return content


def _octets(data: bytes, element: _Element, depth: int) -> Iterator[bytes]:
    """A string, or one in pieces."""
    if not element.tag & _CONSTRUCTED:
        yield data[element.start : element.end]
        return
    if depth > _DEEPEST:
        raise ValueError("too deep")
    for piece in _children(data, element):
        yield from _octets(data, piece, depth + 1)

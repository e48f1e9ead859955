"""Signed and enveloped data (RFC 5652) by hand: as long as programs make them where it matters, and with nothing that could be checked."""

_OIDS = {"data": "2A864886F70D010701", "signed": "2A864886F70D010702", "enveloped": "2A864886F70D010703"}


def element(tag: int, *contents: bytes, streamed: bool = False) -> bytes:
    content = b"".join(contents)
    if streamed:
        return bytes((tag, 0x80)) + content + b"\0\0"
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def _oid(name: str) -> bytes:
    return element(0x06, bytes.fromhex(_OIDS[name]))


def signed(content: bytes | None, *, streamed: bool = False) -> bytes:
    """`streamed`: of indefinite length, the content in pieces, as programs write that do not know how long it will be."""
    if content is None:
        packed = element(0x30, _oid("data"))
    elif streamed:
        pieces = [element(0x04, content[at : at + 10]) for at in range(0, len(content), 10)]
        packed = element(0x30, _oid("data"), element(0xA0, element(0x24, *pieces, streamed=True), streamed=True), streamed=True)
    else:
        packed = element(0x30, _oid("data"), element(0xA0, element(0x04, content)))
    certificates, signers = element(0xA0, element(0x30, bytes(900))), element(0x31, element(0x30, bytes(300)))
    body = element(0x30, b"\x02\x01\x01", element(0x31, element(0x30)), packed, certificates, signers, streamed=streamed)
    return element(0x30, _oid("signed"), element(0xA0, body, streamed=streamed), streamed=streamed)


def enveloped() -> bytes:
    return element(0x30, _oid("enveloped"), element(0xA0, element(0x30, b"\x02\x01\0", element(0x31), bytes(200))))

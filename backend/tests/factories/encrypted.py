"""A PDF locked with a password: the standard security handler, revision 3, RC4 with 128 bits (ISO 32000-1, 7.6.3), by hand."""

import hashlib

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_PERMISSIONS = -4


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _twenty_times(key: bytes, data: bytes) -> bytes:
    for step in range(20):
        data = rc4(bytes(byte ^ step for byte in key), data)
    return data


def encrypted_pdf(words: str, password: str) -> bytes:
    """One page that says `words` in Helvetica."""
    padded = (password.encode("latin-1") + _PADDING)[:32]
    identity = hashlib.md5(words.encode()).digest()
    owner_key = padded
    for _ in range(51):
        owner_key = hashlib.md5(owner_key).digest()
    owner = _twenty_times(owner_key, padded)
    key = padded + owner + _PERMISSIONS.to_bytes(4, "little", signed=True) + identity
    for _ in range(51):
        key = hashlib.md5(key).digest()
    user = _twenty_times(key, hashlib.md5(_PADDING + identity).digest()) + bytes(16)
    content = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode()
    stream = rc4(hashlib.md5(key + (4).to_bytes(3, "little") + bytes(2)).digest(), content)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P %d /O <%s> /U <%s> >>" % (_PERMISSIONS, owner.hex().encode(), user.hex().encode()),
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    name = identity.hex().encode()
    trailer = b"<< /Size 6 /Root 1 0 R /Encrypt 5 0 R /ID [<%s> <%s>] >>" % (name, name)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % len(data)

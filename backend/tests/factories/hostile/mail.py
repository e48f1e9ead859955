"""Messages with parts without number, without end, and in character sets that are none."""

import base64
import struct

from tests.factories import tnef


def files(address: str) -> dict[str, tuple[bytes, str]]:
    return {
        "parts.eml": (_many(4_000), "cut"),
        "depth.eml": (_nested(2_000), ""),
        "messages in messages.eml": (_messages(500), ""),
        "boundaries.eml": (_message("multipart/mixed; boundary=a", b"--a\n" * 60_000), ""),
        "no boundary.eml": (_message("multipart/mixed", b"words"), "read"),
        "a header.eml": (b"From: a@example.org\nTo: b@example.org\nSubject: " + b"word " * 1_000_000 + b"\n\nwords", "read"),
        "encoded words.eml": (
            b"From: a@example.org\nTo: b@example.org\nSubject: " + b"=?utf-8?q?" + b"=C3=A9" * 20_000 + b"\n\nwords",
            "read",
        ),
        "encoded words without end.eml": (
            b"From: a@example.org\nTo: b@example.org\nSubject: " + b"=?utf-8?q?a" * 1_500 + b"\n\nwords",
            "read",
        ),
        **{
            f"in {name}.eml": (_message(f"text/plain; charset={name}", b"words ab-\xe9" * 5_000), "")
            for name in ("punycode", "idna", "rot13", "zlib_codec", "unicode_escape", "utf-7", "undefined", "../etc", "x" * 500)
        },
        "elsewhere.eml": (
            _message(f'message/external-body; access-type=URL; URL="http://{address}/a"', b"Content-Type: text/plain\n\nwords"),
            "",
        ),
        "no base64.eml": (_message("text/plain", b"\xff=?!" * 100_000, "Content-Transfer-Encoding: base64"), ""),
        "a date.eml": (_message("text/plain", b"words", f"Date: Mon, 99 Foo {'9' * 5000} 99:99:99 +9999"), "read"),
        "page.eml": (
            _message("text/html", f'<img src="http://{address}/a.png"><script src="http://{address}/a.js"></script>words'.encode()),
            "read",
        ),
        "names that lead out.eml": (_attached("../../../../etc/cron.d/x", "\0/", "a" * 5000, "=?utf-8?q?..=2F..=2Fx?="), "read"),
        "attributes without end.dat": (tnef.tnef(tnef.attribute(tnef.RENDERED, b"") * 300_000), ""),
        "properties without end.dat": (
            tnef.tnef(tnef.attribute(tnef.MESSAGE_PROPERTIES, struct.pack("<I", 2**32 - 1) + tnef.small(0x1234, 1) * 300_000)),
            "no_text",
        ),
        "recipients without end.dat": (
            tnef.tnef(tnef.attribute(tnef.RECIPIENTS, struct.pack("<I", 2**32 - 1) + tnef.listed([tnef.small(0x0C15, 1)] * 900) * 200)),
            "",
        ),
        "values without end.dat": (
            tnef.tnef(tnef.attribute(tnef.MESSAGE_PROPERTIES, struct.pack("<IHHI", 1, 0x101E, 0x1000, 2**32 - 1) + bytes(4_000_000))),
            "no_text",
        ),
        "messages in messages.dat": (_winmails(200), ""),
        "names that lead out.dat": (
            tnef.tnef(*(tnef.attached(name, b"x") for name in ("../../etc/cron.d/x", "C:\\x\\..\\y", "\0"))),
            "read",
        ),
        "a bomb of rich text.dat": (_rich_bomb(400_000), "cut"),
        "one line.eml": (_message("text/plain", b"x" * (1 << 20)), "cut"),
    }


def _message(kind: str, body: bytes, more: str = "X-Nothing: 1") -> bytes:
    return f"From: a@example.org\nTo: b@example.org\nSubject: One\nMIME-Version: 1.0\nContent-Type: {kind}\n{more}\n\n".encode() + body


def _many(count: int) -> bytes:
    part = b"--a\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nwords\n"
    return _message("multipart/mixed; boundary=a", part * count + b"--a--\n")


def _nested(depth: int) -> bytes:
    body = b"".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n".encode() for n in range(depth))
    return _message("multipart/mixed; boundary=b0", body + f"--b{depth}\n\nwords\n".encode())


def _messages(depth: int) -> bytes:
    return b"".join(_message("message/rfc822", b"") for _ in range(depth)) + _message("text/plain", b"words")


def _attached(*names: str) -> bytes:
    parts = "".join(
        f'--a\nContent-Type: application/octet-stream; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{base64.b64encode(b'words').decode()}\n"
        for name in names
    )
    return _message("multipart/mixed; boundary=a", f"--a\n\nwords\n{parts}--a--\n".encode())


def _winmails(depth: int) -> bytes:
    data = tnef.tnef(tnef.attribute(tnef.SUBJECT, b"One\0"))
    for _ in range(depth):
        holder = tnef.attribute(tnef.ATTACHED_PROPERTIES, tnef.listed([tnef.message_in(data)]))
        data = tnef.tnef(tnef.attribute(tnef.RENDERED, b""), holder)
    return data


def _rich_bomb(count: int) -> bytes:
    """Each two bytes stand for seventeen that stood just before."""
    start = len(tnef.PREFIX) + 17
    tokens = [struct.pack(">H", ((start + 17 * number - 17) % 4096) << 4 | 15) for number in range(count)]
    packed = b"\0" + b"{\\rtf1 w" + b"\0" + b"ords wor" + b"\xfe" + b"d" + b"".join(tokens[:7])
    packed += b"".join(b"\xff" + b"".join(tokens[first : first + 8]) for first in range(7, count, 8))
    data = struct.pack("<I4s4sI", len(packed) + 12, b"", b"LZFu", 0) + packed
    return tnef.tnef(tnef.attribute(tnef.MESSAGE_PROPERTIES, tnef.listed([tnef.binary(0x1009, data)])))

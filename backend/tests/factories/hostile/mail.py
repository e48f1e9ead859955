"""Messages with parts without number, without end, and in character sets that are none."""

import base64


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

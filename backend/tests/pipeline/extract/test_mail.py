"""Messages: headers, the text that a reader sees, what is attached."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bowerbird.pipeline.blocks import Block, blocks_of
from bowerbird.pipeline.decoding import run
from bowerbird.settings import get_settings

HEADERS = (
    "From: =?utf-8?q?Anna_B=C3=A4r?= <a@example.org>\r\nTo: b@example.org,\r\n\tc@example.org\r\nSubject: =?utf-8?B?{subject}?=\r\n =?utf-8?Q?_things?=\r\n"
    "Date: Wed, 31 Jan 2024 12:15:30 +0100\r\nMIME-Version: 1.0\r\n"
).format(subject=b64encode(b"Blaue").decode())
ALTERNATIVE = (
    "Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Gr=FC=DFe, a long =\r\nline.\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>The same as HTML</p>\r\n--in--\r\n"
)


def part(data: bytes, header: str) -> str:
    return f"{header}\r\nContent-Transfer-Encoding: base64\r\n\r\n{b64encode(data).decode()}\r\n"


def mixed(*parts: str) -> bytes:
    body = "".join(f"--out\r\n{part}" for part in parts)
    return f'{HEADERS}Content-Type: multipart/mixed;\r\n boundary="out"\r\n\r\nPreamble\r\n{body}--out--\r\nEpilogue\r\n'.encode()


def text(path: Path, data: bytes) -> list[Block]:
    path.write_bytes(data)
    return [block for message in run("mail.text", path, {}) for block in blocks_of(message)]


def attachments(path: Path, data: bytes, decoder: str = "mail.attachments", known: tuple[str, ...] = ()) -> dict[str, bytes]:
    path.write_bytes(data)
    found: dict[str, bytes] = {}
    for message in run(decoder, path, {"known": known}):
        if "path" in message.header:
            found[message.header["path"]] = found.get(message.header["path"], b"") + b"".join(message.attachments)
    return found


def test_a_message_is_its_headers_and_its_text(tmp_path: Path) -> None:
    data = mixed(
        ALTERNATIVE, part(b"%PDF-", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''b%C3%A4r.pdf")
    )
    (block,) = text(tmp_path / "a.eml", data)
    assert block.heading == "Blaue things"
    assert block.text == (
        "From: Anna Bär <a@example.org>\nTo: b@example.org, c@example.org\nDate: Wed, 31 Jan 2024 12:15:30 +0100\nSubject: Blaue things\n"
        "Grüße, a long line.\nAttachments: bär.pdf\n"
    )


@pytest.mark.parametrize(
    ("said", "encoding"), [("utf-8", "iso-8859-1"), ("us-ascii", "utf-8"), ("us-ascii", "iso-8859-1"), ("utf-8", "utf-8")]
)
def test_a_character_set_that_is_not_true(tmp_path: Path, said: str, encoding: str) -> None:
    words = "Größe und Wärme der Laube für Vögel"
    data = f"{HEADERS}Content-Type: text/plain; charset={said}\r\n\r\n".encode() + words.encode(encoding)
    assert text(tmp_path / "a.eml", data)[0].text.splitlines()[-1] == words


def test_a_signature_is_no_text_of_a_message(tmp_path: Path) -> None:
    data = mixed(
        part(b"Signed words", "Content-Type: text/plain"),
        part(
            b"-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----",
            "Content-Type: application/pgp-signature; name=signature.asc",
        ),
        part(b"0\x80\x06\x09", "Content-Type: application/pkcs7-signature"),
    )
    (block,) = text(tmp_path / "a.eml", data)
    assert block.text.splitlines()[-1] == "Signed words"


def test_a_header_in_a_character_set_that_is_none(tmp_path: Path) -> None:
    (block,) = text(tmp_path / "a.eml", b"From: a@example.org\nTo: b@example.org\nSubject: =?x-unknown?Q?Caf=E9?=\n\nwords")
    assert block.heading == "Café"


def test_a_message_of_apple_mail_ends_where_it_says(tmp_path: Path) -> None:
    message = b"From: a@example.org\nTo: b@example.org\nSubject: One\n\nThe words\n"
    marks = b'<?xml version="1.0"?>\n<plist><dict><key>flags</key><integer>1</integer></dict></plist>\n'
    (block,) = text(tmp_path / "a.emlx", b"%-10d\n" % len(message) + message + marks)
    assert block.text == "From: a@example.org\nTo: b@example.org\nSubject: One\nThe words\n"
    (block,) = text(tmp_path / "a.emlx", b"99999\n" + message)
    assert block.text.endswith("The words\n")


def test_a_message_in_html_alone(tmp_path: Path) -> None:
    (block, *_) = text(
        tmp_path / "a.eml", f"{HEADERS}Content-Type: text/html; charset=nonsense\r\n\r\n<p>Grüße<script>x</script></p>".encode()
    )
    assert block.text.endswith("Subject: Blaue things\nGrüße\n")


def test_what_a_message_says_of_itself(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(HEADERS.encode())
    (message,) = run("mail.inspect", tmp_path / "a.eml", {})
    assert message.header["title"] == "Blaue things"
    assert datetime.fromisoformat(message.header["document_date"]) == datetime(2024, 1, 31, 11, 15, 30, tzinfo=UTC)
    assert message.header["details"] == {"from": "Anna Bär <a@example.org>", "to": "b@example.org, c@example.org"}


def test_attachments_come_out_whole(tmp_path: Path) -> None:
    binary = bytes(range(256)) * 9_000
    inner = "From: x@example.org\r\nSubject: Inner\r\n\r\nInner text\r\n"
    data = mixed(
        ALTERNATIVE,
        part(binary, 'Content-Type: application/pdf; name="../../etc/a.pdf"'),
        part(b"again", 'Content-Type: application/pdf; name="a.pdf"'),
        f"Content-Type: message/rfc822\r\n\r\n{inner}",
        part(b"\x89PNG", "Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <x>"),
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=notes.txt\r\n\r\nline\r\nlast line\r\n",
        part(b"sig", "Content-Type: application/pgp-signature; name=signature.asc"),
    )
    assert attachments(tmp_path / "a.eml", data) == {
        "a.pdf": binary,
        "a (2).pdf": b"again",
        "part 3.eml": inner.encode().rstrip(),
        "part 4.png": b"\x89PNG",
        "notes.txt": b"line\r\nlast line",
    }
    assert set(attachments(tmp_path / "a.eml", data, known=("a.pdf", "notes.txt"))) == {"a (2).pdf", "part 3.eml", "part 4.png"}


def test_more_attachments_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings().limits, "contained_files", 2)
    (tmp_path / "a.eml").write_bytes(mixed(*(part(b"x", f"Content-Type: a/b; name=f{n}") for n in range(5))))
    headers = [message.header for message in run("mail.attachments", tmp_path / "a.eml", {"known": ()})]
    assert headers[-1] == {"cut": 2}


def test_messages_of_a_mailbox(tmp_path: Path) -> None:
    data = b"From a@b Wed Jan 31\r\nSubject: One/two\r\n\r\ntext\r\nFrom here on\r\n\r\n>From quoted\r\n\r\n"
    data += b"From a@b\r\nSubject: One/two\r\n\r\nmore\r\n\r\nFrom a@b\r\n\r\nnone\r\n"
    assert attachments(tmp_path / "a.mbox", data, "mailbox.messages") == {
        "One two.eml": b"Subject: One/two\r\n\r\ntext\r\nFrom here on\r\n\r\nFrom quoted\r\n\r\n",
        "One two (2).eml": b"Subject: One/two\r\n\r\nmore\r\n\r\n",
        "message 3.eml": b"\r\nnone\r\n",
    }


NESTED = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(5_000))


@pytest.mark.parametrize(
    "data",
    [
        f"From: a\r\nTo: b\r\n{NESTED}\r\ndeep text\r\n".encode(),
        b'From: a\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\ndeep text',
        b"From: a\r\nTo: b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\ndeep text\r\n--x--",
        b"From: a\r\nTo: b\r\nX: " + b"y" * 3_000_000 + b"\r\n" + b" folded\r\n" * 100_000 + b"\r\ndeep text",
        b"From: =?utf-8?B?@@@?= =?nonsense?Q?=ZZ?= =?"
        + b"?=" * 5_000
        + b"\r\nDate: Foo\r\nContent-Type: "
        + b';"' * 50_000
        + b"\r\n\r\ndeep text",
        b"From: a\r\nTo: b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64encode(b"deep text, ")[:-1] + b"*",
    ],
    ids=["nested", "no boundary", "same boundary", "headers", "words", "base64"],
)
def test_hostile_messages_are_read_all_the_same(tmp_path: Path, data: bytes) -> None:
    assert "deep text" in "".join(block.text for block in text(tmp_path / "a.eml", data))
    attachments(tmp_path / "a.eml", data)

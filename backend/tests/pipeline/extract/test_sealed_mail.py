"""Messages that are signed and packed with their signature, and encrypted ones."""

from base64 import b64encode
from pathlib import Path

import pytest

from bowerbird.pipeline.decoding import run
from bowerbird.pipeline.formats.cms import kind, signed_content
from tests.factories.signed import element, enveloped, signed
from tests.pipeline.extract.test_mail import attachments, text

HEADERS = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Finds\r\nMIME-Version: 1.0\r\n"
INNER = (
    b"Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBlue things, sealed.\r\n"
    b"--in\r\nContent-Type: text/csv; name=list.csv\r\n\r\nfeather,3\r\n--in--\r\n"
)


def packed(data: bytes, said: str = "signed-data") -> bytes:
    kind = f"Content-Type: application/pkcs7-mime; smime-type={said}; name=smime.p7m"
    return f"{HEADERS}{kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{b64encode(data).decode()}\r\n".encode()


def note(path: Path) -> list[str] | None:
    *_, last = run("mail.text", path, {})
    found: list[str] | None = last.header["note"]
    return found


@pytest.mark.parametrize("streamed", [False, True])
def test_what_is_signed_is_read(tmp_path: Path, streamed: bool) -> None:
    mail = packed(signed(INNER, streamed=streamed))
    (block,) = text(tmp_path / "a.eml", mail)
    assert block.text.endswith("Subject: Finds\nBlue things, sealed.\nAttachments: list.csv\n")
    assert attachments(tmp_path / "b.eml", mail) == {"list.csv": b"feather,3"}
    assert note(tmp_path / "a.eml") is None


def test_signed_twice_is_read(tmp_path: Path) -> None:
    inner = b"Content-Type: application/pkcs7-mime; smime-type=signed-data\r\nContent-Transfer-Encoding: binary\r\n\r\n" + signed(INNER)
    assert "Blue things" in text(tmp_path / "a.eml", packed(signed(inner)))[0].text


def test_encrypted_mail_says_so(tmp_path: Path) -> None:
    mail = packed(enveloped(), "enveloped-data")
    (block,) = text(tmp_path / "a.eml", mail)
    assert block.text == "From: a@example.org\nTo: b@example.org\nSubject: Finds\n"
    said = note(tmp_path / "a.eml")
    assert said is not None
    assert said[0] == "encrypted"
    assert attachments(tmp_path / "b.eml", mail) == {}


def test_pgp_mime_says_so(tmp_path: Path) -> None:
    parts = "--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\nhQEMA\r\n"
    mail = f'{HEADERS}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n{parts}--b--\r\n'.encode()
    assert "hQEMA" not in text(tmp_path / "a.eml", mail)[0].text
    assert (note(tmp_path / "a.eml") or [""])[0] == "encrypted"
    assert attachments(tmp_path / "b.eml", mail) == {}


def test_pgp_in_lines(tmp_path: Path) -> None:
    sealed = f"{HEADERS}\r\nHello,\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\nBye\r\n".encode()
    (block,) = text(tmp_path / "a.eml", sealed)
    assert block.text.split("\n")[3:] == ["Hello,", "", "Bye", ""]
    assert (note(tmp_path / "a.eml") or [""])[0] == "encrypted"
    signature = "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n"
    plain = f"{HEADERS}\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nBlue things\r\n{signature}".encode()
    (block,) = text(tmp_path / "a.eml", plain)
    assert block.text.split("\n")[3:] == ["Blue things", ""]
    assert note(tmp_path / "a.eml") is None


def test_certificates_alone_stay_an_attachment(tmp_path: Path) -> None:
    certificates = signed(None)
    assert attachments(tmp_path / "a.eml", packed(certificates, "certs-only")) == {"smime.p7m": certificates}


def test_a_file_with_a_signature_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(signed(b"<invoice/>", streamed=True))
    messages = list(run("signed.content", path, {"known": (), "file_name": "invoice.xml.p7m"}))
    assert [(message.header["path"], b"".join(message.attachments)) for message in messages] == [("invoice.xml", b"<invoice/>")]


def test_damage_is_no_content() -> None:
    whole = signed(INNER, streamed=True)
    for end in range(len(whole) - 400):
        assert signed_content(whole[:end]) != INNER
    deep = b"\x30\x80" * 5_000
    assert kind(deep) is None
    assert signed_content(deep) is None
    assert signed_content(element(0x30, b"\x06\x01\x00", element(0xA0, deep))) is None

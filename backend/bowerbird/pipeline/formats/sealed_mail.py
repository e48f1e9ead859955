"""Messages that are signed and packed with their signature (S/MIME, RFC 8551) are opened; encrypted ones (S/MIME, OpenPGP in RFC 3156 and in lines) are known."""

import io
import itertools
import re
from collections.abc import Iterator

from bowerbird.pipeline.formats import cms
from bowerbird.pipeline.formats.mail import MailReader, Part
from bowerbird.settings import MIB

ENCRYPTED = ("encrypted", "This message is encrypted for those it was sent to. Who wrote it, and about what, can be found.")
_PACKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MOST_BYTES = 64 * MIB
_DEEPEST = 3
"""Signed, then encrypted, then signed again is what programs do."""
_ARMOUR = re.compile(
    r"^-----BEGIN PGP (?P<what>MESSAGE|SIGNATURE)-----$.*?(?:^-----END PGP (?P=what)-----$|\Z)|^-----BEGIN PGP SIGNED MESSAGE-----\n(?:Hash: [^\n]*\n)?",
    re.DOTALL | re.MULTILINE,
)


def opened(reader: MailReader, depth: int = 0) -> Iterator[Part]:
    """Its parts; in place of one that is signed the parts of what was signed."""
    for part in reader.parts():
        if part.kind in _PACKED:
            data = bytearray()
            chunks = part.chunks()
            for chunk in chunks:
                data += chunk
                if len(data) > _MOST_BYTES:
                    break
            what = cms.kind(bytes(data[:64]))
            content = cms.signed_content(bytes(data)) if what == "signed" and depth < _DEEPEST and len(data) <= _MOST_BYTES else None
            if content is not None:
                yield from opened(MailReader(io.BytesIO(content)), depth + 1)
                continue
            part.is_encrypted = what == "encrypted"
            part.give_back(itertools.chain([bytes(data)], chunks))
        yield part


def without_armour(text: str) -> tuple[str, bool]:
    """The text without what only programs read in it, and whether that was an encrypted message."""
    if "-----BEGIN PGP " not in text:
        return text, False
    text = text.replace("\r\n", "\n")
    return _ARMOUR.sub("", text), any(found["what"] == "MESSAGE" for found in _ARMOUR.finditer(text))

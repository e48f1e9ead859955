"""A PDF without its password, written by PDFium (FPDF_REMOVE_SECURITY), whose reading of it is the one that everything else here uses."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bowerbird.errors import StageError
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.formats.pdf import open_pdf
from bowerbird.pipeline.work import Message
from bowerbird.settings import MIB

CHUNK_BYTES = 4 * MIB
WRONG_PASSWORD = "wrong_password"  # noqa: S105  a code
NOT_ENCRYPTED = "not_encrypted"


@decoder("pdf.unlock")
def pdf_unlock(path: Path | None, *, password: str) -> Iterator[Message]:
    """The bytes of the copy, `{"more": bool}` with a chunk each. Raises StageError `wrong_password`, `not_encrypted` or `corrupt`."""
    assert path is not None
    _must_need_a_password(path)
    document = _open(path, password)
    with tempfile.TemporaryFile() as copy:
        try:
            document.save(copy, flags=pdfium_c.FPDF_REMOVE_SECURITY)
        except pdfium.PdfiumError:
            raise StageError("This PDF can be opened with the password, but no copy without it can be made.", code="corrupt") from None
        finally:
            document.close()
        copy.seek(0)
        held = copy.read(CHUNK_BYTES)
        while following := copy.read(CHUNK_BYTES):
            yield Message({"more": True}, (held,))
            held = following
        yield Message({"more": False}, (held,))


def _must_need_a_password(path: Path) -> None:
    try:
        with open_pdf(path):
            raise StageError("This PDF needs no password.", code=NOT_ENCRYPTED)
    except StageError as error:
        if error.code != "encrypted":
            raise


def _open(path: Path, password: str) -> pdfium.PdfDocument:
    """The older ciphers take passwords in Latin-1, the newer ones in UTF-8; PDFium tries what it is given."""
    given = [password]
    if not password.isascii():
        given.append(password.encode("utf-8").decode("latin-1"))
    for each in given:
        try:
            return pdfium.PdfDocument(path, password=each)
        except pdfium.PdfiumError as error:
            if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
                raise StageError("This PDF is protected in a way that Bowerbird cannot open.", code="corrupt") from None
    raise StageError("This password does not open the file.", code=WRONG_PASSWORD)

"""Thumbnail, preview and thumbhash of pictures, of the first page of a PDF, of recordings, and of documents that bring a picture of themselves."""

from sqlalchemy.orm import Session

from bowerbird.pipeline.details import set_columns
from bowerbird.pipeline.formats.readers import PICTURES, Reader, reader_of
from bowerbird.pipeline.preview.picture import preview_picture
from bowerbird.pipeline.preview.recording import preview_recording
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import get_settings

_DECODERS = {
    Reader.PDF: "pdf.preview",
    Reader.DOCX: "ooxml.preview",
    Reader.PPTX: "ooxml.preview",
    Reader.XLSX: "ooxml.preview",
    Reader.VSDX: "ooxml.preview",
    Reader.ODT: "opendocument.preview",
    Reader.ODS: "opendocument.preview",
    Reader.ODP: "opendocument.preview",
    Reader.EPUB: "epub.preview",
    Reader.IWORK: "iwork.preview",
}
WEBP = "image/webp"


class PreviewHandler:
    stage = "preview"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        reader = reader_of(work.asset.mime_type, work.asset.name)
        if reader is Reader.RECORDING:
            return preview_recording(work)
        if reader in PICTURES:
            return preview_picture(work, reader)
        name = _DECODERS.get(reader or Reader.TEXT)
        if name is None:
            return Outcome(skipped=True)
        with work.original() as path:
            message = work.decoder.call(name, path, timeout=get_settings().limits.seconds_base)
        if not message.attachments:  # a document that brings no picture of itself
            return Outcome(skipped=True)
        thumbnail, preview, thumbhash = message.attachments
        work.store({"thumbnail": thumbnail, "preview": preview}, mime_type=WEBP)
        asset_id = work.asset.id

        def write(session: Session) -> None:
            set_columns(session, asset_id, thumbhash=thumbhash)

        return Outcome(write=write)

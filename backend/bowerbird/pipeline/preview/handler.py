"""Thumbnail, preview and thumbhash of pictures, and of the first page of a PDF."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from bowerbird.models import Asset
from bowerbird.pipeline.formats.readers import Reader, reader_of
from bowerbird.pipeline.preview.recording import preview_recording
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import get_settings

_DECODERS = {Reader.PICTURE: "picture.preview", Reader.PDF: "pdf.preview"}
WEBP = "image/webp"


class PreviewHandler:
    stage = "preview"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        if reader_of(work.asset.mime_type, work.asset.name) is Reader.RECORDING:
            return preview_recording(work)
        name = _DECODERS.get(reader_of(work.asset.mime_type, work.asset.name) or Reader.TEXT)
        if name is None:
            return Outcome(skipped=True)
        with work.original() as path:
            message = work.decoder.call(name, path, timeout=get_settings().limits.seconds_base)
        thumbnail, preview, thumbhash = message.attachments
        work.store("thumbnail", thumbnail, mime_type=WEBP)
        work.store("preview", preview, mime_type=WEBP)
        asset_id = work.asset.id

        def write(session: Session) -> None:
            session.execute(update(Asset).where(Asset.id == asset_id).values(thumbhash=thumbhash))

        damaged = ("damaged", "This picture is damaged; part of it may be missing.")
        return Outcome(write=write, note=damaged if message.header["damaged"] else None)

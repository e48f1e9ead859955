"""The preview stage of pictures: small pictures, colours, the fingerprint for near-duplicates, and the segment by which a picture is found."""

from functools import partial
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.visual import locate_visual_embedder
from bowerbird.db.base import table_of
from bowerbird.library import duplicates, likeness
from bowerbird.models import PictureFingerprint
from bowerbird.pipeline.details import set_columns
from bowerbird.pipeline.formats.readers import Reader
from bowerbird.pipeline.preview.saying import has_words, saying
from bowerbird.pipeline.segments import PICTURE, PICTURE_BATCH, Drafter, remove_stale, write_batch
from bowerbird.pipeline.work import Message, Outcome, Successor, Work
from bowerbird.settings import get_settings

WEBP = "image/webp"
_FINGERPRINTS = table_of(PictureFingerprint)
_INSERT = insert(_FINGERPRINTS)
_FINGERPRINT = _INSERT.on_conflict_do_update(
    index_elements=["asset_id"],
    set_={column.name: _INSERT.excluded[column.name] for column in _FINGERPRINTS.columns if not column.primary_key},
)
DAMAGED = ("damaged", "This picture is damaged; part of it may be missing.")


def preview_picture(work: Work, reader: Reader) -> Outcome:
    with work.original() as path:
        message = work.decoder.call("picture.preview", path, timeout=get_settings().limits.seconds_base, form=reader.value)
    thumbnail, preview, _, _, _ = message.attachments
    work.store({"thumbnail": thumbnail, "preview": preview}, mime_type=WEBP)
    successors = [_visual(), *([Successor("embed", PICTURE_BATCH)] if has_words(work.asset) else [])]
    return Outcome(
        write=partial(_write, work=work, message=message), successors=successors, note=DAMAGED if message.header["damaged"] else None
    )


def _visual() -> Successor:
    """Most installations have no model for it, and need no worker to find that out for each picture."""
    try:
        locate_visual_embedder(get_settings().models)
    except CapabilityMissingError as missing:
        return Successor("visual", missing=str(missing))
    return Successor("visual")


def _write(session: Session, *, work: Work, message: Message) -> None:
    asset, header = work.asset, message.header
    _, _, thumbhash, pixels, tiny = message.attachments
    set_columns(session, asset.id, thumbhash=thumbhash, colours=header["colours"])
    bits = int(header["hash"], 16)
    row: dict[str, Any] = {
        "asset_id": asset.id,
        "library_id": asset.library_id,
        "pixels": pixels,
        "hash": likeness.signed(bits),
        "detail": header["detail"],
        "tiny": tiny,
        "bands": likeness.bands(asset.library_id, bits),
    }
    session.execute(_FINGERPRINT, row)
    duplicates.remember(session, asset)
    drafts = Drafter().draft([saying(asset, header["colours"])])
    write_batch(session, asset, PICTURE, drafts, batch=PICTURE_BATCH, run_id=work.run_id)
    remove_stale(session, asset, PICTURE, work.run_id)

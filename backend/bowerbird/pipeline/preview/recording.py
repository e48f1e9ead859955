"""The preview stage of sound and film."""

import hashlib
from pathlib import Path

from sqlalchemy.orm import Session

from bowerbird.errors import StageError
from bowerbird.pipeline.details import merge_details, set_columns
from bowerbird.pipeline.formats.losses import loss_note
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import get_settings

WEBP = "image/webp"


def preview_recording(work: Work) -> Outcome:
    """Thumbnail, preview and thumbhash of the poster or cover; the waveform of what can be heard."""
    problem: StageError | None = None
    thumbhash: bytes | None = None
    with work.original() as path:
        try:
            thumbhash = _store_pictures(work, path)
        except StageError as error:  # what cannot be seen may still be heard
            if error.retryable:
                raise
            problem = error
        waveform, lost_ms = _store_waveform(work, path)
    asset_id = work.asset.id

    def write(session: Session) -> None:
        set_columns(session, asset_id, thumbhash=thumbhash)
        merge_details(session, asset_id, {"waveform": waveform})

    note = (problem.code, problem.detail) if problem else loss_note(lost_ms)
    return Outcome(write=write, skipped=not (thumbhash or waveform or note), note=note)


def _store_pictures(work: Work, path: Path) -> bytes | None:
    message = work.decoder.call("media.preview", path, timeout=get_settings().limits.seconds_base)
    if not message.attachments:
        return None
    thumbnail, preview, thumbhash, *cover = message.attachments
    work.store({"thumbnail": thumbnail, "preview": preview}, mime_type=WEBP)
    for original in cover:
        work.store({"cover": original}, mime_type="application/octet-stream")
    return thumbhash


def _store_waveform(work: Work, path: Path) -> tuple[dict[str, str] | None, int]:
    """What the asset's details say of it, and how many milliseconds of the sound are missing."""
    data, lost_ms = b"", 0
    with work.decoder.stream("media.waveform", path, timeout=get_settings().limits.seconds_base) as messages:
        for message in messages:
            work.progress(int(message.header["ms"]) // 1000, (work.asset.duration_ms or 0) // 1000 or None, "seconds")
            lost_ms = int(message.header.get("lost_ms", 0))
            if message.header.get("peaks"):
                data = message.attachments[0]
    if not data:
        return None, lost_ms
    work.store({"waveform": data}, mime_type="application/json")
    return {"v": hashlib.sha256(data).hexdigest()[:12]}, lost_ms

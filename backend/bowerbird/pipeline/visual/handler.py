"""The visual stage: where a picture lies among all pictures and the words for them."""

import numpy as np
from sqlalchemy import select

from bowerbird.ai.contracts import Picture
from bowerbird.db.session import transaction
from bowerbird.models import Segment
from bowerbird.pipeline.formats.readers import PICTURES, reader_of
from bowerbird.pipeline.segments import PICTURE
from bowerbird.pipeline.visual.vectors import embed_seen, ready_embedder
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import get_settings


class VisualHandler:
    """Skipped, with the reason, where there is no model."""

    stage = "visual"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        reader = reader_of(work.asset.mime_type, work.asset.name)
        if reader not in PICTURES:
            return Outcome(skipped=True)
        embedder, space_id = ready_embedder()
        with transaction() as session:
            segment_id = session.scalar(select(Segment.id).where(Segment.asset_id == work.asset.id, Segment.source == PICTURE))
        if segment_id is None:
            return Outcome(skipped=True)
        embed_seen(work, embedder, space_id, [(segment_id, _pixels(work, reader.value))])
        return Outcome(model_version=embedder.space.model)


def _pixels(work: Work, form: str) -> Picture:
    with work.original() as path:
        message = work.decoder.call("picture.pixels", path, timeout=get_settings().limits.seconds_base, form=form)
    shape = (message.header["height"], message.header["width"], 3)
    return np.frombuffer(message.attachments[0], dtype=np.uint8).reshape(shape)

"""The scenes of a film: where it cuts, a strip with a frame of each, and which frames are worth reading."""

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from bowerbird.pipeline.details import merge_details
from bowerbird.pipeline.formats.losses import loss_note
from bowerbird.pipeline.work import Outcome, Successor, Work
from bowerbird.settings import get_settings

FRAMES_READ = 60
WEBP = "image/webp"


class ScenesHandler:
    stage = "scenes"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        limits = get_settings().limits
        total = (work.asset.duration_ms or 0) // 1000 or None
        found: list[dict[str, Any]] = []
        with (
            work.original() as path,
            work.decoder.stream("film.scenes", path, timeout=limits.seconds_base, until_ms=limits.media_seconds * 1000) as messages,
        ):
            for message in messages:
                if "scenes" not in message.header:
                    work.progress(int(message.header["ms"]) // 1000, total, "seconds")
                    continue
                found = message.header["scenes"]
                strip = message.attachments[0]
                lost_ms = int(message.header["lost_ms"])
        work.store({"sprite": strip}, mime_type=WEBP)
        details = {
            "scenes": [{"start_ms": scene["start_ms"], "end_ms": scene["end_ms"]} for scene in found],
            "sprite": {"v": hashlib.sha256(strip).hexdigest()[:12], "frames": len(found)},
        }

        def write(session: Session) -> None:
            merge_details(session, work.asset.id, details)

        fresh = [scene for scene in found if scene["new"]]
        kept = fresh[:: -(-len(fresh) // FRAMES_READ)]
        frames = [[scene["at_ms"], scene["start_ms"], scene["end_ms"]] for scene in kept]
        return Outcome(write=write, successors=[Successor("ocr", 0, {"frames": frames})], note=loss_note(lost_ms))

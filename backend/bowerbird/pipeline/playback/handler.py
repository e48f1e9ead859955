"""Something to play where browsers cannot play the original: the whole of it where that costs little, else its beginning."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bowerbird.models import Asset
from bowerbird.pipeline.details import merge_details
from bowerbird.pipeline.playback.ffmpeg import OUTPUT_BYTES, Conversion, convert
from bowerbird.pipeline.work import Outcome, Work
from bowerbird.settings import get_settings
from bowerbird.storage.scratch import room

MAX_COPY_BYTES = OUTPUT_BYTES * 3 // 4
"""Of an original whose pictures need no other codec, only another container."""
WIDTH, HEIGHT = 1280, 720
_FIT = (
    "yadif=deint=interlaced,scale='max(2,trunc(iw*sar/2)*2)':'max(2,trunc(ih/2)*2)',setsar=1,"
    f"scale='min({WIDTH},iw)':'min({HEIGHT},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2,format=yuv420p"
)
_H264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "25", "-threads", "1", "-vf", _FIT)
_AAC = ("-c:a", "aac", "-ac", "2")
_MP4 = ("-sn", "-dn", "-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4")


@dataclass(frozen=True, slots=True)
class Plan:
    conversion: Conversion
    whole: bool
    mime_type: str


class PlaybackHandler:
    stage = "playback"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        asset = work.asset
        plan = plan_for(asset)
        with work.original() as path, room(get_settings().scratch_dir, "playback-") as folder:
            target = folder / "playback.mp4"
            convert(path, target, plan.conversion, on_progress=lambda ms: work.progress(ms // 1000, None, "seconds"))
            data = target.read_bytes()
        work.store({"playback": data}, mime_type=plan.mime_type)
        made = {"v": hashlib.sha256(data).hexdigest()[:12], "whole": plan.whole and len(data) < OUTPUT_BYTES}

        def write(session: Session) -> None:
            merge_details(session, asset.id, {"playback": made})

        return Outcome(write=write)


def plan_for(asset: Asset) -> Plan:
    codecs: Mapping[str, str] = asset.details.get("codecs", {})
    limits = get_settings().limits
    length = (asset.duration_ms or 0) / 1000
    if "video" not in codecs:
        return _sound_plan(length, limits.media_seconds)
    copied = codecs["video"] == "h264" and codecs.get("pixels") == "yuv420p" and asset.size <= MAX_COPY_BYTES
    sound = ("-c:a", "copy") if codecs.get("audio") in {"aac", "mp3"} else (*_AAC, "-b:a", "128k")
    streams = ("-map", "0:V:0", "-map", "0:a:0?")
    if copied:
        return Plan(Conversion((*streams, "-c:v", "copy", *sound, *_MP4), 300 + length / 10), whole=True, mime_type="video/mp4")
    seconds = limits.playback_seconds
    arguments = (*streams, "-t", str(seconds), *_H264, *_AAC, "-b:a", "128k", *_MP4)
    return Plan(Conversion(arguments, 120 + seconds * 20), whole=0 < length <= seconds, mime_type="video/mp4")


def _sound_plan(length: float, longest: int) -> Plan:
    """All of it; what is long is spoken, and needs fewer bits."""
    rate = max(24_000, min(128_000, int(OUTPUT_BYTES * 7 / max(length, 1))))
    arguments = ("-map", "0:a:0", "-t", str(longest), *_AAC, "-b:a", str(rate), *_MP4)
    return Plan(Conversion(arguments, 120 + length), whole=length <= longest, mime_type="audio/mp4")

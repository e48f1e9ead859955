"""The decoder child: a warm process that reads bytes nobody vouches for, within limits, so that a bad file hurts itself alone.

host.py     the parent's side: one process kept ready, lent to one call at a time, replaced
process.py  the process as its parent sees it: started, watched, limited, killed
call.py     one run of a decoder: messages, one ahead of who works on them
child.py    the program in it: runs what pipeline/decoders.py registers
frames.py   what goes through the pipes between them: JSON and binary attachments, never pickle
confine.py  what the child takes away from itself: memory, files, network, other programs
landlock.py which files it can still open
room.py     the folder in which it finds the one it is to read
"""

from functools import lru_cache
from pathlib import Path

from bowerbird.pipeline.decoder.host import DecoderHost
from bowerbird.pipeline.decoder.process import Limits
from bowerbird.settings import get_settings

__all__ = ["DecoderHost", "Limits", "close", "get_decoder"]


@lru_cache
def get_decoder() -> DecoderHost:
    """This process's decoder. Its child starts with the first call and ends after a while without one."""
    settings = get_settings()
    return DecoderHost(
        Limits(
            memory_bytes=settings.worker.child_rss_bytes,
            message_bytes=settings.limits.decoded_bytes,
            file_bytes=settings.limits.decoded_bytes,
            calls=settings.worker.child_recycle_calls,
            idle_seconds=settings.worker.child_idle_seconds,
        ),
        environment={
            f"BOWERBIRD_{group.upper()}_{name.upper()}": str(value)
            for group, values in (("limits", settings.limits), ("models", settings.models))
            for name, value in values.model_dump().items()
        },
        readable=[path for value in settings.models.model_dump().values() if (path := Path(str(value))).is_absolute()],
        scratch=settings.scratch_dir,
    )


def close() -> None:
    """End the child, if there is one."""
    if get_decoder.cache_info().currsize:
        get_decoder().close()

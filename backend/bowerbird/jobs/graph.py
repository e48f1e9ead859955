"""The stage graph: what happens to a file, in which queue, and why each stage is a job of its own.

    inspect ─┬─► preview ─► visual, embed (pictures)
             ├─► extract ─┬─► embed (one part for each batch of segments)
             │            ├─► ocr (pages without text) ─► embed
             │            └─► describe
             ├─► ocr (pictures) ─► embed, describe
             ├─► transcribe (a part for each half hour) ─► embed, describe
             ├─► scenes ─► ocr (frames with text) ─► embed, describe
             ├─► playback
             └─► attachments (mail, PDF) ─► assets of their own
    asked for: unpack, reembed

A handler decides which successors a file needs; a stage that a file has no use for gets no job.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    queue: str
    priority: int
    """Within a library, smaller runs sooner. A file that has begun is finished before another begins, so that the first of many can be found at once;
    parts beyond the first come after the first parts of all files."""
    essential: bool
    """Whether its failure leaves nothing to find in the file."""
    why: str
    aside: bool = False
    """Not a step of the file's way: it shows neither among its stages nor in its status."""


_STAGES = (
    Stage("inspect", "fast", 50, True, "decides all the rest, and is cheap: kind, size, dates, pages"),
    Stage("preview", "fast", 10, False, "a broken thumbnail must not block the text"),
    Stage("extract", "fast", 20, True, "text that is written in the file; pages become searchable in batches"),
    Stage("describe", "fast", 30, False, "needs the whole text: summary, keywords"),
    Stage(
        "embed",
        "fast",
        40,
        False,
        "needs a model in memory; one part for each batch, so that pages are found by meaning while later ones are read",
    ),
    Stage("unpack", "bulk", 50, False, "only when somebody asks; an archive may hold thousands of files, which have ways of their own"),
    Stage("scenes", "heavy", 55, False, "decodes a film from end to end; its words must not wait for its pictures, nor they for its words"),
    Stage("playback", "heavy", 90, False, "only for what browsers cannot play, and everything that can be found comes first"),
    Stage(
        "transcribe",
        "heavy",
        60,
        True,
        "a tenth of the time that the recording plays; one part for each half hour, so that a kill costs little",
    ),
    Stage(
        "attachments", "fast", 45, False, "the files in a message have ways of their own, which must not wait for its text, nor it for them"
    ),
    Stage("visual", "heavy", 70, False, "needs a model of 150 MiB in memory, and nothing waits for it"),
    Stage("ocr", "heavy", 50, True, "seconds a page; must not hold up files that need none"),
    Stage(
        "reembed", "bulk", 60, False, "a whole library anew for another model, beside what is searched; its part is the space", aside=True
    ),
)

STAGES = MappingProxyType({stage.name: stage for stage in _STAGES})
FIRST = "inspect"


@dataclass(frozen=True, slots=True)
class Successor:
    """A job to insert when this one finishes. If it exists already it is run again, and whoever runs it now loses the claim."""

    stage: str
    part: int = 0
    input: Mapping[str, Any] = field(default_factory=dict)
    missing: str | None = field(default=None, compare=False)
    """Why it cannot be done here, as a sentence: it is skipped at once, as a worker would skip it, until the capability is there."""

"""Vectors for the segments of one batch, in the space that searches use and in one that is being built beside it."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import numpy as np
from sqlalchemy.orm import Session

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.db.session import transaction
from bowerbird.models import EmbeddingSpace
from bowerbird.pipeline.embed.models import embedder_for
from bowerbird.pipeline.embed.repository import Unembedded, add_vectors, text_spaces, without_vector
from bowerbird.pipeline.work import Outcome, Work

PASSAGES_PER_COMMIT = 32
"""About a second of work: what is lost when the worker dies, and how often the bar moves."""


class EmbedHandler:
    stage = "embed"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        with transaction() as session:
            spaces = text_spaces(session)
            waiting = [without_vector(session, work.asset.id, work.part, space) for space in spaces]
        if not spaces or spaces[0].status != "active":
            raise CapabilityMissingError("There is no embedding space yet. Run `bowerbird models install` and start Bowerbird again.")
        for building, lacking in zip(spaces[1:], waiting[1:], strict=True):
            with suppress(CapabilityMissingError):  # its own jobs say so
                if write := fill(work, building, lacking):
                    work.commit(write)
        return Outcome(write=fill(work, spaces[0], waiting[0]), model_version=spaces[0].model)


def fill(work: Work, space: EmbeddingSpace, waiting: Sequence[Unembedded]) -> Callable[[Session], None] | None:
    """Embed segments of the file that lack a vector in the space. What the last commit is to write is returned, for the end of the job: of most files there is
    no other."""
    embedder = embedder_for(space)
    # A text that comes again and again (a form, filler, an attack) is embedded once.
    alike: dict[str, list[uuid.UUID]] = defaultdict(list)
    for segment in waiting:
        alike[passage_of(segment)].append(segment.id)
    done, write = 0, None
    # Passages of like length share a batch, so little is spent on padding.
    texts = sorted(alike, key=len)
    for first in range(0, len(texts), PASSAGES_PER_COMMIT):
        if write is not None:
            work.commit(write)
        chunk = texts[first : first + PASSAGES_PER_COMMIT]
        vectors = np.repeat(embedder.embed_passages(chunk), [len(alike[passage]) for passage in chunk], axis=0)
        ids = [segment_id for passage in chunk for segment_id in alike[passage]]
        write = partial(add_vectors, asset=work.asset, space_id=space.id, segment_ids=ids, vectors=vectors)
        done += len(ids)
        work.progress(done, len(waiting), "passages")
    return write


def passage_of(segment: Unembedded) -> str:
    """The heading says what a passage is about where the passage itself does not."""
    heading = segment.heading
    return segment.text if heading is None or segment.text.startswith(heading) else f"{heading}\n{segment.text}"

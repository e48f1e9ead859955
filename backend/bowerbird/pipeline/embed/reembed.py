"""Vectors for all segments of a file in a space that is being built beside the one that searches use. The job's part is the space."""

from bowerbird.ai.contracts import CapabilityMissingError, ServiceAwayError
from bowerbird.db.session import transaction
from bowerbird.errors import StageError
from bowerbird.jobs.service import CAPABILITY_MISSING
from bowerbird.models import EmbeddingSpace
from bowerbird.pipeline.embed.handler import fill
from bowerbird.pipeline.embed.repository import without_vector
from bowerbird.pipeline.work import Outcome, Work


class ReembedHandler:
    stage = "reembed"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        with transaction() as session:
            space = session.get(EmbeddingSpace, work.part)
            if space is None or space.status == "retired":
                return Outcome(skipped=True)  # given up meanwhile
            waiting = without_vector(session, work.asset.id, None, space)
        try:
            return Outcome(write=fill(work, space, waiting), model_version=space.model)
        except ServiceAwayError:
            raise
        except CapabilityMissingError as missing:  # skipped, it would be enqueued again and again, and nobody told
            raise StageError(str(missing), code=CAPABILITY_MISSING) from None

"""Which cross-encoder looks at the best hits again: one in a folder of this machine, or none."""

from functools import lru_cache
from pathlib import Path

from bowerbird.ai.contracts import CapabilityMissingError, Reranker
from bowerbird.settings import get_settings

_NEEDED = ("model.onnx", "tokenizer.json")


def get_reranker() -> Reranker | None:
    """None unless one is set. Raises CapabilityMissingError where it is set and not there."""
    models = get_settings().models
    if not models.reranker:
        return None
    directory = Path(models.reranker).expanduser()
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        raise CapabilityMissingError(f"The reranker {models.reranker} is not here: {', '.join(missing)} missing in that folder.")
    return _reranker(directory, models.threads)


@lru_cache
def _reranker(directory: Path, threads: int) -> Reranker:
    # Imported where it is chosen: onnxruntime costs memory that most processes never need.
    from bowerbird.ai.local.reranker import OnnxReranker  # noqa: PLC0415

    return OnnxReranker(directory, threads=threads)

"""Pictures and words in one space by a pair of ONNX encoders (CLIP and its like), on the CPU.

One picture at a time: dynamic quantisation takes its scale from the whole batch, so that a vector would depend on its neighbours.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from bowerbird.ai.contracts import Picture, SpaceSpec, Vector
from bowerbird.ai.local.memory import give_back
from bowerbird.ai.local.text_embedder import CHARACTERS_LOOKED_AT, session_options, unit
from bowerbird.ai.registry import VisualSpec

_INTEGERS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_EMBEDDING_NAMES = ("image_embeds", "text_embeds", "embedding", "output")


class OnnxVisualEmbedder:
    """Loads each encoder on its first use: a process that searches needs the one for words only. Safe to call from several threads."""

    def __init__(self, name: str, directory: Path, spec: VisualSpec, *, threads: int = 1) -> None:
        self._directory = directory
        self._spec = spec
        self._threads = threads
        self._space = SpaceSpec(name=f"{name}-visual", provider="local", model=name, dimensions=spec.dimensions, languages=spec.languages)
        self._lock = threading.Lock()
        self._sessions: dict[str, onnxruntime.InferenceSession] = {}
        self._tokenizer: Tokenizer | None = None

    @property
    def space(self) -> SpaceSpec:
        return self._space

    def embed_pictures(self, pictures: Sequence[Picture]) -> Vector:
        session = self._session("vision.onnx")
        (wanted,) = (declared.name for declared in session.get_inputs())
        vectors = np.zeros((len(pictures), self._spec.dimensions), dtype=np.float32)
        for row, picture in enumerate(pictures):
            vectors[row] = self._vector(session, {wanted: self._prepared(picture)})
        return vectors

    def embed_text(self, text: str) -> Vector:
        session = self._session("text.onnx")
        ids = self._token_ids(text)
        feed: dict[str, npt.NDArray[Any]] = {}
        for declared in session.get_inputs():
            values = [1] * len(ids) if "mask" in declared.name else ids
            feed[declared.name] = np.array([values], dtype=_INTEGERS.get(declared.type, np.int64))
        return self._vector(session, feed)

    def unload(self) -> None:
        """Give the models' memory back. The next call loads them again."""
        with self._lock:
            self._sessions = {}
            self._tokenizer = None
        give_back()

    def _vector(self, session: onnxruntime.InferenceSession, feed: dict[str, npt.NDArray[Any]]) -> Vector:
        names = [declared.name for declared in session.get_outputs()]
        chosen = next((name for name in _EMBEDDING_NAMES if name in names), names[0])
        found = np.asarray(session.run([chosen], feed)[0], dtype=np.float32).reshape(-1)
        if found.shape != (self._spec.dimensions,):
            raise ValueError(f"the visual model {self._space.model} gave {found.shape[0]} numbers, not {self._spec.dimensions}")
        return unit(found)

    def _prepared(self, picture: Picture) -> npt.NDArray[np.float32]:
        """As CLIP was trained: the shorter side to `side`, the middle square, normalised, channels first."""
        if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
            raise ValueError(f"the embedder wants RGB pictures of bytes, not {picture.dtype} of shape {picture.shape}")
        side = self._spec.side
        image = Image.fromarray(picture)
        scale = side / min(image.size)
        size = (max(side, round(image.width * scale)), max(side, round(image.height * scale)))
        left, top = (size[0] - side) / 2 / scale, (size[1] - side) / 2 / scale
        box = (max(0.0, left), max(0.0, top), min(image.width, left + side / scale), min(image.height, top + side / scale))
        # Cut and scaled in one step, so that a picture of 1 x 10,000 does not become one of 224 x 2,240,000 on the way.
        square = image.resize((side, side), Image.Resampling.BICUBIC, box=box)
        values = (np.asarray(square, dtype=np.float32) / 255 - np.array(self._spec.mean, np.float32)) / np.array(self._spec.std, np.float32)
        return np.ascontiguousarray(values.transpose(2, 0, 1)[None], dtype=np.float32)

    def _token_ids(self, text: str) -> list[int]:
        """With the model's own first and last token; the last one, which CLIP reads the meaning from, stays when a text is cut."""
        limit = self._spec.max_tokens
        ids: list[int] = self._loaded_tokenizer().encode(text[: limit * CHARACTERS_LOOKED_AT]).ids
        if len(ids) > limit:
            ids = [*ids[: limit - 1], ids[-1]]
        pad = self._spec.pad_token
        return ids if pad is None else ids + [pad] * (limit - len(ids))

    def _loaded_tokenizer(self) -> Tokenizer:
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
                self._tokenizer.no_truncation()
                self._tokenizer.no_padding()
            return self._tokenizer

    def _session(self, name: str) -> onnxruntime.InferenceSession:
        with self._lock:
            if name not in self._sessions:
                self._sessions[name] = onnxruntime.InferenceSession(
                    str(self._directory / name), session_options(self._threads), providers=["CPUExecutionProvider"]
                )
            return self._sessions[name]

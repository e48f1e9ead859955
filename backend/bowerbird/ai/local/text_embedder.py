"""Sentence embeddings by a BERT-like ONNX model on the CPU, one text at a time.

Batches are not worth it here, measured with bge-small int8 on one core (passages of 154 tokens on average): one at a time 32-34/s, batches of 2 33-35/s,
8 30/s, 32 23/s at three times the memory, because the activations of a large batch leave the cache. And they would cost exactness: dynamic quantisation
takes its scale from the whole batch, so that a passage's vector would depend on its neighbours (cosine down to 0.993 against the same passage alone).
nDCG@10 on Cranfield, exact search: .4159 one at a time, .4135 in batches of 4,096 tokens; without the query prefix .4113.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bowerbird.ai.contracts import SpaceSpec, Vector
from bowerbird.ai.local.memory import give_back
from bowerbird.ai.registry import EmbeddingSpec

CHARACTERS_LOOKED_AT = 64
"""Per token of the model's limit. A token is seldom longer than 10 characters; a text of megabytes is not tokenised only to be cut."""


class OnnxTextEmbedder:
    """Loads on first use. Safe to call from several threads; each call runs on the caller's thread only."""

    def __init__(self, name: str, directory: Path, spec: EmbeddingSpec, *, model: str = "", threads: int = 1) -> None:
        self._directory = directory
        self._spec = spec
        self._threads = threads
        self._space = SpaceSpec(name=name, provider="local", model=model or name, dimensions=spec.dimensions, languages=spec.languages)
        self._lock = threading.Lock()
        self._session: onnxruntime.InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    @property
    def space(self) -> SpaceSpec:
        return self._space

    @property
    def max_tokens(self) -> int:
        """The most tokens of a passage that count, as `count_tokens` counts them; the rest is cut off."""
        return self._spec.max_tokens - 2 - len(self._encode(self._spec.passage_prefix))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the two that the model adds. Needs the tokenizer only (10 MiB), not the model."""
        return [len(self._encode(text)) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        prefix = self._spec.passage_prefix
        return self._embed([prefix + text for text in texts] if prefix else texts)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._embed([self._spec.query_prefix + text])[0]
        return vector

    def unload(self) -> None:
        """Give the model's memory back. The next call loads it again; calls under way finish undisturbed."""
        with self._lock:
            self._session = None
            self._tokenizer = None
        give_back()

    def _embed(self, texts: Sequence[str]) -> Vector:
        session = self._loaded_session()
        wanted = {declared.name for declared in session.get_inputs()}
        vectors = np.zeros((len(texts), self._spec.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            ids = np.array([self._with_special_tokens(text)], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            hidden = session.run(["last_hidden_state"], {name: value for name, value in feed.items() if name in wanted})[0]
            vectors[row] = unit(pool(hidden[0], self._spec.pooling))
        return vectors

    def _with_special_tokens(self, text: str) -> list[int]:
        ids = self._encode(text[: self._spec.max_tokens * CHARACTERS_LOOKED_AT])[: self._spec.max_tokens - 2]
        first, last = self._loaded_tokenizer().encode("").ids
        return [first, *ids, last]

    def _encode(self, text: str) -> list[int]:
        # one text at a time: encode_batch would start a thread for every core
        ids: list[int] = self._loaded_tokenizer().encode(text, add_special_tokens=False).ids
        return ids

    def _loaded_tokenizer(self) -> Tokenizer:
        tokenizer = self._tokenizer
        if tokenizer is None:
            with self._lock:
                if self._tokenizer is None:
                    self._tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
                    self._tokenizer.no_truncation()
                    self._tokenizer.no_padding()
                tokenizer = self._tokenizer
        return tokenizer

    def _loaded_session(self) -> onnxruntime.InferenceSession:
        session = self._session
        if session is None:
            with self._lock:
                if self._session is None:
                    self._session = onnxruntime.InferenceSession(
                        str(self._directory / "model.onnx"), session_options(self._threads), providers=["CPUExecutionProvider"]
                    )
                session = self._session
        return session


def session_options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_mem_pattern = False  # plans memory for one shape; ours vary
    options.log_severity_level = 3
    return options


def pool(hidden: Vector, pooling: str) -> Vector:
    """One vector for a text whose tokens are the rows of `hidden`: the first token's (`cls`), or their mean."""
    return hidden[0] if pooling == "cls" else np.asarray(hidden.mean(axis=0), dtype=np.float32)


def unit(vector: Vector) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)

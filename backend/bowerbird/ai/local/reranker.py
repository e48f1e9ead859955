"""A cross-encoder in ONNX on the CPU: one pair of query and passage at a time, as the text embedder does it and for the same reasons."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bowerbird.ai.contracts import Vector
from bowerbird.ai.local.memory import give_back
from bowerbird.ai.local.text_embedder import CHARACTERS_LOOKED_AT, session_options

MAX_TOKENS = 512


class OnnxReranker:
    """Loads on first use. Safe to call from several threads. Takes models with one logit (passed through the logistic function) or two (no, yes)."""

    def __init__(self, directory: Path, *, threads: int = 1) -> None:
        self._directory = directory
        self._threads = threads
        self._lock = threading.Lock()
        self._loaded: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None

    @property
    def model(self) -> str:
        return self._directory.name

    def score(self, query: str, passages: Sequence[str]) -> Vector:
        session, tokenizer = self._load()
        wanted = {declared.name for declared in session.get_inputs()}
        scores = np.zeros(len(passages), dtype=np.float32)
        for row, passage in enumerate(passages):
            pair = tokenizer.encode(query, passage[: MAX_TOKENS * CHARACTERS_LOOKED_AT])
            feed = {
                "input_ids": np.array([pair.ids], dtype=np.int64),
                "attention_mask": np.ones((1, len(pair.ids)), dtype=np.int64),
                "token_type_ids": np.array([pair.type_ids], dtype=np.int64),
            }
            (logits,) = session.run(None, {name: value for name, value in feed.items() if name in wanted})[0]
            scores[row] = _probability(np.asarray(logits, dtype=np.float64))
        return scores

    def unload(self) -> None:
        with self._lock:
            self._loaded = None
        give_back()

    def _load(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        loaded = self._loaded
        if loaded is None:
            with self._lock:
                if self._loaded is None:
                    tokenizer = Tokenizer.from_file(str(self._directory / "tokenizer.json"))
                    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
                    tokenizer.no_padding()
                    model = str(self._directory / "model.onnx")
                    session = onnxruntime.InferenceSession(model, session_options(self._threads), providers=["CPUExecutionProvider"])
                    self._loaded = session, tokenizer
                loaded = self._loaded
        return loaded


def _probability(logits: Vector) -> float:
    """Of yes."""
    yes = float(logits[0]) if len(logits) == 1 else float(logits[1] - logits[0])
    return float(1 / (1 + np.exp(-np.clip(yes, -30, 30))))

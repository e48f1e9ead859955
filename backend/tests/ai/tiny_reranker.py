"""A cross-encoder small enough to write by hand: the mean over both texts of what each word is worth. "red" is worth most."""

from pathlib import Path

import numpy as np

from tests.ai.tiny_model import VOCABULARY, field, value, write_tiny_model

WORTH = {"red": 4.0, "green": 2.0, "blue": -1.0, "sea": -4.0}


def write_tiny_reranker(folder: Path) -> Path:
    """`model.onnx` with one logit for a pair, and `tokenizer.json`."""
    table = np.array([[WORTH.get(word, 0.0)] for word in VOCABULARY], dtype=np.float32)
    write_tiny_model(folder, table)
    tensor = field(1, table.shape[0]) + field(1, 1) + field(2, 1) + field(8, "table") + field(9, table.astype("<f4").tobytes())
    gather = field(1, "table") + field(1, "input_ids") + field(2, "words") + field(4, "Gather")
    keep = field(5, field(1, "keepdims") + field(3, 0) + field(20, 2))
    over = field(5, field(1, "axes") + field(8, 1) + field(20, 7))
    mean = field(1, "words") + field(2, "logits") + field(4, "ReduceMean") + keep + over
    graph = field(1, gather) + field(1, mean) + field(2, "reranker") + field(5, tensor)
    graph += b"".join(field(11, value(name, 7, ["batch", "tokens"])) for name in ("input_ids", "attention_mask"))
    graph += field(12, value("logits", 1, ["batch", 1]))
    (folder / "model.onnx").write_bytes(field(1, 8) + field(8, field(2, 13)) + field(7, graph))
    return folder

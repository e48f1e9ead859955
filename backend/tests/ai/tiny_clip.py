"""A pair of encoders small enough to write by hand: a picture is the mean of its colours, a text the mean of its words' colours. So "red" lies near red."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.ai.tiny_model import VOCABULARY, field, value, write_tiny_model

SIDE = 8
COLOURS = {"red": (1.0, -0.5, -0.5), "green": (-0.5, 1.0, -0.5), "blue": (-0.5, -0.5, 1.0), "sea": (-0.5, 0.2, 1.0)}


def write_tiny_clip(folder: Path) -> Path:
    """`vision.onnx`, `text.onnx`, `tokenizer.json` and `preprocessor_config.json`, three dimensions."""
    table = np.array([COLOURS.get(word, (0.0, 0.0, 0.0)) for word in VOCABULARY], dtype=np.float32)
    write_tiny_model(folder, table)
    (folder / "model.onnx").unlink()
    (folder / "vision.onnx").write_bytes(_vision())
    (folder / "text.onnx").write_bytes(_text(table))
    says = {"crop_size": {"height": SIDE, "width": SIDE}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    (folder / "preprocessor_config.json").write_text(json.dumps(says), encoding="utf-8")
    (folder / "config.json").write_text(json.dumps({"projection_dim": 3, "text_config": {"max_position_embeddings": 6}}), encoding="utf-8")
    return folder


def _mean(source: str, target: str, axes: list[int]) -> bytes:
    keep = field(5, field(1, "keepdims") + field(3, 0) + field(20, 2))
    over = field(5, field(1, "axes") + b"".join(field(8, axis) for axis in axes) + field(20, 7))
    return field(1, source) + field(2, target) + field(4, "ReduceMean") + keep + over


def _vision() -> bytes:
    graph = field(1, _mean("pixel_values", "image_embeds", [2, 3])) + field(2, "vision")
    graph += field(11, value("pixel_values", 1, ["batch", 3, SIDE, SIDE])) + field(12, value("image_embeds", 1, ["batch", 3]))
    return _model(graph)


def _text(table: npt.NDArray[np.float32]) -> bytes:
    tensor = field(1, table.shape[0]) + field(1, table.shape[1]) + field(2, 1) + field(8, "table") + field(9, table.astype("<f4").tobytes())
    gather = field(1, "table") + field(1, "input_ids") + field(2, "words") + field(4, "Gather")
    graph = field(1, gather) + field(1, _mean("words", "text_embeds", [1])) + field(2, "text") + field(5, tensor)
    graph += b"".join(field(11, value(name, 7, ["batch", "tokens"])) for name in ("input_ids", "attention_mask"))
    return _model(graph + field(12, value("text_embeds", 1, ["batch", 3])))


def _model(graph: bytes) -> bytes:
    return field(1, 8) + field(8, field(2, 13)) + field(7, graph)

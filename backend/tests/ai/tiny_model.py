"""A text embedding model small enough to write by hand: ONNX is a protobuf message, and this one is a table of token vectors with one Gather."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "green", "blue", "sea"]
DIMENSIONS = 4


def write_tiny_model(folder: Path, table: npt.NDArray[np.float32]) -> None:
    """`model.onnx`, whose last_hidden_state is a row of `table` for each token, and `tokenizer.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(_model(table))
    special = {"special_tokens": ["[CLS]", "[SEP]"]}
    tokens = [
        {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    ]
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": i,
                "content": VOCABULARY[i],
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for i in range(4)
        ],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": tokens,
            "pair": [*tokens, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": {name: {"id": name, "ids": [VOCABULARY.index(name)], "tokens": [name]} for name in special["special_tokens"]},
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": {word: i for i, word in enumerate(VOCABULARY)}, "unk_token": "[UNK]"},
    }
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")


def field(number: int, value: bytes | str | int) -> bytes:
    """A protobuf field: a varint, or bytes with their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def value(name: str, element: int, shape: list[str | int]) -> bytes:
    dims = b"".join(field(1, field(2, size) if isinstance(size, str) else field(1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, element) + field(2, dims)))


def _model(table: npt.NDArray[np.float32]) -> bytes:
    rows, width = table.shape
    tensor = field(1, rows) + field(1, width) + field(2, 1) + field(8, "table") + field(9, table.astype("<f4").tobytes())
    node = field(1, "table") + field(1, "input_ids") + field(2, "last_hidden_state") + field(4, "Gather")
    inputs = b"".join(field(11, value(name, 7, ["batch", "tokens"])) for name in ("input_ids", "attention_mask"))
    output = field(12, value("last_hidden_state", 1, ["batch", "tokens", width]))
    graph = field(1, node) + field(2, "tiny") + field(5, tensor) + inputs + output
    return field(1, 8) + field(8, field(2, 13)) + field(7, graph)

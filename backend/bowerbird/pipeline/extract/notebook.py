"""Notebooks (Jupyter, nbformat 4): text with its headings, code, and what it printed; pictures and what only programs read stay out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.json_text import json_text
from bowerbird.pipeline.extract.markdown import markdown_sections
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

MAX_BYTES = 64 * 1024 * 1024
MAX_OUTPUT_CHARS = 10_000
"""Of one cell: a training run prints for hours."""


@decoder("notebook.text")
def notebook_text(path: Path | None) -> Iterator[Message]:
    """What is no notebook, or one too large to hold, is read as JSON."""
    assert path is not None
    cells = _cells(path)
    if cells is None:
        yield from json_text(path)
        return
    sections = Sections()
    for cell in cells:
        source = _joined(cell.get("source", cell.get("input")))
        if cell.get("cell_type") == "markdown":
            markdown_sections(clean(source), sections)
        else:
            sections.add(clean(source))
            sections.add(clean("\n".join(text.strip("\n") for text in _outputs(cell) if text.strip()))[:MAX_OUTPUT_CHARS])
        if blocks := sections.take():
            yield page_message(blocks)
    yield page_message(sections.finish())


def _cells(path: Path) -> list[dict[str, Any]] | None:
    if path.stat().st_size > MAX_BYTES:
        return None
    try:
        notebook = json.loads(path.read_bytes())
        sheets = notebook.get("worksheets") or [notebook]  # nbformat 3
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        return None
    return cells if all(isinstance(cell, dict) for cell in cells) else None


def _outputs(cell: dict[str, Any]) -> Iterator[str]:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            data = output.get("data")
            yield _joined(output.get("text")) or _joined(data.get("text/plain") if isinstance(data, dict) else None)
            yield " ".join(value for name in ("ename", "evalue") if isinstance(value := output.get(name), str))


def _joined(lines: Any) -> str:
    """A text, which may be written as a list of lines."""
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""

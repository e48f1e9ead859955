"""Tables as text (CSV, TSV; RFC 4180 and its dialects): each row on a line, under the names of its columns."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from bowerbird.pipeline.blocks import page_message
from bowerbird.pipeline.decoding import decoder
from bowerbird.pipeline.extract.sections import Sections
from bowerbird.pipeline.extract.tables import Rows
from bowerbird.pipeline.formats.encoding import read_text
from bowerbird.pipeline.text import clean
from bowerbird.pipeline.work import Message

DELIMITERS = ",;\t|"
_SAMPLE_LINES = 50
_LONGEST_LINE = 1_000_000
_LONGEST_RECORD = 4_000_000
_SEPARATOR_LINE = "sep="
csv.field_size_limit(_LONGEST_RECORD)


@decoder("delimited.text")
def delimited_text(path: Path | None) -> Iterator[Message]:
    assert path is not None
    lines = _lines(path)
    sample = [line for line, _ in zip(lines, range(_SAMPLE_LINES), strict=False)]
    delimiter = _delimiter(sample)
    sections = Sections()
    rows = Rows(sections)
    note = None
    try:
        for record in csv.reader(_chained(sample, lines), delimiter=delimiter, skipinitialspace=True):
            rows.add([" ".join(clean(cell).split()) for cell in record])
            if blocks := sections.take():
                yield page_message(blocks)
    except csv.Error:
        note = ["damaged", "This table has a quotation mark that is never closed; what follows it was left out."]
    rows.end()
    yield page_message(sections.finish(), note=note)


def _chained(sample: Sequence[str], rest: Iterator[str]) -> Iterator[str]:
    yield from sample[1:] if sample and sample[0].lower().startswith(_SEPARATOR_LINE) else sample
    yield from rest


def _lines(path: Path) -> Iterator[str]:
    """Lines with their ends. One that is longer than any row is cut."""
    held = ""
    for chunk in read_text(path):
        held += chunk.replace("\0", "")
        end = held.rfind("\n") + 1
        for line in held[:end].split("\n")[:-1]:
            yield line[:_LONGEST_LINE] + "\n"
        held = held[end:]
        if len(held) > _LONGEST_LINE:
            yield held + "\n"
            held = ""
    if held:
        yield held


def _delimiter(sample: Sequence[str]) -> str:
    """The one that divides most rows into the same number of fields, two or more; Excel writes it in a first line `sep=;`."""
    if sample and sample[0].lower().startswith(_SEPARATOR_LINE) and len(sample[0].strip()) == len(_SEPARATOR_LINE) + 1:
        return sample[0].strip()[-1]
    best, points = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True) if row)
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        if width > 1 and rows + width / 100 > points:
            best, points = delimiter, rows + width / 100
    return best

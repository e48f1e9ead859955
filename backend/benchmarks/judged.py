"""A judged collection in BEIR's layout, as files: corpus.jsonl with text, or with the paths of files; queries.jsonl; qrels.tsv."""

import csv
import json
import math
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Judged:
    folder: Path
    documents: dict[str, dict[str, Any]]
    """Rows of the corpus by their id: with `text` and perhaps `title`, or with `file`, a path below the folder."""
    queries: dict[str, str]
    """Those that are judged."""
    judgements: dict[str, dict[str, float]]
    """By query and document; what is not judged is not relevant."""


def load(folder: Path) -> Judged:
    documents = {str(row["_id"]): row for row in _rows(folder / "corpus.jsonl")}
    judgements: dict[str, dict[str, float]] = {}
    found = next(path for path in (folder / "qrels.tsv", folder / "qrels" / "test.tsv") if path.exists())
    with found.open(encoding="utf-8") as lines:
        for number, (query, document, grade) in enumerate(csv.reader(lines, delimiter="\t")):
            if number or _is_number(grade):
                judgements.setdefault(query, {})[document] = float(grade)
    queries = {str(row["_id"]): row["text"] for row in _rows(folder / "queries.jsonl")}
    return Judged(folder, documents, {query: text for query, text in queries.items() if query in judgements}, judgements)


def write_files(judged: Judged, into: Path) -> dict[Path, str]:
    """Each document as a file to upload, with its id: text as it stands, under a name that says nothing; pictures and the like under their own names."""
    files = {}
    for number, (document, row) in enumerate(judged.documents.items()):
        folder = into / f"{number // 1_000:03}"
        folder.mkdir(parents=True, exist_ok=True)
        if "file" in row:
            source = judged.folder / row["file"]
            path = folder / f"{number}" / source.name
            path.parent.mkdir()
            shutil.copyfile(source, path)
        else:
            path = folder / f"{re.sub('[^A-Za-z0-9]+', '-', document)[:40]}.{number}.txt"
            path.write_text("\n\n".join(filter(None, (row.get("title"), row["text"]))) + "\n", encoding="utf-8")
        files[path] = document
    return files


def ndcg(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 10) -> float:
    """With graded gains as they are, as BEIR's evaluation has it."""
    gained = sum(max(judged.get(document, 0.0), 0.0) / math.log2(place + 2) for place, document in enumerate(ranking[:depth]))
    best = sorted((max(grade, 0.0) for grade in judged.values()), reverse=True)[:depth]
    ideal = sum(grade / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal if ideal else 0.0


def relevant(judged: Mapping[str, float]) -> set[str]:
    return {document for document, grade in judged.items() if grade > 0}


def recall(ranking: Sequence[str], judged: Mapping[str, float], depth: int = 100) -> float:
    wanted = relevant(judged)
    return len(wanted & set(ranking[:depth])) / len(wanted) if wanted else 0.0


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True

"""Text and vectors for a database of any size: real ones first, then sentences recombined and vectors jittered.

The real text is what every checkout has, the English documentation in the installed Python packages, and any collection in BEIR's layout that is given. Both
depend on nothing but the text and the seed, so that two runs make the same database.
"""

import hashlib
import random
import re
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.collection import embedded, load
from bowerbird.ai.contracts import Vector

PASSAGE = 900
"""Code points, about 200 tokens."""
SENTENCES = 7
"""Of a recombined passage."""
NOISE = 1 / 3
"""Length of what is added to a unit vector, at a right angle: the cosine of a copy and its origin is .95."""
CHUNK = 200
"""Passages embedded between two writes of the cache."""
_PROSE = re.compile(r"[A-Za-z][A-Za-z ,;:'()-]{39,400}[.]")


@dataclass(frozen=True, slots=True)
class Corpus:
    passages: list[str]
    given: int
    """The first so many come from collections."""
    sentences: list[str]
    """Prose in ASCII without dotted names, whose lexemes add up when they are put together."""
    queries: list[str]


def corpus(collections: Sequence[Path], *, passages: int, queries: int, cache: Path) -> Corpus:
    """At most so many passages, those of the collections first."""
    documents: list[str] = []
    asked: list[str] = []
    for folder in collections:
        collection = load(folder)
        documents += collection.documents.values()
        asked += list(collection.queries.values())[: queries // 2 // len(collections)]
    given = len(documents)
    documents = [*documents, *documentation(passages - len(documents), cache)][:passages]
    sentences = list(dict.fromkeys(match.group() for text in documents for match in _PROSE.finditer(" ".join(text.split()))))
    source = random.Random(2)
    while len(asked) < queries:
        words = source.choice(sentences).rstrip(".").split()
        length = source.randint(3, 8)
        first = source.randrange(max(1, len(words) - length))
        asked.append(" ".join(re.sub(r"[^a-z-]", "", word.lower()) for word in words[first : first + length]))
    return Corpus(documents, min(given, passages), sentences, asked)


def documentation(count: int, cache: Path) -> list[str]:
    """Passages of the documentation strings in the installed packages."""
    kept = cache / "documentation.txt"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_text("\0".join(_passages(30_000)))
    return kept.read_text().split("\0")[: max(count, 0)]


def _passages(count: int) -> list[str]:
    found: dict[str, None] = {}
    for path in sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.py"), key=lambda path: hashlib.sha256(path.name.encode()).digest()):
        for docstring in path.read_text(encoding="utf-8", errors="replace").split('"""')[1::2]:
            for passage in _packed(docstring):
                found.setdefault(passage)
        if len(found) >= count:
            break
    return list(found)[:count]


def _packed(docstring: str) -> Iterator[str]:
    """Paragraphs of prose put together up to the size of a passage."""
    held = ""
    for paragraph in (" ".join(part.split()) for part in re.split(r"\n\s*\n", docstring)):
        letters = sum(character.isalpha() or character == " " for character in paragraph)
        if len(paragraph) < 60 or letters < 0.9 * len(paragraph) or not paragraph[0].isupper():
            continue
        if held and len(held) + len(paragraph) > PASSAGE:
            yield held
            held = ""
        held = f"{held} {paragraph}".strip()[:PASSAGE]
    if len(held) > 200:
        yield held


def vectors_of(held: Corpus, cache: Path) -> Vector:
    """One row a passage; an interrupted run goes on where it was."""
    parts = [
        part[first : first + CHUNK]
        for part in (held.passages[: held.given], held.passages[held.given :])
        for first in range(0, len(part), CHUNK)
    ]
    return np.concatenate([embedded(part, cache) for part in parts])


def recombined(sentences: Sequence[str], count: int, *, seed: int = 1) -> np.ndarray:
    """Sentences of each passage, int32 (count, SENTENCES)."""
    source = np.random.default_rng(seed)
    return source.integers(len(sentences), size=(count, SENTENCES), dtype=np.int32)


def jittered(vectors: Vector, count: int, *, seed: int = 1) -> Vector:
    """Copies of randomly chosen vectors, of length 1, moved as far as NOISE in the direction in which two other passages differ. Noise in any direction would
    put the copies where no model puts text: into 384 dimensions in which all are equally far from each other, while passages lie in a few dozen."""
    source = np.random.default_rng(seed)
    chosen, one, other = (vectors[source.integers(len(vectors), size=count)] for _ in range(3))
    moved = one - other
    moved -= np.sum(moved * chosen, axis=1, keepdims=True) * chosen
    made = chosen + moved * (NOISE / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)

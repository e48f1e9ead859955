"""What a text is about, in its own words: the sentences nearest its centre, and its keywords. No model, no network.

Sentences are TF-IDF vectors; a sentence's worth is its cosine with their centroid (Radev et al., 2004), more for coming early, less for repeating what was
chosen before (maximal marginal relevance, Carbonell and Goldstein, 1998).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bowerbird.ai.contracts import Description, Vector
from bowerbird.ai.local.keywords import keywords
from bowerbird.ai.local.sentences import BOILERPLATE, sentences, words
from bowerbird.ai.local.stopwords import stopwords

MAX_SENTENCES = 400
"""Sentences compared; a longer text is looked at in its opening and in passages spread evenly over the rest."""
MAX_PASSAGES = 300
MAX_PASSAGE_CHARACTERS = 4_000
MAX_TERMS = 4_000
SUMMARY_SENTENCES = 3
SUMMARY_CHARACTERS = 480
KEYWORDS = 8
REDUNDANCY = 0.35
"""Weight of likeness to a sentence already chosen, against worth."""
OPENING = 0.3
"""Bonus of the first sentence, falling to 0 at the last; the cosines it is added to lie between 0.1 and 0.6."""


class ExtractiveDescriber:
    def describe(self, passages: Sequence[str], *, lang: str | None) -> Description:
        """`passages` in the order of the text. Bounded work however long that is. Text without a single whole sentence (a ticket, a sign) is summed up by its
        first lines."""
        looked_at = [passage[:MAX_PASSAGE_CHARACTERS] for passage in spread(passages, MAX_PASSAGES)]
        candidates = list(dict.fromkeys(sentences(looked_at, limit=MAX_SENTENCES)))
        summary = " ".join(_central(candidates, stopwords(lang))) if candidates else first_lines(looked_at)
        return Description(summary=summary, keywords=keywords(looked_at, lang=lang, count=KEYWORDS))


def spread(passages: Sequence[str], limit: int) -> list[str]:
    """All of them, or the first third of `limit` and the rest evenly from what follows."""
    if len(passages) <= limit:
        return list(passages)
    opening = limit // 3
    rest = np.linspace(opening, len(passages) - 1, limit - opening).round().astype(int)
    return [*passages[:opening], *(passages[index] for index in rest)]


def first_lines(passages: Sequence[str]) -> str:
    lines = (" ".join(line.split()) for passage in passages[:2] for line in passage.splitlines())
    telling = [line for line in lines if sum(map(str.isalpha, line)) >= 3 and not BOILERPLATE.search(line)]
    summary = " · ".join(telling[:3])
    return summary if len(summary) <= 200 else summary[:199].rsplit(" ", 1)[0] + "…"


def _central(candidates: Sequence[str], stop: frozenset[str]) -> list[str]:
    """One to three sentences, in the order of the text."""
    vectors = _tf_idf(candidates, stop)
    centroid = vectors.mean(axis=0)
    worth = vectors @ centroid / max(float(np.linalg.norm(centroid)), 1e-9)
    worth += OPENING * (1 - np.arange(len(candidates)) / len(candidates))
    chosen: list[int] = []
    room = SUMMARY_CHARACTERS
    likeness = np.zeros(len(candidates), dtype=np.float32)
    available = np.ones(len(candidates), dtype=bool)
    while len(chosen) < SUMMARY_SENTENCES:
        available &= np.array([len(sentence) <= room for sentence in candidates])
        if not available.any():
            break
        best = int(np.argmax(np.where(available, worth - REDUNDANCY * likeness, -np.inf)))
        chosen.append(best)
        available[best] = False
        room -= len(candidates[best]) + 1
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return [candidates[index] for index in sorted(chosen)]


def _tf_idf(candidates: Sequence[str], stop: frozenset[str]) -> Vector:
    """Rows of length 1 (or 0) over the most frequent terms, shape (sentences, terms)."""
    counts = [Counter(_terms(sentence, stop)) for sentence in candidates]
    document_frequency = Counter(term for count in counts for term in count)
    column = {term: index for index, (term, _) in enumerate(document_frequency.most_common(MAX_TERMS))}
    vectors = np.zeros((len(candidates), max(len(column), 1)), dtype=np.float32)
    for row, count in enumerate(counts):
        for term, times in count.items():
            if term in column:
                vectors[row, column[term]] = (1 + np.log(times)) * np.log(1 + len(candidates) / document_frequency[term])
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _terms(sentence: str, stop: frozenset[str]) -> list[str]:
    """Content words, cut to six letters as a stemmer for any language; pairs of characters where words are not separated."""
    terms: list[str] = []
    for word in words(sentence):
        if ord(word[0]) >= 0x3040:
            terms += [word[start : start + 2] for start in range(len(word) - 1)]
        elif word not in stop:
            terms.append(word[:6])
    return terms

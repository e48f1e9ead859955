"""Where there is no answer: does the search say so, and what does that cost?

Up to 200 generated questions on foreign subjects should find nothing strong. And of the real queries few may lose a relevant document that is among their ten
best, because it lies behind the fold (weak) or is not shown at all.
"""

from typing import Any

from benchmarks.foreign import questions, words_of
from benchmarks.judged import Judged, relevant
from benchmarks.own_stack import Library


def evaluate(judged: Judged, library: Library) -> dict[str, Any]:
    asked = questions(words_of([*_texts(judged), *judged.queries.values()]))
    answers = {question: library.search(question, facets=False).body["items"] for question in asked}
    strong = [question for question, items in answers.items() if any(item["strength"] == "strong" for item in items)]
    nothing = sum(not items for items in answers.values())
    folded = gone = 0
    for query_id, query in judged.queries.items():
        wanted = set(library.search(query, facets=False, cut_off=False).documents[:10]) & relevant(judged.judgements[query_id])
        shown = library.search(query, facets=False)
        folded += bool(wanted - set(shown.strong))
        gone += bool(wanted - set(shown.documents))
    return {
        "foreign_questions": len(asked),
        "nothing_or_weak": round(1 - len(strong) / max(len(asked), 1), 4),
        "nothing": round(nothing / max(len(asked), 1), 4),
        "lost_to_the_fold": round(folded / max(len(judged.queries), 1), 4),
        "lost_altogether": round(gone / max(len(judged.queries), 1), 4),
        "answered_strongly": strong[:20],
    }


def _texts(judged: Judged) -> list[str]:
    """All that the corpus says in words, labels too."""
    found: list[str] = []
    for row in judged.documents.values():
        for value in row.values():
            found += (
                [value] if isinstance(value, str) else [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
            )
    return found

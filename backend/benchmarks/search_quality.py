"""Search quality on a judged collection, as people get it: imported as files into a library of its own, asked over HTTP.

    make bench-search DATA=folder [MORE="--ablations --no-answer"]

The folder is in BEIR's layout: corpus.jsonl (`_id`, and `title` and `text` or the path of a `file`), queries.jsonl, qrels.tsv. Prints JSON: nDCG@10 and recall@100
of what is shown (so with the cut-off), times of a search over HTTP, and with --ablations the same of each way to find alone, and of each left out. With
--no-answer also how questions on foreign subjects are answered, and what the fold costs (see no_answer.py). Needs the text embedding model, no network.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any, get_args

from benchmarks import no_answer
from benchmarks.judged import Judged, load, ndcg, recall
from benchmarks.own_stack import Library, imported
from bowerbird.search.terms import Retriever

RETRIEVERS: tuple[Retriever, ...] = get_args(Retriever)


def evaluate(judged: Judged, library: Library, **fields: Any) -> dict[str, float]:
    """Of all judged queries, one after another. `fields` go into each search."""
    gains, recalls, times = [], [], []
    for query_id, query in judged.queries.items():
        answer = library.search(query, **fields)
        times.append(answer.milliseconds)
        gains.append(ndcg(answer.documents, judged.judgements[query_id]))
        recalls.append(recall(answer.documents, judged.judgements[query_id]))
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "ndcg@10": round(statistics.fmean(gains), 4),
        "recall@100": round(statistics.fmean(recalls), 4),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
    }


def ablations(judged: Judged, library: Library) -> dict[str, dict[str, float]]:
    """Vectors of the queries are known by now, so times say nothing here and are left out."""
    systems: dict[str, dict[str, Any]] = {"without cut-off": {"cut_off": False}}
    for name in RETRIEVERS:
        systems[f"{name} alone"] = {"retrievers": [name]}
    for name in RETRIEVERS:
        systems[f"without {name}"] = {"retrievers": [other for other in RETRIEVERS if other != name]}
    found = {}
    for system, fields in systems.items():
        measured = evaluate(judged, library, facets=False, **fields)
        found[system] = {name: measured[name] for name in ("ndcg@10", "recall@100")}
    return found


def _say(what: str) -> None:
    """How far it is; the report alone goes to stdout."""
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ablations", action="store_true")
    parser.add_argument("--no-answer", action="store_true")
    parser.add_argument("--home", type=Path, help="keep the library here, so that another run need not import it again")
    arguments = parser.parse_args()
    judged = load(arguments.data)
    _say(f"importing {len(judged.documents)} files")
    with imported(judged, arguments.home) as library:
        library.search("warm up")  # loads the model
        _say(f"imported in {library.import_seconds} s: {library.statuses}; asking {len(judged.queries)} queries")
        report: dict[str, Any] = evaluate(judged, library)
        report |= {
            "documents": len(judged.documents),
            "queries": len(judged.queries),
            "import_seconds": library.import_seconds,
            "imported": library.statuses,
        }
        if arguments.ablations:
            _say("ablations")
            report["ablations"] = ablations(judged, library)
        if arguments.no_answer:
            _say("foreign questions, and the fold")
            report["no_answer"] = no_answer.evaluate(judged, library)
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()

"""What the file is about: summary, keywords and language, from the text that was found in it."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy.orm import Session

from bowerbird.ai import get_describer
from bowerbird.db.session import transaction
from bowerbird.models import Asset
from bowerbird.pipeline.describe.repository import languages, sampled_texts
from bowerbird.pipeline.details import set_columns
from bowerbird.pipeline.work import Outcome, Work

MAX_PASSAGES = 400
"""Taken evenly over the whole text: a long book is described by all of its chapters, in bounded time."""


class DescribeHandler:
    stage = "describe"
    version = 1

    def __call__(self, work: Work) -> Outcome:
        with transaction() as session:
            texts = sampled_texts(session, work.asset.id, MAX_PASSAGES)
            lang = main_language(languages(session, work.asset.id))
        if not texts:
            return Outcome(write=_writer(work.asset, None, [], None), skipped=True)
        description = get_describer().describe(texts, lang=lang)
        return Outcome(write=_writer(work.asset, description.summary or None, list(description.keywords), lang))


def _writer(asset: Asset, summary: str | None, keywords: list[str], lang: str | None) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        set_columns(session, asset.id, summary=summary, keywords=keywords, lang=lang)

    return write


def main_language(characters: Counter[str | None]) -> str | None:
    """The language of most of the text, if it has one; passages of tables and code, whose language nobody can tell, count for none."""
    known = Counter({language: count for language, count in characters.items() if language})
    if not known:
        return None
    language, count = known.most_common(1)[0]
    return language if count * 2 >= known.total() else None

"""Words of Arabic and Hebrew in the order they are read, where PDFium tells them as they are drawn.

It turns each line that runs from right to left. Words for which a file gives the text beside the drawing (`ActualText`, as browsers write it) were in order
before that and are reversed after it, and so are the two letters of the one glyph for lam and alef. Where the letters stand on the page says which is the case.
"""

import re
from collections.abc import Callable
from unicodedata import combining

_WORD = re.compile("[\u0590-\u05ff\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u08ff]{2,}")
"""Letters and marks; numbers run from left to right."""
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627\u0671]\u0644")
Span = tuple[float, float]


def in_order(text: str, span: Callable[[int], Span]) -> str:
    """`text` of a line; `span(position)`: where a character begins and ends across the page. Of the same length."""
    return _WORD.sub(lambda word: _word(word.group(), [span(position) for position in range(*word.span())]), text)


def _word(letters: str, spans: list[Span]) -> str:
    bare = [span for letter, span in zip(letters, spans, strict=True) if not combining(letter)]
    if bare and sum(bare[0]) < sum(bare[-1]):
        letters, spans = letters[::-1], spans[::-1]

    def swapped(found: re.Match[str]) -> str:
        pair = found.group()
        return pair[::-1] if spans[found.start()] == spans[found.start() + 1] else pair

    return _ALEF_LAM.sub(swapped, letters)

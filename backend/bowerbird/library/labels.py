"""Names that people give to collections and tags."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

_JOINERS = "\u200c\u200d"
"""Persian and emoji are spelled with them."""


def tidy(name: str) -> str:
    """NFC, white space as single spaces, without control characters, changes of direction and what else cannot be seen. Idempotent."""
    spaced = "".join(" " if char.isspace() else char for char in name)
    kept = (char for char in spaced if char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def _label(name: str) -> str:
    name = tidy(name)
    if not name.strip(_JOINERS):
        raise ValueError("must not be empty")
    return name


def _tag(name: str) -> str:
    return _label(tidy(name).lstrip("# "))


CollectionName = Annotated[str, Field(max_length=200), AfterValidator(_label)]
TagName = Annotated[str, Field(max_length=100), AfterValidator(_tag)]
"""`#blue` is `blue`."""

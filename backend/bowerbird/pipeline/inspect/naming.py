"""Names in words for what a file says in codes: the camera, and the place of a position."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.places import get_gazetteer

_CORPORATE = frozenset(
    {
        "corporation",
        "corp.",
        "corp",
        "co.,ltd",
        "co.,ltd.",
        "co.",
        "ltd",
        "ltd.",
        "inc",
        "inc.",
        "company",
        "optical",
        "computer",
        "imaging",
    }
)


def camera_name(details: Mapping[str, Any]) -> str | None:
    """Maker and model, the maker once: "Canon EOS 5D", "Nikon D750"."""
    make, model = details.get("camera_make"), details.get("camera_model")
    words = [word for word in make.split() if word.lower() not in _CORPORATE] if isinstance(make, str) else []
    maker = " ".join(_calm(word) for word in words)
    if not isinstance(model, str):
        return maker or None
    if not words:
        return model
    rest = model[len(words[0]) :].lstrip() if model.lower().startswith(words[0].lower()) else model
    return f"{maker if rest is model else _calm(words[0])} {rest}".strip()


def place_name(details: Mapping[str, Any]) -> str | None:
    """The nearest place to the position, with region and country; without a position, far from any place, or without the gazetteer what a person wrote there,
    if anybody did."""
    position, written = details.get("gps"), details.get("location")
    place = None
    if isinstance(position, dict):
        with suppress(CapabilityMissingError, KeyError):
            place = get_gazetteer().nearest(position["latitude"], position["longitude"])
    return str(place) if place else written if isinstance(written, str) else None


def _calm(word: str) -> str:
    """NIKON as Nikon; HTC and LG stay."""
    return word.capitalize() if word.isupper() and len(word) > 3 and word.isalpha() else word

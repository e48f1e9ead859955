"""AI capabilities as Protocols. A model is a small class that knows no database and no queue; it loads on first use and can be unloaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]
"""One channel, -1..1, 16,000 samples a second."""


class CapabilityMissingError(Exception):
    """The capability is not there (no model, no library). The message says how to get it."""


class ServiceAwayError(CapabilityMissingError):
    """The service that has the model does not answer now; it may in a while."""


@dataclass(frozen=True, slots=True)
class SpaceSpec:
    """What identifies an embedding space: two models share a space only if all of this is equal."""

    name: str
    provider: str
    model: str
    dimensions: int
    languages: tuple[str, ...]
    """ISO 639-1 codes the model claims; empty means any."""


class TextEmbedder(Protocol):
    @property
    def space(self) -> SpaceSpec: ...

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        """(n, dimensions) float32, rows of length 1, in the order given."""
        ...

    def embed_query(self, text: str) -> Vector:
        """(dimensions,) float32 of length 1."""
        ...

    def unload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line read in a picture. `box` is `(x0, y0, x1, y1)` in 0..1 of the picture, origin top left."""

    text: str
    box: tuple[float, float, float, float]
    confidence: float


class Reader(Protocol):
    """OCR."""

    @property
    def model(self) -> str: ...

    def read(self, picture: Picture) -> list[TextLine]:
        """Lines in reading order of an RGB picture, shape (height, width, 3)."""
        ...

    def unload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """With the space before it, where its language puts one; milliseconds from the beginning of the sound."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Utterance:
    words: tuple[SpokenWord, ...]
    log_probability: float
    """Mean of its tokens: how sure the model is of what it heard; -0.2 is sure, -1 guesses."""
    no_speech: float
    """0..1: how sure it is that nobody spoke."""
    compression: float
    """How much shorter the text gets by compression; what repeats itself gets much shorter."""


class Transcriber(Protocol):
    @property
    def model(self) -> str: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes the model understands; empty means that it tells languages apart itself."""
        ...

    def find_speech(self, sound: Sound) -> list[tuple[int, int]]:
        """Ranges `[start, end)` of samples in which somebody speaks, in order, none longer than 28 seconds."""
        ...

    def detect_language(self, sound: Sound) -> tuple[str, float] | None:
        """(language, probability), or None from a model that cannot tell."""
        ...

    def transcribe(self, sound: Sound, *, language: str | None) -> list[Utterance]:
        """What is said in up to 30 seconds."""
        ...

    def unload(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Description:
    summary: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    city: str | None
    """A large city nearby, where `name` is a smaller place."""
    region: str | None
    country: str

    def __str__(self) -> str:
        """As `Alcântara, Lisbon, Portugal`: each name once."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.city, self.region, self.country) if part))


class Gazetteer(Protocol):
    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """Degrees. None far from any place."""
        ...

    def unload(self) -> None: ...


class VisualEmbedder(Protocol):
    """Pictures and words in one space."""

    @property
    def space(self) -> SpaceSpec: ...

    def embed_pictures(self, pictures: Sequence[Picture]) -> Vector:
        """(n, dimensions) float32, rows of length 1, of upright RGB pictures of any sizes, shape (height, width, 3)."""
        ...

    def embed_text(self, text: str) -> Vector:
        """(dimensions,) float32 of length 1."""
        ...

    def unload(self) -> None: ...


class Reranker(Protocol):
    """A cross-encoder: reads query and passage together."""

    @property
    def model(self) -> str: ...

    def score(self, query: str, passages: Sequence[str]) -> Vector:
        """(n,) float32 in 0..1: how well each passage answers, in the order given."""
        ...

    def unload(self) -> None: ...


class Describer(Protocol):
    def describe(self, passages: Sequence[str], *, lang: str | None) -> Description: ...

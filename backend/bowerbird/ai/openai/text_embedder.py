"""Embeddings by a service that speaks OpenAI's API (`POST /embeddings`): OpenAI itself, or Ollama, vLLM, LocalAI, llama.cpp on a machine of one's own."""

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx
import numpy as np

from bowerbird.ai.contracts import CapabilityMissingError, ServiceAwayError, SpaceSpec, Vector

CONNECT_SECONDS, PASSAGES_SECONDS, QUERY_SECONDS = 5.0, 120.0, 10.0
"""Somebody waits for a query's vector, and a search goes on without."""
PAUSE_SECONDS = 30.0
"""For so long a service that failed is not asked again: neither searches nor thousands of waiting files are to hang on it."""
MOST_BYTES = 64 * 1024 * 1024
_SAID = 300
_PASSING = frozenset({408, 429})
"""Refusals that are over in a while, as all of 500 and more."""


@dataclass(frozen=True, slots=True)
class _Away:
    until: float
    error: type[CapabilityMissingError]
    why: str


class OpenaiTextEmbedder:
    """Raises ServiceAwayError where the service does not answer or has too much to do, CapabilityMissingError where it refuses or makes no sense: searches go by
    words, jobs wait or are skipped. Safe to call from several threads. Of how many numbers its vectors are is known once it has been asked."""

    def __init__(self, model: str, *, url: str, api_key: str = "") -> None:
        """`url` up to the version, as in `https://api.openai.com/v1`."""
        self._model, self._url, self._api_key = model, url.rstrip("/"), api_key
        self._lock = threading.Lock()
        self._client: httpx.Client | None = None
        self._dimensions = 0
        self._away: _Away | None = None

    @property
    def space(self) -> SpaceSpec:
        if not self._dimensions:
            self._embed(["dimensions"], QUERY_SECONDS)  # a search may be waiting for this
        return SpaceSpec(name=self._model, provider="openai", model=self._model, dimensions=self._dimensions, languages=())

    def embed_passages(self, texts: Sequence[str]) -> Vector:
        return self._embed(texts, PASSAGES_SECONDS)

    def embed_query(self, text: str) -> Vector:
        vector: Vector = self._embed([text], QUERY_SECONDS)[0]
        return vector

    def unload(self) -> None:
        """Close the connections. The next call opens others."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _embed(self, texts: Sequence[str], seconds: float) -> Vector:
        away = self._away
        if away is not None and time.monotonic() < away.until:
            raise away.error(away.why)
        try:
            vectors = _vectors(self._ask(texts, seconds), len(texts))
        except httpx.HTTPError as error:
            self._pause(f"cannot be reached: {error or type(error).__name__}", ServiceAwayError)
        except (ValueError, KeyError, TypeError, IndexError):
            self._pause("gives no embeddings that can be read.")
        if self._dimensions not in (0, vectors.shape[1]):
            self._pause(f"gives {vectors.shape[1]} numbers for a text, where it gave {self._dimensions}.")
        self._dimensions, self._away = vectors.shape[1], None
        return vectors

    def _ask(self, texts: Sequence[str], seconds: float) -> Any:
        asked = {"model": self._model, "input": list(texts), "encoding_format": "float"}
        timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
        with self._connected().stream("POST", f"{self._url}/embeddings", json=asked, timeout=timeout) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise ValueError("too long an answer")
        if response.status_code != 200:
            said = bytes(body[: 4 * _SAID]).decode(errors="replace")
            passing = response.status_code in _PASSING or response.status_code >= 500
            self._pause(f"refuses with {response.status_code}: {said}", ServiceAwayError if passing else CapabilityMissingError)
        return json.loads(bytes(body))

    def _connected(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
                self._client = httpx.Client(headers=headers, follow_redirects=False)
            return self._client

    def _pause(self, what: str, error: type[CapabilityMissingError] = CapabilityMissingError) -> NoReturn:
        plain = "".join(c if c.isprintable() else " " for c in what)
        if self._api_key:
            plain = plain.replace(self._api_key, "…")
        why = f"The service for embeddings at {httpx.URL(self._url).host} {plain[:_SAID]}"
        self._away = _Away(time.monotonic() + PAUSE_SECONDS, error, why)
        raise error(why) from None


def _vectors(answer: Any, count: int) -> Vector:
    """(count, dimensions), rows of length 1, in the order asked. Raises ValueError, KeyError, TypeError or IndexError for an answer of another form."""
    rows = sorted(answer["data"], key=lambda row: int(row["index"]))
    if [row["index"] for row in rows] != list(range(count)):
        raise ValueError("not one vector for each text")
    vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if vectors.ndim != 2 or not np.isfinite(lengths).all() or not lengths.all():
        raise ValueError("no vectors")
    return np.asarray(vectors / lengths, dtype=np.float32)

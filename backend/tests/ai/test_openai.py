"""Embeddings over HTTP: a server of this test speaks OpenAI's API."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import numpy as np
import pytest

from bowerbird.ai.contracts import CapabilityMissingError, ServiceAwayError
from bowerbird.ai.openai import text_embedder
from bowerbird.ai.openai.text_embedder import OpenaiTextEmbedder
from tests.ai.hub import served

KEY = "sk-not-for-anybody-else"


class Service:
    """Gives a text of n letters the vector (n, 1, 0), and its rows in the wrong order."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.status = 200
        self.answer: bytes | None = None

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.asked.append({"path": handler.path, "key": handler.headers.get("Authorization"), **body})
        rows = [{"index": place, "embedding": [len(text), 1, 0]} for place, text in enumerate(body["input"])]
        data = self.answer if self.answer is not None else json.dumps({"data": rows[::-1], "model": body["model"]}).encode()
        handler.send_response(self.status)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    with served(service) as url:
        service.url = f"{url}/v1"
        yield service


@pytest.fixture
def embedder(service: Service) -> Iterator[OpenaiTextEmbedder]:
    made = OpenaiTextEmbedder("bge-m3", url=f"{service.url}/", api_key=KEY)
    yield made
    made.unload()


def test_vectors_come_in_the_order_asked_and_of_length_one(service: Service, embedder: OpenaiTextEmbedder) -> None:
    vectors = embedder.embed_passages(["a", "four", ""])
    expected = np.array([[1.0, 1.0, 0.0], [4.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    np.testing.assert_allclose(vectors, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-6)
    assert vectors.dtype == np.float32
    assert service.asked == [
        {"path": "/v1/embeddings", "key": f"Bearer {KEY}", "model": "bge-m3", "input": ["a", "four", ""], "encoding_format": "float"}
    ]
    np.testing.assert_allclose(embedder.embed_query("four"), vectors[1])
    assert embedder.space.dimensions == 3
    assert len(service.asked) == 2, "it knows by now"


def test_the_size_of_a_vector_is_asked_for_once(service: Service, embedder: OpenaiTextEmbedder) -> None:
    assert (embedder.space.provider, embedder.space.model, embedder.space.dimensions) == ("openai", "bge-m3", 3)
    assert embedder.space.dimensions == 3
    assert len(service.asked) == 1


def test_no_key_is_no_header(service: Service) -> None:
    OpenaiTextEmbedder("m", url=service.url).embed_query("x")
    assert service.asked[0]["key"] is None


def test_a_refusal_is_told_without_the_key_and_not_asked_for_again_at_once(service: Service, embedder: OpenaiTextEmbedder) -> None:
    service.status, service.answer = 401, f'{{"error": {{"message": "Incorrect API key: {KEY}\\n"}}}}'.encode()
    for _ in range(3):
        with pytest.raises(CapabilityMissingError, match=r"refuses with 401.*Incorrect API key") as refused:
            embedder.embed_query("x")
        assert KEY not in str(refused.value)
        assert type(refused.value) is CapabilityMissingError, "waiting does not help"
        assert "\n" not in str(refused.value)
    assert len(service.asked) == 1


def test_after_the_pause_it_is_asked_again(service: Service, embedder: OpenaiTextEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_embedder, "PAUSE_SECONDS", 0.0)
    service.status = 503
    with pytest.raises(ServiceAwayError, match="503"):
        embedder.embed_query("x")
    service.status = 200
    assert embedder.embed_query("x").shape == (3,)


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[]",
        b"{}",
        b'{"data": []}',
        b'{"data": [{"index": 1, "embedding": [1, 2]}]}',
        b'{"data": [{"index": 0, "embedding": "AAAA"}]}',
        b'{"data": [{"index": 0, "embedding": [0, 0]}]}',
        b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}',
        b'{"data": [{"index": 0, "embedding": []}]}',
    ],
)
def test_an_answer_of_another_form_is_none(service: Service, embedder: OpenaiTextEmbedder, answer: bytes) -> None:
    service.answer = answer
    with pytest.raises(CapabilityMissingError, match="gives no embeddings that can be read"):
        embedder.embed_query("x")


def test_an_answer_without_end_is_left(service: Service, embedder: OpenaiTextEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_embedder, "MOST_BYTES", 1_000)
    service.answer = b"[" * 2_000
    with pytest.raises(CapabilityMissingError, match="gives no embeddings"):
        embedder.embed_query("x")


def test_another_model_behind_the_same_name_is_noticed(service: Service, embedder: OpenaiTextEmbedder) -> None:
    assert embedder.space.dimensions == 3
    service.answer = b'{"data": [{"index": 0, "embedding": [1, 2]}]}'
    with pytest.raises(CapabilityMissingError, match="gives 2 numbers for a text, where it gave 3"):
        embedder.embed_query("x")


def test_a_service_that_is_away_is_said_to_be() -> None:
    embedder = OpenaiTextEmbedder("m", url="http://127.0.0.1:9/v1")
    with pytest.raises(ServiceAwayError, match=r"127\.0\.0\.1 cannot be reached"):
        embedder.embed_query("x")

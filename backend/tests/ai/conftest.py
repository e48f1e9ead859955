from collections.abc import Iterator

import pytest

from tests.ai.hub import Hub, served


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub()
    with served(hub.answer) as hub.url:
        yield hub

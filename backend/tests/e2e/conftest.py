import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bowerbird.embedded.home import Home
from tests.e2e.stack import RunningStack


@pytest.fixture(scope="module")
def stack() -> Iterator[RunningStack]:
    """A stack with an empty library, in a directory whose name has a space. It is not started yet; it is stopped in the end."""
    place = Path(tempfile.mkdtemp(prefix="bowerbird-e2e-"))
    place.chmod(0o755)
    made = RunningStack(place / "my data")
    yield made
    if Home(made.home).running():
        made.down()
    shutil.rmtree(place)

from pathlib import Path

import pytest

import bowerbird.pipeline.decoders  # noqa: F401  registers them
from bowerbird.settings import PROJECT_ROOT
from bowerbird.storage.filesystem import FilesystemStorage


@pytest.fixture
def storage(tmp_path: Path) -> FilesystemStorage:
    return FilesystemStorage(tmp_path / "objects")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The evaluation data beside the repository, for tests marked `shared`."""
    folder = PROJECT_ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the evaluation data in ../shared/data is not here")
    return folder

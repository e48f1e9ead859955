"""What the decoder child is made of."""

import subprocess
import sys

from bowerbird.settings import PROJECT_ROOT

OF_THE_PARENT = {"sqlalchemy", "psycopg", "minio", "celery", "fastapi"}


def test_the_decoders_bring_no_database_storage_or_service_into_their_process() -> None:
    """Each child would import them for a second and keep 30 MiB of them for nothing."""
    program = "import sys, bowerbird.pipeline.decoders; print(*sys.modules)"
    environment = {"PYTHONPATH": str(PROJECT_ROOT / "backend")}
    said = subprocess.run([sys.executable, "-P", "-c", program], env=environment, capture_output=True, text=True, check=True).stdout
    loaded = set(said.split())
    assert "bowerbird.pipeline.ocr.decoders" in loaded
    assert not OF_THE_PARENT & loaded

"""A recording, spoken by espeak-ng where the machine has it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

MESSAGE = (
    "Hello, this is the harbour workshop. You have reached the answering machine. The sail loft is closed until the tenth of January. "
    "If you would like to collect a repaired lamp or radio, please come to the side door on Friday afternoon. "
    "The long case clock is ready, and it keeps time. Thank you, and goodbye."
)


def speak(words: str) -> bytes | None:
    """WAV, 22 kHz mono; None without espeak-ng."""
    program = shutil.which("espeak-ng")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "speech.wav"
        subprocess.run([program, "-v", "en", "-s", "150", "-w", str(out), words], check=True, capture_output=True, timeout=60)  # noqa: S603
        return out.read_bytes()

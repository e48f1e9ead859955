"""Which model hears: by name from models.toml, as a folder of this machine, or as `owner/name` on the model hub."""

import json
import re
from functools import lru_cache
from pathlib import Path

from bowerbird.ai.contracts import CapabilityMissingError, Transcriber
from bowerbird.ai.fetch_repository import fetch_repository
from bowerbird.ai.install import InstallError
from bowerbird.ai.placing import SourceError
from bowerbird.ai.registry import INSTALL_COMMAND, locate
from bowerbird.settings import ModelsSettings, get_settings

# The provider is imported where it is chosen.
# ruff: noqa: PLC0415

_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_WANTED = ("vocabulary.txt", "vocabulary.json", "preprocessor_config.json")
"""Which of them there are depends on the size and age of the model."""
_ENGLISH_END_OF_TEXT = 50256
_ON_HUB = re.compile(r"[\w.-]+/[\w.-]+")


def locate_transcriber(models: ModelsSettings) -> tuple[str, Path]:
    """(name, directory) of the speech model that the settings name. Raises CapabilityMissingError that says how to get it."""
    wanted = models.transcriber
    if "/" not in wanted:
        entry, directory = locate(wanted, "transcriber")
        return entry.name, directory
    if is_on_hub(wanted):
        directory = models.dir / wanted.replace("/", "--")
        help_ = f"Run `{INSTALL_COMMAND} {wanted}` to fetch it, or set BOWERBIRD_MODELS_TRANSCRIBER to another."
    else:
        directory = Path(wanted).expanduser()
        help_ = "A folder with a Whisper model in CTranslate2 format is wanted."
    missing = [name for name in _NEEDED if not (directory / name).is_file()]
    if missing:
        raise CapabilityMissingError(f"The speech model {wanted} is not here: {', '.join(missing)} missing. {help_}")
    return wanted.rstrip("/").rsplit("/", 1)[-1], directory


def is_on_hub(name: str) -> bool:
    """Whether this is a name that only the model hub knows."""
    return _ON_HUB.fullmatch(name) is not None


def fetch_transcriber(repo: str, models: ModelsSettings) -> bool:
    """Whisper in CTranslate2 format from the hub into the models' directory. True if something was fetched. Raises InstallError."""
    chosen = models.model_copy(update={"transcriber": repo})
    try:
        locate_transcriber(chosen)
    except CapabilityMissingError:
        target = models.dir / repo.replace("/", "--")
        try:
            fetch_repository(repo, _NEEDED, target, models.hub_url, optional=_WANTED)
        except SourceError as error:
            raise InstallError(f"{repo} could not be installed from {models.hub_url}: {error}\nBowerbird runs without it.") from None
        return True
    return False


@lru_cache
def _transcriber(name: str, directory: Path, threads: int) -> Transcriber:
    from bowerbird.ai.local.transcriber import WhisperTranscriber

    return WhisperTranscriber(name, directory, languages=languages_of(directory), threads=threads)


def get_transcriber() -> Transcriber:
    """Raises CapabilityMissingError."""
    settings = get_settings().models
    return _transcriber(*locate_transcriber(settings), settings.threads)


def unload_transcriber() -> None:
    if _transcriber.cache_info().currsize:
        try:
            get_transcriber().unload()
        except CapabilityMissingError:
            _transcriber.cache_clear()


def languages_of(directory: Path) -> tuple[str, ...]:
    """Of a speech model: ISO 639-1 codes, empty for many.

    Whisper for English alone has no language tokens, so that its end of text is 50256, where all others have 50257. Either is never said first.

    Raises CapabilityMissingError.
    """
    try:
        config = json.loads((directory / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CapabilityMissingError(f"The speech model in {directory} has no readable config.json.") from None
    return ("en",) if _ENGLISH_END_OF_TEXT in config.get("suppress_ids_begin", ()) else ()

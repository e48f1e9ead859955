"""Which models and programs are there. Looks for files only; nothing is loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.local.tesseract import find_tesseract
from bowerbird.ai.registry import locate
from bowerbird.ai.speech import languages_of, locate_transcriber
from bowerbird.ai.text import look_for_text_embedder
from bowerbird.ai.visual import locate_visual_embedder
from bowerbird.pipeline.capabilities.schemas import Capability, CapabilityOut
from bowerbird.pipeline.office.convert import find_program
from bowerbird.pipeline.playback import ffmpeg
from bowerbird.settings import ModelsSettings, get_settings


@dataclass(frozen=True, slots=True)
class _Kind:
    capability: Capability
    wanted: Callable[[ModelsSettings], str]
    """The name that the settings give it."""
    look: Callable[[ModelsSettings], tuple[str, Sequence[str]]]
    """(model or program, languages). Raises CapabilityMissingError that says how to get it."""
    without: str


def _visual_embedder(models: ModelsSettings) -> tuple[str, Sequence[str]]:
    name, _, spec = locate_visual_embedder(models)
    return name, spec.languages


def _reader(models: ModelsSettings) -> tuple[str, Sequence[str]]:
    return locate(models.reader, "reader")[0].name, ()


def _tesseract(models: ModelsSettings) -> tuple[str, Sequence[str]]:
    if not models.tesseract:
        raise CapabilityMissingError("It is switched off: BOWERBIRD_MODELS_TESSERACT is false.")
    found = find_tesseract(models.tesseract_languages)
    if found is None:
        raise CapabilityMissingError(
            "Install Tesseract 4 or newer with its languages and `osd` (Debian: `apt install tesseract-ocr`, macOS: `brew install tesseract`)."
        )
    return found.model, found.languages


def _transcriber(models: ModelsSettings) -> tuple[str, Sequence[str]]:
    name, directory = locate_transcriber(models)
    return name, languages_of(directory)


def _gazetteer(models: ModelsSettings) -> tuple[str, Sequence[str]]:
    if not models.gazetteer:
        raise CapabilityMissingError("No gazetteer is chosen: BOWERBIRD_MODELS_GAZETTEER is empty.")
    return locate(models.gazetteer, "gazetteer")[0].name, ()


def _ffmpeg(_: ModelsSettings) -> tuple[str, Sequence[str]]:
    return Path(ffmpeg.programs()[0]).name, ()


def _office(_: ModelsSettings) -> tuple[str, Sequence[str]]:
    program = find_program()
    if program is None:
        raise CapabilityMissingError("Install LibreOffice, or name its program in BOWERBIRD_OFFICE_PROGRAM.")
    return program.name, ()


_KINDS: tuple[_Kind, ...] = (
    _Kind("text_embedder", lambda m: m.text_embedder, look_for_text_embedder, "Files are found by their words and names, not by meaning."),
    _Kind(
        "visual_embedder",
        lambda m: m.visual_embedder,
        _visual_embedder,
        "Pictures are found by their text, place and date, not by what they show.",
    ),
    _Kind("reader", lambda m: m.reader, _reader, "Text in pictures and scanned pages is not read."),
    _Kind(
        "tesseract", lambda _: "tesseract", _tesseract, "Clean scanned pages are read by the other reader, which misses more words there."
    ),
    _Kind("transcriber", lambda m: m.transcriber, _transcriber, "What is said in recordings and films is not found."),
    _Kind("gazetteer", lambda m: m.gazetteer, _gazetteer, "Photos are not found by the name of the place they were taken at."),
    _Kind("ffmpeg", lambda _: "ffmpeg", _ffmpeg, "Films and sound that browsers cannot play have no preview."),
    _Kind("office", lambda _: "libreoffice", _office, "Office files from before 2007 are found by their names alone."),
)


def capabilities() -> list[CapabilityOut]:
    models = get_settings().models
    return [_look(kind, models) for kind in _KINDS]


def _look(kind: _Kind, models: ModelsSettings) -> CapabilityOut:
    try:
        model, languages = kind.look(models)
    except CapabilityMissingError as missing:
        return CapabilityOut(
            capability=kind.capability,
            available=False,
            model=kind.wanted(models),
            languages=[],
            detail=f"{kind.without} {missing}".strip(),
        )
    return CapabilityOut(capability=kind.capability, available=True, model=model, languages=list(languages), detail="")

"""Which models are there. Looks for files only; nothing is loaded."""

from collections.abc import Callable

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.registry import get_registry, locate
from bowerbird.ai.speech import locate_transcriber
from bowerbird.ai.visual import locate_visual_embedder
from bowerbird.library.admin.schemas import CapabilityOut, ModelOut
from bowerbird.settings import ModelsSettings, get_settings

_LOOK: dict[str, tuple[str, Callable[[ModelsSettings], object]]] = {
    "text_embedder": ("text_embedder", lambda models: locate(models.text_embedder, "text_embedder")),
    "reader": ("reader", lambda models: locate(models.reader, "reader")),
    "transcriber": ("transcriber", locate_transcriber),
    "visual_embedder": ("visual_embedder", locate_visual_embedder),
}
_WITHOUT = {
    "text_embedder": "Files are found by their words and names, not by meaning.",
    "reader": "Text in pictures and scanned pages is not read.",
    "transcriber": "What is said in recordings and films is not found.",
    "visual_embedder": "Pictures are found by their text, place and date, not by what they show.",
}


def capabilities() -> list[CapabilityOut]:
    models = get_settings().models
    found = []
    for capability, (setting, look) in _LOOK.items():
        name = getattr(models, setting)
        available, detail = True, ""
        try:
            look(models)
        except (CapabilityMissingError, LookupError) as error:
            available, detail = False, f"{_WITHOUT[capability]} {error}".strip()
        found.append(CapabilityOut(capability=capability, available=available, model=name, detail=detail))
    return found


def models() -> list[ModelOut]:
    directory = get_settings().models.dir
    found = []
    for entry in get_registry().model:
        try:
            entry.locate(directory)
            installed = True
        except CapabilityMissingError:
            installed = False
        found.append(
            ModelOut(
                name=entry.name,
                capability=entry.capability,
                description=entry.description,
                licence=entry.licence,
                installed=installed,
                bytes=sum(file.size for file in entry.file),
            )
        )
    return found

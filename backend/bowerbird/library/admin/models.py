"""Which models are installed. Looks for files only; nothing is loaded."""

from bowerbird.ai.contracts import CapabilityMissingError
from bowerbird.ai.registry import get_registry
from bowerbird.library.admin.schemas import ModelOut
from bowerbird.settings import get_settings


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

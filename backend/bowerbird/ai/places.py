"""Which gazetteer names places."""

from functools import lru_cache

from bowerbird.ai.contracts import CapabilityMissingError, Gazetteer
from bowerbird.ai.registry import locate
from bowerbird.settings import get_settings


@lru_cache
def get_gazetteer() -> Gazetteer:
    """Cheap until a place is first asked for. Raises CapabilityMissingError."""
    from bowerbird.ai.local.gazetteer import GeoNamesGazetteer  # noqa: PLC0415  (as all providers, imported where it is chosen)

    wanted = get_settings().models.gazetteer
    if not wanted:
        raise CapabilityMissingError("No gazetteer is chosen: BOWERBIRD_MODELS_GAZETTEER is empty.")
    _, directory = locate(wanted, "gazetteer")
    return GeoNamesGazetteer(directory)


def unload_gazetteer() -> None:
    if get_gazetteer.cache_info().currsize:
        get_gazetteer().unload()

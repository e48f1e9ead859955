"""The nearest place by GeoNames: 145,000 places in two arrays, searched whole.

Positions are unit vectors, so that the nearest is the one with the largest inner product, at the poles and at the date line too. One look takes about a
millisecond, which no tree would be worth.
"""

import csv
import json
import re
import threading
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bowerbird.ai.contracts import Place
from bowerbird.ai.local.memory import give_back

FARTHEST_KM = 60.0
"""Beyond this the nearest place says little: at sea, in a desert."""
CITY_KM = 12.0
CITY_PEOPLE = 100_000
"""A city that large within CITY_KM is named too: a picture of a suburb is looked for under the city."""
_EARTH_KM = 6371.0
_CHUNK = 1 << 18
_RECORD = re.compile(rb'\{(?:[^"{}]|"(?:[^"\\]|\\.)*")*\}')


@dataclass(frozen=True, slots=True)
class _Places:
    vectors: npt.NDArray[np.float32]
    """(n, 3) of length 1."""
    people: npt.NDArray[np.int64]
    names: list[str]
    regions: "array[int]"
    """Index into `region_names`."""
    region_names: list[tuple[str, str]]
    """(region, country code)"""
    countries: dict[str, str]


class GeoNamesGazetteer:
    """Loads on first use: 1.2 s, and 30 MiB as long as it is needed."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.Lock()
        self._places: _Places | None = None

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        places = self._loaded()
        closeness = places.vectors @ _vector(latitude, longitude)
        best = int(closeness.argmax())
        if closeness[best] < np.cos(FARTHEST_KM / _EARTH_KM):
            return None
        region, code = places.region_names[places.regions[best]]
        return Place(places.names[best], self._city(places, closeness, best), region or None, places.countries.get(code, code))

    def unload(self) -> None:
        with self._lock:
            self._places = None
        give_back()

    def _city(self, places: _Places, closeness: npt.NDArray[np.float32], best: int) -> str | None:
        if places.people[best] >= CITY_PEOPLE:
            return None
        near = np.flatnonzero((closeness >= np.cos(CITY_KM / _EARTH_KM)) & (places.people >= CITY_PEOPLE))
        country = places.region_names[places.regions[best]][1]
        near = near[[places.region_names[places.regions[index]][1] == country for index in near]] if len(near) else near
        return places.names[int(near[places.people[near].argmax()])] if len(near) else None

    def _loaded(self) -> _Places:
        with self._lock:
            if self._places is None:
                self._places = _load(self._directory)
            return self._places


def _load(directory: Path) -> _Places:
    latitudes, longitudes, people, regions = array("f"), array("f"), array("q"), array("l")
    names: list[str] = []
    known: dict[tuple[str, str], int] = {}
    for record in _records(directory / "places.json.gz"):
        latitudes.append(record["latitude"])
        longitudes.append(record["longitude"])
        people.append(record.get("population") or 0)
        names.append(record["city"])
        regions.append(known.setdefault((record.get("state") or "", record["country_code"]), len(known)))
    with (directory / "countries.csv").open(encoding="utf-8", newline="") as file:
        countries = {row[0]: row[1] for row in csv.reader(file) if len(row) > 1}
    vectors = _vector(np.frombuffer(latitudes, dtype=np.float32), np.frombuffer(longitudes, dtype=np.float32)).T.copy()
    return _Places(vectors, np.array(people, dtype=np.int64), names, regions, list(known), countries)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of one large JSON list, a piece at a time: parsed whole it would take 150 MiB for a moment."""
    unpack = zlib.decompressobj(wbits=31)
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            rest += unpack.decompress(chunk)
            end = 0
            for found in _RECORD.finditer(rest):
                yield json.loads(found.group())
                end = found.end()
            rest = rest[end:]


def _vector(latitude: float | npt.NDArray[np.float32], longitude: float | npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    phi, theta = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], dtype=np.float32)

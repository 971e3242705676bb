"""The names of cities, and the time zones they stand for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from pydantic import RootModel

from bot.content.faults import Faulty
from bot.content.fields import Line
from bot.content.schema import parse
from bot.content.yaml_reader import read_yaml
from bot.dialogue.reading import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""Zones elsewhere (``Etc/GMT+5``, ``US/Pacific``) are named after no city."""


class CitiesFile(RootModel[dict[Line, Line]]):
    """``facts/cities.yaml``: a city's name and its zone."""


@cache
def list_zones() -> frozenset[str]:
    """All IANA time zones that this computer knows."""
    return frozenset(available_timezones())


def read_cities(folder: Path) -> dict[str, str]:
    """Folded city names to zones: those that zones are named after, and those of ``facts/cities.yaml``.

    Raises:
        Faulty: the file cannot be read, or names a zone that is none.
    """
    named = {fold(zone.rpartition("/")[2].replace("_", " ")): zone for zone in _city_zones()}
    path = folder / "facts" / "cities.yaml"
    return named | {fold(city): zone for city, zone in _read_file(path).items()} if path.exists() else named


def _city_zones() -> list[str]:
    """The shorter of two zones with the same city counts: it comes last."""
    zones = (zone for zone in list_zones() if zone.partition("/")[0] in _REGIONS)
    return sorted(zones, key=lambda zone: (-len(zone), zone))


def _read_file(path: Path) -> Mapping[str, str]:
    document = read_yaml(path, str(path))
    cities = parse(document, CitiesFile).root
    faults = [
        document.fault((city,), "zone", f"“{zone}” is no time zone: write it as Europe/Madrid")
        for city, zone in cities.items()
        if zone not in list_zones()
    ]
    if faults:
        raise Faulty(faults)
    return cities

"""City names and their time zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.cities import list_zones, read_cities
from bot.content.faults import Faulty
from bot.content.library import default_folder
from bot.dialogue.reading import fold

if TYPE_CHECKING:
    from pathlib import Path


def test_cities_are_found_without_accents_and_case() -> None:
    cities = read_cities(default_folder())
    assert cities[fold("São Paulo")] == "America/Sao_Paulo"
    assert cities[fold("MÁLAGA")] == "Europe/Madrid"
    assert cities[fold("St. Louis")] == "America/Chicago"
    assert set(cities.values()) <= list_zones()


def test_zones_named_after_no_city_are_left_out(tmp_path: Path) -> None:
    assert not {"est", "gmt+5", "pacific"} & set(read_cities(tmp_path))


def test_an_unknown_zone_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "cities.yaml").write_text("Here: Europe/Here\n", encoding="utf-8")
    with pytest.raises(Faulty, match=r"cities\.yaml:1:7: error zone"):
        read_cities(tmp_path)

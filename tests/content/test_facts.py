from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content.facts import load_facts
from bot.content.faults import Faulty
from bot.support.facts import EMERGENCY, WORLD

SHIPPED = Path(__file__).parents[2] / "dialogs"
COUNTRIES = {"us", "ca", "gb", "ie", "au", "nz", "es", "mx", "ar", "pt", "de", "fr"}
LINES = {"crisis_line", "support_line", "spotting_line"}
LINES_HOLD_DAYS = 184
DAY = date(2026, 11, 23)
SOUND = """\
facts: us
known:
  emergency:
    value: "911"
    source: seen
    jurisdiction: United States
    checked_on: 2026-11-23
    expires_on: 2027-11-23
    certainty: A
"""


def today() -> date:
    return DAY


def fault_of(folder: Path, text: str, name: str = "us.yaml") -> str:
    (folder / "facts").mkdir()
    (folder / "facts" / name).write_text(text, encoding="utf-8")
    with pytest.raises(Faulty) as caught:
        load_facts(folder, today)
    return str(caught.value)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "us.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "facts" / "cities.yaml").write_text("Oslo: Europe/Oslo\n", encoding="utf-8")
    assert load_facts(tmp_path, today).for_country("us") == {"emergency": "911"}


def test_a_folder_without_facts_has_none(tmp_path: Path) -> None:
    assert load_facts(tmp_path, today).for_country("us") == {}


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("facts: us", "facts: ca", "facts/us.yaml:1:8:"),
        ("  emergency:", "  crisis:", "facts/us.yaml:2:1:"),
        ("    source: seen\n", "", "facts/us.yaml:3:3:"),
        ("    source: seen", "    sauce: seen", "facts/us.yaml:5:5:"),
        ("certainty: A", "certainty: D", "facts/us.yaml:9:16:"),
        ("checked_on: 2026-11-23", "checked_on: soon", "facts/us.yaml:7:17:"),
        ("expires_on: 2027-11-23", "expires_on: 2028-11-23", "facts/us.yaml:"),
        ('value: "911"', "value: {es: nueve}", "facts/us.yaml:"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    assert place in fault_of(tmp_path, SOUND.replace(old, new))


def test_the_world_knows_a_crisis_line(tmp_path: Path) -> None:
    assert "crisis_line" in fault_of(tmp_path, SOUND.replace("facts: us", "facts: world"), "world.yaml")


def test_the_shipped_facts_are_sound_and_name_every_country() -> None:
    facts = load_facts(SHIPPED, today)
    assert set(facts.countries) == COUNTRIES | {WORLD}
    assert facts.expired(DAY) == ()
    assert facts.names == LINES | {EMERGENCY, "emergency_note", "standard_drink", "drink_guidance"}


def test_no_country_knows_what_the_world_does_not() -> None:
    facts = load_facts(SHIPPED, today)
    assert [name for country in sorted(COUNTRIES) for name in facts.countries[country].keys() - facts.names] == []


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("country", [*sorted(COUNTRIES), "other", None])
def test_every_person_is_told_every_fact_their_countrys_or_the_worlds(country: str | None, language: str) -> None:
    facts = load_facts(SHIPPED, today)
    assert facts.for_country(country, language).keys() == facts.names


def test_every_shipped_fact_is_in_both_languages_and_lines_are_checked_twice_a_year() -> None:
    for country, known in load_facts(SHIPPED, today).countries.items():
        for name, fact in known.items():
            assert fact.words.keys() == {"en", "es"}, (country, name)
            if name in LINES:
                assert (fact.expires_on - fact.checked_on).days <= LINES_HOLD_DAYS, (country, name)


def test_the_united_states_say_that_their_numbers_were_withdrawn() -> None:
    assert "withdrawn" in load_facts(SHIPPED, today).for_country("us")["drink_guidance"]


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_every_country_has_its_own_numbers_to_call(country: str) -> None:
    assert load_facts(SHIPPED, today).countries[country].keys() >= {EMERGENCY, "crisis_line"}

from __future__ import annotations

from datetime import date

from bot.support.facts import Fact, FactName, Facts

TODAY = date(2026, 11, 23)


def fact(words: str, expires_on: date = date(2027, 5, 1), **others: str) -> Fact:
    return Fact({"en": words, **others}, "seen", "somewhere", date(2026, 5, 1), expires_on, "A")


def facts(today: date = TODAY) -> Facts:
    world = {"emergency": fact("112 or 911"), "crisis_line": fact("a directory", es="un directorio")}
    gone = date(2026, 11, 22)
    spain = {"emergency": fact("112", gone), "crisis_line": fact("024", gone), "extra": fact("x", date(2026, 12, 1))}
    return Facts({"world": world, "es": spain, "us": {"crisis_line": fact("988")}}, lambda: today)


def test_a_country_has_its_own_facts_and_the_worlds_where_it_has_none() -> None:
    assert facts().for_country("us") == {"emergency": "112 or 911", "crisis_line": "988"}


def test_an_unknown_country_has_the_worlds_facts() -> None:
    world = {"emergency": "112 or 911", "crisis_line": "a directory"}
    assert facts().for_country(None) == facts().for_country("other") == world


def test_words_come_in_the_language_or_in_english() -> None:
    assert facts().for_country(None, "es") == {"emergency": "112 or 911", "crisis_line": "un directorio"}


def test_an_expired_fact_gives_way_to_the_worlds_but_the_emergency_number_stays() -> None:
    assert facts().for_country("es") == {"emergency": "112", "crisis_line": "a directory", "extra": "x"}
    assert facts(date(2030, 1, 1)).for_country("us") == {"emergency": "112 or 911"}


def test_a_fact_is_shown_on_its_last_day() -> None:
    assert facts(date(2026, 11, 22)).for_country("es")["crisis_line"] == "024"


def test_expired_and_expiring_facts_are_told_apart() -> None:
    assert facts().expired(TODAY) == (FactName("es", "crisis_line"), FactName("es", "emergency"))
    assert facts().expiring(TODAY) == (FactName("es", "extra"),)
    assert facts().expiring(TODAY, days=3) == ()


def test_dialogs_may_name_what_every_country_has() -> None:
    assert facts().names == {"emergency", "crisis_line"}

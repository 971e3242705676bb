from __future__ import annotations

from datetime import date

import pytest

from bot.support.facts import Fact, Facts
from bot.support.static_words import KEYS, Responses, SafetyWords

DAY = date(2026, 11, 23)


def fact(words: str) -> Fact:
    return Fact({"en": words}, "seen", "here", DAY, DAY, "A")


FACTS = Facts(
    {"world": {"emergency": fact("112"), "crisis_line": fact("Call 1.")}, "us": {"emergency": fact("911")}}, lambda: DAY
)
FILE = SafetyWords({"K1": "Call {fact.emergency} now."}, {"K1": "{fact.emergency}, now."}, "Safe", "Hello again.")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("country", [None, "us", "xx"])
@pytest.mark.parametrize("key", KEYS)
def test_there_are_words_without_any_file(key: str, country: str | None, language: str) -> None:
    words = Responses().words(key, language, country)
    assert "{" not in words
    assert "911" in words
    assert len(words.splitlines()) <= 8


def test_the_first_words_in_an_overdose_are_the_action() -> None:
    assert Responses().words("K1", "en", "gb").startswith("Call 999 now.")
    assert Responses().words("K1", "es", "es").startswith("Llama al 112 ahora.")


def test_an_unknown_country_gets_both_numbers() -> None:
    assert Responses().words("K1", "en", None).startswith("Call 112 (in the Americas: 911) now.")


def test_a_language_that_we_do_not_speak_gets_english() -> None:
    assert Responses().words("K2", "fi", None) == Responses().words("K2", "en", None)


def test_a_class_without_words_gets_the_help_lines() -> None:
    assert Responses().words("K9", "en", "us") == Responses().words("sos", "en", "us")


def test_the_words_of_the_file_come_first_with_the_countrys_facts() -> None:
    responses = Responses({"en": FILE}, FACTS)
    assert responses.words("K1", "en", "us") == "Call 911 now."
    assert responses.words("K1", "en", None, again=True) == "112, now."
    assert responses.safe_button("en") == "Safe"
    assert responses.back("en") == "Hello again."


def test_words_whose_fact_is_missing_are_not_shown() -> None:
    broken = SafetyWords({"K1": "Call {fact.nobody}."}, {}, "Safe", "Back")
    assert Responses({"en": broken}, FACTS).words("K1", "en", "us") == Responses({}, FACTS).words("sos", "en", "us")


def test_the_way_back_is_there_without_any_file() -> None:
    assert Responses().safe_button("es") == "Estoy a salvo, volver"
    assert Responses().back("xx").startswith("I'm glad")

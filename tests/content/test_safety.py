from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.content.facts import load_facts
from bot.content.faults import Faulty
from bot.content.safety import load_responses, load_screen
from bot.support.static_words import KEYS, Responses

SHIPPED = Path(__file__).parents[2] / "dialogs"
FACTS = load_facts(SHIPPED, lambda: date(2026, 11, 23))
HEAD = """\
language: en
author: Someone
source: Somewhere
reviewed: {by: "", on: 2026-11-23}
"""
PHRASES = (
    "safety: phrases\n"
    + HEAD
    + """\
idioms:
  - to die for
classes:
  K2:
    phrases:
      - want to die
"""
)
RESPONSES = (
    "safety: responses\n"
    + HEAD
    + "safe: Safe\nback: Back\n"
    + "".join(f"{key}: {{say: 'Call {{fact.emergency}} now.', again: '{{fact.emergency}}'}}\n" for key in KEYS)
)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / "safety").mkdir(exist_ok=True)
    (folder / "safety" / name).write_text(text, encoding="utf-8")
    return folder


def test_phrases_are_read(tmp_path: Path) -> None:
    screen = load_screen(write(tmp_path, "phrases.en.yaml", PHRASES))
    assert screen.find("I want to die")
    assert not screen.find("a cake to die for")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("want to die", "want (to die", "safety/phrases.en.yaml:11:9:"),
        ("to die for", "to die [for]", "safety/phrases.en.yaml:7:5:"),
        ("  K2:", "  K22:", "safety/phrases.en.yaml:9:3:"),
        ("language: en", "language: es", "safety/phrases.en.yaml:2:11:"),
        ("idioms", "idiots", "safety/phrases.en.yaml:6:1:"),
    ],
)
def test_a_fault_in_phrases_is_told_with_its_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(Faulty, match=re.escape(place)):
        load_screen(write(tmp_path, "phrases.en.yaml", PHRASES.replace(old, new, 1)))


def test_responses_are_read(tmp_path: Path) -> None:
    responses = load_responses(write(tmp_path, "responses.en.yaml", RESPONSES), FACTS)
    assert responses.words("K3", "en", "us", again=True) == "911"
    assert responses.back("en") == "Back"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("K4: ", "K9: ", "K4"),
        ("'Call {fact.emergency} now.'", "'Help is near.'", "first line"),
        ("'Call {fact.emergency} now.'", "'Is it bad? Call {fact.emergency}.'", "before the number"),
        ("'Call {fact.emergency} now.'", "'Call {fact.emergency}, {fact.night_line}.'", "night_line"),
        ("'Call {fact.emergency} now.'", '"{fact.emergency}' + "\\n-" * 8 + '"', "9 lines"),
    ],
)
def test_a_fault_in_responses_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(Faulty, match=told):
        load_responses(write(tmp_path, "responses.en.yaml", RESPONSES.replace(old, new, 1)), FACTS)


def test_the_shipped_phrases_are_sound_in_both_languages() -> None:
    assert load_screen(SHIPPED).languages == {"en", "es"}


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", KEYS)
def test_the_shipped_words_show_the_countrys_numbers(key: str, language: str, again: bool) -> None:  # noqa: FBT001  both kinds of words
    responses = load_responses(SHIPPED, FACTS)
    for country in FACTS.countries:
        words = responses.words(key, language, country, again=again)
        assert FACTS.for_country(country, language)["emergency"] in words
        assert words != Responses().words(key, language, country)


@pytest.mark.parametrize("country", ["us", "ca", "gb", "ie", "au", "nz", "es", "mx"])
def test_the_numbers_compiled_in_are_those_of_the_facts(country: str) -> None:
    words = Responses().words("sos", "en", country)
    number, line = re.findall(r"(?:Call|person:) (.+?)\.?$", words, re.MULTILINE)[:2]
    facts = FACTS.for_country(country)
    assert number in facts["emergency"]
    assert line in facts["crisis_line"] or line == "findahelpline.com"


def _syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e"))))


def _grade(text: str) -> float:
    """Flesch-Kincaid; each line ends a sentence."""
    words = re.findall(r"[a-z']+", text, re.IGNORECASE)
    sentences = [each for each in re.split(r"[.!?:\n]+", text) if re.search(r"[a-z]", each, re.IGNORECASE)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("key", KEYS)
def test_the_shipped_english_words_read_at_grade_five_or_below(key: str, again: bool) -> None:  # noqa: FBT001  both kinds of words
    assert _grade(load_responses(SHIPPED, FACTS).words(key, "en", "us", again=again)) <= 5

from __future__ import annotations

import re
import time

import pytest

from bot.content.listening import TALK, WISHES, macro_f1, measure
from bot.content.recognition import load_recogniser
from bot.content.screening import NONE, SETS, read_lines
from bot.dialogue.moment import CHANGE, SUSTAIN
from bot.support.change_talk import MIXED, NEUTRAL
from tests.recognise.lines import DIALOGS, HERE, LANGUAGES
from tests.recognise.table import END, PAGE, begin, tables

RECOGNISER = load_recogniser(DIALOGS)
LEAST_OPEN, LEAST_RIGHT = 0.85, 0.85
"""Macro-F1 of open lines; how many of the wishes that are done at once were asked for."""
LEAST_HELD_BACK, LEAST_SIDES_RIGHT = 0.72, 0.75
"""Macro-F1 of lines held back; how many of those that are taken for a side are of that side."""
MOST_SECONDS = 0.5
"""For a text of the longest kind; it takes a twentieth of that on a slow machine."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_lines_and_none_stands_in_both_sets(language: str) -> None:
    texts = [[line.text for line in read_lines(HERE / name / f"{TALK}.{language}.tsv")] for name in SETS]
    assert sum(map(len, texts)) >= 250
    assert set(texts[0]).isdisjoint(texts[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_what_it_can_be(language: str) -> None:
    wishes = {NONE, *RECOGNISER.wishes.books[language].intents}
    for name in SETS:
        talk = read_lines(HERE / name / f"{TALK}.{language}.tsv")
        assert {each for line in talk for each in line.classes} <= {CHANGE, SUSTAIN, NEUTRAL, MIXED}
        asked = read_lines(HERE / name / f"{WISHES}.{language}.tsv")
        assert {each for line in asked for each in line.classes} <= wishes


@pytest.mark.parametrize("language", LANGUAGES)
def test_talk_of_change_is_told_and_rather_not_told_than_wrongly(language: str) -> None:
    measured = measure(RECOGNISER, HERE, TALK)
    assert macro_f1(measured["open", language]) >= LEAST_OPEN
    assert macro_f1(measured["held_back", language]) >= LEAST_HELD_BACK
    assert measured["held_back", language].precision(CHANGE, SUSTAIN).value >= LEAST_SIDES_RIGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_done_at_once_was_asked_for(language: str) -> None:
    for name in SETS:
        outcome = measure(RECOGNISER, HERE, WISHES)[name, language]
        done = [each for each in outcome.told if each.heard != NONE]
        assert sum(each.heard == each.meant for each in done) / len(done) >= LEAST_RIGHT


def test_the_page_shows_the_figures_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind, table in tables().items():
        assert begin(kind) + table + END in page, "python -m tests.recognise.table"


@pytest.mark.parametrize(
    "text",
    [
        "i cant stop " * 350,
        "no puedo dejarlo y quiero " * 160,
        "a" * 4096,
        "i want to " * 400,
        "? " * 2048,
        "i " * 2048,
        "q " * 2048,
        "\n" * 4096,
    ],
)
def test_a_long_text_takes_no_longer_than_it_should(text: str) -> None:
    RECOGNISER.ear.listen(text)
    begun = time.perf_counter()
    RECOGNISER.ear.listen(text)
    RECOGNISER.wishes.hear(text)
    assert time.perf_counter() - begun < MOST_SECONDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_name_no_word_that_only_other_lists_could(language: str) -> None:
    (book,) = [each for each in RECOGNISER.ear.books if each.language == language]
    named = {name for cue in book.cues() for name in re.findall(r"<(\w+)>", cue.pattern)}
    assert named <= set(book.vocabulary.words)

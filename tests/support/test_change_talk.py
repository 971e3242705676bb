from __future__ import annotations

import pytest

from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.change_talk import NEUTRAL, Ear, TalkBook, judge
from bot.support.intents import Vocabulary

BOOK = TalkBook(
    Vocabulary("en", same={"dont": "do not"}),
    change={"desire": {2: ("want to (stop|change)",), 1: ("i would",)}},
    sustain={"desire": {2: ("do not want to stop", "i love it")}, "need": {1: ("fine",)}},
    neither=("my sister wants? want to stop",),
    negators=("never",),
)
EAR = Ear([BOOK])


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I want to stop", CHANGE),
        ("i dont want to stop", SUSTAIN),
        ("I want to stop. I love it.", UNSURE),
        ("fine", UNSURE),
        ("i never want to stop", NEUTRAL),
        ("my sister wants want to stop", NEUTRAL),
        ("it rained", NEUTRAL),
        ("", NEUTRAL),
    ],
)
def test_what_is_heard(text: str, heard: str) -> None:
    assert EAR.listen(text).heard == heard


def test_the_longest_cue_takes_its_words() -> None:
    (cue,) = EAR.listen("i do not want to stop").cues
    assert cue.pattern == "do not want to stop"


def test_a_question_speaks_for_no_change() -> None:
    assert EAR.listen("want to stop?").heard == NEUTRAL
    assert EAR.listen("...and? i want to stop").heard == CHANGE
    assert EAR.listen("want to stop? i love it").heard == SUSTAIN


def test_neutral_words_are_unsure_to_who_asks_for_a_side() -> None:
    assert EAR.hear("it rained") == UNSURE
    assert EAR.hear("i want to change") == CHANGE


def test_an_ear_without_lists_hears_nothing() -> None:
    assert Ear().listen("i want to stop").heard == NEUTRAL


def test_the_language_that_says_most_counts() -> None:
    spanish = TalkBook(Vocabulary("es"), change={"desire": {2: ("quiero dejarlo", "me hace mal")}}, sustain={})
    assert Ear([BOOK, spanish]).listen("quiero dejarlo, me hace mal, i love it").heard == CHANGE


@pytest.mark.parametrize(
    ("change", "sustain", "heard"),
    [
        (0, 0, NEUTRAL),
        (1, 0, UNSURE),
        (2, 0, CHANGE),
        (0, 2, SUSTAIN),
        (2, 1, UNSURE),
        (3, 1, CHANGE),
        (2, 2, UNSURE),
        (2, 6, SUSTAIN),
    ],
)
def test_a_side_must_be_far_ahead(change: int, sustain: int, heard: str) -> None:
    assert judge(change, sustain) == heard


def test_a_pattern_that_cannot_be_read_is_told() -> None:
    with pytest.raises(ValueError, match="names the list <nothing>"):
        Ear([TalkBook(Vocabulary("en"), change={"need": {2: ("<nothing> to do",)}}, sustain={})])

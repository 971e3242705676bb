from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.moment import CHANGE, SUSTAIN, UNSURE
from bot.support.change_talk import MIXED, NEUTRAL, Ear, TalkBook, judge
from bot.support.cues import Cue, CueSheet
from bot.support.intents import Vocabulary

BOOK = TalkBook(
    Vocabulary("en", same={"dont": "do not"}),
    change={"desire": {2: ("want to (stop|change)",), 1: ("i would",)}},
    sustain={"desire": {2: ("do not want to stop", "i love it")}, "need": {1: ("fine",)}},
    neither=("my sister wants? want to stop",),
    negators=("never",),
)
EAR = Ear([BOOK])

SHEET = CueSheet(
    (CHANGE, SUSTAIN, MIXED),
    starts=(-50, -50, -100),
    needs=(0, 0, 0),
    cues={
        "enough": Cue(1, (300, -50, 0)),
        "cosy": Cue(2, (-100, 300, 0)),
        "torn": Cue(3, (100, 100, 400)),
        "rain": Cue(4, (-300, -300, -300)),
        "so": Cue(5, (10, 10, 0)),
        "sister": Cue(6, (300, 0, 0)),
    },
)
LEARNED = Ear([replace(BOOK, sheet=SHEET)])


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("enough", CHANGE),
        ("cosy", SUSTAIN),
        ("torn", UNSURE),
        ("rain", NEUTRAL),
        ("enough cosy", UNSURE),
        ("enough?", NEUTRAL),
        ("rain, i want to stop", NEUTRAL),
        ("so i want to stop", CHANGE),
        ("my sister wants want to stop", NEUTRAL),
        ("nothing of this is known", NEUTRAL),
        ("", NEUTRAL),
    ],
)
def test_learned_cues_and_patterns_have_their_say_together(text: str, heard: str) -> None:
    assert LEARNED.listen(text).heard == heard


def test_the_words_that_counted_are_told_the_heaviest_first() -> None:
    talk = LEARNED.listen("so enough")
    assert [(sound.side, sound.words, round(sound.weight)) for sound in talk.sounds] == [
        (CHANGE, "enough", 212),
        (CHANGE, "so", 7),
    ]
    assert sum(talk.likely.values()) == pytest.approx(1)


def test_the_language_whose_words_are_known_counts() -> None:
    spanish = CueSheet(
        SHEET.classes, SHEET.starts, SHEET.needs, {word: Cue(1, (-50, 300, 0)) for word in ("rico", "es")}
    )
    both = Ear([replace(BOOK, sheet=SHEET), TalkBook(Vocabulary("es"), change={}, sustain={}, sheet=spanish)])
    assert both.listen("es rico so").heard == SUSTAIN
    assert both.listen("so enough").heard == CHANGE


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

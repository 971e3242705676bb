from __future__ import annotations

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.crisis import CrisisClass, Finding, Phrasebook, Screen
from bot.support.cues import Cue, CueSheet, add_up, cues_by_word

SHEET = CueSheet(
    ("K1", "K2"),
    (-300, -300),
    (0, 100),
    {
        "die": Cue(1, (0, 900)),
        "~_di": Cue(2, (0, 300)),
        "blue": Cue(3, (900, 0)),
        "today": Cue(4, (-400, -400)),
        "want to": Cue(5, (0, 600)),
    },
)


def cues(plain: str) -> list[str]:
    return [cue for each in cues_by_word(plain) for cue in each]


def test_cues_are_words_beginnings_pairs_and_pieces() -> None:
    assert {"goodbye", "goodb*", "goodbye all", ". goodbye", "all .", "~_go", "~bye_"} <= set(cues(". goodbye all. "))


def test_covered_words_are_no_cues() -> None:
    assert cues(". # . ") == []


def test_the_class_with_the_highest_score_is_named_with_its_heaviest_cues() -> None:
    judged = SHEET.judge(". i want to die. ")
    assert judged
    assert judged.klass == "K2"
    assert judged.cues == (1, 5, 2)


def test_what_speaks_against_it_counts() -> None:
    assert SHEET.judge(". blue. ")
    assert SHEET.judge(". blue today. ")
    assert not SHEET.judge(". today. ")
    assert not SHEET.judge(". ")


def test_a_class_may_need_more() -> None:
    assert SHEET.judge(". die today. ")
    assert not replace(SHEET, needs=(0, 300)).judge(". die today. ")


def test_danger_is_not_drowned_by_a_long_text() -> None:
    calm = "today " * 200
    assert SHEET.judge(f". {calm}. {'so ' * 40}want to die {'so ' * 40}. {calm}. ")


def test_several_classes_together_outweigh_everyday_talk() -> None:
    assert isclose(add_up([-50, -50]), -50 + 69.3, abs_tol=0.1)


BOOK = Phrasebook("en", {"K2": CrisisClass(("kill me",), unless=("die of shame",))}, idioms=("die for",), cues=SHEET)
SCREEN = Screen([BOOK])


def test_cues_have_their_say_where_no_phrase_fits() -> None:
    assert SCREEN.find("kill me or i want to die") == Finding("K2", "en.K2.1")
    assert SCREEN.find("I want to DIE") == Finding("K2", "en.K2.cues.1+5+2")


@pytest.mark.parametrize("text", ["die for", "die of shame"])
def test_idioms_and_exceptions_mute_cues(text: str) -> None:
    assert SCREEN.find("die")
    assert SCREEN.find(text) is None


def test_a_finding_tells_which_layer_it_is_from() -> None:
    assert Finding("K2", "en.K2.1").is_by_phrase
    assert not Finding("K2", "en.K2.cues.1+5").is_by_phrase


@given(st.text(max_size=5000))
def test_no_text_breaks_it(text: str) -> None:
    SCREEN.find(text)


def test_a_doubt_begins_below_an_alarm_and_counts_the_first_classes_only() -> None:
    sheet = replace(SHEET, doubt=250)
    weak = ". so so so want to. "
    needy = replace(sheet, needs=(0, 500))
    assert not needy.judge(weak)
    doubted = needy.suspect(weak, 2)
    assert doubted
    assert doubted.klass == "K2"
    assert not needy.suspect(weak, 1)
    assert not replace(needy, doubt=0).suspect(weak, 2)
    assert not needy.suspect(". so want to. ", 2)

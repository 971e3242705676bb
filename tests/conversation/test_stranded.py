from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.stranded import Census
from bot.dialogue.model import Choice, Scale, Text
from bot.dialogue.run import Standing
from tests.dialogue.examples import NOW, Talk, dialog, step, variable

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.stranded import Stranded
    from bot.dialogue.model import Dialog

HOW = variable("how", Scale())
INNER = dialog("inner", step("ask", "And?", ask="words"), remember=[variable("words", Text())])
OUTER = dialog(
    "outer", step("first", "How?", ask="how"), step("deeper", run="inner"), step("close", "Bye."), remember=[HOW]
)


def someone(*typed: str) -> Standing:
    """A person in the outer dialog who has written so far."""
    talk = Talk(OUTER, INNER)
    talk.begin("outer")
    for text in typed:
        talk.type(text)
    return talk.standing


def look(standings: list[Standing | None], *dialogs: Dialog, now: datetime = NOW) -> Stranded:
    census = Census({each.name: each for each in dialogs}, now)
    census.count(standings)
    return census.found


def test_nobody_is_stranded_where_nothing_changed() -> None:
    found = look([someone(), someone("7"), Standing()], OUTER, INNER)
    assert (found.people, found.under_way) == (3, 2)
    assert [*found.tell()] == ["Nobody is stranded. 3 people, 2 of them in a dialog."]


def test_people_are_counted_at_the_step_that_is_gone() -> None:
    without = replace(OUTER, steps={name: each for name, each in OUTER.steps.items() if name != "first"})
    found = look([someone(), someone(), someone("7")], without, INNER)
    assert found.steps == {"outer.first": 2}
    assert [*found.tell()] == [
        "step outer.first is gone: 2 people there, to be taken up at the question before",
        "3 people, 3 of them in a dialog.",
    ]


def test_a_renamed_step_strands_nobody() -> None:
    steps = {("start" if name == "first" else name): each for name, each in OUTER.steps.items()}
    found = look([someone()], replace(OUTER, steps=steps, renamed={"first": "start"}), INNER)
    assert not found.steps


def test_a_step_counts_where_another_dialog_lies_over_it() -> None:
    without = replace(OUTER, steps={name: each for name, each in OUTER.steps.items() if name != "deeper"})
    assert look([someone("7")], without, INNER).steps == {"outer.deeper": 1}


def test_a_step_that_asks_no_more_is_gone() -> None:
    quiet = replace(OUTER, steps={**OUTER.steps, "first": replace(OUTER.steps["first"], ask=None)})
    assert look([someone()], quiet, INNER).steps == {"outer.first": 1}


def test_people_in_a_dialog_that_is_gone_are_counted_by_it() -> None:
    found = look([someone("7")], OUTER)
    assert (found.dialogs, found.steps) == ({"inner": 1}, {})
    assert "dialog inner is gone: 1 person in it, to be told that it is closed" in found.tell()


def test_a_question_that_waited_too_long_is_nowhere_to_be_stranded() -> None:
    late = NOW + OUTER.expires + timedelta(seconds=1)
    found = look([someone("7")], replace(OUTER, steps={"close": OUTER.steps["close"]}), INNER, now=late)
    assert (found.under_way, found.steps) == (0, {})


def test_dialogs_that_were_to_begin_later_are_counted_where_they_are_gone() -> None:
    census = Census({"outer": OUTER}, NOW)
    census.count_later({"outer": 3, "followup": 2})
    assert census.found.later == {"followup": 2}


def test_answers_that_no_longer_fit_are_counted_in_the_dialog_and_with_the_person() -> None:
    choice = variable("how", Choice({"well": "Well"}))
    mood = variable("mood", Choice({"good": "Good"}), kept=True)
    other = dialog("other", step("ask", "How?", ask="mood"), remember=[mood])
    people: list[Standing | None] = [
        someone("7").with_kept(mood="low", unknown=3),
        Standing().with_kept(mood="low"),
        Standing().with_kept(mood="good"),
    ]
    found = look(people, replace(OUTER, variables={"how": choice}), INNER, other)
    assert found.answers == {"outer.how": 1, "mood": 2}


def test_a_row_that_does_not_open_is_told() -> None:
    assert "1 person could not be read: their rows are damaged" in look([None], OUTER).tell()

"""Dialogs over dialogs, and dialogs that change while somebody is under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.dialogue.effects import End, Ended, Settle, Wake
from bot.dialogue.model import Choice, Silence, Text
from bot.errors import DialogueError
from tests.dialogue.examples import Talk, dialog, step, variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.dialogue.model import Dialog

MOVE = variable("move", Choice({"plan": "Plan", "think": "Think"}))
NOTE = variable("note", Text(), kept=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOVED = dialog("moved_on", step("say", "That changed."))


def two_questions(name: str, expires: timedelta = DAY) -> Dialog:
    """Asks for free words, then for a choice."""
    first = step("first", f"{name} first?", ask="note")
    second = step("second", f"{name} second?", ask="move")
    return dialog(name, first, second, step("bye", f"{name} bye."), remember=(NOTE, MOVE), expires=expires)


def nested() -> Talk:
    """A check-in at its second question, interrupted by a craving."""
    talk = Talk(two_questions("checkin", 3 * DAY), two_questions("craving", HOUR), MOVED)
    talk.begin("checkin")
    talk.type("fine")
    talk.begin("craving")
    return talk


# -- interruptions -----------------------------------------------------------------------------------------------------


def test_an_interruption_comes_back_to_the_very_question() -> None:
    talk = nested()
    talk.type("bad")
    assert talk.tap("Plan") == ["craving bye.", "Back to where we were:", "checkin second?"]
    assert talk.tap("Think") == ["checkin bye."]


def test_an_interrupted_question_loses_its_buttons() -> None:
    assert nested().settled == [(2, "")]


def test_a_question_that_was_interrupted_keeps_its_tries() -> None:
    talk = Talk(two_questions("checkin"), dialog("aside", step("say", "Aside.")))
    talk.begin("checkin")
    talk.type("fine")
    talk.type("dance")
    talk.begin("aside")
    assert talk.type("dance") == ["checkin bye."]


def test_the_same_dialog_again_begins_anew_and_what_lay_over_it_gives_way() -> None:
    talk = nested()
    assert talk.begin("checkin") == ["checkin first?"]
    assert talk.at == ["checkin.first"]
    assert Ended("craving", End.REPLACED) in talk.effects
    assert Ended("checkin", End.REPLACED) in talk.effects


def test_the_oldest_dialog_gives_way_where_too_many_are_open() -> None:
    talk = Talk(*(two_questions(f"d{number}") for number in range(10)))
    for number in range(10):
        talk.begin(f"d{number}")
    assert talk.at == [f"d{number}.first" for number in range(2, 10)]


def test_a_dialog_that_runs_another_goes_on_after_it() -> None:
    talk = Talk(dialog("outer", step("run", run="inner"), step("after", "After.")), two_questions("inner"))
    assert talk.begin("outer") == ["inner first?"]
    talk.skip()
    assert talk.skip() == ["inner bye.", "After."]


def test_what_is_suggested_is_run_and_counted() -> None:
    talk = Talk(
        dialog("craving", step("run", run_one_of="coping"), step("after", "After.")), dialog("tea", step("say", "Tea."))
    )
    talk.suggestions = {"coping": ("tea",)}
    assert talk.begin("craving") == ["Tea.", "After."]
    assert talk.standing.rotation == {"one_of:tea": 1}


def test_with_nothing_to_suggest_the_dialog_goes_on() -> None:
    assert Talk(dialog("craving", step("run", run_one_of="coping"), step("after", "After."))).begin("craving") == [
        "After."
    ]


def test_resuming_asks_the_open_question_again() -> None:
    talk = nested()
    assert talk.resume() == ["Back to where we were:", "craving first?"]


def test_resuming_with_nothing_open_says_nothing() -> None:
    assert Talk(MOVED).resume() == []


# -- silence and time over several dialogs -----------------------------------------------------------------------------


def silent(name: str, words: str = "") -> Dialog:
    """Asks for free words; silence ends it, with a word or without."""
    ask = step("ask", f"{name}?", ask="note", go="end", skip="end", silence=Silence(HOUR, "quiet"))
    return dialog(name, ask, step("quiet", *([words] if words else ["…"])), remember=[NOTE])


def test_a_dialog_that_ends_in_silence_does_not_ask_the_one_below_again_by_itself() -> None:
    talk = Talk(two_questions("checkin"), silent("craving", "Take care."))
    talk.begin("checkin")
    talk.begin("craving")
    assert talk.wake() == ["Take care."]
    assert talk.at == ["checkin.first"]


def test_words_after_such_a_silence_are_not_taken_for_an_answer_to_the_question_long_above() -> None:
    talk = Talk(two_questions("checkin"), silent("craving"))
    talk.begin("checkin")
    talk.begin("craving")
    talk.wake()
    assert talk.type("I feel better") == ["Back to where we were:", "checkin first?"]
    assert talk.kept == {}
    assert talk.type("Now I answer") == ["checkin second?"]


def test_a_wait_whose_time_came_under_another_dialog_goes_on_when_that_ends() -> None:
    breath = dialog("breath", step("wait", "Breathe.", wait=HOUR), step("done", "Well done."))
    talk = Talk(breath, silent("craving"))
    talk.begin("breath")
    talk.begin("craving")
    talk.wake(1)
    assert talk.at == ["breath.wait", "craving.ask"]
    assert talk.type("thanks") == ["Well done."]


def test_a_wait_whose_time_came_goes_on_even_when_the_dialog_above_ends_in_silence() -> None:
    breath = dialog("breath", step("wait", "Breathe.", wait=HOUR), step("done", "Well done."))
    talk = Talk(breath, silent("craving"))
    talk.begin("breath")
    talk.begin("craving")
    talk.wake(1)
    assert talk.wake(2) == ["…", "Well done."]
    assert talk.at == []


def test_a_question_that_comes_back_begins_its_silence_anew() -> None:
    talk = Talk(silent("checkin"), dialog("aside", step("say", "Aside.")))
    talk.begin("checkin")
    assert talk.begin("aside")[-1] == "checkin?"
    assert Wake(HOUR, 1, 2) in talk.effects


def test_after_an_expired_dialog_the_one_below_is_asked_again_before_words_count() -> None:
    talk = nested()
    talk.later(hours=2)
    assert talk.at == ["checkin.second"]
    assert talk.type("plan") == ["Back to where we were:", "checkin second?"]
    assert talk.type("plan") == ["checkin bye."]


def test_a_dialog_that_ran_an_expired_one_goes_on() -> None:
    talk = Talk(
        dialog("outer", step("run", run="inner"), step("ask", "After?", ask="move"), remember=[MOVE]),
        two_questions("inner", HOUR),
    )
    talk.begin("outer")
    talk.later(hours=2)
    assert talk.type("hello") == ["After?"]


def test_a_dialog_does_not_expire_under_the_one_that_it_runs() -> None:
    outer = dialog("outer", step("run", run="inner"), step("after", "After."), expires=HOUR)
    talk = Talk(outer, two_questions("inner", DAY))
    talk.begin("outer")
    talk.now += timedelta(hours=2)
    talk.skip()
    assert talk.skip() == ["inner bye.", "After."]


def test_an_interrupted_dialog_that_expired_meanwhile_is_not_asked_again() -> None:
    talk = Talk(two_questions("checkin", HOUR), two_questions("craving", DAY))
    talk.begin("checkin")
    talk.begin("craving")
    talk.now += timedelta(hours=2)
    talk.skip()
    assert talk.skip() == ["craving bye."]
    assert Ended("checkin", End.EXPIRED) in talk.effects


# -- content that changes under way ------------------------------------------------------------------------------------


def renamed(original: Dialog, old: str, new: str) -> Dialog:
    steps = {
        (new if name == old else name): replace(each, name=new if name == old else name)
        for name, each in original.steps.items()
    }
    return replace(original, steps=steps, renamed={old: new}, version=2)


def without(original: Dialog, name: str) -> Dialog:
    return replace(original, steps={each: step for each, step in original.steps.items() if each != name}, version=2)


def at_second_question() -> Talk:
    talk = Talk(two_questions("checkin"), MOVED)
    talk.begin("checkin")
    talk.type("fine")
    return talk


def test_a_renamed_step_takes_the_answer() -> None:
    talk = at_second_question()
    talk.edit(renamed(two_questions("checkin"), "second", "again"), MOVED)
    assert talk.type("plan") == ["checkin bye."]


def test_a_rename_that_goes_in_a_circle_counts_as_a_vanished_step() -> None:
    talk = at_second_question()
    talk.edit(replace(without(two_questions("checkin"), "second"), renamed={"second": "old", "old": "second"}), MOVED)
    assert talk.type("plan") == ["That changed.", "checkin first?"]


def test_a_vanished_step_is_told_and_the_answers_are_kept() -> None:
    talk = at_second_question()
    gone = dialog("checkin", step("first", "checkin first?", ask="note"), remember=[NOTE], version=2)
    talk.edit(gone, MOVED)
    assert talk.type("plan") == ["That changed.", "checkin first?"]
    assert talk.kept == {"note": "fine"}


def test_back_finds_a_renamed_question_and_passes_over_a_vanished_one() -> None:
    talk = at_second_question()
    talk.edit(renamed(two_questions("checkin"), "first", "opening"), MOVED)
    assert talk.back() == ["checkin first?"]
    talk = at_second_question()
    talk.edit(dialog("checkin", step("second", "checkin second?", ask="move"), remember=[MOVE]), MOVED)
    assert talk.back() == ["This is the first question, so there is nothing to go back to.", "checkin second?"]


def test_a_vanished_dialog_is_told_when_the_person_comes_back() -> None:
    talk = at_second_question()
    talk.edit(MOVED)
    assert talk.later(minutes=1) == ["That changed."]
    assert talk.at == []


@pytest.mark.parametrize("act", ["type", "skip", "back", "resume", "early"])
def test_nothing_that_a_person_does_fails_on_a_vanished_dialog(act: str) -> None:
    talk = at_second_question()
    talk.edit(MOVED)
    acts: dict[str, Callable[[], list[str]]] = {
        "type": lambda: talk.type("plan"),
        "skip": talk.skip,
        "back": talk.back,
        "resume": talk.resume,
        "early": lambda: talk.type_early("hm"),
    }
    assert acts[act]() == ["That changed."]


def test_a_tap_on_a_question_that_vanished_is_answered_with_where_it_goes_on() -> None:
    talk = at_second_question()
    token = talk.token("Plan")
    talk.edit(without(two_questions("checkin"), "second"), MOVED)
    assert talk.tap_token(token) == ["That changed.", "checkin first?"]


def test_a_timer_of_a_vanished_dialog_says_nothing() -> None:
    talk = at_second_question()
    talk.edit(MOVED)
    assert talk.wake(2) == []


def test_a_dialog_whose_run_step_vanished_is_taken_up_at_its_last_question() -> None:
    outer = dialog("outer", step("ask", "Outer?", ask="move"), step("run", run="inner"), remember=[MOVE])
    talk = Talk(outer, two_questions("inner"), MOVED)
    talk.begin("outer")
    talk.tap("Plan")
    talk.edit(
        without(replace(outer, steps={"ask": replace(outer.steps["ask"], go=())}), "run"), two_questions("inner"), MOVED
    )
    talk.skip()
    assert talk.skip() == ["inner bye.", "That changed.", "Outer?"]


def test_a_circle_without_a_question_ends_in_an_error_that_names_the_place() -> None:
    circle = dialog("circle", step("a", "A", go="b"), step("b", "B", go="a"))
    with pytest.raises(DialogueError, match="'circle' goes in a circle"):
        Talk(circle).begin("circle")


def test_a_dialog_that_runs_itself_ends_in_an_error() -> None:
    with pytest.raises(DialogueError, match="circle"):
        Talk(dialog("self", step("a", run="self"))).begin("self")


def test_a_dialog_that_does_not_exist_cannot_begin() -> None:
    with pytest.raises(DialogueError, match="no dialog 'nowhere'"):
        Talk(MOVED).begin("nowhere")


def test_a_value_that_is_not_there_cannot_be_shown() -> None:
    with pytest.raises(DialogueError, match="'mood', which has no value"):
        Talk(dialog("d", step("say", "{mood}"), remember=[variable("mood", Text())])).begin("d")


def test_a_kept_value_that_was_cleared_meanwhile_leaves_a_gap_and_no_error() -> None:
    assert Talk(dialog("d", step("say", "“{note}”."), remember=[NOTE])).begin("d") == ["“…”."]


def test_an_interruption_comes_back_to_the_very_same_words() -> None:
    talk = Talk(
        dialog("d", step("ask", "One?", "Two?", ask="note"), remember=[NOTE]), dialog("other", step("hi", "Hi."))
    )
    assert talk.begin("d") == ["One?"]
    assert talk.begin("other") == ["Hi.", "Back to where we were:", "One?"]


def test_stopping_settles_the_open_question() -> None:
    talk = nested()
    talk.stop()
    assert [each for each in talk.effects if isinstance(each, Settle)] == [Settle(3)]

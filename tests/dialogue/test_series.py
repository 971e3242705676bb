"""Words that change by themselves, in one bubble."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue import engine
from bot.dialogue.effects import Ask, Effect, Say, Settle, Wake, Withdraw
from bot.dialogue.model import Again, Text
from bot.dialogue.run import Standing
from tests.dialogue.examples import NOW, Talk, dialog, step, variable

FOUR, SIX = timedelta(seconds=4), timedelta(seconds=6)
NOTE = variable("note", Text(100))
BREATH = dialog(
    "breath",
    step("start", "Let's breathe."),
    step("in", "In. {rounds_left}", over=True, wait=FOUR),
    step("out", "Out. {rounds_left}", "And out. {rounds_left}", over=True, wait=SIX, again=Again("in", 3)),
    step("leave", "As it likes.", over=True),
    step("close", "Up to you."),
)
CRAVING = dialog("craving", step("try", run="breath"), step("ask", "And now?", ask="note"), remember=[NOTE])
ASIDE = dialog("aside", step("ask", "What is it?", ask="note"), step("thanks", "Thanks."), remember=[NOTE])


def breathe(*, beats: int = 0) -> Talk:
    talk = Talk(BREATH, CRAVING, ASIDE)
    talk.begin("craving")
    for _ in range(beats):
        talk.wake()
    return talk


def where(talk: Talk) -> list[tuple[str, int]]:
    """What was said, and the visit whose bubble it changes."""
    return [(each.text, each.over) for each in talk.effects if isinstance(each, Say | Ask)]


def waits(effects: tuple[Effect, ...]) -> list[timedelta]:
    return [each.after for each in effects if isinstance(each, Wake)]


def test_the_first_words_are_a_bubble_and_the_others_take_their_place() -> None:
    talk = breathe()
    assert where(talk) == [("Let's breathe.", 0), ("In. 3", 0)]
    assert waits(talk.effects) == [FOUR]
    assert (talk.wake(), where(talk), waits(talk.effects)) == (["Out. 3"], [("Out. 3", 1)], [SIX])


def test_rounds_are_counted_down_and_variants_take_turns() -> None:
    talk = breathe()
    said = [text for _ in range(5) for text in talk.wake()]
    assert said == ["Out. 3", "In. 2", "And out. 2", "In. 1", "Out. 1"]
    assert talk.wake() == ["As it likes.", "Up to you.", "And now?"]
    assert where(talk)[:2] == [("As it likes.", 1), ("Up to you.", 0)]


def test_between_two_words_no_button_is_taken_away() -> None:
    talk = breathe(beats=2)
    assert talk.settled == []
    assert not any(isinstance(each, Withdraw) for each in talk.effects)


def test_the_same_button_stops_all_of_them() -> None:
    talk = breathe()
    first = talk.token("Stop")
    talk.wake()
    assert talk.token("Stop") == first
    assert talk.labels == ["Stop", "Help now"]
    talk.wake()
    assert talk.tap_token(first) == ["As it likes.", "Up to you.", "And now?"]


@pytest.mark.parametrize("how", ["button", "typed", "skip"])
@pytest.mark.parametrize("beats", range(6))
def test_it_stops_at_any_moment_and_nothing_comes_later(how: str, beats: int) -> None:
    talk = breathe(beats=beats)
    visit = talk.visit
    ways = {"button": lambda: talk.tap("Stop"), "typed": lambda: talk.type("wait"), "skip": talk.skip}
    assert ways[how]() == ["As it likes.", "Up to you.", "And now?"]
    assert Withdraw(1) in talk.effects
    assert (talk.wake(visit), talk.effects) == ([], ())


def test_its_button_is_old_afterwards() -> None:
    talk = breathe()
    stop = talk.token("Stop")
    talk.tap_token(stop)
    assert (talk.tap_token(stop), talk.toast) == ([], "That question is behind us.")


def test_what_is_late_goes_on_where_it_would_be() -> None:
    talk = breathe()
    assert talk.wake(seconds=5) == ["Out. 3"]
    assert talk.wake(seconds=5) == ["And out. 2"]
    assert waits(talk.effects) == [SIX]


def test_after_a_long_time_it_is_over() -> None:
    assert breathe().wake(seconds=3600) == ["As it likes.", "Up to you.", "And now?"]


def test_a_dialog_that_comes_in_between_ends_it_without_farewell() -> None:
    talk = breathe(beats=3)
    visit = talk.visit
    assert talk.begin("aside") == ["What is it?"]
    assert {Withdraw(1), Settle(visit)} <= {*talk.effects}
    assert (talk.wake(visit), talk.effects) == ([], ())
    assert talk.type("my phone") == ["Thanks.", "And now?"]


def test_what_is_said_instead_lets_it_rest_until_the_person_goes_on() -> None:
    talk = breathe(beats=3)
    visit = talk.visit
    talk.hush()
    assert talk.effects == (Withdraw(1), Settle(visit))
    assert talk.wake(visit) == talk.wake() == []
    assert talk.at == ["craving.try", "breath.out"]
    assert talk.resume() == ["And now?"]


def test_words_after_that_lead_on() -> None:
    talk = breathe(beats=1)
    talk.hush()
    assert talk.type("I am back") == ["Up to you.", "And now?"]


def test_where_nothing_changes_there_is_nothing_to_hush() -> None:
    assert engine.hush(Standing()).effects == ()
    talk = breathe()
    talk.tap("Stop")
    assert engine.hush(talk.stored) == engine.Played(talk.stored)


def test_stop_closes_all() -> None:
    talk = breathe(beats=1)
    assert talk.stop() == ["All right, we stop here. What you told me is kept."]
    assert Withdraw(1) in talk.effects


def test_where_it_stands_is_stored() -> None:
    talk = breathe(beats=3)
    top = talk.stored.run.top
    assert top
    assert (top.series, top.rounds, top.asked_at) == (1, 1, NOW)


def test_a_series_without_last_words_takes_its_button_away() -> None:
    bare = dialog(
        "bare", step("in", "In.", over=True, wait=FOUR), step("out", "Out.", over=True, wait=SIX), step("e", "E.")
    )
    talk = Talk(bare)
    talk.begin("bare")
    talk.wake()
    assert talk.wake() == ["E."]
    assert talk.settled == [(2, "")]
    talk.begin("bare")
    talk.tap("Stop")
    assert talk.settled == [(3, "")]

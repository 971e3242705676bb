from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from bot.conversation.rehearsal import Rehearsal
from bot.dialogue.engine import Entry
from bot.dialogue.model import Again, Choices
from tests.conversation.examples import NOW, programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from bot.dialogue.values import Value

PLACES = dialog(
    "places",
    step("ask", "Where?", ask="where"),
    remember=[variable("where", Choices({"home": "Home", "work": "Work"}))],
    command="places",
)
BREATH = dialog(
    "breath",
    step("in", "In. {rounds_left}", over=True, wait=timedelta(seconds=4)),
    step("out", "Out. {rounds_left}", over=True, wait=timedelta(seconds=6), again=Again("in", 2)),
    step("leave", "As it likes.", over=True),
    step("close", "Up to you."),
    command="breathe",
)
PROGRAMME = programme(PLACES, BREATH)


def labels(rehearsal: Rehearsal) -> list[str]:
    return [button.label for shown in rehearsal.chat for row in shown.buttons for button in row]


def test_only_open_buttons_can_be_tapped() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/places")
    rehearsal.tap("Home")
    assert labels(rehearsal) == ["✓ Home", "Work", "Done", "Skip", "Help now"]
    rehearsal.tap("Done")
    assert labels(rehearsal) == []
    with pytest.raises(LookupError, match="no button shows 'Done'"):
        rehearsal.tap("Done")


def test_time_passes_to_the_moment_and_timers_go_off_in_order() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW, {"checkin_times": ("20:30",)})
    rehearsal.write("/craving")
    rehearsal.write("strong")
    shown = rehearsal.wait(timedelta(minutes=20))
    assert [each.text for each in shown] == ["And now?"]
    assert rehearsal.now == NOW + timedelta(minutes=20)


def test_what_is_said_tells_where_it_comes_from() -> None:
    assert [each.source for each in Rehearsal(PROGRAMME, NOW).write("hello")] == ["welcome.hello", "welcome.how"]


def test_a_dialog_can_be_rehearsed_from_any_step() -> None:
    shown = Rehearsal(PROGRAMME, NOW).begin(Entry("welcome", "bye"))
    assert [each.text for each in shown] == ["Thanks."]


def test_a_stale_button_gives_a_toast() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    assert rehearsal.tap_token("1:1:home") == []
    assert rehearsal.toast == "That question is behind us."


def test_a_file_is_announced_and_forgetting_leaves_someone_new() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW, {"note": "mine"})
    assert rehearsal.write("/export")[-1].text == "(a file with all that is stored)"
    rehearsal.write("/forget")
    rehearsal.write("yes")
    assert (rehearsal.person.standing.kept, rehearsal.answers, rehearsal.timers) == ({}, [], {})
    assert rehearsal.write("hello")[0].text == "Hello, I am Leeward."


def test_something_that_is_no_text_is_told_so() -> None:
    assert "only read words" in Rehearsal(PROGRAMME, NOW).send_other()[0].text


def test_between_two_turns_the_person_is_what_the_stored_form_holds() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/craving")
    odd = rehearsal.person.standing.with_kept(odd=cast("Value", {"no": "value"}))
    rehearsal.person = replace(rehearsal.person, standing=odd)
    with pytest.raises(ValueError, match="not a stored value"):
        rehearsal.write("strong")
    with pytest.raises(ValueError, match="not a stored value"):
        rehearsal.wait(timedelta(hours=1))


def test_words_that_change_are_told_and_stand_in_one_bubble() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/breathe")
    shown = rehearsal.wait(timedelta(seconds=11))
    assert [(each.text, each.is_change, each.shows_buttons) for each in shown] == [
        ("Out. 2", True, False),
        ("In. 1", True, False),
    ]
    assert [each.text for each in rehearsal.chat] == ["I am a program.", "In. 1"]
    assert [each.text for each in rehearsal.tap("Stop")] == ["As it likes.", "Up to you."]
    assert [each.text for each in rehearsal.chat] == ["I am a program.", "As it likes.", "Up to you."]
    assert rehearsal.timers == {}


@pytest.mark.parametrize("words", ["/nonsense", "(photo)", "kill myself", "/stop", "/places"])
def test_nothing_changes_any_more_once_the_person_did_anything(words: str) -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/breathe")
    rehearsal.wait(timedelta(seconds=5))
    if words == "(photo)":
        rehearsal.send_other()
    else:
        rehearsal.write(words)
    assert not any(name.startswith("wake:") for name in rehearsal.timers)
    assert rehearsal.wait(timedelta(hours=1)) == []
    assert "Stop" not in labels(rehearsal)


def test_in_a_bubble_that_is_no_longer_there_they_come_in_a_new_one() -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/breathe")
    rehearsal.chat.clear()
    assert [each.is_change for each in rehearsal.wait(timedelta(seconds=4))] == [False]

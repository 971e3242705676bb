from __future__ import annotations

import pytest

from bot.conversation.events import Tapped, Wrote
from bot.conversation.outgoing import Bubble, Document, Message, NewButtons
from bot.dialogue.effects import Button, Keyboard
from bot.dialogue.keyboards import question_keyboard, stopping_keyboard, waiting_keyboard
from bot.dialogue.model import Choice, Choices, Kind, Number, Scale
from bot.dialogue.words import Words
from bot.terminal.drawing import Screen

MOOD = Choice({"good": "Good", "low": "Low"})
PLACES = Choices({"home": "At home", "work": "At work"})
LONG = "One thing to try first, if you like. Put both feet on the floor and let one long breath out. 0800-555-0100"


def asks(kind: Kind, visit: int = 3, picked: tuple[str, ...] = ()) -> Bubble:
    return Bubble("How?", question_keyboard(kind, Words(), f"1:{visit}", picked), visit)


def seen(screen: Screen, *messages: Message | NewButtons) -> list[str]:
    return [line for message in messages for line in screen.show(message)]


def test_answers_have_numbers_and_the_ways_out_have_words() -> None:
    assert seen(Screen(), asks(MOOD)) == ["  How?", "    1) Good   2) Low", "    [Skip]   [Help now]", ""]


def test_a_scale_is_its_own_numbers() -> None:
    screen = Screen()
    assert seen(screen, asks(Scale(0, 3))) == ["  How?", "    0   1   2   3", "    [Skip]   [Help now]", ""]
    assert screen.meaning("3") == Tapped("1:3:3")


@pytest.mark.parametrize("typed", ["2", " 2 ", "Low", "low", "LOW "])
def test_a_number_or_the_words_tap_a_button(typed: str) -> None:
    screen = Screen()
    seen(screen, asks(MOOD))
    assert screen.meaning(typed) == Tapped("1:3:low")


@pytest.mark.parametrize("typed", ["3", "0", "lo", "/craving", "not good"])
def test_anything_else_is_words(typed: str) -> None:
    screen = Screen()
    seen(screen, asks(MOOD))
    assert screen.meaning(typed) == Wrote(typed)


def test_where_a_number_is_asked_for_every_number_is_an_answer() -> None:
    screen = Screen()
    seen(screen, asks(Number(0, 20)))
    assert [screen.meaning(number) for number in ("1", "2")] == [Wrote("1"), Wrote("2")]
    assert screen.meaning("skip") == Tapped("1:3:!skip")
    assert screen.meaning("Help now") == Tapped("sos")


def test_a_number_is_followed_by_what_it_meant_and_words_are_not() -> None:
    screen = Screen()
    seen(screen, asks(MOOD))
    screen.meaning("2")
    assert seen(screen, NewButtons(3, chosen="Low")) == ["  ✓ Low", ""]
    seen(screen, asks(MOOD, visit=4))
    screen.meaning("low")
    assert seen(screen, NewButtons(4, chosen="Low")) == []


def test_several_choices_are_switched_one_by_one() -> None:
    screen = Screen()
    seen(screen, asks(PLACES))
    switched = NewButtons(3, question_keyboard(PLACES, Words(), "1:3", ("work",)))
    assert seen(screen, switched)[:2] == ["    1) At home", "    2) ✓ At work"]
    assert screen.meaning("at work") == Tapped("1:3:work")
    assert screen.meaning("done") == Tapped("1:3:!done")


def test_buttons_that_are_done_with_mean_nothing_any_more() -> None:
    screen = Screen()
    seen(screen, asks(MOOD), NewButtons(3))
    assert screen.meaning("1") == Wrote("1")


def test_buttons_of_an_earlier_question_change_nothing() -> None:
    screen = Screen()
    assert seen(screen, asks(MOOD, visit=4), NewButtons(3))[-1] == ""
    assert screen.meaning("1") == Tapped("1:4:good")


def test_the_way_back_from_a_crisis_has_a_number_and_the_question_keeps_its_words() -> None:
    screen = Screen()
    safe: Keyboard = ((Button("I'm safe", "safe"),),)
    shown = seen(screen, asks(MOOD), Bubble("Call 112.", safe))
    assert shown[-3:] == ["  Call 112.", "    1) I'm safe", ""]
    assert [screen.meaning(said) for said in ("1", "low")] == [Tapped("safe"), Tapped("1:3:low")]
    seen(screen, asks(MOOD, visit=4))
    assert screen.meaning("1") == Tapped("1:4:good")


def test_a_wait_can_be_left() -> None:
    screen = Screen()
    assert seen(screen, Bubble("Wait.", waiting_keyboard(Words(), "1:3"), 3))[1] == "    [Go on now]   [Help now]"
    assert screen.meaning("go on now") == Tapped("1:3:!go")


def beat(text: str, visit: int, over: int = 0) -> Bubble:
    return Bubble(text, stopping_keyboard(Words(), "1:3"), visit, over=over)


def test_words_that_change_are_marked_and_their_buttons_not_repeated() -> None:
    screen = Screen()
    shown = seen(screen, beat("In.", 3), beat("And out.", 4, over=3), Bubble("As it likes.", over=3))
    assert shown == ["  In.", "    [Stop]   [Help now]", "", "  ~ And out.", "", "  ~ As it likes.", ""]
    assert screen.meaning("stop") == Tapped("1:3:!stop")


def test_at_a_terminal_they_take_the_place_of_those_before() -> None:
    screen = Screen(in_place=True)
    shown = seen(screen, beat("In.\n\nTwo left.", 3), beat("And out.", 4, over=3), Bubble("As it likes.", over=3))
    assert shown[5:] == ["\x1b[5F\x1b[J  And out.", "    [Stop]   [Help now]", "", "\x1b[3F\x1b[J  As it likes.", ""]


@pytest.mark.parametrize("what", ["typed", "aside", "file"])
def test_what_stands_below_them_is_never_printed_over(what: str) -> None:
    screen = Screen(in_place=True)
    seen(screen, beat("In.", 3))
    if what == "typed":
        screen.meaning("wait")
    elif what == "aside":
        screen.faint("(noted)")
    else:
        seen(screen, Document("a.json", "{}"))
    assert seen(screen, beat("And out.", 4, over=3))[0] == "  ~ And out."


@pytest.mark.parametrize("columns", [30, 45, 72, 200])
def test_lines_fit_the_terminal_and_telephone_numbers_stay_whole(columns: int) -> None:
    lines = seen(Screen(columns=columns), Bubble(LONG), asks(Choice({"a": "Try something with me", "b": "Say it"})))
    assert max(len(line) for row in lines for line in row.split("\n")) < min(columns, 73)
    assert any("0800-555-0100" in line for line in lines)


def test_labels_that_do_not_fit_side_by_side_stand_below_each_other() -> None:
    keyboard: Keyboard = ((Button("A rather long label", "1:3:a"), Button("Another long label", "1:3:b")),)
    assert seen(Screen(columns=40), Bubble("Which?", keyboard, 3))[1] == (
        "    1) A rather long label\n    2) Another long label"
    )


def test_empty_lines_stay() -> None:
    assert seen(Screen(), Bubble("One.\n\nTwo.")) == ["  One.", "", "  Two.", ""]


def test_a_file_is_shown_whole() -> None:
    assert seen(Screen(), Document("all.json", "{\n}")) == ["  --- all.json", "{\n}", "  ---", ""]


def test_colours_are_few_and_end_where_they_began() -> None:
    lines = seen(Screen(in_colour=True), asks(MOOD))
    assert lines[0] == "  How?"
    assert lines[1] == "    \x1b[36m1)\x1b[0m Good   \x1b[36m2)\x1b[0m Low"
    assert lines[2] == "    \x1b[2m[Skip]\x1b[0m   \x1b[2m[Help now]\x1b[0m"

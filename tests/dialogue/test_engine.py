"""What can happen in a dialog, from the side of the person who talks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue.conditions import Condition, Known, OneOf, Within
from bot.dialogue.effects import Ask, BeginLater, Do, End, Ended, Remember, Settle, Wake
from bot.dialogue.engine import Entry
from bot.dialogue.keeping import Keeping
from bot.dialogue.model import (
    Act,
    Branch,
    Choice,
    Choices,
    Later,
    Measure,
    Phrase,
    Scale,
    Silence,
    Text,
    TimeOfDay,
    Variable,
    YesNo,
)
from bot.dialogue.moment import HEARD
from bot.dialogue.values import Amount
from bot.dialogue.words import Words
from tests.dialogue.examples import Talk, dialog, step, variable

IMPORTANCE = variable("importance", Scale(0, 10, "none", "most"))
REASON = variable("reason", Text(40), kept=True, collected_as="reasons")
MOVE = variable("move", Choice({"plan": "Plan", "think": "Think"}))
DAY = timedelta(days=1)

RULER = dialog(
    "ruler",
    step(
        "how_much",
        "How much?",
        ask="importance",
        retry=("A number, please.", "Or skip."),
        skip="next",
        go=[Branch("next", Condition({"importance": Within(0, 0)})), Branch("why")],
    ),
    step("why", "Why {importance}?", ask="reason", skip="next"),
    step("reflect", "So: {reason}."),
    step("next", "What next?", ask="move", skip="close"),
    step("close", "Thank you."),
    remember=(IMPORTANCE, REASON, MOVE),
)


def ruler() -> Talk:
    talk = Talk(RULER)
    talk.begin("ruler")
    return talk


# -- the way through ---------------------------------------------------------------------------------------------------


def test_a_dialog_goes_from_answer_to_answer_to_its_end() -> None:
    talk = Talk(RULER)
    assert talk.begin("ruler") == ["How much?\n\n0 = none · 10 = most"]
    assert talk.type("7") == ["Why 7?"]
    assert talk.type("My children") == ["So: My children.", "What next?"]
    assert talk.tap("Plan") == ["Thank you."]
    assert talk.at == []
    assert Ended("ruler", End.DONE) in talk.effects


def test_an_answer_is_stored_with_its_place_and_what_was_sent() -> None:
    talk = ruler()
    talk.type("about 7")
    assert Remember(1, 1, "ruler", 1, "how_much", "importance", 7, "7", "about 7", sensitive=False) in talk.effects


def test_free_text_has_no_code() -> None:
    talk = ruler()
    talk.type("7")
    talk.type("peace")
    (stored,) = (each for each in talk.effects if isinstance(each, Remember))
    assert (stored.code, stored.raw) == ("", "peace")


def test_a_branch_leads_where_its_condition_holds() -> None:
    assert ruler().type("0") == ["What next?"]


def test_a_dialog_can_be_entered_at_any_step_with_values() -> None:
    talk = Talk(RULER)
    assert talk.begin(Entry("ruler", "why", {"importance": 4})) == ["Why 4?"]


def test_an_answered_question_loses_its_buttons_and_shows_what_was_tapped() -> None:
    talk = ruler()
    talk.tap("7")
    assert talk.settled == [(1, "7")]


def test_every_button_of_every_kind_fits_into_64_bytes() -> None:
    long = {f"{'code' * 8}_{number}": "Label" for number in range(3)}
    talk = Talk(dialog("wide", step("ask", "?", ask="it"), remember=[variable("it", Choices(long))]))
    talk.standing = replace(talk.standing, run=replace(talk.standing.run, number=99_999, visits=9_999_999))
    talk.begin("wide")
    assert max(len(button.token.encode()) for row in talk.keyboard for button in row) <= 64


# -- words -------------------------------------------------------------------------------------------------------------


def test_variants_take_turns_and_none_comes_twice_before_all_came() -> None:
    talk = Talk(dialog("greet", step("hello", "One", "Two", "Three")))
    assert [talk.begin("greet")[0] for _ in range(4)] == ["One", "Two", "Three", "One"]


def test_the_first_phrase_that_fits_speaks() -> None:
    low, high = (
        Phrase(("Low.",), Condition({"importance": Within(0, 3)})),
        Phrase(("High.",), Condition({"importance": Within(4, 10)})),
    )
    pick = dialog(
        "pick",
        step("ask", "?", ask="importance"),
        step("say", phrases=(low, high)),
        remember=[variable("importance", Scale())],
    )
    talk = Talk(pick)
    talk.begin("pick")
    assert talk.type("4") == ["High."]


def test_what_a_person_types_is_never_read_as_a_placeholder() -> None:
    talk = ruler()
    talk.type("7")
    assert talk.type("{reason} {fact.help} {importance}")[0] == "So: {reason} {fact.help} {importance}."


def test_a_fact_is_shown() -> None:
    assert Talk(dialog("call", step("say", "Call {fact.help}.")), help="112").begin("call") == ["Call 112."]


def test_words_whose_fact_has_expired_are_left_out_and_the_dialog_goes_on() -> None:
    call = dialog(
        "call", step("say", "Call {fact.gone}.", "Call {fact.help}."), step("more", "{fact.gone}"), step("bye", "Bye.")
    )
    assert Talk(call, help="112").begin("call") == ["Call 112.", "Bye."]


def test_a_question_whose_words_cannot_be_said_is_still_asked() -> None:
    talk = Talk(dialog("call", step("ask", "Is {fact.gone} right?", ask="ok"), remember=[variable("ok", YesNo())]))
    assert talk.begin("call") == ["Yes or no is a good answer. You can also skip."]


def test_one_line_of_a_list_is_shown_another_one_each_time() -> None:
    lists = replace(variable("reasons", Text()), is_list=True)
    talk = Talk(dialog("recall", step("say", "{reasons.one}"), remember=[lists]))
    talk.standing = talk.standing.with_kept(reasons=("sleep", "children"))
    assert [talk.begin("recall") for _ in range(3)] == [["sleep"], ["children"], ["sleep"]]


# -- not understood ----------------------------------------------------------------------------------------------------


def test_retries_speak_in_order_then_the_question_is_left() -> None:
    talk = ruler()
    assert talk.type("a lot") == ["A number, please.\n\n0 = none · 10 = most"]
    assert talk.type("very") == ["Or skip.\n\n0 = none · 10 = most"]
    assert talk.type("hm") == ["What next?"]
    assert talk.answers == {}


def test_after_the_last_retry_stuck_leads_on() -> None:
    asked = step("ask", "?", ask="ok", retry=("Again?",), skip="skipped", stuck="stuck")
    talk = Talk(
        dialog(
            "d",
            asked,
            step("skipped", "Skipped.", go="end"),
            step("stuck", "Stuck."),
            remember=[variable("ok", YesNo())],
        )
    )
    talk.begin("d")
    talk.type("blue")
    assert talk.type("green") == ["Stuck."]


def test_without_stuck_a_word_about_trying_often_enough_comes_first() -> None:
    talk = Talk(RULER, dialog("too_many_tries", step("say", "Let us leave it.")))
    talk.begin("ruler")
    talk.type("x")
    talk.type("x")
    assert talk.type("x") == ["Let us leave it.", "What next?"]


def test_where_the_author_gave_no_retry_the_interface_speaks_once() -> None:
    talk = ruler()
    talk.type("0")
    assert talk.type("dance") == ["Please tap one of the buttons, or type its number. You can also skip."]
    assert talk.type("dance") == ["Thank you."]


@pytest.mark.parametrize(
    ("said", "reply"), [("11", "I can take a number from 0 to 10."), ("-1", "I can take a number from 0 to 10.")]
)
def test_a_number_out_of_range_is_told_the_range(said: str, reply: str) -> None:
    assert ruler().type(said) == [f"{reply}\n\n0 = none · 10 = most"]


def test_a_text_that_is_too_long_is_told_the_limit() -> None:
    talk = ruler()
    talk.type("7")
    assert talk.type("x" * 41) == ["That is more than I can keep at once (40 characters). Could you send it in parts?"]


# -- skip, back, stop --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["type", "tap", "command"])
def test_every_question_can_be_skipped(how: str) -> None:
    talk = ruler()
    said = {"type": lambda: talk.type("Skip"), "tap": lambda: talk.tap("Skip"), "command": talk.skip}[how]()
    assert said == ["What next?"]
    assert talk.answers == {}


@pytest.mark.parametrize("said", ["No", "nope", "NO."])
def test_a_bare_no_to_a_question_for_own_words_leaves_it_out(said: str) -> None:
    talk = Talk(dialog("d", step("ask", "A reason?", ask="reason"), step("tell", "Bye."), remember=(REASON,)))
    talk.begin("d")
    assert talk.type(said) == ["Bye."]
    assert talk.answers == {}


def test_a_skipped_value_is_unknown_even_if_it_was_answered_before_going_back() -> None:
    ask = step("ask", "?", ask="importance", skip="tell")
    phrases = (Phrase(("Known.",), Condition({"importance": Known.KNOWN})), Phrase(("Unknown.",)))
    talk = Talk(
        dialog("d", ask, step("tell", phrases=phrases), step("more", "More?", ask="move"), remember=(IMPORTANCE, MOVE))
    )
    talk.begin("d")
    assert talk.type("7") == ["Known.", "More?"]
    talk.back()
    assert talk.skip() == ["Unknown.", "More?"]


def test_back_asks_the_question_before_again() -> None:
    talk = ruler()
    talk.type("7")
    assert talk.back() == ["How much?\n\n0 = none · 10 = most"]
    assert talk.type("3") == ["Why 3?"]


def test_back_takes_an_answer_out_of_its_list() -> None:
    talk = ruler()
    talk.type("7")
    talk.type("sleep")
    assert "sleep" in str(talk.kept["reasons"])
    talk.back()
    assert talk.kept["reasons"] == ()


def test_back_leaves_a_line_that_stood_in_the_list_before() -> None:
    talk = Talk(RULER)
    talk.standing = talk.standing.with_kept(reasons=("sleep",))
    talk.begin("ruler")
    talk.type("7")
    talk.type("sleep")
    talk.back()
    assert talk.kept["reasons"] == ("sleep",)


def test_back_at_the_first_question_says_so_and_asks_it_again() -> None:
    talk = ruler()
    said = talk.back()
    assert said == [
        "This is the first question, so there is nothing to go back to.",
        "How much?\n\n0 = none · 10 = most",
    ]


def test_back_at_the_first_question_does_nothing_else_twice() -> None:
    talk = Talk(dialog("d", step("ask", "?", do=Act.EXPORT, ask="move"), remember=[MOVE]))
    talk.begin("d")
    talk.back()
    assert not [each for each in talk.effects if isinstance(each, Do)]


def test_back_goes_from_a_dialog_that_is_run_to_the_one_that_runs_it() -> None:
    outer = dialog("outer", step("ask", "Outer?", ask="move"), step("middle", run="middle"), remember=[MOVE])
    middle = dialog("middle", step("inner", run="inner"))
    talk = Talk(outer, middle, dialog("inner", step("ask", "Inner?", ask="move"), remember=[MOVE]))
    talk.begin("outer")
    assert talk.tap("Plan") == ["Inner?"]
    assert talk.back() == ["Outer?"]
    assert talk.at == ["outer.ask"]


def test_back_passes_over_a_dialog_that_is_finished() -> None:
    outer = dialog(
        "outer",
        step("one", "One?", ask="move"),
        step("run", run="inner"),
        step("two", "Two?", ask="move"),
        remember=[MOVE],
    )
    talk = Talk(outer, dialog("inner", step("ask", "Inner?", ask="move"), remember=[MOVE]))
    talk.begin("outer")
    talk.tap("Plan")
    assert talk.tap("Plan") == ["Two?"]
    assert talk.back() == ["One?"]


def test_back_never_leads_into_a_conversation_that_was_interrupted() -> None:
    talk = Talk(RULER, dialog("other", step("ask", "Other?", ask="move"), remember=[MOVE]))
    talk.begin("ruler")
    talk.type("7")
    talk.begin("other")
    assert talk.back() == ["This is the first question, so there is nothing to go back to.", "Other?"]


def test_stop_closes_everything() -> None:
    talk = Talk(RULER, dialog("other", step("ask", "Other?", ask="move"), remember=[MOVE]))
    talk.begin("ruler")
    talk.begin("other")
    assert talk.stop() == ["All right, we stop here. What you told me is kept."]
    assert talk.at == []


def test_what_was_interrupted_can_be_let_go() -> None:
    enough = dialog(
        "enough", step("sorry", "Sorry.", do=Act.LET_GO), step("ask", "Which?", ask="move"), remember=[MOVE]
    )
    talk = Talk(RULER, enough)
    talk.begin("ruler")
    old = talk.token("3")
    talk.begin("enough")
    assert talk.at == ["enough.ask"]
    talk.skip()
    assert talk.at == []
    assert talk.tap_token(old) == []


def test_stop_with_nothing_open_says_so() -> None:
    assert Talk(RULER).stop() == ["There is no open question right now."]


# -- taps --------------------------------------------------------------------------------------------------------------


def test_a_tap_on_an_old_button_gets_a_toast_and_changes_nothing() -> None:
    talk = ruler()
    old = talk.token("3")
    talk.type("7")
    before = talk.standing
    assert talk.tap_token(old) == []
    assert talk.toast == "That question is behind us."
    assert talk.standing == before


@pytest.mark.parametrize("token", ["1:1:99", "1:1:blue", "1:1:", "1:1:!go", "1:1:!done", "2:1:3", ":", "", "1:1:-1"])
def test_a_token_that_no_open_button_carries_changes_nothing(token: str) -> None:
    talk = ruler()
    before = talk.standing
    assert talk.tap_token(token) == []
    assert talk.toast == "That question is behind us."
    assert talk.standing == before


def test_a_choice_that_is_no_longer_offered_is_not_taken() -> None:
    talk = ruler()
    talk.type("0")
    token = talk.token("Think")
    talk.edit(replace(RULER, variables={**RULER.variables, "move": variable("move", Choice({"plan": "Plan"}))}))
    talk.tap_token(token)
    assert (talk.toast, talk.at) == ("That question is behind us.", ["ruler.next"])


PLACES = dialog(
    "places",
    step("ask", "Where?", ask="where"),
    step("tell", "At: {where}"),
    remember=[variable("where", Choices({"home": "Home", "work": "Work", "out": "Out"}, at_most=2))],
)


def test_several_choices_are_switched_on_and_off_and_taken_with_done() -> None:
    talk = Talk(PLACES)
    talk.begin("places")
    talk.tap("Out")
    assert talk.labels[:3] == ["Home", "Work", "✓ Out"]
    talk.tap("Home")
    talk.tap("✓ Out")
    talk.tap("Work")
    assert talk.tap("Done") == ["At: Home, Work"]
    assert talk.answers == {"where": ("home", "work")}
    assert talk.settled == [(1, "Home, Work")]


def test_done_without_a_choice_gets_a_toast() -> None:
    talk = Talk(PLACES)
    talk.begin("places")
    talk.tap("Done")
    assert talk.toast == "Tap one or more, then Done. You can skip, too."


@pytest.mark.parametrize("token", ["1:1:garden", "1:1:!go"])
def test_what_is_not_among_several_choices_is_not_switched_on(token: str) -> None:
    talk = Talk(PLACES)
    talk.begin("places")
    talk.tap_token(token)
    assert (talk.toast, talk.standing.run.frames[0].picked) == ("That question is behind us.", ())


def test_a_wait_takes_no_other_button_than_its_own() -> None:
    talk = Talk(BREATH)
    talk.begin("breath")
    talk.tap_token("1:1:!skip")
    assert (talk.toast, talk.at) == ("That question is behind us.", ["breath.wait"])


def test_one_choice_too_many_gets_a_toast() -> None:
    talk = Talk(PLACES)
    talk.begin("places")
    for label in ("Home", "Work", "Out"):
        token = f"1:1:{label.lower()}"
        talk.tap_token(token)
    assert talk.toast == "2 is the most that I can take here. A tap on one takes it away again."
    assert talk.standing.run.frames[0].picked == ("home", "work")


# -- time --------------------------------------------------------------------------------------------------------------

QUIET = dialog(
    "quiet",
    step("ask", "Still there?", ask="move", silence=Silence(DAY, "nudge"), skip="end", go="end"),
    step("nudge", "Whenever you like."),
    remember=[MOVE],
)
BREATH = dialog("breath", step("wait", "Breathe.", wait=timedelta(minutes=2)), step("done", "Well done."))


def test_silence_leads_on_after_its_time() -> None:
    talk = Talk(QUIET)
    talk.begin("quiet")
    assert Wake(DAY, 1, 1) in talk.effects
    assert talk.wake() == ["Whenever you like."]


def test_a_silence_whose_question_was_answered_does_nothing() -> None:
    talk = Talk(QUIET)
    talk.begin("quiet")
    talk.tap("Plan")
    assert (talk.wake(1), talk.effects) == ([], ())


def test_a_silence_that_the_author_took_away_meanwhile_does_nothing() -> None:
    talk = Talk(QUIET)
    talk.begin("quiet")
    ask = replace(QUIET.steps["ask"], silence=None)
    talk.edit(replace(QUIET, steps={**QUIET.steps, "ask": ask}))
    assert (talk.wake(), talk.at) == ([], ["quiet.ask"])


def test_each_retry_begins_the_silence_anew() -> None:
    talk = Talk(QUIET)
    talk.begin("quiet")
    talk.type("dance")
    assert Wake(DAY, 1, 2) in talk.effects
    assert talk.wake(1) == []


@pytest.mark.parametrize("how", ["typed", "button", "time", "skip"])
def test_a_wait_ends_by_words_by_its_button_by_time_or_by_skip(how: str) -> None:
    talk = Talk(BREATH)
    talk.begin("breath")
    ways = {
        "typed": lambda: talk.type("ok"),
        "button": lambda: talk.tap("Go on now"),
        "time": talk.wake,
        "skip": talk.skip,
    }
    assert ways[how]() == ["Well done."]


def test_a_wait_without_words_says_that_there_is_time() -> None:
    silent = dialog("silent", step("wait", wait=timedelta(minutes=2)))
    assert Talk(silent).begin("silent") == ["There is time. I will go on when it is over."]


def test_something_can_be_promised_for_later_while_the_dialog_goes_on() -> None:
    talk = Talk(
        dialog("d", step("promise", "See you.", later=Later(timedelta(minutes=15), "followup")), step("bye", "Bye."))
    )
    assert talk.begin("d") == ["See you.", "Bye."]
    assert BeginLater(timedelta(minutes=15), "followup") in talk.effects


def test_what_is_promised_for_later_begins_after_the_time_that_the_person_chose() -> None:
    wait_for = variable("wait_for", Choice({"10_minutes": "10 minutes", "2_hours": "Two hours"}))
    remind_at = variable("remind_at", TimeOfDay())
    talk = Talk(
        dialog(
            "d",
            step("how_long", "How long?", ask="wait_for"),
            step("first", later=Later("wait_for", "followup")),
            step("what_time", "What time?", ask="remind_at"),
            step("second", later=Later(None, "reminder", at="remind_at")),
            remember=[wait_for, remind_at],
        )
    )
    talk.begin("d")
    talk.tap("Two hours")
    assert BeginLater(timedelta(hours=2), "followup") in talk.effects
    talk.type("8pm")
    assert BeginLater("20:00", "reminder") in talk.effects


def test_nothing_is_promised_for_a_time_that_was_left_out() -> None:
    wait_for = variable("wait_for", Choice({"10_minutes": "10 minutes"}))
    ask = step("how_long", "How long?", ask="wait_for")
    talk = Talk(dialog("d", ask, step("promise", later=Later("wait_for", "followup")), remember=[wait_for]))
    talk.begin("d")
    talk.skip()
    assert not [each for each in talk.effects if isinstance(each, BeginLater)]


def test_a_question_expires_after_its_time() -> None:
    talk = Talk(replace(RULER, expires=DAY))
    talk.begin("ruler")
    assert talk.later(hours=24) == []
    assert talk.at == ["ruler.how_much"]
    talk.later(seconds=1)
    assert talk.at == []
    assert talk.effects == (Settle(1), Ended("ruler", End.EXPIRED))


# -- values ------------------------------------------------------------------------------------------------------------


def test_answers_are_collected_and_none_twice() -> None:
    talk = Talk(RULER)
    for reason in ("sleep", "money", "sleep"):
        talk.begin("ruler")
        talk.type("7")
        talk.type(reason)
        talk.stop()
    assert talk.kept["reasons"] == ("sleep", "money")


def test_amounts_are_collected_as_they_are_read() -> None:
    drunk = variable("drunk", Measure({"beer": "beers"}), collected_as="days")
    talk = Talk(dialog("log", step("ask", "?", ask="drunk"), remember=[drunk]))
    talk.begin("log")
    talk.type("3 beers")
    assert (talk.answers, talk.kept["days"]) == ({"drunk": Amount(3, "beer")}, ("3 beers",))


def test_a_value_lives_as_long_as_its_dialog_and_a_kept_one_longer() -> None:
    talk = ruler()
    talk.type("7")
    talk.type("sleep")
    talk.stop()
    assert talk.kept == {"reason": "sleep", "reasons": ("sleep",)}


def test_a_step_sets_values_and_clears_them_with_nothing() -> None:
    goal = variable("goal", Text(), kept=True)
    phrases = (Phrase(("Known.",), Condition({"goal": Known.KNOWN})), Phrase(("Unknown.",)))
    steps = (
        step("set", set={"goal": "rest"}),
        step("a", phrases=phrases),
        step("clear", set={"goal": None}),
        step("b", phrases=phrases),
    )
    talk = Talk(dialog("d", *steps, remember=[goal]))
    assert talk.begin("d") == ["Known.", "Unknown."]
    assert talk.kept == {}


def test_a_pause_is_told_for_how_long() -> None:
    pause_for = variable("pause_for", Choice({"1_day": "A day", "open": "Until I say so"}))
    talk = Talk(
        dialog("pause", step("ask", "?", ask="pause_for"), step("do", "Paused.", do=Act.PAUSE), remember=[pause_for])
    )
    talk.begin("pause")
    talk.tap("A day")
    assert Do(Act.PAUSE, "1_day") in talk.effects


def test_a_condition_on_several_choices_holds_for_any_of_them() -> None:
    where = variable("where", Choices({"home": "Home", "work": "Work"}))
    ways = [Branch("safe", Condition({"where": OneOf(frozenset({"home"}))})), Branch("end")]
    talk = Talk(
        dialog("d", step("ask", "?", ask="where", go=ways, skip="end"), step("safe", "Safe."), remember=[where])
    )
    talk.begin("d")
    assert talk.type("1, 2") == ["Safe."]


# -- words that came before the question -------------------------------------------------------------------------------


def test_early_words_join_the_free_text_before_and_the_question_is_asked_again() -> None:
    talk = ruler()
    talk.type("7")
    talk.type("my sleep")
    assert talk.type_early(" and my children ") == ["What next?"]
    assert talk.answers == {"reason": "my sleep\nand my children"}
    assert talk.kept == {"reason": "my sleep\nand my children", "reasons": ("my sleep\nand my children",)}


def test_early_words_after_another_kind_of_answer_change_nothing_but_are_not_met_with_silence() -> None:
    talk = ruler()
    talk.type("7")
    assert talk.type_early("or rather 8") == ["Why 7?"]
    assert talk.answers == {}


def test_early_words_after_a_skip_do_not_touch_what_was_kept_before() -> None:
    talk = Talk(RULER)
    talk.standing = talk.standing.with_kept(reason="sleep")
    talk.begin("ruler")
    talk.type("7")
    talk.skip()
    assert talk.type_early("hello") == ["What next?"]
    assert talk.kept["reason"] == "sleep"


def test_early_words_that_make_an_answer_too_long_are_refused_aloud() -> None:
    talk = ruler()
    talk.type("7")
    talk.type("x" * 40)
    assert talk.type_early("more")[0].startswith("That is more than I can keep at once (40 characters)")
    assert talk.kept["reason"] == "x" * 40


def test_early_words_in_a_wait_hear_that_there_is_time() -> None:
    talk = Talk(BREATH)
    talk.begin("breath")
    assert talk.type_early("hm") == ["There is time. I will go on when it is over."]
    assert talk.wake() == ["Well done."]


def test_a_question_asked_again_for_early_words_does_not_move_its_time() -> None:
    talk = ruler()
    asked = talk.standing.run.frames[0].asked_at
    talk.now += timedelta(minutes=1)
    talk.type_early("hello")
    assert talk.standing.run.frames[0].asked_at == asked
    assert isinstance(talk.effects[-1], Ask)


# -- what a dialog may look at besides ---------------------------------------------------------------------------------


CLOSING = step(
    "close",
    phrases=(
        Phrase(("Back to it.",), Condition({"nested": OneOf(frozenset({"yes"}))})),
        Phrase(("Take care.",), Condition({"nested": OneOf(frozenset({"no"}))})),
    ),
)


def test_a_dialog_knows_whether_another_one_runs_it() -> None:
    talk = Talk(dialog("inner", CLOSING), dialog("outer", step("look", run="inner")))
    assert talk.begin("inner") == ["Take care."]
    assert talk.begin("outer") == ["Back to it."]


def test_a_dialog_that_interrupts_is_not_run_by_what_it_interrupts() -> None:
    talk = Talk(dialog("inner", CLOSING), RULER)
    talk.begin("ruler")
    assert talk.begin("inner")[0] == "Take care."


def test_what_is_heard_in_words_can_be_looked_at_until_they_are_left_out() -> None:
    heard = Variable("heard", Choice({each: each for each in HEARD}), heard_in="reason")
    change = Condition({"heard": OneOf(frozenset({"change"}))})
    reflect = step("reflect", phrases=(Phrase(("That pulls at you.",), change), Phrase(("Noted.",))))
    ask = step("why", "Why?", ask="reason", skip="reflect")
    talk = Talk(dialog("d", ask, reflect, remember=[variable("reason", Text()), heard]))
    talk.heard = {"I want mornings back": "change"}
    talk.begin("d")
    assert talk.type("I want mornings back") == ["That pulls at you."]
    talk.begin("d")
    assert talk.type("who knows") == ["Noted."]
    talk.begin("d")
    assert talk.skip() == ["Noted."]


OFFERED = dialog(
    "offered",
    step("ask", "Which?", ask="wish", offer={"goal": Condition({"goal": Known.KNOWN})}),
    remember=[variable("wish", Choice({"goal": "My goal", "look": "Look round"})), variable("goal", Text(), kept=True)],
)


def test_an_option_is_offered_only_where_it_fits() -> None:
    talk = Talk(OFFERED)
    talk.begin("offered")
    assert talk.labels == ["Look round", "Skip", "Help now"]
    talk.type("my goal")
    assert talk.at == ["offered.ask"]
    talk.standing = talk.standing.with_kept(goal="less")
    talk.begin("offered")
    assert talk.labels == ["My goal", "Look round", "Skip", "Help now"]


def test_a_tap_on_an_option_that_fits_no_longer_changes_nothing() -> None:
    talk = Talk(OFFERED)
    talk.standing = talk.standing.with_kept(goal="less")
    talk.begin("offered")
    token = talk.token("My goal")
    talk.standing = replace(talk.standing, kept={})
    assert talk.tap_token(token) == []
    assert talk.toast == Words().old_button


def test_codes_are_collected_as_often_as_they_come() -> None:
    steps = variable("step", Choice({"told": "Told someone"}), collected_as="small_steps")
    talk = Talk(dialog("d", step("which", "Which?", ask="step"), remember=[steps]))
    for _ in range(2):
        talk.begin("d")
        talk.tap("Told someone")
    assert talk.kept["small_steps"] == ("told", "told")


def test_a_count_only_grows_and_of_words_the_last_fifty_are_kept() -> None:
    keeping = Keeping({})
    for number in range(120):
        keeping.collect("small_steps", "told", repeats=True)
        keeping.collect("reasons", f"reason {number}")
    assert keeping.values["small_steps"] == ("told",) * 120
    assert keeping.values["reasons"] == tuple(f"reason {number}" for number in range(70, 120))

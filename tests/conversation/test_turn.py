"""One turn: what comes of what happens to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.conversation.events import (
    BeginTimer,
    Blocked,
    CheckInTimer,
    Edited,
    Flooded,
    SentOther,
    Tapped,
    Timer,
    Unblocked,
    WakeTimer,
    Wrote,
)
from bot.conversation.outcomes import CHECKIN, NO_END
from bot.conversation.outgoing import Bubble, Policy
from bot.conversation.people import AskedQuestion, QuestionState
from bot.conversation.rehearsal import Rehearsal
from bot.conversation.turn import Taken, take_due_turn, take_failed_turn, take_turn
from bot.dialogue.model import Silence, TimeOfDay, YesNo
from bot.dialogue.run import Run, Standing
from bot.dialogue.words import Words
from bot.support.crisis import Screen
from bot.support.cues import Cue, CueSheet
from tests.conversation.examples import NOW, PHRASES, person, programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from bot.conversation.people import Person

PROGRAMME = programme()


def chat(**kept: str | tuple[str, ...]) -> Rehearsal:
    """Someone who has been welcomed."""
    rehearsal = Rehearsal(PROGRAMME, NOW, dict(kept))
    rehearsal.write("hello")
    rehearsal.write("fine")
    return rehearsal


def texts(rehearsal: Rehearsal, said: str) -> list[str]:
    return [each.text for each in rehearsal.write(said)]


def said(taken: Taken) -> list[str]:
    return [message.text for message, _ in taken.outcome.messages if isinstance(message, Bubble)]


def wrote(who: Person, text: str) -> Taken:
    return take_turn(PROGRAMME, who, Wrote(text), NOW)


# -- first words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["hello", "/start", "/start unknown_link", "/start welcome"])
def test_someone_new_is_welcomed(first: str) -> None:
    assert said(wrote(person(), first)) == ["Hello, I am Leeward.", "How are you?"]


@pytest.mark.parametrize("first", ["/start craving", "/START@leeward_bot Craving", "/craving", "/craving\nnow"])
def test_someone_new_who_comes_for_a_dialog_hears_first_who_talks(first: str) -> None:
    assert said(wrote(person(), first)) == ["I am a program.", "What is it like?"]


def test_someone_known_is_welcomed_back_and_comes_back_to_their_question() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert texts(rehearsal, "/start") == ["Welcome back.", "Back to where we were:", "What is it like?"]


def test_someone_known_who_follows_a_link_goes_straight_there() -> None:
    assert texts(chat(), "/start craving") == ["What is it like?"]


# -- crisis ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["I will kill myself", "/kill myself", "/start kill myself", "kill myself \ud800"])
def test_a_crisis_comes_before_everything(words: str) -> None:
    assert said(wrote(person(), words)) == ["K1 en None"]


def test_words_of_a_crisis_in_a_changed_message_are_answered() -> None:
    taken = take_turn(PROGRAMME, person(), Edited("kill myself"), NOW)
    assert said(taken) == said(wrote(person(), "kill myself"))


def test_skip_with_nothing_open_says_so() -> None:
    rehearsal = chat()
    rehearsal.write("/stop")
    assert texts(rehearsal, "skip") == [Words().nothing_open]


def test_a_crisis_is_answered_for_the_language_and_country_of_the_person() -> None:
    assert said(wrote(person(country="us", language="xx"), "kill myself")) == ["K1 en us"]


def test_a_crisis_is_no_answer_and_leaves_the_question_open() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    before = rehearsal.person.standing.run
    assert texts(rehearsal, "kill myself") == ["K1 en None"]
    assert rehearsal.person.standing.run == before
    assert rehearsal.person.standing.kept["note"] == "fine"


def test_a_crisis_is_answered_even_where_the_open_dialog_is_broken() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    frame = rehearsal.person.standing.run.frames[0]._replace(dialog="gone", asked_at=None)
    run = replace(rehearsal.person.standing.run, frames=(frame,))
    broken = replace(rehearsal.person, standing=replace(rehearsal.person.standing, run=run))
    assert said(wrote(broken, "kill myself")) == ["K1 en None"]


def test_the_same_crisis_within_the_hour_gets_the_shorter_words() -> None:
    rehearsal = chat()
    assert texts(rehearsal, "kill myself") == ["K1 en None"]
    rehearsal.wait(timedelta(minutes=59))
    assert texts(rehearsal, "kill myself") == ["K1 en None again"]
    rehearsal.wait(timedelta(minutes=1))
    assert texts(rehearsal, "kill myself") == ["K1 en None"]


def test_what_is_written_below_the_words_of_a_crisis_answers_nothing_until_the_person_goes_on() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    rehearsal.write("kill myself")
    answers = len(rehearsal.answers)
    assert texts(rehearsal, "i mean it") == ["hold en None"]
    assert texts(rehearsal, "really") == ["hold en None again"]
    assert len(rehearsal.answers) == answers
    rehearsal.tap_token("safe")
    assert texts(rehearsal, "strong") == ["It will pass."]


def test_a_command_goes_on_after_a_crisis() -> None:
    rehearsal = chat()
    rehearsal.write("kill myself")
    assert texts(rehearsal, "/craving") == ["What is it like?"]
    assert texts(rehearsal, "strong") == ["It will pass."]


def test_half_a_day_after_a_crisis_words_are_answers_again() -> None:
    rehearsal = chat()
    rehearsal.write("kill myself")
    rehearsal.wait(timedelta(hours=13))
    assert texts(rehearsal, "hello") == ["I did not understand."]


def test_another_crisis_gets_its_own_words() -> None:
    rehearsal = chat()
    rehearsal.write("kill myself")
    assert texts(rehearsal, "he will hurt me") == ["K2 en None"]


def test_a_danger_that_may_be_none_is_answered_and_the_question_stays_open() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert texts(rehearsal, "chest pain") == ["K6 en None"]
    assert texts(rehearsal, "strong") == ["It will pass."]


def test_grief_is_heard_and_the_conversation_goes_on() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    (heard, answer) = rehearsal.write("my friend died")
    assert (heard.text, heard.buttons) == ("K7 en None", ())
    assert answer.text == "It will pass."


def test_grief_below_the_words_of_a_crisis_is_heard_and_answers_nothing() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    rehearsal.write("kill myself")
    assert texts(rehearsal, "my friend died") == ["K7 en None"]


def doubting() -> Rehearsal:
    """Someone who has been welcomed, and is asked about a craving; "bridge" may be danger."""
    cues = CueSheet(("K1", "K2"), (-400, -100), (0, 300), {"bridge": Cue(1, (0, 300))}, doubt=250)
    screen = Screen([replace(PHRASES, cues=cues)])
    rehearsal = Rehearsal(replace(PROGRAMME, screen=screen), NOW, {})
    for words in ("hello", "fine", "/craving"):
        rehearsal.write(words)
    return rehearsal


def test_a_doubt_is_said_before_the_usual_answer() -> None:
    (doubt, answer) = doubting().write("on the bridge again tonight")
    assert (doubt.text, doubt.buttons) == ("doubt en None", ())
    assert answer.text == "It will pass."


def test_a_doubt_is_not_said_again_so_soon_and_then_in_fewer_words() -> None:
    rehearsal = doubting()
    rehearsal.write("on the bridge again tonight")
    rehearsal.write("/craving")
    assert texts(rehearsal, "the bridge and the river") == ["It will pass."]
    rehearsal.wait(timedelta(hours=4))
    rehearsal.write("/craving")
    assert texts(rehearsal, "still on the bridge tonight")[0] == "doubt en None again"


def test_below_the_words_of_a_crisis_nothing_is_doubted() -> None:
    rehearsal = doubting()
    rehearsal.write("kill myself")
    assert texts(rehearsal, "on the bridge again tonight") == ["hold en None"]


def test_of_a_crisis_only_its_class_is_noted() -> None:
    (answer,) = wrote(person(), "I will kill myself tonight").outcome.answers
    assert (answer.what.dialog, answer.what.code, answer.what.raw, answer.what.sensitive) == ("safety", "K1", "", True)


def test_the_way_back_from_a_crisis_leads_to_the_open_question() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    rehearsal.write("kill myself")
    shown = [each.text for each in rehearsal.tap("Safe (en)")]
    assert shown == ["Good to have you back (en).", "Back to where we were:", "What is it like?"]


def test_the_way_back_is_answered_when_nothing_is_open() -> None:
    assert said(take_turn(PROGRAMME, person(), Tapped("safe"), NOW)) == ["Good to have you back (en)."]


@pytest.mark.parametrize("what", [Wrote("/sos"), Wrote("/SOS@leeward_bot now"), Tapped("sos")])
def test_help_is_shown_from_anywhere(what: Wrote | Tapped) -> None:
    assert said(take_turn(PROGRAMME, person(), what, NOW)) == ["sos en None"]
    assert said(take_turn(PROGRAMME, chat().person, what, NOW)) == ["sos en None"]


def test_a_dialog_can_show_the_help_lines() -> None:
    assert texts(chat(), "/lines") == ["sos en None", "Lines:"]


# -- words -------------------------------------------------------------------------------------------------------------


def test_words_answer_the_open_question() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert texts(rehearsal, "strong") == ["It will pass."]
    assert rehearsal.person.standing.kept["note"] == "strong"


def test_a_command_is_no_answer_and_comes_back() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert texts(rehearsal, "/help") == ["Help.", "Back to where we were:", "What is it like?"]


def test_words_without_a_question_are_told_that_they_were_not_understood() -> None:
    assert texts(chat(), "hm") == ["I did not understand."]


@pytest.mark.parametrize("command", ["/", "/nonsense", "/ /", "/не"])
def test_an_unknown_command_is_told(command: str) -> None:
    assert texts(chat(), command) == ["I do not know that command. /help shows what I can do."]


@pytest.mark.parametrize("command", ["/skip", "/back", "/stop"])
def test_control_words_with_nothing_open_are_told(command: str) -> None:
    assert texts(chat(), command) == ["There is no open question right now."]


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/skip", ["It will pass."]),
        ("/back", ["This is the first question, so there is nothing to go back to.", "What is it like?"]),
        ("/stop", ["All right, we stop here. What you told me is kept."]),
        ("skip", ["It will pass."]),
    ],
)
def test_control_words_work_in_an_open_question(command: str, reply: list[str]) -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert texts(rehearsal, command) == reply


def test_what_is_no_text_is_told_so() -> None:
    assert said(take_turn(PROGRAMME, person(), SentOther(), NOW)) == [
        "I can only read words and buttons. I have not kept what you sent."
    ]
    assert said(take_turn(PROGRAMME, chat().person, Edited(), NOW)) == [
        "I read messages as they first come, so I did not see what you changed."
    ]
    assert said(take_turn(PROGRAMME, person(), Edited(), NOW)) == []


def test_a_flood_is_answered_beside_the_open_question() -> None:
    words = dialog("one_moment", step("say", "One moment."))
    rehearsal = Rehearsal(programme(words), NOW, is_known=True)
    rehearsal.write("/craving")
    before = rehearsal.person.standing.run
    assert [each.text for each in rehearsal.react(Flooded())] == ["One moment."]
    assert rehearsal.person.standing.run == before
    assert texts(rehearsal, "strong") == ["It will pass."]


def test_a_flood_is_answered_even_without_a_dialog_for_it() -> None:
    assert said(take_turn(PROGRAMME, person(), Flooded(), NOW)) == [Words().one_moment]


SENT, UNDER_WAY, WAITING, LOST = (
    QuestionState.SENT,
    QuestionState.UNDER_WAY,
    QuestionState.WAITING,
    QuestionState.LOST,
)


def answered(
    state: QuestionState, message_id: int | None, *, taken: float | None = None, repeated: bool = False
) -> Taken:
    """What comes of "20:00" in message 70, with the open question's message in this state."""
    rehearsal = chat()
    rehearsal.write("/times")
    top = rehearsal.person.standing.run.top
    assert top
    number = None if message_id is None else str(message_id)
    taken_at = None if taken is None else NOW - timedelta(seconds=taken)
    asked = AskedQuestion(top.visit, state, number, taken_at, repeated)
    return take_turn(PROGRAMME, replace(rehearsal.person, asked=asked), Wrote("20:00"), NOW, 70)


def test_words_below_the_question_are_its_answer() -> None:
    assert said(answered(SENT, 69)) == ["Noted."]


def test_words_above_the_question_are_not_its_answer_and_it_is_asked_again_below_them() -> None:
    asked = answered(SENT, 71)
    assert said(asked) == ["When?"]
    assert "checkin_times" not in asked.outcome.person.standing.kept


def test_words_written_before_the_question_is_sent_only_wait_for_it() -> None:
    taken = answered(WAITING, None)
    assert said(taken) == []
    assert "checkin_times" not in taken.outcome.person.standing.kept


def test_words_that_cross_with_the_question_are_followed_by_it_once_more() -> None:
    taken = answered(UNDER_WAY, None, taken=0.5)
    assert said(taken) == ["When?"]
    assert "checkin_times" not in taken.outcome.person.standing.kept


@pytest.mark.parametrize(
    "taken",
    [
        answered(UNDER_WAY, None, taken=2),
        answered(WAITING, None, taken=30),
        answered(UNDER_WAY, None, taken=0.5, repeated=True),
        answered(SENT, 71, repeated=True),
    ],
)
def test_a_question_that_may_have_arrived_can_be_answered(taken: Taken) -> None:
    assert said(taken) == ["Noted."]


def test_a_question_that_was_lost_is_asked_again() -> None:
    assert said(answered(LOST, None)) == ["When?"]


def test_where_messages_have_no_numbers_words_answer_the_open_question() -> None:
    rehearsal = chat()
    rehearsal.write("/times")
    asked = AskedQuestion(99, SENT, "71")
    who = replace(rehearsal.person, asked=asked)
    assert said(take_turn(PROGRAMME, who, Wrote("20:00"), NOW)) == ["Noted."]
    assert said(take_turn(PROGRAMME, who, Wrote("20:00"), NOW, 70)) == ["Noted."]


def test_a_promised_dialog_does_not_come_in_a_pause() -> None:
    who = replace(chat().person, paused_until=NOW + timedelta(days=1))
    assert said(take_due_turn(PROGRAMME, who, Timer("later:craving", NOW, BeginTimer("craving")), NOW)) == []


def test_half_a_character_is_replaced_so_that_it_can_be_stored() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    (answer,) = wrote(rehearsal.person, "\ud800 hm").outcome.answers
    assert (answer.what.value, answer.what.raw) == ("? hm", "? hm")


def test_a_stale_tap_gets_a_toast() -> None:
    taken = take_turn(PROGRAMME, person(), Tapped("1:1:yes"), NOW)
    assert (said(taken), taken.toast) == ([], "That question is behind us.")


def test_after_an_expired_question_words_are_not_taken_for_its_answer() -> None:
    rehearsal = chat()
    rehearsal.write("/times")
    rehearsal.wait(timedelta(days=2))
    assert texts(rehearsal, "20:00") == ["I did not understand."]


def test_an_answer_carries_the_local_day() -> None:
    rehearsal = chat(time_zone="Asia/Kathmandu")
    rehearsal.write("/craving")
    rehearsal.write("strong")
    assert rehearsal.answers[-1].local_day.isoformat() == "2026-11-24"


# -- blocked -----------------------------------------------------------------------------------------------------------


def test_someone_who_blocks_is_left_alone_and_planned_again_when_they_return() -> None:
    who = person(checkin_times=("21:00",))
    blocked = take_turn(PROGRAMME, who, Blocked(), NOW).outcome
    assert (blocked.person.blocked, said(Taken(blocked)), blocked.cancelled) == (True, [], {CHECKIN})
    back = take_turn(PROGRAMME, blocked.person, Unblocked(), NOW).outcome
    assert not back.person.blocked
    assert [timer.due_at for timer in back.timers] == [NOW + timedelta(hours=1)]


def test_whoever_writes_has_not_blocked() -> None:
    assert not wrote(replace(person(), blocked=True), "hello").outcome.person.blocked


@pytest.mark.parametrize("what", [CheckInTimer(), BeginTimer("followup"), WakeTimer(1, 1)])
def test_nothing_is_sent_by_the_clock_to_someone_who_blocked(what: CheckInTimer | BeginTimer | WakeTimer) -> None:
    rehearsal = Rehearsal(PROGRAMME, NOW)
    rehearsal.write("/craving")
    who = replace(rehearsal.person, blocked=True)
    taken = take_due_turn(PROGRAMME, who, Timer("t", NOW, what), NOW)
    assert (taken.outcome.messages, taken.outcome.timers) == ([], [])


# -- pause, resume, forget, export -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "until"), [("A day", NOW + timedelta(days=1)), ("Two weeks", NOW + timedelta(days=14)), ("Open", NO_END)]
)
def test_a_pause_moves_the_next_checkin_behind_its_end(label: str, until: datetime) -> None:
    rehearsal = chat(checkin_times=("21:00",))
    rehearsal.write("/pause")
    rehearsal.tap(label)
    assert rehearsal.person.paused_until == until
    planned = rehearsal.timers.get(CHECKIN)
    assert planned is None if until == NO_END else planned and planned.due_at == until + timedelta(hours=1)


def test_resuming_plans_the_next_checkin() -> None:
    rehearsal = chat(checkin_times=("21:00",))
    rehearsal.write("/pause")
    rehearsal.tap("Open")
    assert texts(rehearsal, "/resume") == ["On again."]
    assert rehearsal.timers[CHECKIN].due_at == NOW + timedelta(hours=1)


def test_where_checkins_are_spread_the_next_one_is_a_little_after_the_chosen_time() -> None:
    spread = replace(PROGRAMME, spread=timedelta(minutes=5))
    taken = take_due_turn(spread, person(checkin_times=("21:00",)), Timer(CHECKIN, NOW, CheckInTimer()), NOW)
    (due_at,) = [timer.due_at for timer in taken.outcome.timers if timer.id == CHECKIN]
    assert NOW + timedelta(hours=1) <= due_at < NOW + timedelta(hours=1, minutes=5)


def test_export_and_forget_are_asked_of_the_store() -> None:
    assert wrote(chat().person, "/export").outcome.export
    rehearsal = chat()
    rehearsal.write("/forget")
    assert wrote(rehearsal.person, "yes").outcome.forget


# -- by the clock ------------------------------------------------------------------------------------------------------


def test_a_chosen_time_plans_the_checkin_and_a_new_zone_plans_it_anew() -> None:
    rehearsal = chat()
    rehearsal.write("/times")
    rehearsal.write("21:00")
    assert rehearsal.timers[CHECKIN].due_at == NOW + timedelta(hours=1)
    moved = rehearsal.person.standing.with_kept(time_zone="Asia/Kathmandu")
    due = take_due_turn(
        PROGRAMME, replace(rehearsal.person, standing=moved), rehearsal.timers[CHECKIN], NOW + timedelta(hours=1)
    )
    assert [timer.due_at for timer in due.outcome.timers if timer.id == CHECKIN] == [
        datetime.fromisoformat("2026-11-24T15:15Z")
    ]


def test_what_is_no_time_of_day_plans_nothing() -> None:
    assert person(checkin_times=("soon", "25:00", "20:00")).checkin_times == ("20:00",)


def test_an_unknown_zone_counts_as_utc() -> None:
    assert {person(time_zone=zone).zone.key for zone in ("Moon/Base", "America", "../etc", "")} == {"UTC"}


def checkin(who: Person, late: float = 0) -> Taken:
    return take_due_turn(PROGRAMME, who, Timer(CHECKIN, NOW - timedelta(seconds=late), CheckInTimer()), NOW)


def test_a_checkin_begins_at_its_time_and_the_next_is_planned() -> None:
    taken = checkin(person(checkin_times=("20:00",)))
    assert said(taken) == ["How was today?"]
    assert [(timer.id, timer.due_at) for timer in taken.outcome.timers] == [(CHECKIN, NOW + timedelta(days=1))]
    assert {policy for _, policy in taken.outcome.messages} == {Policy.AT_MOST_ONCE}


def test_a_checkin_is_late_for_two_hours_at_most() -> None:
    who = person(checkin_times=("20:00",))
    assert said(checkin(who, late=7200)) == ["How was today?"]
    missed = checkin(who, late=7201)
    assert (said(missed), len(missed.outcome.timers)) == ([], 1)


def test_a_checkin_does_not_break_into_a_talk() -> None:
    rehearsal = chat(checkin_times=("20:00",))
    rehearsal.write("/craving")
    taken = checkin(rehearsal.person)
    assert said(taken) == []
    assert [(timer.id, timer.due_at) for timer in taken.outcome.timers] == [(CHECKIN, NOW + timedelta(minutes=10))]
    calm = replace(rehearsal.person, last_seen_at=NOW - timedelta(minutes=10))
    assert said(checkin(calm)) == ["How was today?"]


def test_there_is_no_checkin_in_a_pause() -> None:
    taken = checkin(replace(person(checkin_times=("20:00",)), paused_until=NOW + timedelta(days=3)))
    assert said(taken) == []
    assert [timer.due_at for timer in taken.outcome.timers] == [NOW + timedelta(days=4)]


def test_silence_and_a_promise_come_by_the_clock() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    assert [each.text for each in rehearsal.wait(timedelta(hours=1))] == ["Whenever you like."]
    rehearsal.write("/craving")
    rehearsal.write("strong")
    assert [each.text for each in rehearsal.wait(timedelta(minutes=15))] == ["And now?"]


def test_the_timer_of_an_answered_question_is_cancelled() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    rehearsal.write("strong")
    assert set(rehearsal.timers) == {"later:followup"}


@pytest.mark.parametrize(
    "timer", [Timer("t", NOW - timedelta(hours=3), BeginTimer("followup")), Timer("t", NOW, BeginTimer("gone"))]
)
def test_a_promise_that_is_too_late_or_gone_is_dropped(timer: Timer) -> None:
    assert take_due_turn(PROGRAMME, person(), timer, NOW).outcome.messages == []


# -- someone's safety --------------------------------------------------------------------------------------------------

SAFE = variable("safe", YesNo())
LOOK = step("ask", "All right?", ask="safe", silence=Silence(timedelta(minutes=5), "again"), go="bye")
AGAIN = step("again", "Still there?", ask="safe", go="bye")
LATE = variable("was_due", TimeOfDay(), kept=True)
URGENT = programme(dialog("look", LOOK, AGAIN, step("bye", "Good."), remember=[SAFE, LATE], is_urgent=True))
DUE = Timer("later:look", NOW, BeginTimer("look"))


def test_an_urgent_dialog_begins_although_check_ins_rest() -> None:
    who = person(Standing(Run(1)))
    taken = take_due_turn(URGENT, replace(who, paused_until=NOW + timedelta(days=1)), DUE, NOW)
    assert said(taken) == ["All right?"]
    assert "was_due" not in taken.outcome.person.standing.kept


@pytest.mark.parametrize(("zone", "clock"), [({"time_zone": "Europe/Madrid"}, "21:00"), ({}, "20:00 UTC")])
def test_an_urgent_dialog_begins_however_late_and_knows_when_it_was_due(zone: dict[str, str], clock: str) -> None:
    taken = take_due_turn(URGENT, person(Standing(Run(1)), **zone), DUE, NOW + timedelta(days=3))
    assert said(taken) == ["All right?"]
    assert taken.outcome.person.standing.kept["was_due"] == clock
    punctual = take_due_turn(URGENT, person(Standing(Run(1)), was_due="20:00"), DUE, NOW)
    assert "was_due" not in punctual.outcome.person.standing.kept


@pytest.mark.parametrize(
    "other",
    [Timer(CHECKIN, NOW, CheckInTimer()), Timer("later:followup", NOW, BeginTimer("followup"))],
)
def test_what_else_is_due_waits_while_an_urgent_question_is_open(other: Timer) -> None:
    asked = take_due_turn(URGENT, person(Standing(Run(1))), DUE, NOW).outcome.person
    taken = take_due_turn(URGENT, asked, other, NOW)
    assert said(taken) == []
    assert taken.outcome.timers == [replace(other, due_at=NOW + timedelta(minutes=10))]


def test_the_silence_of_an_urgent_question_counts_under_something_else() -> None:
    rehearsal = Rehearsal(URGENT, NOW, is_known=True)
    rehearsal.begin("look")
    rehearsal.write("/craving")
    assert [each.text for each in rehearsal.wait(timedelta(minutes=5))] == ["Still there?"]
    assert rehearsal.write("yes")[0].text == "Good."
    assert rehearsal.person.standing.run.top is not None
    assert rehearsal.person.standing.run.top.dialog == "craving"


# -- when something is wrong -------------------------------------------------------------------------------------------


def test_a_failed_turn_apologises_and_leaves_the_person_where_they_are() -> None:
    rehearsal = chat()
    rehearsal.write("/craving")
    taken = take_failed_turn(PROGRAMME, rehearsal.person, NOW)
    assert said(taken) == ["Sorry, that was my fault."]
    assert taken.outcome.person == rehearsal.person


def test_there_are_words_for_a_failure_even_without_a_dialog_for_it() -> None:
    bare = programme()
    del bare.books["en"].dialogs["something_went_wrong"]  # type: ignore[attr-defined]  # a dict here
    assert said(take_failed_turn(bare, person(), NOW)) == [Words().went_wrong]


def test_a_failed_checkin_is_planned_again() -> None:
    timer = Timer(CHECKIN, NOW, CheckInTimer())
    taken = take_failed_turn(PROGRAMME, person(checkin_times=("20:00",)), NOW, timer=timer)
    assert [each.id for each in taken.outcome.timers] == [CHECKIN]

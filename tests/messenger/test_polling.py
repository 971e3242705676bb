"""Polling, seen from both ends of the wire."""

from __future__ import annotations

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from bot.conversation.events import Address, Edited, SentOther, Wrote
from bot.conversation.outgoing import Bubble
from bot.errors import MessengerError
from bot.messenger.polling import MOST_CONFLICTS
from bot.messenger.taking import MOST_TRIES
from tests.fake_bot_api import CutShort, Drop, FakeBotApi, Refuse, too_many
from tests.messenger.fakes import FakeIntake
from tests.messenger.running import Running, eventually, serving


def confirmed(api: FakeBotApi, update_id: int) -> bool:
    """Whether Telegram would never send this update again."""
    return api.telegram.wait_until(
        lambda: all(update["update_id"] != update_id for update in api.telegram.updates), seconds=5
    )


def test_an_update_is_confirmed_only_after_its_turn(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana = api.person(1001)
    update_id = ana.sends("hello")
    with serving(api, intake) as running:
        assert eventually(lambda: bool(intake.tries))
        assert len(api.calls("getUpdates")) == 1
        assert not api.calls("getUpdates")[0].params.get("offset")
        running.call(intake.let_through)
        assert confirmed(api, update_id)
    assert intake.happenings == [Wrote("hello")]


def test_what_was_not_kept_comes_again(api: FakeBotApi) -> None:
    intake = FakeIntake(away=True)
    ana = api.person(1001)
    update_id = ana.sends("hello")
    with serving(api, intake):
        api.wait_for_calls("getUpdates", 4)
        assert api.telegram.updates[0]["update_id"] == update_id
        intake.away = False
        ana.waits_for("You said: hello")
        assert confirmed(api, update_id)
    assert intake.happenings == [Wrote("hello")]
    assert len(intake.tries) >= 4


def test_a_turn_that_was_kept_is_not_taken_again_while_others_wait(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["one"] = [OSError()]
    ana, ben = api.person(1001), api.person(1002)
    ana.sends("one")
    kept = ben.sends("two")
    with serving(api, intake):
        ana.waits_for("You said: one")
        ben.waits_for("You said: two")
    assert intake.tries.count(kept) == 1


def test_one_person_is_served_in_order_even_when_something_fails(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["2"] = [OSError()]
    ana = api.person(1001)
    for text in ("1", "2", "3"):
        ana.sends(text)
    with serving(api, intake):
        ana.waits_for("You said: 3")
    assert intake.happenings == [Wrote("1"), Wrote("2"), Wrote("3")]


def test_everybody_in_a_batch_is_served_at_once(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    people = [api.person(1000 + number) for number in range(30)]
    for person in people:
        person.sends("hello")
    with serving(api, intake) as running:
        assert eventually(lambda: len(intake.tries) == len(people))
        running.call(intake.let_through)
        for person in people:
            person.waits_for("You said: hello")


def test_an_update_that_our_code_never_manages_is_given_up(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["poison"] = [ValueError() for _ in range(50)]
    ana = api.person(1001)
    poison = ana.sends("poison")
    ana.sends("after")
    with serving(api, intake):
        ana.waits_for("You said: after")
        assert confirmed(api, poison)
    assert intake.tries.count(poison) == 3


def test_words_for_an_emergency_go_out_once_while_the_database_is_away(api: FakeBotApi) -> None:
    intake = FakeIntake(away=True)
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("hello")
        ana.sends("I think this is an overdose")
        message = ana.waits_for("Call 112 now.")
        assert message.labels == ["I'm safe"]
        api.wait_for_calls("getUpdates", len(api.calls("getUpdates")) + 3)
        assert ana.texts == ["Call 112 now."]
        intake.away = False
        ana.waits_for("You said: I think this is an overdose")
    assert ana.texts.count("Call 112 now.") == 1


def test_words_for_an_emergency_are_tried_again_when_telegram_would_not_take_them(api: FakeBotApi) -> None:
    api.fault("sendMessage", too_many(1), Refuse(502, "Bad Gateway"))
    ana = api.person(1001)
    with serving(api, FakeIntake(away=True)):
        ana.sends("an overdose")
        ana.waits_for("Call 112 now.")


def test_the_help_button_works_while_the_database_is_away(api: FakeBotApi) -> None:
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, FakeIntake(away=True)):
        ana.taps_token("sos")
        ana.waits_for("Call 112 now.")


def test_who_writes_while_the_database_is_away_is_heard_soon(api: FakeBotApi) -> None:
    intake = FakeIntake(away=True)
    api.person(1001).sends("hello")
    with serving(api, intake) as running:
        api.wait_for_calls("getUpdates", 8)
    assert max(running.slept) <= 2


def test_an_unreachable_telegram_is_asked_less_and_less(api: FakeBotApi) -> None:
    api.fault("getUpdates", *[Refuse(502, "Bad Gateway")] * 7)
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, FakeIntake()) as running:
        ana.waits_for("You said: hello")
    assert max(running.slept) > 10


def test_a_turn_that_is_stuck_keeps_nobody_from_being_heard(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana, ben = api.person(1001), api.person(1002)
    stuck = ana.sends("hello")
    with serving(api, intake) as running:
        assert eventually(lambda: bool(intake.tries))
        later = ana.sends("an overdose")
        ana.waits_for("Call 112 now.")
        others = ben.sends("an overdose, I think")
        ben.waits_for("Call 112 now.")
        running.call(intake.let_through)
        ben.waits_for("You said: an overdose, I think")
        assert confirmed(api, others)
    assert intake.tries == [stuck, later, others]
    assert ana.texts == ["Call 112 now.", "You said: hello", "You said: an overdose"]
    assert max(running.slept) <= 2


def test_a_turn_that_is_stuck_does_not_keep_it_from_stopping(api: FakeBotApi) -> None:
    intake = FakeIntake(open=asyncio.Event())
    ana = api.person(1001)
    stuck = ana.sends("hello")
    with serving(api, intake):
        assert eventually(lambda: bool(intake.tries))
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert api.telegram.updates[0]["update_id"] == stuck
    with serving(api, FakeIntake()):
        ana.waits_for("You said: hello")


def test_many_slow_turns_do_not_keep_it_from_stopping(api: FakeBotApi) -> None:
    intake = FakeIntake(seconds=1)
    ana = api.person(1001)
    for number in range(9):
        ana.sends(str(number))
    with serving(api, intake):
        assert eventually(lambda: bool(intake.tries))
        begun = time.monotonic()
    assert time.monotonic() - begun < 6


def test_an_update_that_cannot_be_read_is_given_up_and_the_others_go_on(api: FakeBotApi) -> None:
    ana, ben = api.person(1001), api.person(1002)
    ana.sends("before")
    garbled = api.telegram.queue("message", {"text": "secret overdose", "chat": {"id": 1001, "type": "private"}})
    nonsense = api.telegram.queue("message", {"text": ["secret"]})
    ben.sends("after")
    with capture_logs() as logs, serving(api, FakeIntake()):
        ben.waits_for("You said: after")
        ana.waits_for("Call 112 now.")
        assert confirmed(api, garbled)
        ben.sends("later")
        ben.waits_for("You said: later")
    told = [line for line in logs if line["event"] == "update not readable"]
    assert [line["update"] for line in told] == [garbled, nonsense] * MOST_TRIES
    assert set(told[0]) == {"event", "log_level", "update", "kind", "tries"}
    assert "secret" not in str(logs)
    assert ana.texts.count("Call 112 now.") == 1


def test_an_answer_cut_short_is_asked_for_again(api: FakeBotApi) -> None:
    api.fault("getUpdates", CutShort())
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, FakeIntake()):
        ana.waits_for("You said: hello")


def test_updates_that_begin_anew_from_a_lower_number_are_heard(api: FakeBotApi) -> None:
    api.telegram.longest_poll = 0.05
    ana = api.person(1001)
    with serving(api, FakeIntake()):
        ana.sends("before")
        ana.waits_for("You said: before")
        api.wait_for_calls("getUpdates", len(api.calls("getUpdates")) + 3)
        api.telegram.last_update_id = 7
        ana.sends("a week later")
        ana.waits_for("You said: a week later")


def test_words_for_an_emergency_go_out_when_our_code_fails(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.errors["an overdose"] = [ValueError() for _ in range(3)]
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("an overdose")
        ana.waits_for("Call 112 now.")
        ana.sends("still here")
        ana.waits_for("still here")
    assert ana.texts.count("Call 112 now.") == 1


def test_polling_survives_whatever_happens_to_a_request(api: FakeBotApi) -> None:
    api.fault(
        "getUpdates", Refuse(500, "Internal Server Error"), Drop(after=False), Drop(after=True), too_many(1),
        Refuse(400, "Bad Request"),
    )  # fmt: skip
    intake = FakeIntake()
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, intake):
        ana.waits_for("You said: hello")
    assert intake.happenings == [Wrote("hello")]


def test_only_the_wanted_kinds_of_updates_are_asked_for(api: FakeBotApi) -> None:
    with serving(api, FakeIntake()):
        (call, *_) = api.wait_for_calls("getUpdates", 1)
    assert call.params["allowed_updates"] == '["message", "edited_message", "callback_query", "my_chat_member"]'
    assert call.params["limit"] == "100"
    assert int(call.params["timeout"]) > 0


def test_a_webhook_is_removed_and_nothing_that_waits_is_lost(api: FakeBotApi) -> None:
    api.telegram.webhook = "https://example.org/hook"
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, FakeIntake()):
        ana.waits_for("You said: hello")
    assert api.telegram.webhook == ""


def test_without_a_webhook_none_is_removed(api: FakeBotApi) -> None:
    with serving(api, FakeIntake()):
        api.wait_for_calls("getUpdates", 1)
    assert not api.calls("deleteWebhook")


def test_a_second_poller_stops_the_first_which_says_why(api: FakeBotApi) -> None:
    first = Running(api, FakeIntake(), {})
    api.wait_for_calls("getUpdates", 1)
    with serving(api, FakeIntake()):
        first.wait_for_end()
        ana = api.person(1001)
        ana.sends("hello")
        ana.waits_for("You said: hello")
    assert isinstance(first.error, MessengerError)
    assert "Another program fetches updates" in str(first.error)


def test_another_poller_that_is_just_ending_is_borne(api: FakeBotApi) -> None:
    api.fault("getUpdates", *[Refuse(409, "Conflict: terminated by other getUpdates request")] * (MOST_CONFLICTS - 1))
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, FakeIntake()) as running:
        ana.waits_for("You said: hello")
    assert sum(running.slept) >= 10


def test_it_stands_by_while_another_process_leads(api: FakeBotApi) -> None:
    intake = FakeIntake()
    intake.store.others_lead = True
    ana = api.person(1001)
    ana.sends("hello")
    with serving(api, intake):
        assert eventually(lambda: bool(api.calls("getMe")))
        intake.store.put(Address("telegram", "1001"), Bubble("Still delivered."))
        ana.waits_for("Still delivered.")
        assert not api.calls("getUpdates")
        intake.store.others_lead = False
        ana.waits_for("You said: hello")
        assert intake.store.leases == {"poller:42"}
    assert not intake.store.leases


def test_it_hangs_up_when_another_process_has_taken_over(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with capture_logs() as logs, serving(api, intake):
        api.wait_for_calls("getUpdates", 1)
        intake.store.others_lead = True
        assert eventually(lambda: "another process polls now; this one stands by" in [each["event"] for each in logs])
        ana.sends("hello")
        assert len(api.calls("getUpdates")) == 1
        intake.store.others_lead = False
        ana.waits_for("You said: hello")


def test_it_polls_on_while_the_database_is_away(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with serving(api, intake):
        api.wait_for_calls("getUpdates", 1)
        intake.store.away = 10**6
        ana.sends("hello")
        ana.waits_for("You said: hello")


def test_a_webhook_set_meanwhile_stops_it(api: FakeBotApi) -> None:
    running = Running(api, FakeIntake(), {})
    api.wait_for_calls("getUpdates", 1)
    api.telegram.webhook = "https://example.org/hook"
    api.person(1001).sends("hello")  # ends the request that is open
    running.wait_for_end()
    with pytest.raises(MessengerError, match="set a webhook"):
        raise running.error or AssertionError


def test_groups_are_told_in_their_language_and_left(api: FakeBotApi) -> None:
    intake = FakeIntake()
    group = api.group(-100)
    with serving(api, intake):
        group.adds_bot()
        group.hears("hello bot")
        group.waits_until_left()
    assert group.texts == ["Solo en privado."]
    assert intake.taken == []


def test_a_group_is_told_once_while_something_else_has_to_wait(api: FakeBotApi) -> None:
    group = api.group(-100)
    api.person(1001).sends("hello")
    group.adds_bot()
    with serving(api, FakeIntake(away=True)):
        group.waits_until_left()
        api.wait_for_calls("getUpdates", len(api.calls("getUpdates")) + 3)
    assert len(api.calls("leaveChat")) == 1


def test_channels_are_left_in_silence(api: FakeBotApi) -> None:
    channel = api.group(-200, "channel")
    with serving(api, FakeIntake()):
        channel.adds_bot()
        channel.waits_until_left()
    assert channel.texts == []


def test_a_group_that_does_not_let_us_speak_is_left_all_the_same(api: FakeBotApi) -> None:
    api.fault("sendMessage", Refuse(400, "Bad Request: not enough rights to send text messages to the chat"))
    group = api.group(-100)
    with serving(api, FakeIntake()):
        group.adds_bot()
        group.waits_until_left()


def test_a_toast_that_comes_too_late_harms_nothing(api: FakeBotApi) -> None:
    api.fault("answerCallbackQuery", Refuse(400, "Bad Request: query is too old"))
    ana = api.person(1001)
    with serving(api, FakeIntake()):
        ana.taps_token("x")
        api.wait_for_calls("answerCallbackQuery", 1)
        ana.sends("hello")
        ana.waits_for("You said: hello")


def test_an_answer_does_not_wait_for_the_toast(api: FakeBotApi) -> None:
    ana = api.person(1001)
    with serving(api, FakeIntake()), api.hold("answerCallbackQuery"):
        ana.taps_token("x")
        ana.sends("hello")
        ana.waits_for("You said: hello")


def test_stickers_and_changes_arrive_as_what_they_are(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("hello")
        ana.edits("hullo")
        ana.sends_other(dice={"emoji": "🎲", "value": 3})
        ana.sends("end")
        ana.waits_for("You said: end")
    assert intake.happenings == [Wrote("hello"), Edited("hullo"), SentOther(), Wrote("end")]


def test_it_goes_on_after_a_restart_where_it_was(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("before")
        ana.waits_for("You said: before")
    ana.sends("between")
    with serving(api, intake):
        ana.waits_for("You said: between")
    assert ana.texts == ["You said: before", "You said: between"]

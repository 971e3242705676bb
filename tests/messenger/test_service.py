from __future__ import annotations

import traceback
from functools import partial

import pytest

from bot.conversation.events import Address, Tapped, Wrote
from bot.conversation.outgoing import Bubble, Document, Edit, Handover, NewButtons
from bot.dialogue.effects import Button
from bot.errors import MessengerError
from bot.messenger.service import TelegramOptions, TelegramService
from tests.fake_bot_api import FakeBotApi, Refuse
from tests.messenger.fakes import FakeIntake
from tests.messenger.running import Running, eventually, serving


def test_a_text_is_answered(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("hello")
        ana.waits_for("You said: hello")
    assert intake.happenings == [Wrote("hello")]


def test_a_tap_is_answered_with_its_toast(api: FakeBotApi) -> None:
    intake = FakeIntake(toast="Behind us.")
    ana = api.person(1001)
    with serving(api, intake):
        ana.taps_token("1:2:yes")
        assert ana.waits_for_toast() == "Behind us."
    assert intake.happenings == [Tapped("1:2:yes")]


def test_a_question_shows_its_buttons_and_then_what_was_chosen(api: FakeBotApi) -> None:
    keyboard = ((Button("Yes", "1:7:yes"), Button("No", "1:7:no")), (Button("Skip", "1:7:skip"),))
    intake = FakeIntake(answer=lambda _text: Bubble("Ready?", keyboard, visit=7))
    ana = api.person(1001)
    with serving(api, intake) as running:
        ana.sends("hi")
        question = ana.waits_for("Ready?")
        assert question.buttons == [[("Yes", "1:7:yes"), ("No", "1:7:no")], [("Skip", "1:7:skip")]]
        for buttons, labels in ((NewButtons(7, chosen="Yes"), ["✓ Yes"]), (NewButtons(7), [])):
            edit = Edit(Address("telegram", "1001"), str(question.id), buttons)
            running.call(partial(intake.committed, Handover(edits=[edit])))
            ana.waits_for_buttons(question, *labels)


def test_a_document_arrives_whole(api: FakeBotApi) -> None:
    intake = FakeIntake()
    ana = api.person(1001)
    with serving(api, intake):
        ana.sends("hi")
        ana.waits_for("You said")
        intake.store.put(Address("telegram", "1001"), Document("leeward-export.json", '{"ñ": 1}', "All of it"))
        message = ana.waits_for("All of it")
    assert message.document == ("leeward-export.json", '{"ñ": 1}')


def test_texts_are_plain_and_open_no_links(api: FakeBotApi) -> None:
    ana = api.person(1001)
    with serving(api, FakeIntake()):
        ana.sends("<b>*x*</b> https://example.org")
        ana.waits_for("You said: <b>*x*</b> https://example.org")
    (call,) = api.calls("sendMessage")
    assert "parse_mode" not in call.params
    assert call.params["link_preview_options"] == '{"is_disabled": true}'


def test_the_menu_is_registered_in_each_language_once(api: FakeBotApi) -> None:
    menu = {"en": [("help", "What I can do")], "es": [("help", "Lo que puedo hacer")]}
    ana = api.person(1001)
    for _ in range(2):
        with serving(api, FakeIntake(), menu):
            ana.sends("hi")
            ana.waits_for("You said")
    assert api.telegram.commands == {
        "": [{"command": "help", "description": "What I can do"}],
        "es": [{"command": "help", "description": "Lo que puedo hacer"}],
    }
    assert len(api.calls("setMyCommands")) == 2


def test_a_menu_that_telegram_refuses_stops_nothing(api: FakeBotApi) -> None:
    api.fault("getMyCommands", Refuse(400, "Bad Request: nonsense"))
    ana = api.person(1001)
    with serving(api, FakeIntake(), {"en": [("help", "What I can do")]}):
        ana.sends("hi")
        ana.waits_for("You said")


def test_it_keeps_asking_when_telegram_is_away_at_the_start(api: FakeBotApi) -> None:
    api.fault("getMe", Refuse(502, "Bad Gateway"), Refuse(502, "Bad Gateway"))
    ana = api.person(1001)
    with serving(api, FakeIntake()):
        ana.sends("hi")
        ana.waits_for("You said")


def test_a_refused_token_is_told_without_the_token(api: FakeBotApi) -> None:
    api.fault("getMe", Refuse(401, "Unauthorized"))
    running = Running(api, FakeIntake(), {})
    running.wait_for_end()
    assert isinstance(running.error, MessengerError)
    shown = "".join(traceback.format_exception(running.error)) + repr(running.error.__context__)
    assert "refuses the token" in shown
    assert api.token not in shown


def test_a_token_that_is_revoked_later_stops_the_service(api: FakeBotApi) -> None:
    api.fault("getUpdates", Refuse(401, "Unauthorized"))
    running = Running(api, FakeIntake(), {})
    running.wait_for_end()
    assert isinstance(running.error, MessengerError)
    assert api.token not in "".join(traceback.format_exception(running.error))


@pytest.mark.parametrize("token", ["", "abc", "12:a b", "12:a\n"])
def test_what_cannot_be_a_token_is_refused_at_once(token: str) -> None:
    with pytest.raises(MessengerError, match="BotFather") as caught:
        TelegramService(TelegramOptions(token), FakeIntake().plug(), {})
    assert not token or token not in str(caught.value)


def test_options_do_not_show_the_token() -> None:
    assert "secret" not in repr(TelegramOptions("12:secret"))


def test_messages_on_their_way_are_sent_before_it_stops(api: FakeBotApi) -> None:
    intake = FakeIntake()
    people = [api.person(1000 + number) for number in range(20)]
    with serving(api, intake), api.hold("sendMessage"):
        for person in people:
            person.sends("hi")
        assert eventually(lambda: api.most_at_once == len(people))
    assert all(person.texts == ["You said: hi"] for person in people)
    assert not intake.store.sending


def test_it_stops_while_telegram_holds_its_request_open(api: FakeBotApi) -> None:
    with serving(api, FakeIntake()):
        api.wait_for_calls("getUpdates", 1)


def test_a_menu_that_changes_is_registered_at_once(api: FakeBotApi) -> None:
    ana = api.person(1001)
    with serving(api, FakeIntake(), {"en": [("help", "What I can do")]}) as running:
        ana.sends("hi")
        ana.waits_for("You said")
        running.change_menu({"en": [("help", "What I can do"), ("weather", "How it is inside")]})
    assert [each["command"] for each in api.telegram.commands[""]] == ["help", "weather"]

"""The fake itself must be true to Telegram, or it proves nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.fake_bot_api import Drop, FakeBotApi, Slow, blocked, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator


STOP = {"inline_keyboard": [[{"text": "Stop", "callback_data": "stop"}]]}


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as server:
        yield server


def ask(api: FakeBotApi, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
    """The whole answer of the Bot API; `line` is no parameter, but where the request comes over."""
    line = params.pop("line", "")
    body = urllib.parse.urlencode(params)
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{api.url}{line}/bot{api.token}/{method}", body.encode(), method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - loopback
            return json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error)


def get_ids(api: FakeBotApi, **params: object) -> list[int]:
    return [update["update_id"] for update in ask(api, "getUpdates", **params)["result"]]


def test_updates_come_again_until_a_higher_offset_confirms_them(api: FakeBotApi) -> None:
    ana = api.person(1)
    first, second = ana.sends("one"), ana.sends("two")
    assert get_ids(api) == [first, second]
    assert get_ids(api, offset=first) == [first, second]
    assert get_ids(api, limit=1) == [first]
    assert get_ids(api, offset=first + 1) == [second]
    assert get_ids(api) == [second]


def test_a_wrong_token_is_unauthorized(api: FakeBotApi) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(f"{api.url}/bot42:wrong/getMe", b"", timeout=5)  # noqa: S310 - loopback
    caught.value.close()


def test_an_unknown_method_is_not_found(api: FakeBotApi) -> None:
    assert ask(api, "getMoon")["error_code"] == 404


def test_chats_that_nobody_opened_are_not_found_and_closed_ones_forbidden(api: FakeBotApi) -> None:
    assert ask(api, "sendMessage", chat_id=1, text="hi")["description"] == "Bad Request: chat not found"
    ana = api.person(1)
    ana.sends("hi")
    assert ask(api, "sendMessage", chat_id=1, text="hi")["ok"]
    ana.blocks()
    assert ask(api, "sendMessage", chat_id=1, text="hi")["description"] == blocked().description
    ana.unblocks()
    assert ask(api, "sendMessage", chat_id=1, text="hi")["ok"]


@pytest.mark.parametrize("text", ["", "x" * 4097])
def test_texts_of_a_wrong_length_are_refused(api: FakeBotApi, text: str) -> None:
    api.person(1).sends("hi")
    assert ask(api, "sendMessage", chat_id=1, text=text)["error_code"] == 400


def test_a_message_is_changed_as_long_as_it_can_be(api: FakeBotApi) -> None:
    ana = api.person(1)
    ana.sends("hi")
    sent = ask(api, "sendMessage", chat_id=1, text="In.", reply_markup=json.dumps(STOP))["result"]["message_id"]

    def change(text: str = "Out.", number: int = sent) -> str:
        told = ask(api, "editMessageText", chat_id=1, message_id=number, text=text)
        return str(told.get("description", told["ok"]))

    assert (change(), ana.texts, ana.messages[0].labels, ana.messages[0].looks) == ("True", ["Out."], [], ["In."])
    assert change().startswith("Bad Request: message is not modified: specified new message content")
    assert change("") == "Bad Request: message text is empty"
    assert change("x" * 4097) == "Bad Request: message is too long"
    assert change(number=sent - 1) == "Bad Request: message can't be edited", "it is Ana's own"
    assert change(number=2**31) == "Bad Request: MESSAGE_ID_INVALID"
    ana.messages[0].is_frozen = True
    assert change("As it likes.") == "Bad Request: message can't be edited"
    ana.deletes(ana.messages[0])
    assert change() == "Bad Request: message to edit not found"


def test_a_fault_happens_once(api: FakeBotApi) -> None:
    api.person(1).sends("hi")
    api.fault("sendMessage", too_many(3))
    assert ask(api, "sendMessage", chat_id=1, text="hi")["parameters"] == {"retry_after": 3}
    assert ask(api, "sendMessage", chat_id=1, text="hi")["ok"]


@pytest.mark.parametrize(("fault", "texts"), [(Drop(after=False), []), (Drop(after=True), ["hi"])])
def test_a_cut_connection_tells_nothing_of_what_happened(api: FakeBotApi, fault: Drop, texts: list[str]) -> None:
    ana = api.person(1)
    ana.sends("hi")
    api.fault("sendMessage", fault)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        ask(api, "sendMessage", chat_id=1, text="hi")
    assert ana.texts == texts


def test_a_tap_is_answered_once(api: FakeBotApi) -> None:
    ana = api.person(1)
    ana.taps_token("x")
    tap_id = ask(api, "getUpdates")["result"][0]["callback_query"]["id"]
    assert ask(api, "answerCallbackQuery", callback_query_id=tap_id, text="Noted")["ok"]
    assert ana.waits_for_toast() == "Noted"
    assert "query is too old" in ask(api, "answerCallbackQuery", callback_query_id=tap_id)["description"]


def test_taps_are_gone_after_a_while_and_messages_stay(api: FakeBotApi) -> None:
    ana = api.person(1)
    now = 1000.0
    api.telegram.clock = lambda: now
    tap, text = ana.taps_token("x"), ana.sends("hello")
    assert get_ids(api) == [tap, text]
    now += 151
    assert get_ids(api) == [text]


def test_a_tap_can_overtake_a_text(api: FakeBotApi) -> None:
    ana = api.person(1)
    with api.telegram.late("message"):
        ana.sends("first")
        tap = ana.taps_token("x")
        assert get_ids(api) == [tap]
    assert get_ids(api) == [tap, tap + 1]


def test_a_repeated_update_comes_once_more_though_it_was_confirmed(api: FakeBotApi) -> None:
    first = api.person(1).sends("one")
    assert get_ids(api) == [first]
    assert get_ids(api, offset=first + 1) == []
    api.telegram.repeat(first)
    assert get_ids(api, offset=first + 1) == [first]
    assert get_ids(api, offset=first + 1) == []


def test_updates_can_come_in_any_order(api: FakeBotApi) -> None:
    sent = [api.person(1).sends(str(number)) for number in range(9)]
    api.telegram.queues.shuffled = Random(1)  # noqa: S311 - nothing secret
    assert get_ids(api) != sent
    assert sorted(get_ids(api)) == sent


def test_a_slow_answer_comes_late_and_what_was_asked_for_has_happened(api: FakeBotApi) -> None:
    ana = api.person(1)
    ana.sends("hi")
    api.fault("sendMessage", Slow(0.2))
    began = time.monotonic()
    assert ask(api, "sendMessage", chat_id=1, text="hello")["ok"]
    assert time.monotonic() - began >= 0.2
    assert ana.texts == ["hello"]


def test_answers_can_be_held_and_lost(api: FakeBotApi) -> None:
    ana = api.person(1)
    ana.sends("hi")
    with ThreadPoolExecutor() as pool:
        with api.hold_answers("sendMessage", lose=True):
            asking = pool.submit(ask, api, "sendMessage", chat_id=1, text="hello")
            ana.waits_for("hello")
            assert not asking.done()
        with pytest.raises((RemoteDisconnected, ConnectionResetError)):
            asking.result()
    assert [call.happened for call in api.calls("sendMessage")] == [True]


def test_over_a_line_that_is_cut_nothing_happens_any_more(api: FakeBotApi) -> None:
    ana = api.person(1)
    ana.sends("hi")
    assert ask(api, "sendMessage", line="/life1", chat_id=1, text="one")["ok"]
    api.cut("life1")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        ask(api, "sendMessage", line="/life1", chat_id=1, text="two")
    assert ask(api, "sendMessage", line="/life2", chat_id=1, text="three")["ok"]
    assert ana.texts == ["one", "three"]
    assert [call.line for call in api.calls("sendMessage")] == ["life1", "life2"]


def test_only_a_button_that_is_shown_can_be_tapped(api: FakeBotApi) -> None:
    with pytest.raises(AssertionError, match="no button 'Yes'"):
        api.person(1).taps("Yes")


def test_it_can_be_played_by_hand() -> None:
    played = subprocess.run(
        [sys.executable, "-m", "tests.fake_bot_api", "--port", "0"],
        input="hello\n/show\n", capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    assert "LEEWARD_TELEGRAM__API_URL=http://127.0.0.1:" in played.stdout
    assert "you: hello" in played.stdout

"""The fast reading of an update says what python-telegram-bot's says, wherever it says anything."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.messenger.shapes import read_shape
from bot.messenger.updates import read_update

IDS = st.integers(1, 2**52)
WORDS = st.text(min_size=1, max_size=60)
CODES = st.sampled_from(["en", "pt-BR", "es", "zh-hans", "de-AT"])
COMMANDS = st.sampled_from(["/start", "/start craving", "/help@LeewardBot", "/help@LeewardBot now", "/", "/é@b"])


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def joined(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda dicts: {key: value for each in dicts for key, value in each.items()})


PEOPLE = joined(
    st.fixed_dictionaries({"id": IDS, "is_bot": st.booleans(), "first_name": WORDS}),
    optional(language_code=CODES, last_name=WORDS, username=WORDS, is_premium=st.sampled_from([True])),
)
CHATS = joined(
    st.fixed_dictionaries({"id": IDS, "type": st.sampled_from(["private", "private", "private", "group", "channel"])}),
    optional(first_name=WORDS, title=WORDS),
)
ENTITIES = st.just([{"type": "bot_command", "offset": 0, "length": 6}])
MESSAGES = joined(
    st.fixed_dictionaries({"message_id": IDS, "chat": CHATS, "date": st.integers(1, 2**31)}),
    optional(entities=ENTITIES, edit_date=st.integers(1, 2**31), dice=st.just({"emoji": "🎲", "value": 3})),
)
TEXTS = joined(MESSAGES, st.fixed_dictionaries({"from": PEOPLE, "text": WORDS | COMMANDS}))
OTHERS = joined(MESSAGES, optional(**{"from": PEOPLE}, text=WORDS, caption=WORDS))
TAPS = joined(
    st.fixed_dictionaries({"id": WORDS, "from": PEOPLE, "chat_instance": WORDS}),
    optional(data=WORDS, message=joined(TEXTS), inline_message_id=WORDS, game_short_name=WORDS),
)
ME = {"id": 42, "is_bot": True, "first_name": "Leeward"}
MEMBERSHIPS = st.fixed_dictionaries(
    {
        "chat": CHATS,
        "from": PEOPLE,
        "date": st.integers(1, 2**31),
        "old_chat_member": st.just({"user": ME, "status": "left"}),
        "new_chat_member": st.sampled_from(
            [{"user": ME, "status": status, "until_date": 0} for status in ("kicked", "member", "left")]
        ),
    }
)
UPDATES = st.one_of(
    st.tuples(st.sampled_from(["message", "edited_message"]), TEXTS | OTHERS),
    st.tuples(st.just("callback_query"), TAPS),
    st.tuples(st.just("my_chat_member"), MEMBERSHIPS),
).map(lambda kind_and_content: dict([("update_id", 9), kind_and_content]))


@settings(deadline=None, max_examples=300)
@given(UPDATES)
def test_whatever_is_read_fast_is_read_alike(raw: dict[str, Any]) -> None:
    fast = read_shape(json.loads(json.dumps(raw)))
    assert fast is None or fast == read_update(Update.de_json(raw, None))


PERSON = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "pt-BR"}
CHAT = {"id": 1001, "type": "private", "first_name": "Ana"}
TEXT = {"message_id": 5, "from": PERSON, "chat": CHAT, "date": 1, "text": "hello"}
COMMAND = {**TEXT, "text": "/help@LeewardBot", "entities": [{"type": "bot_command", "offset": 0, "length": 16}]}
EDIT = {**TEXT, "edit_date": 2}
TAP = {"id": "7", "from": PERSON, "message": {**TEXT, "from": ME}, "chat_instance": "1", "data": "1:2:yes"}
MEMBERSHIP = {
    "chat": CHAT,
    "from": PERSON,
    "date": 1,
    "old_chat_member": {"user": ME, "status": "member"},
    "new_chat_member": {"user": ME, "status": "kicked", "until_date": 0},
}
SHAPES = {
    "text": ("message", TEXT),
    "command": ("message", COMMAND),
    "edit": ("edited_message", EDIT),
    "tap": ("callback_query", TAP),
    "block": ("my_chat_member", MEMBERSHIP),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_comes_all_day_is_read_fast(name: str) -> None:
    kind, content = SHAPES[name]
    raw = {"update_id": 9, kind: content}
    fast = read_shape(raw)
    assert fast is not None
    assert fast == read_update(Update.de_json(raw, None))


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 9},
        {"update_id": "9", "message": TEXT},
        {"update_id": 9, "message": "hello"},
        {"update_id": 9, "message": {**TEXT, "text": ["hello"]}},
        {"update_id": 9, "message": {**TEXT, "text": ""}},
        {"update_id": 9, "message": {**TEXT, "from": {**PERSON, "language_code": 5}}},
        {"update_id": 9, "message": {**TEXT, "chat": {**CHAT, "id": "1001"}}},
        {"update_id": 9, "message": {**TEXT, "chat": None}},
        {"update_id": 9, "message": TEXT, "poll": {}},
        {"update_id": 9, "my_chat_member": {**MEMBERSHIP, "new_chat_member": {"status": ["kicked"]}}},
    ],
)
def test_what_is_not_quite_as_expected_is_left_to_the_slow_way(raw: dict[str, Any]) -> None:
    assert read_shape(raw) is None


def test_it_takes_microseconds() -> None:
    raw = {"update_id": 9, "message": TEXT}
    begun = time.process_time()
    for _ in range(1000):
        read_shape(raw)
    assert time.process_time() - begun < 0.05

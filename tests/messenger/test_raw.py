from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.events import Address, Arrival, Happening, Tapped, Wrote
from bot.messenger.connection import open_bot
from bot.messenger.raw import Garbled, read_raw
from bot.messenger.updates import Incoming

if TYPE_CHECKING:
    from bot.messenger.updates import Reading

PRIVATE = {"id": 1001, "type": "private", "first_name": "Ana"}
ANA = {"id": 1001, "language_code": "pt-BR"}


def read(kind: str, content: object) -> Reading | Garbled:
    return read_raw({"update_id": 9, kind: content}, open_bot("12:abc"))


def test_an_update_in_order_is_read() -> None:
    assert isinstance(read("message", {"message_id": 1, "date": 0, "chat": PRIVATE, "text": "hi"}), Incoming)


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("message", {"chat": PRIVATE, "from": ANA, "text": "hi"}, Wrote("hi")),
        ("message", {"chat": PRIVATE, "from": ANA, "caption": "hi", "photo": [5]}, Wrote("hi")),
        ("edited_message", {"chat": PRIVATE, "from": ANA, "text": "hi"}, Wrote("hi")),
        ("callback_query", {"from": ANA, "data": "sos"}, Tapped("sos")),
    ],
    ids=["text", "caption", "edit", "tap"],
)
def test_of_one_that_cannot_be_read_the_words_are_made_out(kind: str, content: dict[str, Any], what: Happening) -> None:
    made_out = Incoming(9, Arrival(Address("telegram", "1001"), what, 9, "pt"))
    assert read(kind, content) == Garbled(9, "TypeError", made_out)


@pytest.mark.parametrize(
    "content",
    ["hi", {"chat": PRIVATE}, {"chat": {"id": -5, "type": "group"}, "text": "hi"}, {"chat": PRIVATE, "text": 5}],
    ids=["text", "wordless", "group", "number"],
)
def test_where_there_are_none_only_the_kind_of_error_is_left(content: object) -> None:
    garbled = read("message", content)
    assert isinstance(garbled, Garbled)
    assert garbled.made_out is None


def test_someone_without_a_language_is_heard_too() -> None:
    garbled = read("message", {"chat": PRIVATE, "text": "hi"})
    assert isinstance(garbled, Garbled)
    assert garbled.made_out
    assert garbled.made_out.arrival.language is None

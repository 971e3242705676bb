from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.outgoing import Bubble, Document
from bot.dialogue.effects import Button
from bot.errors import Unreadable
from bot.storage.messages import decode, encode

if TYPE_CHECKING:
    from bot.conversation.outgoing import Message

_words = st.text(max_size=20)
_visits = st.integers(min_value=0, max_value=2**31)
_keyboards = st.lists(
    st.lists(st.builds(Button, _words, _words), max_size=3).map(tuple),
    max_size=3,
).map(tuple)
_messages = st.one_of(
    st.builds(Bubble, _words, _keyboards, _visits, _words),
    st.builds(Document, _words, _words, _words),
)


@given(_messages)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "stored",
    ['{"is": "sticker"}', '{"is": "bubble", "colour": "red"}', '{"is": "bubble"}', "{}", "[]", '{"is": "bub', "7"],
)
def test_a_message_that_is_damaged_or_of_a_newer_version_is_unreadable(stored: str) -> None:
    with pytest.raises(Unreadable, match="A message in the outbox is damaged") as caught:
        decode(stored.encode())
    assert "red" not in str(caught.value)

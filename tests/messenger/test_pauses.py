from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Outgoing
from bot.messenger.pauses import Pauses
from bot.messenger.world import World

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


class Chat:
    """Someone's chat, and a clock that stands still."""

    def __init__(self, typing: float, chat: float) -> None:
        self.now = 100.0
        self.pauses = Pauses(typing, chat, World(monotonic=lambda: self.now, now=lambda: NOW))

    def find_pause(self, text: str = "hi", *, follows: bool = False, is_prompt: bool = False) -> float:
        return self.pauses.find_pause(self._outgoing(text, is_prompt=is_prompt), follows=follows)

    def speak(self) -> None:
        self.pauses.note(self._outgoing())

    def _outgoing(self, text: str = "hi", *, is_prompt: bool = False) -> Outgoing:
        return Outgoing("p1", 1, Address("telegram", "1001"), Bubble(text), is_prompt=is_prompt)


def test_the_first_words_are_said_at_once() -> None:
    assert Chat(1.2, 1.0).find_pause() == 0


def test_a_longer_text_takes_longer_to_write() -> None:
    chat = Chat(1.0, 0.0)
    assert chat.find_pause("x" * 100, follows=True) == 0.75
    assert chat.find_pause("x" * 900, follows=True) == 1.0


def test_two_messages_in_one_chat_keep_their_distance() -> None:
    chat = Chat(0.0, 1.0)
    chat.speak()
    chat.now += 0.4
    assert round(chat.find_pause(), 6) == 0.6
    assert chat.find_pause(is_prompt=True) == 0
    chat.now += 1
    assert chat.find_pause() <= 0


def test_the_pause_for_writing_is_part_of_that_distance() -> None:
    chat = Chat(1.0, 1.0)
    chat.speak()
    assert chat.find_pause("x", follows=True) == 1.0
    assert chat.find_pause("x" * 200, follows=True) == 1.0


def test_there_are_no_pauses_in_a_hurry() -> None:
    chat = Chat(1.0, 1.0)
    chat.speak()
    chat.pauses.hurry()
    assert chat.find_pause(follows=True) == 0


def test_chats_in_which_we_spoke_long_ago_are_forgotten() -> None:
    chat = Chat(0.0, 1.0)
    chat.speak()
    chat.pauses.tidy()
    assert chat.find_pause() == 1.0
    chat.now += 2
    chat.pauses.tidy()
    chat.now -= 2
    assert chat.find_pause() == 0


def test_what_many_people_get_waits_for_its_place() -> None:
    pauses = Pauses(0.0, 0.0, World(now=lambda: NOW))
    outgoing = Outgoing("p1", 1, Address("telegram", "1001"), Bubble("hi"), is_bulk=True)
    assert pauses.find_pause(replace(outgoing, leaves_at=NOW + timedelta(seconds=0.2)), follows=False) == 0.2
    assert pauses.find_pause(replace(outgoing, leaves_at=NOW - timedelta(seconds=1)), follows=False) == 0

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.constants import MessageType

from bot.conversation.events import (
    Address,
    Arrival,
    Blocked,
    Edited,
    Happening,
    SentOther,
    Tapped,
    Unblocked,
    Wrote,
)
from bot.messenger.updates import Elsewhere, Incoming, Reading, read_update

DATE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOW = DATE + timedelta(seconds=30)
ANA = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "pt-BR"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Ana"}
GROUP = {"id": -5, "type": "group", "title": "Friends"}
CHANNEL = {"id": -6, "type": "channel", "title": "News"}
ME = {"id": 42, "is_bot": True, "first_name": "Leeward"}
FILE = {"file_id": "a", "file_unique_id": "b"}


def read(kind: str, content: dict[str, Any]) -> Reading:
    update = Update.de_json({"update_id": 9, kind: content}, None)
    return read_update(update)


def message(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"message_id": 1, "date": int(DATE.timestamp()), "chat": PRIVATE, "from": ANA, **content}


def membership(status: str, chat: dict[str, Any]) -> dict[str, Any]:
    new = {"user": ME, "status": status, "until_date": 0}
    old = {"user": ME, "status": "left"}
    stamp = int(DATE.timestamp())
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
            "can_edit_stories can_delete_stories"
        )
        new |= dict.fromkeys(rights.split(), False)
    return {"chat": chat, "from": ANA, "date": stamp, "old_chat_member": old, "new_chat_member": new}


def what(reading: Reading) -> Happening:
    assert isinstance(reading, Incoming)
    return reading.arrival.what


def test_a_text_says_who_and_in_which_language() -> None:
    reading = read("message", message(text="hello"))
    assert isinstance(reading, Incoming)
    assert reading.arrival == Arrival(
        Address("telegram", "1001"), Wrote("hello"), update_id=9, language="pt", message_id=1
    )
    assert reading.tap_id is None


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ("/start", "/start"),
        ("/start craving", "/start craving"),
        ("/start@LeewardBot craving", "/start craving"),
        ("/help@LeewardBot", "/help"),
        ("write to /me@example.org", "write to /me@example.org"),
        ("me@example.org", "me@example.org"),
        ("  two\nlines ", "  two\nlines "),
    ],
)
def test_commands_lose_the_name_of_the_bot_and_nothing_else_changes(sent: str, text: str) -> None:
    assert what(read("message", message(text=sent))) == Wrote(text)


def test_words_below_a_picture_are_words() -> None:
    assert what(read("message", message(caption="look", photo=[{**FILE, "width": 1, "height": 1}]))) == Wrote("look")


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{**FILE, "width": 1, "height": 1}]},
        {"voice": {**FILE, "duration": 1}},
        {"video_note": {**FILE, "length": 1, "duration": 1}},
        {"document": FILE},
        {"sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
        {"contact": {"phone_number": "1", "first_name": "B"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_is_no_text_is_only_noted(content: dict[str, Any]) -> None:
    assert what(read("message", message(**content))) == SentOther()


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"pinned_message": message(text="old")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        {"write_access_allowed": {}},
    ],
    ids=lambda content: next(iter(content), "unknown"),
)
def test_notes_by_telegram_itself_are_nothing(content: dict[str, Any]) -> None:
    assert read("message", message(**content)) is None


def test_messages_from_bots_are_nothing() -> None:
    assert read("message", message(text="hi", **{"from": ME})) is None
    assert read("edited_message", message(text="hi", **{"from": ME})) is None


def test_a_changed_message_brings_its_new_words_for_the_crisis_screen() -> None:
    reading = read("edited_message", message(text="other", edit_date=int(DATE.timestamp()) + 5))
    assert isinstance(reading, Incoming)
    assert reading.arrival.what == Edited("other")


def test_a_change_without_words_is_nothing() -> None:
    moved = {"location": {"latitude": 1.0, "longitude": 2.0}, "edit_date": int(DATE.timestamp()) + 5}
    assert read("edited_message", message(**moved)) is None


def test_what_is_no_text_has_the_number_of_its_message_too() -> None:
    reading = read("message", message(dice={"emoji": "🎲", "value": 3}))
    assert isinstance(reading, Incoming)
    assert reading.arrival.message_id == 1


def test_a_tap_carries_its_token_and_what_to_answer() -> None:
    tap = {"id": "t1", "from": ANA, "chat_instance": "1", "data": "1:2:yes", "message": message(text="Ready?")}
    reading = read("callback_query", tap)
    assert isinstance(reading, Incoming)
    assert reading.tap_id == "t1"
    assert reading.arrival == Arrival(Address("telegram", "1001"), Tapped("1:2:yes"), 9, "pt")


@pytest.mark.parametrize("shown", [{}, {"message": {"chat": PRIVATE, "message_id": 1, "date": 0}}])
def test_a_tap_on_a_message_too_old_to_show_still_works(shown: dict[str, Any]) -> None:
    tap = {"id": "t1", "from": ANA, "chat_instance": "1", "data": "x", **shown}
    assert what(read("callback_query", tap)) == Tapped("x")


@pytest.mark.parametrize(
    "more",
    [
        {"game_short_name": "chess"},
        {"data": "x", "inline_message_id": "i"},
        {"data": "x", "message": message(chat=GROUP)},
    ],
    ids=["game", "inline", "group"],
)
def test_a_tap_that_is_not_on_our_buttons_is_nothing(more: dict[str, Any]) -> None:
    assert read("callback_query", {"id": "t1", "from": ANA, "chat_instance": "1", **more}) is None


def test_being_shut_out_and_let_in_again_are_noted() -> None:
    assert what(read("my_chat_member", membership("kicked", PRIVATE))) == Blocked()
    assert what(read("my_chat_member", membership("member", PRIVATE))) == Unblocked()
    assert read("my_chat_member", membership("left", PRIVATE)) is None


def test_groups_are_told_why_and_left() -> None:
    leave = Elsewhere(-5, "pt", say_why=True)
    assert read("message", message(text="hi", chat=GROUP)) == leave
    assert read("my_chat_member", membership("member", GROUP)) == leave
    assert read("my_chat_member", membership("administrator", GROUP)) == leave
    assert read("my_chat_member", membership("left", GROUP)) is None
    assert read("message", message(left_chat_member=ME, chat=GROUP)) is None
    assert read("edited_message", message(text="hi", chat=GROUP)) is None


def test_channels_are_left_without_a_word() -> None:
    assert read("my_chat_member", membership("administrator", CHANNEL)) == Elsewhere(-6, "pt", say_why=False)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("channel_post", message(text="hi", chat=CHANNEL)),
        ("poll", {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": False, "members_only": False}),
        ("kind_of_the_future", {"id": 1}),
    ],
    ids=["channel_post", "poll", "future"],
)  # fmt: skip
def test_other_kinds_of_updates_are_nothing(kind: str, content: dict[str, Any]) -> None:
    assert read(kind, content) is None


def test_someone_without_a_language_is_taken_as_they_are() -> None:
    who = {"id": 1001, "is_bot": False, "first_name": "Ana"}
    reading = read("message", message(text="hi", **{"from": who}))
    assert isinstance(reading, Incoming)
    assert reading.arrival.language is None


def test_every_kind_of_content_that_the_library_knows_is_a_field_of_a_message() -> None:
    update = Update.de_json({"update_id": 9, "message": message(text="hi")}, None)
    assert update.message
    assert all(hasattr(update.message, kind) for kind in MessageType)

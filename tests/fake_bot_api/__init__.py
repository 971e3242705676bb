"""A Bot API on loopback: small, but true to what Telegram's does, with people in front of it and faults on demand."""

from __future__ import annotations

from tests.fake_bot_api.faults import CutShort, Drop, Fault, Hang, Refuse, blocked, too_many
from tests.fake_bot_api.group import Group
from tests.fake_bot_api.person import Person
from tests.fake_bot_api.server import TOKEN, FakeBotApi

__all__ = [
    "TOKEN",
    "CutShort",
    "Drop",
    "FakeBotApi",
    "Fault",
    "Group",
    "Hang",
    "Person",
    "Refuse",
    "blocked",
    "too_many",
]

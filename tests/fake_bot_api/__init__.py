"""A Bot API on loopback: small, but true to what Telegram's does, with people in front of it and faults on demand."""

from __future__ import annotations

from tests.fake_bot_api.faults import (
    CutShort,
    Drop,
    Fault,
    Hang,
    Refuse,
    Slow,
    bad_request,
    blocked,
    server_error,
    too_many,
)
from tests.fake_bot_api.group import Group
from tests.fake_bot_api.person import Person
from tests.fake_bot_api.server import TOKEN, Call, FakeBotApi

__all__ = [
    "TOKEN",
    "Call",
    "CutShort",
    "Drop",
    "FakeBotApi",
    "Fault",
    "Group",
    "Hang",
    "Person",
    "Refuse",
    "Slow",
    "bad_request",
    "blocked",
    "server_error",
    "too_many",
]

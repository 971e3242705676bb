from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Document, Fate, Message, Outgoing, Policy
from bot.messenger.fates import MOST_ATTEMPTS, Verdict, judge
from bot.messenger.wire import NotSent
from bot.messenger.world import World

WORLD = World(chance=lambda: 1.0)


def outgoing(policy: Policy = Policy.AT_LEAST_ONCE, attempts: int = 0, message: Message | None = None) -> Outgoing:
    return Outgoing("p1", 1, Address("telegram", "1001"), message or Bubble("hi"), policy, attempts)


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def test_too_many_requests_come_again_when_telegram_says() -> None:
    assert judge(RetryAfter(timedelta(seconds=7)), outgoing(attempts=50), WORLD) == Verdict(
        Fate.RETRY, "too-many-requests", 7.0
    )


def test_who_shut_us_out_is_left_alone() -> None:
    for words in ("Forbidden: bot was blocked by the user", "Forbidden: user is deactivated"):
        assert judge(Forbidden(words), outgoing(), WORLD).fate is Fate.BLOCKED


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Bad Request: chat not found", "chat-not-found"),
        ("Bad Request: message is too long", "too-long"),
        ("Bad Request: MESSAGE_TOO_LONG", "too-long"),
        ("Bad Request: message caption is too long", "too-long"),
        ("Bad Request: message text is empty", "empty"),
        ("Bad Request: BUTTON_DATA_INVALID", "bad-button"),
        ("Bad Request: can't parse my secret", "bad-request"),
    ],
)
def test_a_refused_message_is_dead_and_only_a_code_says_why(words: str, reason: str) -> None:
    assert judge(BadRequest(words), outgoing(), WORLD) == Verdict(Fate.DEAD, reason)


def test_a_dead_message_names_the_step_that_has_to_be_put_right() -> None:
    refused = BadRequest("Bad Request: BUTTON_DATA_INVALID")
    assert (
        judge(refused, outgoing(message=Bubble("hi", source="craving.ask")), WORLD).reason == "bad-button craving.ask"
    )
    assert judge(refused, outgoing(message=Document("a", "b")), WORLD).reason == "bad-button"


@pytest.mark.parametrize("policy", Policy)
def test_without_a_connection_it_comes_again_however_often(policy: Policy) -> None:
    verdict = judge(NotSent("aiohttp"), outgoing(policy, attempts=500), WORLD)
    assert verdict == Verdict(Fate.RETRY, "not-connected", 5.0)


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway")], ids=["timed-out", "502"])
def test_when_nobody_knows_the_policy_decides(error: Exception) -> None:
    assert judge(error, outgoing(Policy.AT_MOST_ONCE), WORLD).fate is Fate.UNKNOWN
    again = judge(error, outgoing(Policy.AT_LEAST_ONCE), WORLD)
    assert again.fate is Fate.RETRY
    assert again.is_doubtful


def test_attempts_with_an_unknown_end_are_bounded_and_ever_further_apart() -> None:
    verdicts = [judge(TimedOut(), outgoing(attempts=attempts), WORLD) for attempts in range(MOST_ATTEMPTS)]
    assert [verdict.retry_after for verdict in verdicts] == [1, 4, 16, 64, 120, 120, 120, 0]
    assert verdicts[-1] == Verdict(Fate.DEAD, "gave-up-timed-out")


def test_a_refused_token_is_no_fault_of_the_message() -> None:
    assert judge(InvalidToken(), outgoing(), WORLD).fate is Fate.RETRY


@pytest.mark.parametrize(
    "error", [ValueError("my secret"), TelegramError("my secret"), ChatMigrated(5)], ids=lambda e: type(e).__name__
)
def test_anything_else_is_dead_under_the_name_of_its_error(error: Exception) -> None:
    assert judge(error, outgoing(), WORLD) == Verdict(Fate.DEAD, f"error-{type(error).__name__}")

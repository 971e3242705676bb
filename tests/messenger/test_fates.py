from __future__ import annotations

from datetime import timedelta

import httpx
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
from bot.conversation.outgoing import Bubble, Fate, Message, NewButtons, Outgoing, Policy
from bot.messenger.fates import MOST_ATTEMPTS, Verdict, judge
from bot.messenger.world import World

WORLD = World(chance=lambda: 1.0)


def outgoing(policy: Policy = Policy.AT_LEAST_ONCE, attempts: int = 0, message: Message | None = None) -> Outgoing:
    return Outgoing("p1", 1, Address("telegram", "1001"), message or Bubble("hi"), policy, attempts)


def because(cause: Exception, error: NetworkError | None = None) -> NetworkError:
    error = error or NetworkError("httpx")
    error.__cause__ = cause
    return error


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


@pytest.mark.parametrize("words", ["Message is not modified: specified new", "Message to edit not found"])
def test_an_edit_with_nothing_to_do_counts_as_done(words: str) -> None:
    assert judge(BadRequest(words), outgoing(message=NewButtons(1)), WORLD).fate is Fate.SENT


@pytest.mark.parametrize(
    "cause", [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout("")], ids=lambda c: type(c).__name__
)
@pytest.mark.parametrize("policy", Policy)
def test_without_a_connection_it_comes_again_however_often(cause: Exception, policy: Policy) -> None:
    verdict = judge(because(cause), outgoing(policy, attempts=500), WORLD)
    assert verdict == Verdict(Fate.RETRY, "not-connected", 30.0)


@pytest.mark.parametrize(
    "error",
    [TimedOut(), NetworkError("Bad Gateway"), because(httpx.ReadError("")), because(httpx.ReadTimeout(""), TimedOut())],
    ids=["timed-out", "502", "cut", "read-timeout"],
)
def test_when_nobody_knows_the_policy_decides(error: Exception) -> None:
    assert judge(error, outgoing(Policy.AT_MOST_ONCE), WORLD).fate is Fate.UNKNOWN
    assert judge(error, outgoing(Policy.AT_LEAST_ONCE), WORLD).fate is Fate.RETRY
    assert judge(error, outgoing(Policy.AT_MOST_ONCE, message=NewButtons(1)), WORLD).fate is Fate.RETRY


@pytest.mark.parametrize("error", [RetryAfter(30), TimedOut(), NetworkError("Bad Gateway")], ids=["429", "time", "502"])
@pytest.mark.parametrize("policy", Policy)
def test_buttons_are_tried_twice_and_soon(error: Exception, policy: Policy) -> None:
    first = judge(error, outgoing(policy, message=NewButtons(1)), WORLD)
    assert (first.fate, first.retry_after) == (Fate.RETRY, 1.0)
    assert judge(error, outgoing(policy, 1, NewButtons(1)), WORLD) == Verdict(Fate.DEAD, "edit")


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

"""What an error of the Bot API means for a message: sent after all, again later, never, or nobody knows.

Certainly not sent: no connection, "too many requests", any other refusal. Unknown: a time-out, a cut connection, a
server error; there the message's policy decides. Only codes leave this file, never Telegram's or anybody's words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import httpx
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.conversation.outgoing import Fate, NewButtons, Outgoing, Policy

if TYPE_CHECKING:
    from bot.messenger.world import World

MOST_ATTEMPTS: Final = 8
"""After so many attempts with an unknown end a message is given up."""

_NOT_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_MOST_WAIT_UNCONNECTED: Final = 30.0
_MOST_WAIT_UNKNOWN: Final = 120.0
"""Not longer: what is said next, the words for a crisis among it, waits behind it."""
_WAIT_FOR_TOKEN: Final = 60.0
_MOST_WAIT_BUTTONS: Final = 1.0

_NOTHING_TO_EDIT: Final = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)
_REASONS: Final = {
    "chat not found": "chat-not-found",
    "message is too long": "too-long",
    "message_too_long": "too-long",
    "caption is too long": "too-long",
    "text is empty": "empty",
    "text must be non-empty": "empty",
    "button_data_invalid": "bad-button",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message, in how many seconds it may be tried again, and a code that says why."""

    fate: Fate
    reason: str
    retry_after: float = 0.0


def judge(error: Exception, outgoing: Outgoing, world: World) -> Verdict:
    """Decide what an error means for this message."""
    verdict = _judge(error, outgoing, world)
    if verdict.fate is not Fate.RETRY or not isinstance(outgoing.message, NewButtons):
        return verdict
    # Old buttons harm nobody, but the next words wait behind them: one more try, and soon.
    if outgoing.attempts:
        return Verdict(Fate.DEAD, "edit")
    return replace(verdict, retry_after=min(verdict.retry_after, _MOST_WAIT_BUTTONS))


def _judge(error: Exception, outgoing: Outgoing, world: World) -> Verdict:
    match error:
        case RetryAfter(retry_after=wait):
            verdict = Verdict(Fate.RETRY, "too-many-requests", seconds(wait))
        case Forbidden():
            verdict = Verdict(Fate.BLOCKED, "forbidden")
        case InvalidToken():  # the poller says so and stops; the message waits for the new token
            verdict = Verdict(Fate.RETRY, "token", _WAIT_FOR_TOKEN)
        case BadRequest():
            verdict = _judge_refusal(error.message.lower(), outgoing)
        case NetworkError():
            verdict = _judge_network(error, outgoing, world)
        case _:
            verdict = Verdict(Fate.DEAD, f"error-{type(error).__name__}")
    return verdict


def _judge_refusal(words: str, outgoing: Outgoing) -> Verdict:
    if isinstance(outgoing.message, NewButtons) and any(known in words for known in _NOTHING_TO_EDIT):
        return Verdict(Fate.SENT, "nothing-to-edit")
    code = next((code for known, code in _REASONS.items() if known in words), "bad-request")
    return Verdict(Fate.DEAD, code)


def _judge_network(error: NetworkError, outgoing: Outgoing, world: World) -> Verdict:
    failures = outgoing.attempts + 1
    if isinstance(error.__cause__, _NOT_CONNECTED):
        return Verdict(Fate.RETRY, "not-connected", world.backoff(failures, _MOST_WAIT_UNCONNECTED))
    code = "timed-out" if isinstance(error, TimedOut) else "network"
    harmless_twice = isinstance(outgoing.message, NewButtons)
    if outgoing.policy is Policy.AT_MOST_ONCE and not harmless_twice:
        return Verdict(Fate.UNKNOWN, code)
    if failures >= MOST_ATTEMPTS:
        return Verdict(Fate.DEAD, f"gave-up-{code}")
    return Verdict(Fate.RETRY, code, world.backoff(failures, _MOST_WAIT_UNKNOWN, factor=4.0))


def seconds(wait: float | timedelta) -> float:
    """What Telegram asks us to wait, as seconds, in whichever form the library tells it."""
    return wait.total_seconds() if isinstance(wait, timedelta) else wait

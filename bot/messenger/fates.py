"""What an error of the Bot API means for a message: sent after all, again later, never, or nobody knows.

Certainly not sent: no connection, "too many requests", any other refusal. Unknown: a time-out, a cut connection, a
server error; there the message's policy decides. Only codes leave this file, never Telegram's or anybody's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.conversation.outgoing import Fate, Outgoing, Policy
from bot.messenger.wire import NotSent

if TYPE_CHECKING:
    from bot.messenger.world import World

MOST_ATTEMPTS: Final = 8
"""After so many attempts with an unknown end a message is given up."""

_WAIT_UNCONNECTED: Final = 5.0
_MOST_WAIT_UNKNOWN: Final = 120.0
"""Not longer: what is said next, the words for a crisis among it, waits behind it."""
_WAIT_FOR_TOKEN: Final = 60.0

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
    is_doubtful: bool = False
    """Nobody knows whether it arrived."""


def judge(error: Exception, outgoing: Outgoing, world: World) -> Verdict:
    """Decide what an error means for this message."""
    match error:
        case NetworkError() if not isinstance(error, BadRequest):  # which is one of them there
            return _judge_network(error, outgoing, world)
        case RetryAfter(retry_after=wait):
            return Verdict(Fate.RETRY, "too-many-requests", seconds(wait))
        case Forbidden():
            return Verdict(Fate.BLOCKED, "forbidden")
        case InvalidToken():  # the poller says so and stops; the message waits for the new token
            return Verdict(Fate.RETRY, "token", _WAIT_FOR_TOKEN)
        case BadRequest():
            return Verdict(Fate.DEAD, _explain_refusal(error.message.lower(), outgoing))
        case _:
            return Verdict(Fate.DEAD, f"error-{type(error).__name__}")


def _explain_refusal(words: str, outgoing: Outgoing) -> str:
    """A code, and the step of the dialog that has to be put right."""
    code = next((code for known, code in _REASONS.items() if known in words), "bad-request")
    source = getattr(outgoing.message, "source", "")
    return f"{code} {source}".rstrip()


def _judge_network(error: NetworkError, outgoing: Outgoing, world: World) -> Verdict:
    if isinstance(error, NotSent):  # it has not left: such tries are not counted, or an outage would use them up
        return Verdict(Fate.RETRY, "not-connected", _WAIT_UNCONNECTED * world.backoff(1, 1.0))
    failures = outgoing.attempts + 1
    code = "timed-out" if isinstance(error, TimedOut) else "network"
    if outgoing.policy is Policy.AT_MOST_ONCE:
        return Verdict(Fate.UNKNOWN, code)
    if failures >= MOST_ATTEMPTS:
        return Verdict(Fate.DEAD, f"gave-up-{code}")
    wait = world.backoff(failures, _MOST_WAIT_UNKNOWN, factor=4.0)
    return Verdict(Fate.RETRY, code, wait, is_doubtful=True)


def seconds(wait: float | timedelta) -> float:
    """What Telegram asks us to wait, as seconds, in whichever form the library tells it."""
    return wait.total_seconds() if isinstance(wait, timedelta) else wait

"""What the messenger needs from the conversation and its database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from bot.conversation.backlog import Receipt
    from bot.conversation.events import Arrival, Happening
    from bot.conversation.outgoing import Bubble, Delivered, Outgoing

T = TypeVar("T")


class Intake(Protocol):
    """Where arrivals are turned into turns."""

    def take(self, arrival: Arrival) -> asyncio.Future[Receipt]:
        """Take the turn; the receipt is there after its commit.

        It holds a StorageError where the database is away and nothing was kept. Each person's turns are taken in order,
        and those behind one that fails fail with it.
        """
        ...

    def report(self, delivered: Delivered) -> None:
        """Note what became of a message; a later handover tells when it is written."""
        ...


class Outbox(Protocol):
    """The messenger's side of `bot.conversation.ports.Store`, used in the writer's thread."""

    def take_outgoing(self, channel: str, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Messages that no commit has handed over, marked as being sent."""
        ...

    def more_outgoing_at(self) -> datetime | None:
        """When there is room again for what the last `take_outgoing` left; None where it left nothing."""
        ...

    def recover(self, channel: str, now: datetime) -> None:
        """Decide about what a dead process was sending."""
        ...

    def beat(self, now: datetime, replies: int) -> datetime | None:
        """Tell that this process lives and has sent so many replies; until when the gate is closed, if it is."""
        ...

    def close_gate(self, until: datetime) -> None:
        """Nothing but words for a crisis is to be sent before this moment, by no process."""
        ...

    def lead(self, name: str, now: datetime, seconds: float) -> bool:
        """Take or keep a lease for so long; whether it is this process's."""
        ...

    def step_down(self, name: str) -> None:
        """Give a lease up at once."""
        ...


class Writer(Protocol):
    """Runs a function in the one thread that may use the database."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """Run `work` there; its result or exception is the awaited one."""
        ...


Emergency: TypeAlias = "Callable[[Happening, str | None], Bubble | None]"
"""(what happened, language) -> the words that must go out even when the database is away, or None."""

PrivateOnly: TypeAlias = "Callable[[str | None], str]"
"""language -> the line that says that we talk in private chats only."""


def _ignore(_name: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the messenger is plugged into."""

    intake: Intake
    store: Outbox
    writer: Writer
    emergency: Emergency
    private_only: PrivateOnly
    known_as: Callable[[str], None] = _ignore
    """Hears the bot's user name, once Telegram has told it."""

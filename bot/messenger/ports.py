"""What the messenger needs from the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.events import Arrival, Happening
    from bot.conversation.intake import Receipt
    from bot.conversation.outgoing import Bubble
    from bot.conversation.ports import Store

T = TypeVar("T")


class Intake(Protocol):
    """Where arrivals are turned into turns."""

    async def take(self, arrival: Arrival) -> Receipt:
        """Take the turn; returns after its commit.

        Raises:
            StorageError: the database is away, and nothing was kept.
        """
        ...


class Writer(Protocol):
    """Runs a function in the one thread that may use the store."""

    def __call__(self, work: Callable[[], T], /) -> Awaitable[T]:
        """Run `work` there; its result or exception is the awaited one."""
        ...


Emergency: TypeAlias = "Callable[[Happening, str | None], Bubble | None]"
"""(what happened, language) -> the words that must go out even when the database is away, or None."""

PrivateOnly: TypeAlias = "Callable[[str | None], str]"
"""language -> the line that says that we talk in private chats only."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the messenger is plugged into."""

    intake: Intake
    store: Store
    writer: Writer
    emergency: Emergency
    private_only: PrivateOnly

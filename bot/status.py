"""How the running program is, for whoever operates it. Nobody can be recognised by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import StorageError
from bot.web.figures import Figure
from bot.web.health import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.routing import Route

    from bot.conversation.service import Conversation


class Status:
    """Looks at the parts while they work; what is counted is read, never waited for, but for the backlog."""

    def __init__(self, conversation: Conversation, is_serving: Callable[[], bool]) -> None:
        """`is_serving` tells whether Telegram knows us and nobody has asked us to stop."""
        self._conversation = conversation
        self._is_serving = is_serving

    @property
    def routes(self) -> Sequence[Route]:
        """What a server can serve."""
        return Health({"database": self.reach_database, "telegram": self.know_telegram}, self.read_figures).routes

    async def reach_database(self) -> bool:
        """Whether the database answers; behind whatever it is doing.

        Raises:
            StorageError: it does not.
        """
        await self._conversation.writer(self._conversation.store.next_due_at)
        return True

    async def know_telegram(self) -> bool:
        """Whether Telegram has told who we are."""
        return self._is_serving()

    async def read_figures(self) -> Sequence[Figure]:
        """All that is counted."""
        tally = self._conversation.intake.tally
        fates = {fate.value: count for fate, count in tally.fates.copy().items()}
        return (
            Figure("arrivals", "Arrivals whose turn was committed, those seen before among them.", tally.arrivals),
            Figure("duplicates", "Arrivals that were seen before.", tally.duplicates),
            Figure("failures", "Turns that a fault broke: the person got an apology.", tally.failures),
            Figure("commits", "Transactions; arrivals and timers divided by these are a batch.", tally.commits),
            Figure("timers", "Timers taken.", tally.timers),
            Figure("timers_lateness_seconds", "Seconds that timers were late, all together.", tally.lateness),
            Figure("timers_worst_lateness_seconds", "The seconds of the latest.", tally.worst_lateness, grows=False),
            Figure("messages", "What became of messages, by fate.", fates, label="fate"),
            Figure("waiting", "Arrivals that wait for their turn.", self._conversation.intake.waiting, grows=False),
            *await self._read_backlog(),
        )

    async def _read_backlog(self) -> Sequence[Figure]:
        try:
            backlog: Mapping[str, int] = await self._conversation.writer(self._conversation.store.backlog)
        except StorageError:
            return ()
        meaning = "What is due and waits in the database, up to 10,000 of a kind."
        return (Figure("backlog", meaning, backlog, label="kind", grows=False),)

"""Confirms updates to Telegram only when their turns are committed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter

from bot.errors import MessengerError
from bot.messenger.connection import REFUSED, explain_conflict
from bot.messenger.fates import seconds
from bot.messenger.lease import Lease
from bot.messenger.mailbox import Mailbox
from bot.messenger.world import World, unless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.messenger.connection import Line
    from bot.messenger.ports import Ports
    from bot.messenger.raw import Raw
    from bot.messenger.reception import Reception

MOST_CONFLICTS: Final = 5
"""So many in a row end the program; fewer are another one of ours that is just being replaced."""
_AFTER_CONFLICT: Final = 2.5
_AGAIN: Final = 1.0
"""Seconds after which updates that were not taken are fetched again, and with them what came meanwhile."""
_MOST_WAIT: Final = 30.0
_LAST_WORD: Final = 1.0
"""Seconds that giving up the lease may take."""

_log = structlog.get_logger()


class Poller:
    """One loop: fetch a batch, have it taken, move the offset past what is committed. Stands by while another polls."""

    def __init__(self, line: Line, reception: Reception, ports: Ports, world: World) -> None:
        """Nothing is fetched yet."""
        self._mailbox = Mailbox(line)
        self._reception = reception
        self._world = world
        self._lease = Lease(
            f"poller:{line.bot.token.partition(':')[0]}", ports.store, ports.writer, world, self._hang_up
        )
        self._fetching: asyncio.Task[list[Raw]] | None = None
        self._offset: int | None = None
        self._taken: set[int] = set()
        """Updates that come again only because one before them is left."""
        self._failures = 0
        self._conflicts = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; turns that are not stuck are waited for.

        Raises:
            MessengerError: Telegram refuses the token, or someone else gets our updates.
        """
        ending = asyncio.Event()
        keeping = asyncio.create_task(self._lease.keep(ending))
        stopping = asyncio.create_task(self._hang_up_at(stop))
        try:
            while not stop.is_set():
                if not self._lease.held.is_set():
                    await unless(stop, self._lease.held.wait())
                elif wait := await self._try_once():
                    await unless(stop, self._world.sleep(wait))
        finally:
            ending.set()
            stopping.cancel()
            await asyncio.wait({keeping}, timeout=_LAST_WORD)
            keeping.cancel()
            await self._reception.close()

    async def _try_once(self) -> float:
        """Do one round; the seconds to wait before the next."""
        try:
            all_taken = await self._poll()
        except (InvalidToken, EndPointNotFound):
            raise MessengerError(REFUSED) from None
        except Conflict:
            return await self._bear_conflict()
        except RetryAfter as error:
            return seconds(error.retry_after)
        except Exception as error:  # noqa: BLE001 - polling goes on whatever Telegram sends
            self._failures += 1
            _log.warning("polling failed", kind=type(error).__name__, failures=self._failures)
            return self._world.backoff(self._failures, _MOST_WAIT)
        self._failures = self._conflicts = 0
        return 0.0 if all_taken else _AGAIN

    async def _bear_conflict(self) -> float:
        await self._lease.ask()
        if not self._lease.held.is_set():
            return 0.0  # it was one of ours that took over
        self._conflicts += 1
        _log.warning("someone else fetches updates", times=self._conflicts)
        if self._conflicts >= MOST_CONFLICTS:
            raise explain_conflict(await self._mailbox.find_webhook()) from None
        return _AFTER_CONFLICT

    async def _poll(self) -> bool:
        """Whether everything that came was taken."""
        updates = await self._fetch()
        if updates is None:
            return True
        if not updates:
            # All is confirmed. After a week of silence ids may begin anew, below an offset that we kept.
            self._offset = None
            return True
        left = await self._reception.take(self._pick_new(updates))
        self._taken = {raw["update_id"] for raw in updates} - left if left else set()
        self._offset = min(left, default=updates[-1]["update_id"] + 1)
        return not left

    def _pick_new(self, updates: Sequence[Raw]) -> Sequence[Raw]:
        return [raw for raw in updates if raw["update_id"] not in self._taken] if self._taken else updates

    async def _fetch(self) -> list[Raw] | None:
        """Wait for updates; None where we have hung up."""
        self._fetching = asyncio.create_task(self._mailbox.fetch(self._offset))
        try:
            return await self._fetching
        except asyncio.CancelledError:
            if self._fetching.cancelled() and not _is_cancelled():
                return None
            raise
        finally:
            self._fetching = None

    def _hang_up(self) -> None:
        """Wait for updates no longer."""
        if self._fetching:
            self._fetching.cancel()

    async def _hang_up_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._hang_up()


def _is_cancelled() -> bool:
    """Whether it is this task itself that is to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.messenger.lease import Lease
from bot.messenger.world import World
from tests.messenger.fakes import FakeStore, run_here


class Holder:
    """A process that wants a lease."""

    def __init__(self, store: FakeStore) -> None:
        self.store = store
        self.losses = 0
        self.lease = Lease("poller:42", store, run_here, World(sleep=lambda _: asyncio.sleep(0)), self._lose)

    def _lose(self) -> None:
        self.losses += 1

    def ask(self, times: int = 1) -> bool:
        """Whether it is held afterwards."""

        async def ask() -> None:
            for _ in range(times):
                await self.lease.ask()

        asyncio.run(ask())
        return self.lease.held.is_set()


def test_the_first_to_ask_has_it() -> None:
    assert Holder(FakeStore()).ask()


def test_who_stands_by_says_so_once() -> None:
    with capture_logs() as logs:
        assert not Holder(FakeStore(others_lead=True)).ask(3)
    assert len(logs) == 1


def test_who_loses_it_is_told() -> None:
    holder = Holder(FakeStore())
    holder.ask()
    holder.store.others_lead = True
    with capture_logs():
        assert not holder.ask(2)
    assert holder.losses == 1


def test_while_the_database_is_away_everything_stays_as_it_was() -> None:
    with capture_logs():
        assert not Holder(FakeStore(away=1)).ask()
        holder = Holder(FakeStore())
        holder.ask()
        holder.store.away = 1
        assert holder.ask()


def test_it_is_given_up_at_the_end() -> None:
    store = FakeStore()

    async def keep_a_little() -> None:
        stop = asyncio.Event()
        keeping = asyncio.create_task(Holder(store).lease.keep(stop))
        await asyncio.sleep(0.02)
        assert store.leases == {"poller:42"}
        stop.set()
        await keeping

    asyncio.run(keep_a_little())
    assert not store.leases

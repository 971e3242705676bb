"""What one person is to be sent now, in memory: their messages in order, words for a crisis past them."""

from __future__ import annotations

import asyncio
from bisect import insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.conversation.outgoing import Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.conversation.outgoing import Delivered, Outgoing
    from bot.messenger.errands import Errands
    from bot.messenger.pauses import Pauses
    from bot.messenger.world import World

ENDS: Final = frozenset({Fate.RETRY, Fate.BLOCKED})
"""After these nothing more of the person's is sent before the database has put it back."""


class Carrier(Protocol):
    """Whoever brings messages to Telegram."""

    async def deliver(self, outgoing: Outgoing) -> Delivered:
        """Send a message; it never raises."""
        ...

    async def show_typing(self, outgoing: Outgoing) -> None:
        """Show that more is to come."""
        ...


@dataclass(slots=True)
class _Round:
    """`waiting` holds messages, and whether each follows another one in one go."""

    waiting: list[tuple[Outgoing, bool]] = field(default_factory=list)
    on_way: int = 0
    """So many of the person's tasks run: one for the queue, one for each of the words for a crisis."""
    is_queue_served: bool = False
    endings: list[Delivered] = field(default_factory=list)
    """Why the round is over, where it is: they make the database put back everything that it thinks on its way."""
    unwritten: int = 0


class Rounds:
    """Sends each person's messages one after the other, and those of all people at once."""

    def __init__(
        self, courier: Carrier, pauses: Pauses, errands: Errands, report: Callable[[Delivered], None], world: World
    ) -> None:
        """`report` is told what became of each message; `note_written` hears when such a report is written."""
        self._courier = courier
        self._pauses = pauses
        self._errands = errands
        self._report = report
        self._world = world
        self._rounds: dict[str, _Round] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.replies = 0
        """How many were sent to someone who sits waiting, so far."""

    def __len__(self) -> int:
        """How many people are being served, and words for a crisis beside them."""
        return len(self._tasks)

    def begin(self, messages: Sequence[Outgoing]) -> None:
        """Send these, each person's in order. What belongs to a round that is over is left to the database."""
        before = ""
        for outgoing in messages:
            person_id = outgoing.person_id
            served = self._rounds.get(person_id)
            if served is None:
                served = self._rounds[person_id] = _Round()
            if served.endings:
                continue
            if outgoing.message.is_urgent:
                self._start(self._send_urgent(outgoing, served), served)
            else:
                insort(served.waiting, (outgoing, person_id == before), key=_find_place)
                if not served.is_queue_served:
                    served.is_queue_served = True
                    self._start(self._send_queue(person_id, served), served)
            before = person_id

    def note_written(self, ending: Delivered) -> None:
        """A report that ended a round is in the database: what is handed over from now on is sent again."""
        served = self._rounds.get(ending.person_id)
        if served and served.unwritten:
            served.unwritten -= 1
            if not served.unwritten:
                del self._rounds[ending.person_id]

    async def drain(self) -> None:
        """Return when everything is sent, what comes meanwhile too."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def abandon(self) -> None:
        """Let go of what is on its way: nobody knows whether it arrives."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, sending: Coroutine[Any, Any, None], served: _Round) -> None:
        served.on_way += 1
        task = asyncio.create_task(sending)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send_urgent(self, outgoing: Outgoing, served: _Round) -> None:
        await self._send(outgoing, served)
        self._close(outgoing.person_id, served)

    async def _send_queue(self, person_id: str, served: _Round) -> None:
        while served.waiting and not served.endings:
            outgoing, follows = served.waiting[0]
            pause = self._pauses.find_pause(outgoing, follows=follows)
            if pause > 0:
                if follows:
                    self._errands.send("typing", self._courier.show_typing(outgoing))
                await self._world.sleep(pause)
                if served.endings:
                    break
            del served.waiting[0]
            await self._send(outgoing, served)
        served.is_queue_served = False
        self._close(person_id, served)

    async def _send(self, outgoing: Outgoing, served: _Round) -> None:
        self._pauses.note(outgoing)
        delivered = await self._courier.deliver(outgoing)
        if delivered.fate in ENDS:
            served.endings.append(delivered)
        else:
            self.replies += not outgoing.is_bulk
            self._report(delivered)

    def _close(self, person_id: str, served: _Round) -> None:
        served.on_way -= 1
        if served.on_way:
            return
        if not served.endings:
            del self._rounds[person_id]
            return
        served.unwritten = len(served.endings)
        for ending in served.endings:
            self._report(ending)


def _find_place(each: tuple[Outgoing, bool]) -> int:
    return each[0].number

"""The program with its power on a fuse, and a messenger that sends when it is told to."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.conversation.events import Address, Arrival, Tapped
from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.conversation.service import Conversation
from bot.storage.store import open_store
from tests.chaos.fuse import Fuse, fused
from tests.conversation.examples import KEY, NOW, Clock, programme

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.conversation.outgoing import Handover, Outgoing

CHANNEL = "test"
NOBODY = Arrival(Address(CHANNEL, "nobody"), Tapped("0:0:old"))
"""Leaves no trace."""


class Chats:
    """What reached whom over all lives, each message with its number."""

    def __init__(self) -> None:
        """Nothing was said."""
        self._came: defaultdict[Address, list[tuple[int, str]]] = defaultdict(list)

    def show(self, letter: Outgoing) -> None:
        """It arrives."""
        words = letter.message.text if isinstance(letter.message, Bubble) else letter.message.name
        self._came[letter.address].append((letter.number, words))

    def tell(self, who: Address) -> list[str]:
        """What someone heard, what came once more left out."""
        return [words for _, words in dict.fromkeys(self._came[who])]

    def count_copies(self, *people: Address) -> int:
        """How often the same message came to one of these people, at most."""
        return max(max(Counter(self._came[who]).values(), default=0) for who in people)


class Puppet:
    """The program from its start to a power cut, with a messenger that sends when it is told to."""

    def __init__(self, url: str, chats: Chats, now: datetime = NOW) -> None:
        """Open the database; from then on `fuse` counts what is done to it."""
        self.fuse = Fuse()
        self.clock = Clock(now)
        with fused(self.fuse):
            self.store = open_store(url, KEY, self.clock, sends=CHANNEL)
            self.store.recover(CHANNEL, now)
        self.conversation = Conversation(self.store, programme(), self.clock)
        self.conversation.on_commit(self._keep)
        self.unsent: list[Outgoing] = []
        self._chats = chats

    async def take_due(self) -> None:
        """Take every turn that is due by the clock."""
        while await self.conversation.intake.take_due():
            pass

    async def take(self, *arrivals: Arrival) -> list[object]:
        """What came of each."""
        receipts = [self.conversation.intake.take(each) for each in arrivals]
        return list(await asyncio.gather(*receipts, return_exceptions=True))

    def send(self) -> list[Outgoing]:
        """Send what was handed over; what was sent is to be reported."""
        sent, self.unsent = self.unsent, []
        for letter in sent:
            self._chats.show(letter)
        return sent

    def report(self, sent: Sequence[Outgoing]) -> None:
        """Tell that these have arrived."""
        for each in sent:
            self.conversation.intake.report(Delivered(each.person_id, each.number, Fate.SENT, str(each.number)))

    async def send_all(self) -> None:
        """Send and report until nothing is left."""
        while True:
            self.unsent += await self.conversation.writer(lambda: self.store.take_outgoing(CHANNEL, self.clock.now, 50))
            if not self.unsent:
                return
            self.report(self.send())
            await self.conversation.intake.take(NOBODY)  # takes the reports along

    async def close(self) -> None:
        """Let go of the database; with a blown fuse nothing is written any more."""
        await self.conversation.close()

    def _keep(self, handover: Handover) -> None:
        self.unsent += handover.messages

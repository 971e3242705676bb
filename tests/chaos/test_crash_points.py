"""The power goes before each statement of a batch in turn: all of the batch is there afterwards, or nothing."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from bot.conversation.events import Address, Arrival, Tapped, Wrote
from bot.conversation.outgoing import Bubble, Delivered, Fate
from bot.conversation.service import Conversation
from bot.errors import StorageError
from bot.storage.database import connect
from bot.storage.store import open_store
from bot.storage.tables import metadata
from tests.chaos.fuse import Fuse, fused
from tests.conversation.examples import KEY, Clock, programme
from tests.storage.examples import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.conversation.events import Happening
    from bot.conversation.outgoing import Handover, Outgoing

Stored: TypeAlias = dict[str, list[tuple[object, ...]]]

EVERYONE = ANA, BEN, CLEO, DORA, EMIL, FAY = tuple(
    Address("test", name) for name in ("ana", "ben", "cleo", "dora", "emil", "fay")
)


class Chats:
    """What reached whom over all lives, each message with its number."""

    def __init__(self) -> None:
        self._came: defaultdict[Address, list[tuple[int, str]]] = defaultdict(list)

    def show(self, letter: Outgoing) -> None:
        words = letter.message.text if isinstance(letter.message, Bubble) else letter.message.name
        self._came[letter.address].append((letter.number, words))

    def tell(self, who: Address) -> list[str]:
        """What someone heard, what came once more left out."""
        return [words for _, words in dict.fromkeys(self._came[who])]

    def most_copies(self) -> int:
        """How often the same message came."""
        return max(max(Counter(came).values()) for came in self._came.values())


class Life:
    """The program from its start to a power cut, with a messenger that sends when it is told to."""

    def __init__(self, url: str, chats: Chats) -> None:
        self.fuse = Fuse()
        with fused(self.fuse):
            self.store = open_store(url, KEY, Clock(), sends="test")
            self.store.recover("test", Clock().now)
        self.conversation = Conversation(self.store, programme(), Clock())
        self.conversation.on_commit(self._keep)
        self.unsent: list[Outgoing] = []
        self._chats = chats

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

    def report(self, sent: Sequence[Outgoing], fate: Fate = Fate.SENT) -> None:
        for each in sent:
            told = Delivered(each.person_id, each.number, fate, str(each.number) if fate is Fate.SENT else None)
            self.conversation.intake.report(told)

    async def send_all(self) -> None:
        """Send and report until nothing is left."""
        while True:
            self.unsent += await self.conversation.writer(lambda: self.store.take_outgoing("test", Clock().now, 50))
            if not self.unsent:
                return
            self.report(self.send())
            await self.conversation.intake.take(NOBODY)  # takes the reports along

    async def close(self) -> None:
        await self.conversation.close()

    def _keep(self, handover: Handover) -> None:
        self.unsent += handover.messages


def came(who: Address, what: Happening | str, update_id: int) -> Arrival:
    return Arrival(who, Wrote(what) if isinstance(what, str) else what, update_id, "en")


LAST_WORDS = "All gone."
NOBODY = Arrival(Address("test", "nobody"), Tapped("0:0:old"))
"""Leaves no trace."""
BEFORE = [
    [came(who, "/start", 1) for who in (ANA, BEN, DORA, EMIL, FAY)],
    [came(ANA, "fine", 2), came(BEN, "/pause", 2), came(EMIL, "/forget", 2), came(FAY, "good", 2)],
    [came(ANA, "/craving", 3), came(DORA, "well", 3)],
]
BATCH = [
    came(ANA, "strong", 4),  # an answer, a timer set and one cancelled
    came(BEN, Tapped("2:2:1_day"), 4),  # buttons settled, all check-ins planned anew
    came(CLEO, "hello", 1),  # a stranger
    came(DORA, "well", 3),  # an update that was seen before
    came(EMIL, "yes", 4),  # everything is deleted
    came(FAY, "/export", 4),  # a file
]


async def come_so_far(url: str, chats: Chats) -> Life:
    """Everyone has a past; the last words to Ana and Dora have left, which nobody has written down yet."""
    life = Life(url, chats)
    for batch in BEFORE:
        await life.send_all()
        await life.take(*batch)
    life.report(life.send())
    return life


async def play(url: str, blows_at: int | None) -> tuple[int, Chats, Stored]:
    """The batch and what follows, perhaps with a power cut; how many statements there were, and what came of it."""
    chats = Chats()
    life = await come_so_far(url, chats)
    before = read_all(url)
    life.fuse.arm(blows_at)
    receipts = await life.take(*BATCH)
    if any(isinstance(each, StorageError) for each in receipts):
        assert all(isinstance(each, StorageError) for each in receipts)
        assert read_all(url) == before
    with suppress(StorageError):
        await life.send_all()
    burnt = life.fuse.burnt
    if life.fuse.blown:
        await life.close()
        life = Life(url, chats)
        assert not any(isinstance(each, BaseException) for each in await life.take(*find_unconfirmed(chats)))
        await life.send_all()
    stored = read_all(url)
    await life.close()
    return burnt, chats, stored


def find_unconfirmed(chats: Chats) -> list[Arrival]:
    """What may come again. Of someone who was forgotten not even the updates are remembered after the last words."""
    return [each for each in BATCH if each.address != EMIL or LAST_WORDS not in chats.tell(EMIL)]


def tell(stored: Stored) -> dict[str, object]:
    """What must be the same, whenever the power went: ids and sealed words differ each time."""
    return {
        "people": len(stored["people"]),
        "addresses": sorted(str(row[2]) for row in stored["addresses"]),
        "updates": Counter(row[1] for row in stored["updates"]),
        "answers": Counter((row[1], *row[4:8]) for row in stored["answers"]),
        "timers": Counter(row[1:] for row in stored["timers"]),
        "messages": Counter((row[1], row[2], row[3], row[4] is None) for row in stored["outbox"]),
    }


def wipe(url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/leeward.db"
    return str(request.getfixturevalue("postgres_url"))


def test_a_batch_is_there_as_a_whole_or_not_at_all_and_taken_again_it_happens_once(url: str) -> None:
    with capture_logs():
        statements, chats, stored = asyncio.run(play(url, None))
        assert statements > len(BATCH)
        for number in range(1, statements + 1):
            wipe(url)
            burnt, again, stored_again = asyncio.run(play(url, number))
            assert burnt >= number
            assert tell(stored_again) == tell(stored), f"before statement {number}"
            assert [again.tell(who) for who in EVERYONE] == [chats.tell(who) for who in EVERYONE]
            assert again.most_copies() <= 2
    print(f"\n{statements} statements, the power gone before each")  # noqa: T201 - shown when asked for

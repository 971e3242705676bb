"""The power goes before each statement of a batch in turn: all of the batch is there afterwards, or nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import pytest
from sqlalchemy import delete
from structlog.testing import capture_logs

from bot.conversation.events import Address, Arrival, Tapped, Wrote
from bot.errors import StorageError
from bot.storage.database import connect
from bot.storage.tables import metadata
from tests.chaos.puppet import CHANNEL, Chats, Puppet
from tests.storage.examples import read_all

if TYPE_CHECKING:
    from pathlib import Path

    from bot.conversation.events import Happening

Stored: TypeAlias = dict[str, list[tuple[object, ...]]]

EVERYONE = ANA, BEN, CLEO, DORA, EMIL, FAY = tuple(
    Address(CHANNEL, name) for name in ("ana", "ben", "cleo", "dora", "emil", "fay")
)


def came(who: Address, what: Happening | str, update_id: int) -> Arrival:
    return Arrival(who, Wrote(what) if isinstance(what, str) else what, update_id, "en")


LAST_WORDS = "All gone."
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


PROMISES = [
    [came(who, "/start", 1) for who in (ANA, BEN, CLEO)],
    [came(ANA, "/times", 2), came(BEN, "/craving", 2), came(CLEO, "/craving", 2)],
    [came(ANA, "20:30", 3), came(CLEO, "strong", 3)],
]
"""A check-in, an hour of silence, and a question a quarter of an hour later."""


async def come_so_far(url: str, chats: Chats) -> Puppet:
    """Everyone has a past; the last words to Ana and Dora have left, which nobody has written down yet."""
    puppet = Puppet(url, chats)
    for batch in BEFORE:
        await puppet.send_all()
        await puppet.take(*batch)
    puppet.report(puppet.send())
    return puppet


async def play(url: str, blows_at: int | None) -> tuple[int, Chats, Stored]:
    """The batch and what follows, perhaps with a power cut; how many points there were, and what came of it."""
    chats = Chats()
    puppet = await come_so_far(url, chats)
    before = read_all(url)
    puppet.fuse.arm(blows_at)
    receipts = await puppet.take(*BATCH)
    if any(isinstance(each, StorageError) for each in receipts):
        assert all(isinstance(each, StorageError) for each in receipts)
        assert (read_all(url) == before) is not puppet.fuse.blown_behind_commit
    with suppress(StorageError):
        await puppet.send_all()
    burnt = puppet.fuse.burnt
    if puppet.fuse.blown:
        await puppet.close()
        puppet = Puppet(url, chats)
        assert not any(isinstance(each, BaseException) for each in await puppet.take(*find_unconfirmed(chats)))
        await puppet.send_all()
    stored = read_all(url)
    await puppet.close()
    return burnt, chats, stored


async def play_by_the_clock(url: str, blows_at: int | None) -> tuple[int, Chats, Stored]:
    """The same for a check-in, a silence and a promise that are all due."""
    chats = Chats()
    puppet = Puppet(url, chats)
    for batch in PROMISES:
        await puppet.take(*batch)
        await puppet.send_all()
    puppet.clock.go_on(minutes=65)
    puppet.fuse.arm(blows_at)
    with suppress(StorageError):
        await puppet.take_due()
        await puppet.send_all()
    burnt = puppet.fuse.burnt
    if puppet.fuse.blown:
        await puppet.close()
        puppet = Puppet(url, chats, puppet.clock.now)
        await puppet.take_due()
        await puppet.send_all()
    stored = read_all(url)
    await puppet.close()
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
        points, chats, stored = asyncio.run(play(url, None))
        assert points > len(BATCH)
        for number in range(1, points + 1):
            wipe(url)
            burnt, again, stored_again = asyncio.run(play(url, number))
            assert burnt >= number
            assert tell(stored_again) == tell(stored), f"at point {number}"
            assert [again.tell(who) for who in EVERYONE] == [chats.tell(who) for who in EVERYONE]
            assert again.count_copies(*EVERYONE) <= 2
    print(f"\n{points} points, the power gone at each")  # noqa: T201 - shown when asked for


def test_what_the_clock_sends_is_sent_once_and_a_check_in_that_is_unclear_never_again(url: str) -> None:
    with capture_logs():
        points, chats, stored = asyncio.run(play_by_the_clock(url, None))
        check_in = "How was today?"
        assert chats.tell(ANA).count(check_in) == 1
        unclear = 0
        for number in range(1, points + 1):
            wipe(url)
            _, again, stored_again = asyncio.run(play_by_the_clock(url, number))
            assert tell(stored_again)["timers"] == tell(stored)["timers"], f"at point {number}"
            assert [again.tell(who) for who in (BEN, CLEO)] == [chats.tell(who) for who in (BEN, CLEO)]
            assert again.count_copies(BEN, CLEO) <= 2
            assert again.count_copies(ANA) == 1
            unclear += check_in not in again.tell(ANA)
    print(f"\n{points} points, at {unclear} of them no check-in")  # noqa: T201 - shown when asked for

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.conversation.backlog import MOST, Backlog, Receipt
from bot.conversation.events import Arrival, Flooded, Wrote
from tests.conversation.examples import ANA, BEN, play

if TYPE_CHECKING:
    from bot.conversation.events import Address, Happening


def is_urgent(what: Happening) -> bool:
    return what == Wrote("help")


def add(backlog: Backlog, text: str, address: Address = ANA) -> asyncio.Future[Receipt]:
    receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
    backlog.add(Arrival(address, Wrote(text)), receipt)
    return receipt


def next_batch(backlog: Backlog, size: int = 10) -> list[tuple[Address, Happening]]:
    return [(each.arrival.address, each.arrival.what) for each in backlog.next_batch(size)]


def test_a_batch_holds_the_first_of_each_and_who_has_more_comes_after_the_others() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        for text, address in (("1", ANA), ("2", ANA), ("3", BEN)):
            add(backlog, text, address)
        assert next_batch(backlog, 1) == [(ANA, Wrote("1"))]
        assert next_batch(backlog) == [(BEN, Wrote("3")), (ANA, Wrote("2"))]
        assert next_batch(backlog) == []
        assert not backlog

    play(story())


def test_of_a_flood_one_event_is_left_and_all_of_it_learn_what_came_of_that() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        taken = [add(backlog, str(number)) for number in range(MOST)]
        dropped = [add(backlog, "too much") for _ in range(3)]
        assert len(backlog) == MOST + 1
        read = [backlog.next_batch(1)[0] for _ in range(MOST + 1)]
        assert [each.arrival.what for each in read] == [*(Wrote(str(number)) for number in range(MOST)), Flooded()]
        read[-1].settle(Receipt(dropped=True))
        assert [each.result().dropped for each in dropped] == [True] * 3
        assert not any(each.done() for each in taken)

    play(story())


def test_words_for_help_are_read_in_any_flood() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        for number in range(MOST + 5):
            add(backlog, str(number))
        add(backlog, "help")
        add(backlog, "more")
        assert [backlog.next_batch(1)[0].arrival.what for _ in range(MOST + 2)][-2:] == [Flooded(), Wrote("help")]
        assert not backlog

    play(story())


def test_where_there_is_room_again_everything_is_read_and_the_next_flood_is_another() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        for number in range(MOST + 2):
            add(backlog, str(number))
        for _ in range(MOST + 1):
            backlog.next_batch(1)
        for number in range(MOST + 1):
            add(backlog, str(number))
        assert [backlog.next_batch(1)[0].arrival.what for _ in range(MOST + 1)][-1] == Flooded()

    play(story())


def test_what_fails_for_a_person_fails_for_all_that_waits_of_them_and_nobody_else() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        theirs = [add(backlog, str(number)) for number in range(MOST + 2)]
        others = add(backlog, "hello", BEN)
        backlog.fail(ANA, error := ValueError("away"))
        assert [each.exception() for each in theirs] == [error] * len(theirs)
        assert next_batch(backlog) == [(BEN, Wrote("hello"))]
        assert not others.done()

    play(story())


def test_whoever_waits_no_longer_is_not_told() -> None:
    async def story() -> None:
        backlog = Backlog(is_urgent)
        add(backlog, "hello").cancel()
        (waiting,) = backlog.next_batch(1)
        waiting.settle(Receipt())
        waiting.fail(ValueError("away"))

    play(story())

from __future__ import annotations

import asyncio

from bot.messenger.pacing import RateGate
from bot.messenger.world import World


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def make_gate(per_second: float) -> tuple[RateGate, Clock]:
    clock = Clock()
    return RateGate(per_second, World(monotonic=lambda: clock.now, sleep=clock.sleep)), clock


async def pass_through(gate: RateGate, times: int) -> None:
    for _ in range(times):
        await gate.enter()


def test_a_burst_of_one_second_passes_at_once() -> None:
    gate, clock = make_gate(30)
    asyncio.run(pass_through(gate, 30))
    assert clock.slept == []


def test_more_than_that_is_spread_evenly() -> None:
    gate, clock = make_gate(10)
    asyncio.run(pass_through(gate, 40))
    assert len(clock.slept) == 30
    assert round(sum(clock.slept), 6) == 3.0


def test_after_a_rest_it_is_full_again_but_not_fuller() -> None:
    gate, clock = make_gate(10)
    asyncio.run(pass_through(gate, 10))
    clock.now += 60
    asyncio.run(pass_through(gate, 11))
    assert len(clock.slept) == 1


def test_those_who_come_together_queue_up() -> None:
    gate, clock = make_gate(2)

    async def come_together() -> None:
        await asyncio.gather(*(gate.enter() for _ in range(5)))

    asyncio.run(come_together())
    assert clock.slept[0] == 0.5


def test_whoever_is_urgent_goes_first() -> None:
    gate, _ = make_gate(1)
    passed: list[str] = []

    async def enter(name: str, rank: int) -> None:
        await gate.enter(rank)
        passed.append(name)

    async def come_together() -> None:
        ranks = {"first": 2, "bulk": 2, "more bulk": 2, "reply": 1, "crisis": 0}
        await asyncio.gather(*(enter(name, rank) for name, rank in ranks.items()))

    asyncio.run(come_together())
    assert passed == ["first", "crisis", "reply", "bulk", "more bulk"]


def test_whoever_gives_up_takes_nobodys_place() -> None:
    gate, clock = make_gate(1)

    async def give_up() -> None:
        await gate.enter()
        waiting = [asyncio.create_task(gate.enter()) for _ in range(2)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await waiting[1]

    asyncio.run(give_up())
    assert clock.slept == [1.0]


def test_there_is_room_for_one_second_and_always_for_one() -> None:
    gate, _ = make_gate(3)

    async def fill() -> list[int]:
        rooms: list[int] = []
        async with asyncio.TaskGroup() as group:
            for _ in range(8):
                group.create_task(gate.enter())
            group.create_task(note(rooms))
        return [*rooms, gate.room]

    async def note(rooms: list[int]) -> None:
        rooms.append(gate.room)

    assert asyncio.run(fill()) == [1, 3]


def test_less_than_one_a_second_works() -> None:
    gate, clock = make_gate(0.5)
    asyncio.run(pass_through(gate, 2))
    assert clock.slept == [2.0]

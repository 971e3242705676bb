"""The order of one person's messages in memory, and how a round ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.conversation.events import Address
from bot.conversation.outgoing import Bubble, Delivered, Fate, Outgoing
from bot.messenger.errands import Errands
from bot.messenger.pauses import Pauses
from bot.messenger.rounds import Rounds
from bot.messenger.world import World

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


@dataclass
class SlowCourier:
    """Delivers when it is told to, with the fate it is told."""

    carried: list[int] = field(default_factory=list)
    arrived: dict[int, asyncio.Future[Fate]] = field(default_factory=dict)

    async def deliver(self, outgoing: Outgoing) -> Delivered:
        self.carried.append(outgoing.number)
        self.arrived[outgoing.number] = asyncio.get_running_loop().create_future()
        return Delivered(outgoing.person_id, outgoing.number, await self.arrived[outgoing.number])

    async def show_typing(self, outgoing: Outgoing) -> None:
        """Nobody looks."""

    async def end(self, number: int, fate: Fate = Fate.SENT) -> None:
        """This one ends so."""
        self.arrived[number].set_result(fate)
        await rest()


@dataclass
class Scene:
    """Rounds, and what they reported."""

    courier: SlowCourier
    rounds: Rounds
    reports: list[Delivered]

    async def begin(self, *messages: Outgoing) -> None:
        self.rounds.begin(messages)
        await rest()

    def told(self) -> list[tuple[int, Fate]]:
        return [(report.number, report.fate) for report in self.reports]


async def rest() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


def play(story: Callable[[Scene], Awaitable[None]]) -> None:
    async def run() -> None:
        courier, reports, world = SlowCourier(), list[Delivered](), World()
        scene = Scene(courier, Rounds(courier, Pauses(0, 0, world), Errands(), reports.append, world), reports)
        await story(scene)
        await scene.rounds.abandon()

    asyncio.run(run())


def bubble(number: int, person: str = "p1") -> Outgoing:
    return Outgoing(person, number, Address("telegram", person), Bubble("hi"))


def crisis(number: int) -> Outgoing:
    return Outgoing("p1", number, Address("telegram", "p1"), Bubble("Call 112.", source="safety.K1"))


def test_one_is_on_its_way_at_a_time_and_what_came_late_finds_its_place() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1), bubble(4))
        await scene.begin(bubble(3))
        for number in (1, 3, 4):
            assert scene.courier.carried[-1] == number
            await scene.courier.end(number)
        assert len(scene.rounds) == 0
        assert scene.rounds.replies == 3

    play(story)


def test_words_for_a_crisis_wait_for_nothing() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1), bubble(2), crisis(3))
        assert sorted(scene.courier.carried) == [1, 3]

    play(story)


def test_the_end_of_a_round_is_told_when_nothing_of_it_is_on_its_way() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1), bubble(2), crisis(3))
        await scene.courier.end(1, Fate.RETRY)
        assert scene.told() == []
        await scene.courier.end(3)
        assert scene.told() == [(3, Fate.SENT), (1, Fate.RETRY)]
        assert sorted(scene.courier.carried) == [1, 3]

    play(story)


def test_nothing_is_begun_before_each_report_on_the_end_is_written() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1), crisis(2))
        await scene.courier.end(1, Fate.RETRY)
        await scene.courier.end(2, Fate.RETRY)
        first, second = scene.reports
        for report in (first, second):
            await scene.begin(bubble(3), crisis(4))
            assert len(scene.courier.carried) == 2
            scene.rounds.note_written(report)
        await scene.begin(bubble(5))
        assert scene.courier.carried[2:] == [5]

    play(story)


def test_other_people_are_not_concerned() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1), bubble(1, "p2"), bubble(2, "p2"))
        scene.rounds.note_written(Delivered("p2", 1, Fate.RETRY))
        await scene.courier.end(1)
        assert scene.courier.carried == [1, 1, 2]

    play(story)


def test_a_drain_waits_for_what_comes_meanwhile() -> None:
    async def story(scene: Scene) -> None:
        await scene.begin(bubble(1))
        draining = asyncio.create_task(scene.rounds.drain())
        await scene.begin(bubble(2))
        await scene.courier.end(1)
        assert not draining.done()
        await scene.courier.end(2)
        await asyncio.wait_for(draining, 1)

    play(story)

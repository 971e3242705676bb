"""What is counted."""

from __future__ import annotations

from bot.conversation.outgoing import Delivered, Fate
from tests.conversation.examples import World, play


def test_what_is_done_is_counted_and_nobody_is_named() -> None:
    async def story() -> None:
        world = World()
        tally = world.conversation.intake.tally
        await world.take("/craving", update_id=7)
        await world.take("/craving", update_id=7)
        await world.take("/broken")
        assert (tally.commits, tally.arrivals, tally.duplicates, tally.failures) == (3, 3, 1, 1)
        (first, *_) = await world.conversation.writer(
            lambda: world.store.take_outgoing("terminal", world.clock.now, 50)
        )
        world.conversation.intake.report(Delivered(first.person_id, first.number, Fate.SENT, "m1"))
        world.clock.go_on(hours=1, minutes=5)
        await world.conversation.intake.take_due()
        assert (tally.timers, tally.lateness) == (1, 300.0)
        await world.close()
        assert tally.fates == {Fate.SENT: 1}
        assert "ana" not in repr(tally)

    play(story())


def test_what_waits_is_counted() -> None:
    async def story() -> None:
        world = World()
        intake = world.conversation.intake
        assert intake.waiting == 0
        await world.take("hello")
        assert intake.waiting == 0
        await world.close()

    play(story())

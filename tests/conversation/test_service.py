"""Whole conversations, over a database in memory, with the clock in hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.events import Blocked, Edited, Tapped, Unblocked, Wrote
from bot.conversation.outgoing import Document
from bot.dialogue.model import Text
from bot.support.crisis import CrisisClass, Phrasebook, Screen
from tests.conversation.examples import ANA, World, play, programme
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from bot.conversation.events import Happening
    from bot.dialogue.model import Dialog


def setting(zone: str, *times: str) -> Dialog:
    """A dialog ``/live`` that sets someone's zone and check-in times."""
    kept = [variable("time_zone", Text(), kept=True), replace(variable("checkin_times", Text()), is_list=True)]
    return dialog(
        "live", step("set", "Set.", set={"time_zone": zone, "checkin_times": times}), remember=kept, command="live"
    )


@pytest.mark.parametrize(
    ("zone", "first_day"),
    [
        ("Europe/Lisbon", date(2026, 3, 27)),
        ("Europe/Lisbon", date(2026, 10, 23)),
        ("America/New_York", date(2026, 3, 6)),
        ("America/New_York", date(2026, 10, 30)),
        ("Asia/Kathmandu", date(2026, 3, 27)),
    ],
)
def test_the_daily_checkin_comes_at_the_same_local_minute_over_every_change_of_the_clocks(
    zone: str, first_day: date
) -> None:
    local = ZoneInfo(zone)

    async def story() -> None:
        world = World(
            None,
            setting(zone, "07:45", "20:30"),
            now=datetime.combine(first_day, time(0, 1), tzinfo=local).astimezone(UTC),
        )
        await world.tell("hello")
        assert await world.tell("/live") == ["Set.", "Back to where we were:", "How are you?"]
        await world.tell("/stop")
        heard = await world.until(world.clock.now + timedelta(days=5))
        days = [first_day + timedelta(days=number) for number in range(5)]
        wanted = [(datetime.combine(day, at), "How was today?") for day in days for at in (time(7, 45), time(20, 30))]
        assert [(moment.astimezone(local).replace(tzinfo=None), text) for moment, text in heard] == wanted
        await world.close()

    play(story())


def test_a_checkin_that_was_missed_in_an_outage_is_skipped_and_the_next_comes() -> None:
    async def story() -> None:
        world = World(None, setting("UTC", "21:00"))
        for words in ("hello", "/live", "/stop"):
            await world.tell(words)
        world.clock.go_on(hours=3, minutes=1)  # nobody looks at the clock meanwhile
        assert await world.conversation.intake.take_due() == 1
        assert await world.said() == []
        heard = await world.until(world.clock.now + timedelta(days=1))
        assert [text for _, text in heard] == ["How was today?"]
        await world.close()

    play(story())


def test_someone_who_blocked_hears_nothing_until_they_return() -> None:
    async def story() -> None:
        world = World(None, setting("UTC", "21:00"))
        for words in ("hello", "/live", "/stop"):
            await world.tell(words)
        await world.tell(Blocked())
        assert await world.until(world.clock.now + timedelta(days=2)) == []
        await world.tell(Unblocked())
        assert len(await world.until(world.clock.now + timedelta(days=1))) == 1
        await world.close()

    play(story())


def test_a_restart_between_two_turns_changes_nothing_for_the_person() -> None:
    async def story() -> None:
        world = World()
        await world.tell("hello")
        again = World(world.store)
        again._updates = 100  # noqa: SLF001 - Telegram counts on
        assert await again.tell("fine") == ["Thanks."]
        await world.close()
        again.conversation.writer.close()

    play(story())


def test_whoever_asks_gets_all_that_is_stored_and_afterwards_nothing_of_it_is_left() -> None:
    async def story() -> None:
        world = World()
        for words in ("hello", "my own words"):
            await world.tell(words)
        await world.take("/export")
        (file,) = [each.message for each in await world.letters() if isinstance(each.message, Document)]
        assert "my own words" in json.dumps(json.loads(file.content), ensure_ascii=False)
        await world.tell("/forget")
        assert await world.tell("yes") == ["All gone."]
        assert {name: count for name, count in world.store.counts().items() if count} == {}
        assert await world.tell("hello") == ["Hello, I am Leeward.", "How are you?"]
        await world.close()

    play(story())


def test_a_crisis_is_answered_even_while_nothing_can_be_stored() -> None:
    async def story() -> None:
        conversation = (world := World()).conversation
        replies: dict[Happening, str | None] = {
            **dict.fromkeys((Wrote("kill myself"), Edited("kill myself")), "K1 en None"),
            **dict.fromkeys(
                (Wrote("/SOS"), Wrote("sos"), Wrote("/sos@LeewardBot please"), Tapped("sos")), "sos en None"
            ),
            **dict.fromkeys((Wrote("a quiet day"), Tapped("kill myself"), Unblocked())),
        }
        for what, reply in replies.items():
            bubble = conversation.emergency(what, "xx")
            assert (bubble and bubble.text) == reply
        await world.close()

    play(story())


def test_in_a_group_it_is_said_that_talk_is_private() -> None:
    async def story() -> None:
        world = World()
        assert world.conversation.private_only("xx") == "I talk in private chats only. Please write to me there."
        await world.close()

    play(story())


def test_listeners_hear_of_each_commit() -> None:
    async def story() -> None:
        world = World()
        await world.take("hello", ANA)
        await world.take("fine", ANA)
        assert world.commits == 2
        await world.conversation.intake.take_due()
        assert world.commits == 2
        await world.close()

    play(story())


def test_a_batch_plays_one_programme_from_begin_to_end_and_the_next_one_the_new() -> None:
    async def story() -> None:
        old, new = (
            dialog("news", step("a", f"{word} one."), step("b", f"{word} two."), command="news")
            for word in ("Old", "New")
        )
        world = World(None, old)
        await world.tell("hello")
        world.clock.meanwhile = lambda: setattr(world.conversation.stage, "programme", programme(new))
        assert (await world.tell("/news"))[:2] == ["Old one.", "Old two."]
        assert (await world.tell("/news"))[:2] == ["New one.", "New two."]
        await world.close()

    play(story())


def test_words_of_a_crisis_follow_a_new_programme_past_the_database_too() -> None:
    async def story() -> None:
        world = World()
        lantern = Wrote("the lantern went out")
        assert world.conversation.emergency(lantern, "en") is None
        screen = Screen([Phrasebook("en", {"K1": CrisisClass(("the lantern went out",))})])
        world.conversation.stage.programme = replace(programme(), screen=screen)
        found = world.conversation.emergency(lantern, "en")
        assert found
        assert found.text == "K1 en None"
        await world.close()

    play(story())

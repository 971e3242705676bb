"""A small programme, a clock moved by hand, and a whole conversation over a database in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.conversation.events import Address, Arrival, Wrote
from bot.conversation.outgoing import Bubble, Delivered, Fate, Outgoing
from bot.conversation.people import Person
from bot.conversation.programme import Programme
from bot.conversation.service import Conversation
from bot.dialogue.model import Act, Choice, Later, Silence, Text, TimeOfDay, YesNo
from bot.dialogue.playbook import Playbook
from bot.dialogue.run import Standing
from bot.storage.store import open_store
from bot.support.crisis import CrisisClass, Phrasebook, Screen
from bot.support.facts import Facts
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from bot.conversation.events import Happening
    from bot.conversation.intake import Receipt
    from bot.conversation.outgoing import Edit, Handover
    from bot.conversation.ports import Store
    from bot.dialogue.model import Dialog
    from bot.dialogue.values import Value

KEY = bytes(range(32))
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ANA, BEN = Address("terminal", "ana"), Address("terminal", "ben")

NOTE = variable("note", Text(100), kept=True)
TIMES = variable("time", TimeOfDay(), collected_as="checkin_times")
PAUSE_FOR = variable("pause_for", Choice({"1_day": "A day", "2_weeks": "Two weeks", "open": "Open"}))
HOUR = timedelta(hours=1)

DIALOGS = (
    dialog(
        "welcome",
        step("hello", "Hello, I am Leeward."),
        step("how", "How are you?", ask="note"),
        step("bye", "Thanks."),
        remember=[NOTE],
    ),
    dialog("welcome_back", step("hello", "Welcome back.")),
    dialog("introduction", step("who", "I am a program.")),
    dialog("not_understood", step("say", "I did not understand.")),
    dialog("something_went_wrong", step("say", "Sorry, that was my fault.")),
    dialog(
        "craving",
        step("ask", "What is it like?", ask="note", silence=Silence(HOUR, "quiet")),
        step("bye", "It will pass.", later=Later(timedelta(minutes=15), "followup"), go="end"),
        step("quiet", "Whenever you like."),
        remember=[NOTE],
        command="craving",
    ),
    dialog("followup", step("ask", "And now?", ask="note"), remember=[NOTE]),
    dialog(
        "checkin",
        step("ask", "How was today?", ask="note"),
        step("bye", "Good night."),
        remember=[NOTE],
        command="checkin",
    ),
    dialog("times", step("ask", "When?", ask="time"), step("done", "Noted."), remember=[TIMES], command="times"),
    dialog(
        "pause",
        step("ask", "How long?", ask="pause_for"),
        step("do", "Paused.", do=Act.PAUSE),
        remember=[PAUSE_FOR],
        command="pause",
    ),
    dialog("resume", step("do", "On again.", do=Act.RESUME), command="resume"),
    dialog("export", step("do", "Here it is.", do=Act.EXPORT), command="export"),
    dialog(
        "forget",
        step("ask", "Really?", ask="sure"),
        step("do", "All gone.", do=Act.FORGET),
        remember=[variable("sure", YesNo())],
        command="forget",
    ),
    dialog("lines", step("do", "Lines:", do=Act.SOS), command="lines"),
    dialog("broken", step("say", "{note}"), command="broken"),
    dialog("help", step("say", "Help."), command="help"),
)

PHRASES = Phrasebook(
    "en",
    {
        "K1": CrisisClass(("kill myself",)),
        "K2": CrisisClass(("hurt me",)),
        "K6": CrisisClass(("chest pain",)),
        "K7": CrisisClass(("my friend died",)),
    },
)


class Words:
    """The static words for a crisis, so short that a test can name them."""

    def words(self, klass: str, language: str, country: str | None, *, again: bool = False) -> str:
        return f"{klass} {language} {country}{' again' if again else ''}"

    def safe_button(self, language: str) -> str:
        return f"Safe ({language})"

    def back(self, language: str) -> str:
        return f"Good to have you back ({language})."


def programme(*more: Dialog) -> Programme:
    dialogs = {each.name: each for each in (*DIALOGS, *more)}
    return Programme({"en": Playbook(dialogs)}, Screen([PHRASES]), Words(), Facts({}, lambda: date(2026, 11, 23)))


def person(standing: Standing | None = None, **kept: Value) -> Person:
    standing = standing or Standing()
    return Person("p", NOW, standing.with_kept(**kept) if kept else standing)


class Clock:
    """The time, moved by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self.meanwhile: Callable[[], object] = int
        """Happens whenever someone looks at the clock."""

    def __call__(self) -> datetime:
        self.meanwhile()
        return self.now

    def go_on(self, **time: float) -> None:
        self.now += timedelta(**time)


class World:
    """The whole conversation, with a messenger that delivers at once."""

    def __init__(self, store: Store | None = None, *more: Dialog, now: datetime = NOW) -> None:
        self.clock = Clock(now)
        self.store = store or open_store("sqlite://", KEY)
        self.conversation = Conversation(self.store, programme(*more), self.clock)
        self.commits = 0
        self.edits: list[Edit] = []
        self.conversation.on_commit(self._hear)
        self._updates = 0

    async def take(self, what: Happening | str, address: Address = ANA, update_id: int | None = None) -> Receipt:
        self._updates += 1
        happening = Wrote(what) if isinstance(what, str) else what
        number = self._updates if update_id is None else update_id
        return await self.conversation.intake.take(Arrival(address, happening, number, "en"))

    async def said(self, address: Address = ANA) -> list[str]:
        """The bubbles that reach someone now."""
        return [each.message.text for each in await self.letters(address) if isinstance(each.message, Bubble)]

    async def letters(self, address: Address = ANA) -> list[Outgoing]:
        """All that reaches someone now; what waits for others is put off."""
        mine: list[Outgoing] = []
        while letters := await self.conversation.writer(self._next):
            mine += [each for each in letters if each.address == address]
        return mine

    async def tell(self, what: Happening | str, address: Address = ANA) -> list[str]:
        """Something happens to a person; what is said in reply."""
        await self.take(what, address)
        return await self.said(address)

    async def until(self, moment: datetime) -> list[tuple[datetime, str]]:
        """Time passes, and timers go off to the minute; what is said, and when."""
        heard = []
        while (due := await self.conversation.writer(self.store.next_due_at)) and due <= moment:
            self.clock.now = max(self.clock.now, due)
            while await self.conversation.intake.take_due():
                heard += [(self.clock.now, text) for text in await self.said()]
        self.clock.now = moment
        return heard

    async def close(self) -> None:
        await self.conversation.close()

    def _next(self) -> list[Outgoing]:
        letters = list(self.store.take_outgoing("terminal", self.clock.now, 50))
        reports = [Delivered(each.person_id, each.number, Fate.SENT, f"m{each.number}") for each in letters]
        with self.store.transaction() as transaction:
            transaction.report(reports, self.clock.now)
        return letters

    def _hear(self, handover: Handover) -> None:
        self.commits += 1
        self.edits += handover.edits


def play(story: Coroutine[Any, Any, None]) -> None:
    """Run a story to its end, within ten seconds."""
    asyncio.run(asyncio.wait_for(story, 10))

"""Small complete stand-ins for what the messenger is plugged into."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.conversation.events import Edited, Tapped, Wrote
from bot.conversation.intake import Receipt
from bot.conversation.outgoing import Bubble, Fate, NewButtons, Outgoing, Policy
from bot.dialogue.effects import Button
from bot.errors import StorageError
from bot.messenger.ports import Ports
from bot.messenger.updates import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bot.conversation.events import Address, Arrival, Due, Happening
    from bot.conversation.outgoing import Delivered, Message
    from bot.conversation.ports import Transaction

T = TypeVar("T")

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HELP = Bubble("Call 112 now.", ((Button("I'm safe", "safe"),),))


async def run_here(work: Callable[[], T], /) -> T:
    """A writer that needs no thread."""
    await asyncio.sleep(0)
    return work()


def find_emergency(what: Happening, _language: str | None) -> Bubble | None:
    """Words for the one emergency of these tests, and for the help button."""
    match what:
        case Wrote(text) | Edited(text) if "overdose" in text:
            return HELP
        case Tapped("sos"):
            return HELP
        case _:
            return None


def say_private_only(language: str | None) -> str:
    """The line for groups."""
    return "Solo en privado." if language == "es" else "In private only."


def _fail_if(away: bool) -> None:  # noqa: FBT001 - it reads as a sentence
    if away:
        raise StorageError("The database is away.")


@dataclass
class FakeStore:
    """An outbox that keeps the promises of `bot.conversation.ports.Store`; the rest is never asked for."""

    waiting: list[Outgoing] = field(default_factory=list)
    sending: dict[tuple[str, int], Outgoing] = field(default_factory=dict)
    reports: list[Delivered] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    not_before: dict[str, datetime] = field(default_factory=dict)
    questions: dict[tuple[str, int], str | None] = field(default_factory=dict)
    recovered: list[str] = field(default_factory=list)
    failing_reports: int = 0
    failing_takes: int = 0
    """So many of these calls meet a database that is away."""
    last_number: int = 0

    def put(self, address: Address, message: Message, policy: Policy = Policy.AT_LEAST_ONCE) -> Outgoing:
        """Put a message last in someone's queue."""
        self.last_number += 1
        outgoing = Outgoing(f"p{address.id}", self.last_number, address, message, policy)
        self.waiting.append(outgoing)
        return outgoing

    def fates(self) -> list[Fate]:
        """What was reported, in order."""
        return [report.fate for report in self.reports]

    def take_outgoing(self, channel: str, now: datetime, limit: int) -> Sequence[Outgoing]:
        self.failing_takes -= 1
        _fail_if(self.failing_takes >= 0)
        assert channel == CHANNEL
        busy = {person for person, _ in self.sending}
        busy |= {person for person, at in self.not_before.items() if at > now}
        free = [each for each in self.waiting if each.person_id not in busy]
        answered = {each.person_id for each in free if each.policy is Policy.AT_LEAST_ONCE}
        replies_first = sorted(free, key=lambda each: each.person_id not in answered)
        taken = [self._aim(each) for each in replies_first][:limit]
        for each in taken:
            self.sending[each.person_id, each.number] = each
        self.waiting = [each for each in self.waiting if (each.person_id, each.number) not in self.sending]
        return taken

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        self.failing_reports -= 1
        _fail_if(self.failing_reports >= 0)
        self.batches.append(len(reports))
        for each in reports:
            self.reports.append(each)
            outgoing = self.sending.pop((each.person_id, each.number))
            if each.fate is Fate.SENT and isinstance(outgoing.message, Bubble):
                self.questions[each.person_id, outgoing.message.visit] = each.message_id
            if each.fate is Fate.BLOCKED:
                self._drop(each.person_id)
            if each.fate is Fate.RETRY:
                self.not_before[each.person_id] = now + timedelta(seconds=each.retry_after)
                self._put_back(replace(outgoing, attempts=outgoing.attempts + 1))

    def recover(self, channel: str, now: datetime) -> None:  # noqa: ARG002 - the port has it
        self.recovered.append(channel)

    def transaction(self) -> AbstractContextManager[Transaction]:
        raise NotImplementedError

    def due_timers(self, now: datetime, limit: int) -> Sequence[Due]:
        raise NotImplementedError

    def next_due_at(self) -> datetime | None:
        raise NotImplementedError

    def counts(self) -> Mapping[str, int]:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to let go of."""

    def _aim(self, outgoing: Outgoing) -> Outgoing:
        if not isinstance(outgoing.message, NewButtons):
            return outgoing
        return replace(outgoing, target=self.questions.get((outgoing.person_id, outgoing.message.visit)))

    def _drop(self, person_id: str) -> None:
        self.waiting = [each for each in self.waiting if each.person_id != person_id]
        self.sending = {key: each for key, each in self.sending.items() if key[0] != person_id}

    def _put_back(self, outgoing: Outgoing) -> None:
        untried = [each for key, each in self.sending.items() if key[0] == outgoing.person_id]
        for each in untried:
            del self.sending[each.person_id, each.number]
        self.waiting = sorted([outgoing, *untried, *self.waiting], key=lambda each: each.number)


@dataclass
class FakeIntake:
    """Keeps every arrival once it is let through, and answers a text by an echo in the outbox."""

    store: FakeStore = field(default_factory=FakeStore)
    taken: list[Arrival] = field(default_factory=list)
    tries: list[int | None] = field(default_factory=list)
    errors: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    """By text: what goes wrong with it, one try each."""
    away: bool = False
    open: asyncio.Event | None = None
    """Where set, turns wait for it."""
    seconds: float = 0.0
    """So long does each turn take."""
    toast: str | None = None

    async def take(self, arrival: Arrival) -> Receipt:
        self.tries.append(arrival.update_id)
        await asyncio.sleep(self.seconds)
        if self.open:
            await self.open.wait()
        _fail_if(self.away)
        if isinstance(arrival.what, Wrote) and self.errors[arrival.what.text]:
            raise self.errors[arrival.what.text].pop(0)
        if any(arrival.update_id == before.update_id for before in self.taken):
            return Receipt(duplicate=True)
        self.taken.append(arrival)
        if isinstance(arrival.what, Wrote):
            self.store.put(arrival.address, Bubble(f"You said: {arrival.what.text}"))
        return Receipt(self.toast)

    def let_through(self) -> None:
        """Let the turns that wait go on."""
        assert self.open
        self.open.set()

    @property
    def happenings(self) -> list[Happening]:
        """What was taken, in order."""
        return [arrival.what for arrival in self.taken]

    def plug(self) -> Ports:
        """Everything a service needs."""
        return Ports(self, self.store, run_here, find_emergency, say_private_only)

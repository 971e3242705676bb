"""Small complete stand-ins for what the messenger is plugged into."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.conversation.backlog import Receipt
from bot.conversation.events import Edited, Tapped, Wrote
from bot.conversation.outgoing import Bubble, Fate, Handover, Outgoing, Policy
from bot.dialogue.effects import Button
from bot.errors import StorageError
from bot.messenger.ports import Ports
from bot.messenger.updates import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.events import Address, Arrival, Happening
    from bot.conversation.outgoing import Delivered, Message

T = TypeVar("T")

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HELP = Bubble("Call 112 now.", ((Button("I'm safe", "safe"),),), source="safety.K1")


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
    """An outbox that keeps the promises of `bot.conversation.ports.Store`, as far as the messenger asks for them."""

    waiting: list[Outgoing] = field(default_factory=list)
    sending: dict[tuple[str, int], Outgoing] = field(default_factory=dict)
    reports: list[Delivered] = field(default_factory=list)
    not_before: dict[str, datetime] = field(default_factory=dict)
    recovered: list[str] = field(default_factory=list)
    beats: list[int] = field(default_factory=list)
    """How many replies each sign of life told of."""
    closed_until: datetime | None = None
    others_lead: bool = False
    leases: set[str] = field(default_factory=set)
    away: int = 0
    """So many calls meet a database that is away."""
    last_number: int = 0

    def put(
        self, address: Address, message: Message, policy: Policy = Policy.AT_LEAST_ONCE, *, is_bulk: bool = False
    ) -> Outgoing:
        """Put a message last in someone's queue."""
        self.last_number += 1
        outgoing = Outgoing(f"p{address.id}", self.last_number, address, message, policy, is_bulk=is_bulk)
        self.waiting.append(outgoing)
        return outgoing

    def hand_over(self, address: Address, *messages: Message, is_prompt: bool = False) -> list[Outgoing]:
        """What a commit does with messages that this process is to send at once."""
        handed = [replace(self.put(address, message), is_prompt=is_prompt) for message in messages]
        self.waiting = self.waiting[: -len(handed)] if handed else self.waiting
        self.sending |= {(each.person_id, each.number): each for each in handed}
        return handed

    def fates(self) -> list[Fate]:
        """What was reported, in order."""
        return [report.fate for report in self.reports]

    def take_outgoing(self, channel: str, now: datetime, limit: int) -> Sequence[Outgoing]:
        self._answer()
        assert channel == CHANNEL
        busy = {person for person, _ in self.sending}
        busy |= {person for person, at in self.not_before.items() if at > now}
        is_closed = self.closed_until is not None and self.closed_until > now
        free = [
            each for each in self.waiting if each.message.is_urgent or (each.person_id not in busy and not is_closed)
        ][:limit]
        self.sending |= {(each.person_id, each.number): each for each in free}
        self.waiting = [each for each in self.waiting if (each.person_id, each.number) not in self.sending]
        return free

    def more_outgoing_at(self) -> datetime | None:
        return None

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        for each in reports:
            self.reports.append(each)
            outgoing = self.sending.pop((each.person_id, each.number))
            if each.fate is Fate.BLOCKED:
                self._drop(each.person_id)
            if each.fate is Fate.RETRY:
                self.not_before[each.person_id] = now + timedelta(seconds=each.retry_after)
                self._put_back(replace(outgoing, attempts=outgoing.attempts + 1))

    def recover(self, channel: str, now: datetime) -> None:  # noqa: ARG002 - the port has it
        self.recovered.append(channel)

    def beat(self, now: datetime, replies: int) -> datetime | None:
        self._answer()
        self.beats.append(replies)
        return self.closed_until if self.closed_until and self.closed_until > now else None

    def close_gate(self, until: datetime) -> None:
        self.closed_until = until

    def lead(self, name: str, now: datetime, seconds: float) -> bool:  # noqa: ARG002 - the port has it
        self._answer()
        if not self.others_lead:
            self.leases.add(name)
        return not self.others_lead

    def step_down(self, name: str) -> None:
        self.leases.discard(name)

    def _answer(self) -> None:
        self.away -= 1
        _fail_if(self.away >= 0)

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
    """Keeps every arrival once it is let through, and answers a text by an echo that is handed over."""

    store: FakeStore = field(default_factory=FakeStore)
    taken: list[Arrival] = field(default_factory=list)
    tries: list[int | None] = field(default_factory=list)
    errors: dict[str, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    """By text: what goes wrong with it, one try each."""
    away: bool = False
    open: asyncio.Event | None = None
    """Where set, turns wait for it."""
    seconds: float = 0.0
    """So long does each commit take."""
    toast: str | None = None
    answer: Callable[[str], Bubble] = lambda text: Bubble(f"You said: {text}")
    now: Callable[[], datetime] = lambda: NOW
    committed: Callable[[Handover], None] = lambda _handover: None
    """Hears what each commit hands over."""

    def __post_init__(self) -> None:
        self._waiting: list[tuple[Arrival, asyncio.Future[Receipt]]] = []
        self._reports: list[Delivered] = []
        self._working: asyncio.Task[None] | None = None

    def take(self, arrival: Arrival) -> asyncio.Future[Receipt]:
        self.tries.append(arrival.update_id)
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, receipt))
        self._start()
        return receipt

    def report(self, delivered: Delivered) -> None:
        self._reports.append(delivered)
        self._start()

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

    def _start(self) -> None:
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        await asyncio.sleep(0)
        while self._waiting or self._reports:
            reports, self._reports = self._reports, []
            self.store.report(reports, self.now())
            self.committed(Handover(reported=reports))
            if self._waiting:
                await self._commit()

    async def _commit(self) -> None:
        """The first that waits of each person."""
        await asyncio.sleep(self.seconds)
        if self.open:
            await self.open.wait()
        batch = {arrival.address: (arrival, receipt) for arrival, receipt in reversed(self._waiting)}
        self._waiting = [each for each in self._waiting if each not in batch.values()]
        handed: list[Outgoing] = []
        for arrival, receipt in reversed(batch.values()):
            self._settle(arrival, receipt, handed)
        self.committed(Handover(handed))

    def _settle(self, arrival: Arrival, receipt: asyncio.Future[Receipt], handed: list[Outgoing]) -> None:
        try:
            answer = self._take(arrival, handed)
        except Exception as error:  # noqa: BLE001 - whoever waits hears of it
            behind = [each for each in self._waiting if each[0].address == arrival.address]
            self._waiting = [each for each in self._waiting if each not in behind]
            for _, each in ((arrival, receipt), *behind):
                if not each.done():
                    each.set_exception(error)
        else:
            if not receipt.done():
                receipt.set_result(answer)

    def _take(self, arrival: Arrival, handed: list[Outgoing]) -> Receipt:
        _fail_if(self.away)
        if isinstance(arrival.what, Wrote) and self.errors[arrival.what.text]:
            raise self.errors[arrival.what.text].pop(0)
        if any(arrival.update_id == before.update_id for before in self.taken):
            return Receipt(duplicate=True)
        self.taken.append(arrival)
        if isinstance(arrival.what, Wrote):
            handed += self.store.hand_over(arrival.address, self.answer(arrival.what.text))
        return Receipt(self.toast)

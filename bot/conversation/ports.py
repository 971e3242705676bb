"""What the conversation needs from the world, as protocols. `bot.storage` and the in-memory store fulfil `Store`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from bot.conversation.events import Arrival, Due, News, Timer
    from bot.conversation.outgoing import Delivered, Handover, Message, NewButtons, Outgoing, Policy
    from bot.conversation.people import Person
    from bot.dialogue.effects import Remember


@dataclass(frozen=True, slots=True)
class Answer:
    """One stored answer, with the person's local day."""

    what: Remember
    local_day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to be someone's contact. `code` is the hash of its code, `name` what the inviter is called."""

    code: str
    inviter: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one turn changes, saved in one transaction with the others of its batch."""

    before: Person
    person: Person
    answers: Sequence[Answer] = ()
    messages: Sequence[tuple[Message, Policy]] = ()
    withdrawn: Collection[int] = ()
    """Visits that began a bubble: what waits to be shown in it is not sent any more, but for `messages`."""
    buttons: Sequence[NewButtons] = ()
    is_prompt: bool = False
    """It answers a tap: its messages need not keep a distance from the last one."""
    timers: Sequence[Timer] = ()
    """Set, or replaced where the person has one with the same id."""
    cancelled: Collection[str] = ()
    """Ids of timers that are no longer wanted."""
    export: bool = False
    """The person asked for all that is stored: a `Document` is made from it after this turn's other messages."""
    forget: bool = False
    """Everything about the person is deleted, their address only after these messages are out."""
    news: Sequence[tuple[str, News]] = ()
    """What others hear of it, by their id: a timer that is due now. Who is not there any more hears nothing."""
    invites: Invitation | None = None
    """An invitation to open, in place of the person's last one."""
    closes_invitation: bool = False
    """The person's open invitation is used up, or called back."""
    is_pressing: bool = False
    """The clock alone caused it, and it does not wait behind what many people get."""


class Transaction(Protocol):
    """One batch. Nothing is visible to others before the end of the `with` block; an exception undoes all."""

    def admit(self, arrivals: Sequence[Arrival], now: datetime) -> Sequence[Person | None]:
        """The people behind these addresses, in order; None for an update that was seen before.

        At most one arrival per address. Update ids are noted in the same transaction. A stranger is someone new under
        a fresh id, as is someone who was forgotten; nothing of a stranger is stored before `save`. `Person.asked` is
        filled, as long as the question's message is kept (30 days).

        Raises:
            Unreadable: the row of one of these people does not open; the others' do, in a batch without them.
        """
        ...

    def claim(self, due: Sequence[Due], now: datetime) -> Sequence[Person | None]:
        """The people whose timers these are, the timers taken away; None where a timer is gone or changed.

        None also for someone whose row does not open: their timer is put off by a day.
        """
        ...

    def report(self, reports: Sequence[Delivered], now: datetime) -> None:
        """Write what became of messages; texts of sent ones are blanked, people who left are swept away.

        RETRY and BLOCKED end the round of a person: what else of theirs is marked as being sent waits again. BLOCKED
        gives up the message and those before it; the person counts as blocked unless they were seen since it was taken.
        In a batch this comes first.
        """
        ...

    def find_invitations(self, codes: Collection[str], now: datetime) -> Mapping[str, Invitation]:
        """The open invitations with these hashes of codes."""
        ...

    def save(self, outcomes: Sequence[Outcome], now: datetime) -> Handover:
        """Write what the turns changed; what this process is to send at once, when the batch is committed.

        Of the store's own channel, everything is handed over but bulk, what changes a bubble, and what has to wait
        behind such, or behind an earlier message that is not in this process's hands; words for a crisis never wait.
        `Handover.edits` holds the new buttons of questions whose message is known to be there.

        A newcomer (a stranger, or someone forgotten who came back) is kept only with messages or answers; otherwise
        nothing of the outcome is written, so that whoever only blocks us or taps an old button leaves no trace.

        Raises:
            Conflict: another replica saved one of these people meanwhile, or met the same stranger. It may also be
                raised at the end of the `with` block.
        """
        ...


class Store(Protocol):
    """The database, used from one thread at a time; every method is synchronous."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a batch."""
        ...

    def due_timers(self, now: datetime, limit: int) -> Sequence[Due]:
        """Timers whose time has come, the longest overdue first, at most one per person.

        One that does not open is put off by a day, and logged by its ids.
        """
        ...

    def next_due_at(self) -> datetime | None:
        """When the next timer is due."""
        ...

    def take_outgoing(self, channel: str, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Messages of a channel to send now, marked as being sent: of each person the oldest unsent ones, in order.

        Of what changes one bubble only the newest is among them, with the channel's id of that bubble (`target`).
        One that does not open is dead from then on (reason ``unreadable``), and logged by its ids.
        """
        ...

    def recover(self, channel: str, now: datetime) -> None:
        """Decide by its policy about each message of the channel that a process was sending when it died.

        Messages that a living process is sending are left alone.
        """
        ...

    def more_outgoing_at(self) -> datetime | None:
        """When there is room again for what the last `take_outgoing` left at the gate; None where it left nothing."""
        ...

    def beat(self, now: datetime, replies: int) -> datetime | None:
        """Tell that this process lives and has sent so many replies; until when the gate is closed, if it is."""
        ...

    def close_gate(self, until: datetime) -> None:
        """No process sends anything but words for a crisis before this moment."""
        ...

    def lead(self, name: str, now: datetime, seconds: float) -> bool:
        """Take or keep a lease for so long; whether it is this process's. At most one process holds it."""
        ...

    def step_down(self, name: str) -> None:
        """Give a lease up at once."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Numbers for the operator, nobody identifiable."""
        ...

    def backlog(self) -> Mapping[str, int]:
        """How many messages and due timers wait, counted no further than a quick look allows."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

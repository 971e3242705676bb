"""What is counted in the end: each answer and each message, over all lives of the program."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from tests.chaos.players import Watcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.chaos.players import Player
    from tests.fake_bot_api import Call

Named: TypeAlias = tuple[str, str]

CHECK_IN = "How is it now?"


@dataclass(frozen=True)
class Again:
    """A message that came, and came once more. `death` is the moment when whoever sent the first one was killed."""

    chat: str
    text: str
    first: Call
    second: Call
    death: float | None

    @property
    def is_by_kill(self) -> bool:
        """It was sent again only after that."""
        return self.death is not None and self.death < self.second.at


@dataclass
class Tally:
    """The counts, and in `faults` whatever must not be."""

    kills: int
    updates: int
    answers: int = 0
    messages: int = 0
    check_ins: int = 0
    again: list[Again] = field(default_factory=list)
    """A kill repeats each message that was under way, or had arrived and was not written down as sent yet."""
    complaints: Counter[str] = field(default_factory=Counter)
    """What was logged as a warning or an error."""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.kills} kills, {self.updates} updates",
            f"{self.answers} answers on disk, {self.messages} messages, {self.check_ins} check-ins",
            f"{len(self.again)} messages came again{self._tell_repeated()}",
            "logged: " + (", ".join(f"{times} {event}" for event, times in self.complaints.most_common()) or "nothing"),
            f"{len(self.faults)} faults",
            *self.faults,
        ]
        return "\n  ".join(lines)

    def _tell_repeated(self) -> str:
        by_kill = Counter(each.first.line for each in self.again)
        by_chat = Counter((each.first.line, each.chat) for each in self.again)
        ages = [each.death - each.first.at for each in self.again if each.death]
        if not ages:
            return ""
        return (
            f": at most {max(by_kill.values())} by one kill, {max(by_chat.values())} of them in one chat, "
            f"sent at most {max(ages):.3f} s before it"
        )

    def count_answers(self, players: Sequence[Player]) -> None:
        """Each answer must be stored once, and in the order in which they were given."""
        for player in players:
            stored = player.find_stored()
            self.answers += len(stored)
            if stored != player.sent:
                missing, more = Counter(player.sent) - Counter(stored), Counter(stored) - Counter(player.sent)
                kind = type(player).__name__
                self.faults.append(
                    f"{kind} {player.person.id}: lost {dict(missing)}, too much {dict(more)}"
                    if missing or more
                    else f"{kind} {player.person.id}: the answers are stored in another order"
                )

    def count_messages(
        self,
        calls: Sequence[Call],
        deaths: Mapping[str, float | None],
        players: Sequence[Player],
        unclear: int = 0,
    ) -> None:
        """Each message must have come once, and once more only after a kill of whoever sent it; in order.

        Args:
            calls: the requests to send them.
            deaths: when each life was killed, by its line; None for one that was not.
            players: all of them.
            unclear: how many answers to requests got lost: those messages may be sent again without a kill.
        """
        watching = {str(each.person.id) for each in players if isinstance(each, Watcher)}
        by_chat: defaultdict[str, list[Call]] = defaultdict(list)
        for call in calls:
            if call.happened:
                by_chat[call.params["chat_id"]].append(call)
        for chat, came in by_chat.items():
            copies: defaultdict[Named, list[Call]] = defaultdict(list)
            for call in came:
                copies[_name(call)].append(call)
            self.messages += len(copies)
            self._look_at_order(chat, came)
            for (text, _), same in copies.items():
                if chat in watching and text == CHECK_IN:
                    self._count_check_in(chat, same)
                self.again += [Again(chat, text, *pair, deaths[pair[0].line]) for pair in pairwise(same)]
        unexplained = [each for each in self.again if not each.is_by_kill]
        if len(unexplained) > unclear:
            self.faults += [f"chat {each.chat}: {each.text!r} came again without a kill" for each in unexplained]

    def _count_check_in(self, chat: str, same: Sequence[Call]) -> None:
        self.check_ins += 1
        if len(same) > 1:
            self.faults.append(f"chat {chat}: a check-in came {len(same)} times")

    def _look_at_order(self, chat: str, came: Sequence[Call]) -> None:
        """What came once more comes in its old order: what followed it may follow it again."""
        first = list(dict.fromkeys(map(_name, came)))
        places = {message: place for place, message in enumerate(first)}
        by_life: defaultdict[str, list[int]] = defaultdict(list)
        for call in came:
            by_life[call.line].append(places[_name(call)])
        visits = [int(tokens.split(":")[1]) for _, tokens in first if tokens]
        if visits != sorted(visits) or any(order != sorted(order) for order in by_life.values()):
            self.faults.append(f"chat {chat}: messages came in another order")


def _name(call: Call) -> Named:
    """What tells a message from all others of its chat: its words, and the tokens of its buttons."""
    _, _, token = call.params.get("reply_markup", "").partition('"callback_data"')
    return call.params["text"], token.strip(': "').partition('"')[0]

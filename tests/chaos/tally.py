"""What is counted in the end: each answer and each message, over all lives of the program."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.chaos.players import Watcher

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.fleet import Life
    from tests.chaos.players import Player
    from tests.fake_bot_api import Call

CHECK_IN = "How is it now?"


@dataclass
class Tally:
    """The counts, and in `faults` whatever must not be."""

    kills: int
    updates: int
    answers: int = 0
    messages: int = 0
    check_ins: int = 0
    duplicates: int = 0
    """Messages that came once more because whoever sent them was killed before it could write that down."""
    most_by_one_kill: int = 0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = (
            f"{self.kills} kills, {self.updates} updates; {self.answers} answers on disk; "
            f"{self.messages} messages, {self.duplicates} of them twice (at most {self.most_by_one_kill} by one kill); "
            f"{self.check_ins} check-ins; {len(self.faults)} faults"
        )
        return "\n  ".join([counts, *self.faults])

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

    def count_messages(self, calls: Sequence[Call], lives: Sequence[Life], players: Sequence[Player]) -> None:
        """Each message must have come once, and once more only after a kill of whoever sent it; in order."""
        killed = {life.line: life.killed_at for life in lives}
        watching = {str(each.person.id) for each in players if isinstance(each, Watcher)}
        by_chat: defaultdict[str, list[Call]] = defaultdict(list)
        for call in calls:
            if call.happened:
                by_chat[call.params["chat_id"]].append(call)
        by_kill: Counter[str] = Counter()
        for chat, came in by_chat.items():
            copies: defaultdict[tuple[str, str], list[Call]] = defaultdict(list)
            for call in came:
                copies[_identify(call)].append(call)
            self.messages += len(copies)
            self._look_at_order(chat, came)
            for (text, _), same in copies.items():
                if chat in watching and text == CHECK_IN:
                    self.check_ins += 1
                    if len(same) > 1:
                        self.faults.append(f"chat {chat}: a check-in came {len(same)} times")
                for first, second in pairwise(same):
                    self.duplicates += 1
                    by_kill[first.line] += 1
                    died = killed[first.line]
                    if died is None or died > second.at:
                        self.faults.append(f"chat {chat}: {text!r} came twice though {first.line} was not killed")
        self.most_by_one_kill = max(by_kill.values(), default=0)

    def _look_at_order(self, chat: str, came: Sequence[Call]) -> None:
        first = list(dict.fromkeys(map(_identify, came)))
        places = {message: place for place, message in enumerate(first)}
        order = [places[_identify(call)] for call in came]
        if order != sorted(order):
            self.faults.append(f"chat {chat}: a message came again after a later one")
        visits = [int(tokens.split(":")[1]) for _, tokens in first if tokens]
        if visits != sorted(visits):
            self.faults.append(f"chat {chat}: the questions came in another order")


def _identify(call: Call) -> tuple[str, str]:
    """What tells a message from all others of its chat: its words, and the tokens of its buttons."""
    _, _, token = call.params.get("reply_markup", "").partition('"callback_data"')
    return call.params["text"], token.strip(': "').partition('"')[0]

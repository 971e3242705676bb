"""People who play: each knows what they have answered, and goes on as soon as the bot has taken it."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot.dialogue.keyboards import SOS_TOKEN
from tests.chaos.game import MARKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fake_bot_api import Person
    from tests.fake_bot_api.chats import Json, ShownMessage

Act: TypeAlias = "Callable[[], int]"
"""Something that a player does; the id of the update."""

_LAST_LINE = re.compile(r"(\w+)\. Write on\.")
_LAST_HOUR = re.compile(r"I have (\d\d):00")


class Player:
    """Someone with a dialog of their own. `sent` are their answers, in order."""

    dialog = ""
    thought: tuple[float, float] = (0.0, 0.1)
    """Seconds, at least and at most, that they take to answer."""

    def __init__(self, person: Person) -> None:
        """They have not begun."""
        self.person = person
        self.sent: list[str] = []
        self.is_waiting = False
        """They answered, and nothing was said to that yet."""

    def begins(self) -> None:
        """Open the dialog."""
        self.is_waiting = True
        self.person.sends(f"/{self.dialog}")

    def hears(self, message: ShownMessage) -> Act | None:
        """What they will do about a message of the bot; None if it is no news."""
        raise NotImplementedError

    @property
    def has_file(self) -> bool:
        """What is stored about them was sent to them."""
        return any(message.document for message in self.person.messages)

    def find_stored(self) -> list[str]:
        """Their answers as the bot tells them in the file that they asked for."""
        (document,) = (message.document for message in self.person.messages if message.document)
        told: Json = json.loads(document[1])
        return [self._tell(answer) for answer in told["answers"] if answer["dialog"] == self.dialog]

    def _tell(self, answer: Json) -> str:
        return str(answer["code"] or answer["answer"])

    def _answers(self, answer: str) -> None:
        self.is_waiting = True
        self.sent.append(answer)


class Writer(Player):
    """Writes one line after the other, each another one."""

    dialog = "lines"

    def hears(self, message: ShownMessage) -> Act | None:
        """The bot says which line it has; an older one is no news."""
        last = _LAST_LINE.search(message.text)
        is_first = message.text.startswith("Write the first")
        if not self.is_waiting or not (is_first or (last and last[1] == self.sent[-1])):
            return None
        if is_first:  # once more, where the first line came before it was read
            self.sent.clear()
        self.is_waiting = False
        return self._write

    def _write(self) -> int:
        self._answers(f"w{len(self.sent) + 1}")
        return self.person.sends(self.sent[-1])


class Tapper(Player):
    """Taps one mark after the other."""

    dialog = "marks"

    def __init__(self, person: Person) -> None:
        """No question has been seen."""
        super().__init__(person)
        self._seen: set[str] = set()

    def hears(self, message: ShownMessage) -> Act | None:
        """A question that was not seen before is answered; the copy of another is no news."""
        tokens = {label: token for row in message.buttons for label, token in row}
        if not tokens or self._seen & set(tokens.values()):
            return None
        self._seen.update(set(tokens.values()) - {SOS_TOKEN})
        self.is_waiting = False
        number = len(self.sent) % MARKS
        token = tokens.get(f"Mark {number}")
        return partial(self._tap, token, f"m{number}", message) if token else self._write

    def _tap(self, token: str, code: str, message: ShownMessage) -> int:
        self._answers(code)
        return self.person.taps_token(token, message)

    def _write(self) -> int:
        self._answers(f"w{len(self.sent)}")
        return self.person.sends(self.sent[-1])


class Mixer(Tapper):
    """Taps and writes in turn. What is written too soon after a question is not taken for its answer: they read it."""

    dialog = "mixed"
    thought = (1.1, 1.4)


class Watcher(Player):
    """Wants a check-in every hour, and only looks at them."""

    dialog = "hours"
    hours = 24
    """From midnight on."""

    def hears(self, message: ShownMessage) -> Act | None:
        """They name one hour after the other, then stop."""
        self.is_waiting = "Which" in message.text
        if not self.is_waiting:
            return None
        last = _LAST_HOUR.search(message.text)
        return lambda: self._name_hour(int(last[1]) + 1 if last else 0)

    def _name_hour(self, hour: int) -> int:
        self._answers(f"{hour:02}:00" if hour < self.hours else "/stop")
        return self.person.sends(self.sent[-1])

"""How messages look in a terminal, and which button a typed line means."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.events import Tapped, Wrote
from bot.conversation.outgoing import Bubble, Document, NewButtons

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.outgoing import Message
    from bot.dialogue.effects import Button, Keyboard

_WIDTH = 72
_MARGIN = "  "


@dataclass(slots=True)
class Screen:
    """What a person can tap now: the buttons of the newest message that has any."""

    keyboard: Keyboard = ()
    visit: int = 0

    def show(self, message: Message) -> Iterator[str]:
        """The lines to print for a message."""
        match message:
            case Bubble(text, keyboard, visit):
                yield from _wrapped(text)
                if keyboard:
                    self.keyboard, self.visit = keyboard, visit
                    yield from self._buttons()
                yield ""
            case NewButtons(visit, keyboard) if visit == self.visit:
                self.keyboard = keyboard
                if keyboard:
                    yield from self._buttons()
                    yield ""
            case Document(name, content):
                yield f"{_MARGIN}--- {name}"
                yield content
                yield f"{_MARGIN}---"
            case _:
                pass

    def meaning(self, line: str) -> Wrote | Tapped:
        """A tap, if the line is the number or the words of a button; otherwise typed words."""
        said = line.strip().casefold()
        by_name = {button.label.removeprefix("✓ ").casefold(): button for button in self._flat()}
        button = by_name.get(said) or dict(self._numbered()).get(said)
        return Tapped(button.token) if button else Wrote(line.strip())

    def _buttons(self) -> Iterator[str]:
        numbers = {button.token: number for number, button in self._numbered()}
        for row in self.keyboard:
            labels = (f"{numbers[each.token]}) {each.label}" if each.token in numbers else each.label for each in row)
            yield _MARGIN * 2 + "   ".join(labels)

    def _numbered(self) -> list[tuple[str, Button]]:
        """Buttons by the number to type; a scale is its own numbers, and has no others."""
        buttons = self._flat()
        if any(button.label.isdecimal() for button in buttons):
            return []
        return [(str(number), button) for number, button in enumerate(buttons, start=1)]

    def _flat(self) -> list[Button]:
        return [button for row in self.keyboard for button in row]


def _wrapped(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from textwrap.wrap(paragraph, _WIDTH, initial_indent=_MARGIN, subsequent_indent=_MARGIN) or [""]

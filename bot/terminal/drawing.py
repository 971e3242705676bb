"""How messages look in a terminal, and which button a typed line means."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.conversation.events import Tapped, Wrote
from bot.conversation.outgoing import Bubble, Document, NewButtons
from bot.dialogue.keyboards import SOS_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.outgoing import Message
    from bot.dialogue.effects import Button, Keyboard

_WIDEST = 72
"""Longer lines are hard to read, however wide the terminal is."""
_MARGIN = "  "
_GAP = "   "
_CHANGED = "~ "
"""Stands before words that take the place of others: what is printed stays as it is."""
_UP_AND_CLEAR = "\x1b[{}F\x1b[J"
_ACCENT, _FAINT, _PLAIN = "\x1b[36m", "\x1b[2m", "\x1b[0m"


@dataclass(slots=True)
class Screen:
    """What a person sees, and what they can tap now: the buttons of the newest question.

    Args:
        columns: how wide the terminal is.
        in_colour: whether numbers and asides are coloured.
        in_place: whether words that change are printed over those before, where these are the last on the screen.
    """

    columns: int = 80
    in_colour: bool = False
    in_place: bool = False
    _keyboard: Keyboard = field(default=(), init=False)
    _visit: int = field(default=0, init=False)
    _aside: Keyboard = field(default=(), init=False)
    """The buttons of a newer message that asks nothing, such as the words for a crisis."""
    _said: str = field(default="", init=False)
    _last_rows: int = field(default=0, init=False)
    """So many rows of a bubble are the last thing on the screen."""

    def show(self, message: Message | NewButtons) -> Iterator[str]:
        """The lines to print for a message, or for what its buttons are now."""
        match message:
            case Bubble():
                yield from self._draw_bubble(message)
            case NewButtons(visit, keyboard, chosen) if visit == self._visit and keyboard != self._keyboard:
                self._last_rows = 0
                self._keyboard = keyboard
                if keyboard:
                    yield from (*self._drawn(keyboard), "")
                elif chosen and chosen.casefold() != self._said:  # a number was typed: this is what it meant
                    yield from (self.faint(f"✓ {chosen}"), "")
            case Document(name, content):
                self._last_rows = 0
                yield from (self.faint(f"--- {name}"), content, self.faint("---"), "")
            case _:
                pass

    def meaning(self, line: str) -> Wrote | Tapped:
        """A tap, if the line is the number or the words of a button; otherwise typed words."""
        self._last_rows = 0
        self._said = line.strip().casefold()
        buttons = _flat(self._aside) + _flat(self._keyboard)
        by_words = {button.label.removeprefix("✓ ").casefold(): button for button in reversed(buttons)}
        by_number = {number: button for button, number in _numbered(self._aside or self._keyboard)}
        button = by_words.get(self._said) or by_number.get(self._said)
        return Tapped(button.token) if button else Wrote(line.strip())

    def faint(self, text: str) -> str:
        """A line that is no message, such as a passing word."""
        self._last_rows = 0
        return f"{_MARGIN}{_FAINT}{text}{_PLAIN}" if self.in_colour else f"{_MARGIN}{text}"

    def _draw_bubble(self, bubble: Bubble) -> Iterator[str]:
        keyboard, goes_over = bubble.keyboard, bool(bubble.over and self.in_place and self._last_rows)
        is_marked = bubble.over and not goes_over
        has_same_buttons = is_marked and _labels(keyboard) == _labels(self._keyboard)
        if keyboard and bubble.visit:
            self._keyboard, self._visit, self._aside = keyboard, bubble.visit, ()
        elif keyboard:
            self._aside = keyboard
        lines = [*self._wrapped(f"{_CHANGED}{bubble.text}" if is_marked else bubble.text)]
        lines += [*([] if has_same_buttons else self._drawn(keyboard)), ""]
        if goes_over:
            lines[0] = _UP_AND_CLEAR.format(self._last_rows) + lines[0]
        self._last_rows = sum(line.count("\n") + 1 for line in lines)
        yield from lines

    @property
    def _width(self) -> int:
        return max(min(self.columns - 1, _WIDEST), 20)

    def _wrapped(self, text: str) -> Iterator[str]:
        for paragraph in text.split("\n"):
            yield from textwrap.wrap(
                paragraph,
                self._width,
                initial_indent=_MARGIN,
                subsequent_indent=_MARGIN,
                break_long_words=False,  # an address or a telephone number stays whole
                break_on_hyphens=False,
            ) or [""]

    def _drawn(self, keyboard: Keyboard) -> Iterator[str]:
        numbers = {button.token: number for button, number in _numbered(keyboard)}
        for row in keyboard:
            shown = [(button, numbers.get(button.token, "")) for button in row]
            length = sum(len(button.label) + len(number) + len(_GAP) for button, number in shown)
            gap = _GAP if length < self._width else f"\n{_MARGIN * 2}"
            yield _MARGIN * 2 + gap.join(self._label(button, number) for button, number in shown)

    def _label(self, button: Button, number: str) -> str:
        if _is_ours(button):
            return f"{_FAINT}[{button.label}]{_PLAIN}" if self.in_colour else f"[{button.label}]"
        mark = f"{number})" if number else button.label
        mark = f"{_ACCENT}{mark}{_PLAIN}" if self.in_colour else mark
        return f"{mark} {button.label}" if number else mark


def _numbered(keyboard: Keyboard) -> list[tuple[Button, str]]:
    """The answers with the number to type. A scale is its own numbers, and has no others.

    Skip, Done and Help now have none: where a number is asked for, 1 must stay an answer.
    """
    answers = [button for button in _flat(keyboard) if not _is_ours(button)]
    if any(button.label.isdecimal() for button in answers):
        return []
    return [(button, str(number)) for number, button in enumerate(answers, start=1)]


def _is_ours(button: Button) -> bool:
    return button.token == SOS_TOKEN or button.token.rpartition(":")[2].startswith("!")


def _labels(keyboard: Keyboard) -> list[str]:
    return [button.label for button in _flat(keyboard)]


def _flat(keyboard: Keyboard) -> list[Button]:
    return [button for row in keyboard for button in row]

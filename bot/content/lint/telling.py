"""A path told as a little conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.partition import SOMETHING
from bot.dialogue.model import Choice, Choices, YesNo
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.content.lint.graph import Leg, Spot, Way
    from bot.dialogue.model import Dialog, Kind
    from bot.dialogue.values import Value

_WIDEST = 90
_UNANSWERED = {"skip": "skips", "stuck": "writes what cannot be understood", "silence": "stays silent"}


def tell(dialog: Dialog, legs: Sequence[Leg]) -> tuple[str, ...]:
    """The path line by line: ``bot:`` with the code of the words and their first variant, and ``person:``."""
    return tuple(line for spot, way in legs for line in (*_tell_bot(spot), *_tell_person(dialog, spot, way)))


def _tell_bot(spot: Spot) -> Iterator[str]:
    if spot.phrase:
        words = " ".join(spot.phrase.variants[0].split())
        shown = words if len(words) <= _WIDEST else f"{words[: _WIDEST - 2].rstrip()} …"
        yield f"bot: {shown} [{spot.step.mi or '?'}]"
    if spot.runs:
        yield f"({spot.step.run or 'a coping strategy'} is played)"


def _tell_person(dialog: Dialog, spot: Spot, way: Way) -> Iterator[str]:
    if way.how in _UNANSWERED:
        yield f"person: ({_UNANSWERED[way.how]})"
    elif spot.step.ask:
        yield f"person: {_tell_answer(dialog.variables[spot.step.ask].kind, way.answer)}"
    elif spot.step.wait:
        yield "person: (waits)"


def _tell_answer(kind: Kind, answer: Value | None) -> str:
    match kind, answer:
        case Choice(of) | Choices(of), str(code):
            return of.get(code) or next(iter(of.values()))
        case Choices(of), tuple(codes):
            return ", ".join(of[code] for code in codes if isinstance(code, str) and code in of)
        case YesNo(yes, no), str(code):
            return (no or "No") if code == "no" else (yes or "Yes")
        case _, Amount(number, unit):
            return f"{number:g} {unit}"
        case _, int() | float():
            return f"{answer:g}"
        case _:
            return "…" if answer in (None, SOMETHING) else str(answer)

"""How long the program takes to understand what somebody wrote."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Final

from benchmarks.processes import ROOT
from benchmarks.tables import Theme
from bot.content.recognition import load_recogniser
from bot.content.safety import load_screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.tables import Row

RUNS: Final = 50
_TEXT: Final = (
    "honestly i dont know, i want to cut down because it costs me so much and my kids see me like that, but it is also "
    "the only hour of the day that is mine. No sé, a veces quiero dejarlo y a veces no me importa nada. "
)


def measure_listening() -> list[Theme]:
    """One text of each length, many times, in every language at once."""
    dialogs = ROOT / "dialogs"
    recogniser, screen = load_recogniser(dialogs), load_screen(dialogs)
    asked: list[tuple[str, Callable[[str], object]]] = [
        ("danger", screen.find),
        ("wishes", recogniser.wishes.hear),
        ("talk of change", recogniser.ear.listen),
    ]
    return [
        Theme(
            "Understanding free words",
            ("what is looked for", "100 characters, ms", "1,000 characters, ms", "4,000 characters, ms"),
            [_measure(title, ask) for title, ask in asked],
            f"Patterns and learned cues of both languages; median of {RUNS} runs on words of both.",
        )
    ]


def _measure(title: str, ask: Callable[[str], object]) -> Row:
    return title, *(f"{_time(ask, (_TEXT * 20)[:size]):.1f}" for size in (100, 1000, 4000))


def _time(ask: Callable[[str], object], text: str) -> float:
    """The median in milliseconds; the first time makes regexes and does not count."""
    ask(text)
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        ask(text)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000

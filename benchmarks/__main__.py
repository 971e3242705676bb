"""`make bench`: how fast it is here and now, beside its peers. Nothing in here asserts anything."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks.bots import list_bots
from benchmarks.clockwork import measure_clockwork
from benchmarks.engine import measure_engine
from benchmarks.fan_out import measure_fan_out
from benchmarks.far import measure_far
from benchmarks.flood import measure_flood
from benchmarks.lint import measure_lint
from benchmarks.listening import measure_listening
from benchmarks.load import measure_load
from benchmarks.long_run import LONG, TURNS, measure_long_run
from benchmarks.place import describe_machine, describe_versions
from benchmarks.replicas import measure_replicas
from benchmarks.start import measure_start
from benchmarks.tables import write_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.bots import Bot
    from benchmarks.tables import Theme

_WIDTH = 120
"""Characters of a line where no terminal says how many it has."""


def list_themes(bots: Sequence[Bot], turns: int = TURNS) -> Mapping[str, Callable[[], Sequence[Theme]]]:
    """Everything there is to measure, by the name for ``--only``."""
    return {
        "load": lambda: measure_load(bots),
        "far": lambda: measure_far(bots),
        "flood": lambda: measure_flood(bots[0]),
        "start": lambda: measure_start(bots),
        "fan-out": lambda: measure_fan_out(bots[0]),
        "replicas": lambda: measure_replicas(bots[0]),
        "timers": measure_clockwork,
        "memory": lambda: measure_long_run(turns),
        "engine": measure_engine,
        "lint": measure_lint,
        "listening": measure_listening,
    }


def main() -> None:
    """Measure and print, and write where that is asked for."""
    options = _read_options()
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(f"{describe_machine()}\n{describe_versions(options.peers)}")
    themes = list_themes(list_bots(options.peers), LONG if options.long else TURNS)
    measured: list[Theme] = []
    for name in options.only or themes:
        began = time.monotonic()
        found = themes[name]()
        measured += found
        for theme in found:
            console.print("", theme.draw())
        console.print(f"[dim]({name} took {time.monotonic() - began:.0f} s)[/dim]")
    if options.write:
        about = f"{options.date} on {describe_machine()}", describe_versions(options.peers)
        write_document(options.write, about, measured)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=list_themes(()), action="append", help="measure this alone (several times)")
    parser.add_argument("--long", action="store_true", help=f"take {LONG:,} turns for the memory, not {TURNS:,}")
    parser.add_argument("--peers", default=sys.executable, help="the Python that the peers are installed for")
    parser.add_argument("--write", type=Path, help="write the tables to this Markdown file as well")
    parser.add_argument("--date", default="", help="the day to write beside the machine")
    options = parser.parse_args()
    if options.write and not options.date:
        parser.error("--write needs --date")
    return options


if __name__ == "__main__":
    main()

"""`make bench`: how fast it is here and now, beside its peers. Nothing in here asserts anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks.bots import list_bots
from benchmarks.engine import measure_engine
from benchmarks.fan_out import measure_fan_out
from benchmarks.latency import measure_latency
from benchmarks.load import measure_load
from benchmarks.start import measure_start
from benchmarks.tables import describe_machine, write_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.bots import Bot
    from benchmarks.tables import Theme


def list_themes(bots: Sequence[Bot]) -> Mapping[str, Callable[[], Theme]]:
    """Everything there is to measure, by the name for ``--only``."""
    return {
        "load": lambda: measure_load(bots),
        "latency": lambda: measure_latency(bots),
        "start": lambda: measure_start(bots),
        "fan-out": lambda: measure_fan_out(bots[0]),
        "engine": measure_engine,
    }


def main() -> None:
    """Measure and print, and write where that is asked for."""
    options = _read_options()
    console = Console()
    console.print(describe_machine(options.date))
    measured = []
    for name, measure in list_themes(list_bots(options.peers)).items():
        if options.only in (None, name):
            measured.append(measure())
            console.print("", measured[-1].draw())
    if options.write:
        write_document(options.write, options.date, measured)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=list_themes(()), help="measure this alone")
    parser.add_argument("--peers", default=sys.executable, help="the Python that the peers are installed for")
    parser.add_argument("--write", type=Path, help="write the tables to this Markdown file as well")
    parser.add_argument("--date", default="", help="the day to write beside the machine")
    options = parser.parse_args()
    if options.write and not options.date:
        parser.error("--write needs --date")
    return options


if __name__ == "__main__":
    main()

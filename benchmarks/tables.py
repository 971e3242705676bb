"""What was measured, as tables: in the terminal and as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row: TypeAlias = tuple[str, ...]
"""The name of what was measured, and a figure for each other column."""

_HEAD: Final = """\
# Performance

Written by `make bench BENCH="--write docs/performance.md --date DAY"`; nothing in it is typed by hand.

Measured {when_and_where}. {versions}

How to read it:

- Each figure comes from programs that were really started in this one run: the bot, a Bot API on loopback with people
  who answer, and a database on the disk of this machine. Nobody has to believe it: run it.
- Compare ratios within a table, not figures between machines. CPU time is the steadiest, to about a tenth here;
  steps a second and the slowest twentieth (p95) depend on what else the machine does, to about a third.
- CPU is that of the bot's process with all its threads, in the program and in the kernel, read from `/proc`. The Bot
  API and the crowd are a process of their own; their part is in no figure.
- A step is one act of a person (a text or a tap) and the message that it was waiting for. With a bot that stores, the
  answer is on the disk before that message leaves (SQLite, WAL, `synchronous=FULL`).
- The peers are as simple as their documentation shows them, and where there was a choice it was made in their favour:
  see `benchmarks/peers`.
"""


@dataclass(frozen=True, slots=True)
class Theme:
    """A table. A row may be shorter than `columns`: then its last cell says why there are no figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str

    def draw(self) -> Group:
        """For the terminal."""
        table = Table(title=self.title, title_justify="left", box=SIMPLE_HEAD, padding=0)
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left", no_wrap=not number)
        for row in self.rows:
            table.add_row(*row)
        return Group(table, self.note)

    def to_markdown(self) -> str:
        """For a document."""
        lines = [self.columns, ["---", *["---:"] * (len(self.columns) - 1)], *map(self._fill, self.rows)]
        drawn = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return f"## {self.title}\n\n{drawn}\n\n{self.note}\n"

    def _fill(self, row: Row) -> Row:
        return row + ("",) * (len(self.columns) - len(row))


def write_document(path: Path, about: tuple[str, str], themes: Sequence[Theme]) -> None:
    """All tables in one Markdown file. `about` tells when and where, and with which libraries."""
    when_and_where, versions = about
    head = _HEAD.format(when_and_where=when_and_where, versions=versions)
    path.write_text("\n".join([head, *(theme.to_markdown() for theme in themes)]), encoding="utf-8")

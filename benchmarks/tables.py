"""What was measured, as tables: in the terminal and as Markdown."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

Row: TypeAlias = tuple[str, ...]
"""The name of what was measured, and a figure for each other column."""


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


def describe_machine(date: str) -> str:
    """Where and when."""
    names = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in names if line.startswith("model name")), "unknown model")
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} cores ({model}), {system}, Python {platform.python_version()}, {date}"


def write_document(path: Path, date: str, themes: Sequence[Theme]) -> None:
    """All tables in one Markdown file."""
    head = (
        "# Performance\n\n"
        f"Measured by `make bench` on {describe_machine(date)}.\n\n"
        "Figures are medians of several runs of programs that were really started. Compare ratios, not absolutes.\n"
    )
    path.write_text("\n".join([head, *(theme.to_markdown() for theme in themes)]), encoding="utf-8")

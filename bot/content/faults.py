"""What is wrong in a file, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import ContentError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault, at a line and column counted from 1. `severity` is ``error`` or ``warning``.

    `path` is the shortest conversation that shows it, line by line, where the fault is one of a whole path.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    severity: str = "error"
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line, as compilers write it, so that editors can jump there."""
        return f"{self.file}:{self.line}:{self.column}: {self.severity} {self.rule}: {self.message}"


class Faulty(ContentError):
    """Files with faults: all of them, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Carry these faults, at least one."""
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

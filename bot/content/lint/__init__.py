"""The linter: one function for each rule, one file for each theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.assembly import assemble

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from bot.content.assembly import Assembly
    from bot.content.faults import Fault


def lint(folder: Path, facts: Collection[str] | None = None) -> tuple[Fault, ...]:
    """All faults of a folder of dialogs, in order of place; `facts` as in `inspect`."""
    return inspect(assemble(folder), facts)


def inspect(assembly: Assembly, facts: Collection[str] | None = None) -> tuple[Fault, ...]:
    """All faults of dialogs that were put together.

    `facts` are the names of the facts that may be shown; None leaves them unchecked.
    """
    return tuple(sorted(assembly.faults))

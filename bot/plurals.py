"""Numbers and what they count."""

from __future__ import annotations


def count(number: int, what: str, several: str = "") -> str:
    """The number and the word for what it counts: ``1 dialog``, ``0 dialogs``; `several`, if an ``s`` will not do."""
    return f"{number} {what if number == 1 else several or f'{what}s'}"

"""What is different between two programmes, for whoever changed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.programme import Programme


@dataclass(frozen=True, slots=True)
class Changes:
    """Dialogs by name, changed in any language; `others` is what else is not as it was."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One line: ``changed: craving, help; removed: old_talk; also the facts``."""
        named = (("added", self.added), ("removed", self.removed), ("changed", self.changed))
        parts = [f"{how}: {', '.join(names)}" for how, names in named if names]
        if self.others:
            parts.append(f"also {' and '.join(self.others)}")
        return "; ".join(parts) or "nothing is different"


def compare(old: Programme, new: Programme) -> Changes:
    """What one who plays `new` says otherwise than one who plays `old`."""
    before, after = old.books[old.base].dialogs, new.books[new.base].dialogs
    stayed = [name for name in after if name in before]
    return Changes(
        added=_sorted(name for name in after if name not in before),
        removed=_sorted(name for name in before if name not in after),
        changed=_sorted(name for name in stayed if _in_each(old, name) != _in_each(new, name)),
        others=tuple(name for name, is_same in _compare_others(old, new) if not is_same),
    )


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _in_each(programme: Programme, dialog: str) -> dict[str, object]:
    return {language: book.dialogs.get(dialog) for language, book in programme.books.items()}


def _compare_others(old: Programme, new: Programme) -> Iterable[tuple[str, bool]]:
    yield "the interface's words", _words(old) == _words(new)
    yield "the facts", old.facts == new.facts
    yield "the crisis phrases", old.screen.phrasebooks == new.screen.phrasebooks
    yield "the crisis words", old.crisis == new.crisis


def _words(programme: Programme) -> dict[str, object]:
    return {language: book.words for language, book in programme.books.items()}

"""Which coping strategy to offer first."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.dialogue.model import Coping, Dialog
    from bot.dialogue.values import Value


def suggest(
    strategies: Collection[Dialog], kept: Mapping[str, Value], rotation: Mapping[str, int], seed: str
) -> tuple[str, ...]:
    """The names of all coping strategies, the best one for this person now first.

    First those that fit what the person uses, then those played least often; each person has their own order of equals.

    Args:
        strategies: dialogs; those without a coping head are left out.
        kept: what is kept with the person; `substances` counts here (a code or several).
        rotation: how often each was played, by ``one_of:<name>``.
        seed: anything that differs between people and stays the same for one, such as the person's id.
    """
    uses = _substances(kept)

    def rank(dialog: Dialog) -> tuple[bool, int, bytes]:
        fits = dialog.coping is not None and _fits(dialog.coping, uses)
        return not fits, rotation.get(f"one_of:{dialog.name}", 0), _lot(seed, dialog.name)

    return tuple(dialog.name for dialog in sorted((each for each in strategies if each.coping), key=rank))


def _substances(kept: Mapping[str, Value]) -> frozenset[str]:
    match kept.get("substances"):
        case str() as one:
            return frozenset({one})
        case tuple() as several:
            return frozenset(several)
        case _:
            return frozenset()


def _fits(coping: Coping, uses: frozenset[str]) -> bool:
    return "any" in coping.substances or not uses.isdisjoint(coping.substances)


def _lot(seed: str, name: str) -> bytes:
    """A lot drawn once for ever: the same for the same person and strategy."""
    return blake2b(f"{seed}:{name}".encode(), digest_size=8).digest()

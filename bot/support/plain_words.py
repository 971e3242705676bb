"""Typed text into plain words: no case, accents, apostrophes or stretched letters, common spellings made one."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_APOSTROPHES = re.compile("['’‘`´ʼ]")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_WORD_OR_END = re.compile(r"\w+|[.!?;…\n]+")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_WORD = re.compile(r"\w+")
_LONG = 8
"""From so many letters on, two may be wrong; below, one."""


def fold(text: str) -> str:
    """Small letters without accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    return decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))


class Spelling:
    """How one language's words may be written.

    Args:
        same: a written word to the plain words it stands for.
        typos: words to know again with a letter wrong.
        patterns: where the words that need no correction stand.
        lists: named lists used in the patterns.
    """

    def __init__(
        self, same: Mapping[str, str], typos: Iterable[str], patterns: Iterable[str], lists: Mapping[str, Iterable[str]]
    ) -> None:
        self._same = {fold(word): fold(plain) for word, plain in same.items()}
        listed = (entry for entries in lists.values() for entry in entries)
        texts = (fold(text) for text in (*patterns, *listed, *self._same.values(), *self._same))
        self._known = frozenset(word for text in texts for word in _WORD.findall(text))
        self._typos = _typo_table(fold(word) for word in typos)

    def plain(self, text: str) -> str:
        """The text as `` word word. word word. ``: each sentence ends with a full stop, words are one space apart."""
        parts = _WORD_OR_END.findall(_INITIALS.sub("", fold(text)))
        words = "".join("." if not _is_word(part) else f" {self._spell(part)}" for part in parts)
        return f". {words.strip(' .')}. "

    def expand(self, words: str) -> str:
        """An author's words with the spellings made one."""
        return " ".join(self._same.get(word, word) for word in words.split())

    def _spell(self, word: str) -> str:
        if word in self._same:
            return self._same[word]
        if word in self._known:
            return word
        for squeezed in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)):
            if squeezed in self._known:
                return self._same.get(squeezed, squeezed)
        return self._correct(word)

    def _correct(self, word: str) -> str:
        for rest in _with_letters_left_out(word):
            for meant in self._typos.get(rest, ()):
                if meant[0] == word[0] and OSA.distance(word, meant) <= _wrong_letters(meant):
                    return meant
        return word


def _is_word(part: str) -> bool:
    return part[0].isalnum() or part[0] == "_"


def _wrong_letters(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _typo_table(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Each word by what is left of it without one or two letters: one look-up finds it again."""
    table: dict[str, tuple[str, ...]] = {}
    for word in words:
        for rest in _with_letters_left_out(word):
            table[rest] = (*table.get(rest, ()), word)
    return table


def _with_letters_left_out(word: str) -> Iterator[str]:
    yield word
    for count in range(1, _wrong_letters(word) + 1):
        for left_out in combinations(range(len(word)), count):
            yield "".join(letter for place, letter in enumerate(word) if place not in left_out)

"""Typed text into plain words: no case, accents, apostrophes or stretched letters, common spellings made one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_APOSTROPHES = re.compile("['`\\u2018\\u2019\\u00b4\\u02bc]")
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


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word of these texts, folded."""
    return frozenset(word for text in texts for word in _WORD.findall(fold(text)))


class Spelling:
    """How one language's words may be written."""

    def __init__(self, same: Mapping[str, str], typos: Iterable[str], known: frozenset[str]) -> None:
        """Prepare the tables.

        Args:
            same: a written word to the plain words it stands for.
            typos: words to know again with a letter wrong.
            known: folded words that are right as they are.
        """
        self._same = {fold(word): fold(plain) for word, plain in same.items()}
        self._known = known
        self._typos = _by_first_letter(fold(word) for word in typos)

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
        for meant in self._typos.get(word[0], ()):
            wrong = _wrong_letters(meant)
            if abs(len(meant) - len(word)) <= wrong and OSA.distance(word, meant, score_cutoff=wrong) <= wrong:
                return meant
        return word


def _is_word(part: str) -> bool:
    return part[0].isalnum() or part[0] == "_"


def _wrong_letters(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _by_first_letter(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """A typo seldom hits the first letter; so a word meets only the few that begin like it."""
    table: dict[str, tuple[str, ...]] = {}
    for word in words:
        table[word[0]] = (*table.get(word[0], ()), word)
    return table

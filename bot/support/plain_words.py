"""Typed text into plain words: no case, accents, apostrophes or stretched letters, common spellings made one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_APOSTROPHES = re.compile("['`\\u2018\\u2019\\u00b4\\u02bc]")
_INITIALS = re.compile(r"\.(?<=\b\w\.)(?=\w\b)")
_WORD_OR_END = re.compile(r"\w+|[.!?;…\n]+")
_ENDS = frozenset(".!?;…\n")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_WORD = re.compile(r"\w+")
_LONG = 8
"""From so many letters on, two may be wrong; below, one."""


def fold(text: str) -> str:
    """Small letters without accents and apostrophes."""
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    return decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Every word of these texts, folded."""
    return frozenset(word for text in texts for word in _WORD.findall(fold(text)))


def split(text: str) -> list[str]:
    """The folded words of a text, and the marks that end its sentences, in order."""
    folded = fold(text)
    return _WORD_OR_END.findall(_INITIALS.sub("", folded) if "." in folded else folded)


def is_end(part: str) -> bool:
    """Whether what `split` gave ends a sentence."""
    return part[0] in _ENDS


class Spelling:
    """How one language's words may be written."""

    def __init__(self, same: Mapping[str, str], typos: Iterable[str], known: frozenset[str]) -> None:
        """Prepare the tables.

        Args:
            same: a written word to the plain words it stands for.
            typos: words to know again with a letter wrong.
            known: folded words that are right as they are.
        """
        self._same = {fold(word): " ".join(_WORD.findall(fold(plain))) for word, plain in same.items()}
        self._known = known
        self._typos = _by_first_letter(fold(word) for word in typos)

    def plain(self, parts: Sequence[str]) -> str:
        """What `split` gave as `` word word. word word. ``: sentences end with a full stop, words are a space apart."""
        words = "".join("." if is_end(part) else f" {self._spell(part)}" for part in parts)
        return f". {words.strip(' .')}. "

    def expand(self, words: str) -> str:
        """An author's words with the spellings made one."""
        if " " not in words:
            return self._same.get(words, words)
        return " ".join(self._same.get(word, word) for word in words.split())

    def _spell(self, word: str) -> str:
        if word in self._same:
            return self._same[word]
        return word if word in self._known else self._mend(word)

    def _mend(self, word: str) -> str:
        """A word that is not known, without its stretched letters or with its wrong ones put right."""
        if _STRETCHED.search(word):
            for squeezed in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)):
                if squeezed in self._known:
                    return self._same.get(squeezed, squeezed)
        for meant, wrong in self._typos.get(word[0], ()):
            if abs(len(meant) - len(word)) <= wrong and OSA.distance(word, meant, score_cutoff=wrong) <= wrong:
                return meant
        return word


def _wrong_letters(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _by_first_letter(words: Iterable[str]) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Words with how many letters may be wrong. A typo seldom hits the first letter, so a word meets only a few."""
    table: dict[str, tuple[tuple[str, int], ...]] = {}
    for word in words:
        table[word[0]] = (*table.get(word[0], ()), (word, _wrong_letters(word)))
    return table

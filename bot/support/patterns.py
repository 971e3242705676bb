"""Small patterns that authors can read, and looking for many of them at once.

my friend * (will not|can not) wake up     `(a|b)`: either; `*`: up to three words in between
^goodbye everyone$                         `^`, `$`: where a sentence begins, ends
i? want to die                             `?`: the word or group may be missing
<someone> is turning blue                  `<name>`: any of a named list
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.support.plain_words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_PIECE = re.compile(r"\^|\$|\*|\(([\w' |<>]+)\)(\??)|(<\w+>)(\??)|([\w']+)(\??)|(\S)")
_GAP = r"(?:\w+ ){0,3}"
_BETWEEN = r"\.? "
"""Words that follow each other may have a full stop between them; a gap never reaches over one."""
_COVERED = " #"
_HALVES = " & "


def words_in(plain: str) -> frozenset[str]:
    """The words of a plain text."""
    return frozenset(plain.replace(".", "").split())


class Piece(NamedTuple):
    """A part of a pattern: one of its entries stands there, or may be missing. Marks such as ``*`` need no words."""

    entries: tuple[str, ...]
    is_optional: bool = False
    needs: frozenset[str] = frozenset()
    """One word of each entry: a text without any of them holds none of the entries."""


class Grammar:
    """Takes the patterns of one language apart."""

    def __init__(self, lists: Mapping[str, Iterable[str]], expand: Callable[[str], str]) -> None:
        """Remember what patterns may name.

        Args:
            lists: the named lists.
            expand: brings an author's words into the plain form that texts have.
        """
        self._lists = lists
        self._expand = expand
        self._pieces: dict[str, Piece] = {}
        """Named lists are long, and words stand in many patterns."""

    def needs(self, pattern: str) -> list[frozenset[str]]:
        """The sets of words of which a text needs one each to match."""
        needs = [piece.needs for piece in self.pieces(pattern) if piece.needs and not piece.is_optional]
        if not needs or any("" in words for words in needs):
            raise ValueError(f"the pattern “{pattern}” holds no word that it needs")
        return needs

    def pieces(self, pattern: str) -> Iterator[Piece]:
        """The pieces in order."""
        for found in _PIECE.finditer(fold(pattern)):
            group, group_mark, name, name_mark, word, word_mark, stray = found.groups()
            if stray:
                raise ValueError(f"the pattern “{pattern}” holds “{stray}”, which means nothing here")
            if group:
                either = [self._entry(each.strip(), pattern) for each in group.split("|")]
                entries = tuple(entry for piece in either for entry in piece.entries)
                needs = frozenset().union(*(piece.needs for piece in either))
                yield Piece(entries, bool(group_mark), needs)
            elif name or word:
                yield self._entry(name or word, pattern)._replace(is_optional=bool(name_mark or word_mark))
            else:
                yield Piece((found.group(),))

    def _entry(self, entry: str, pattern: str) -> Piece:
        """The entries of a named list; any other entry stands for itself."""
        if entry not in self._pieces:
            try:
                entries = map(fold, self._lists[entry.strip("<>")]) if entry.startswith("<") else (entry,)
            except KeyError:
                raise ValueError(f"the pattern “{pattern}” names the list {entry}, which is not there") from None
            plain = tuple(map(self._expand, entries))
            needs = frozenset(max(each.split(), key=len, default="") for each in plain)
            self._pieces[entry] = Piece(plain, needs=needs)
        return self._pieces[entry]


class PatternIndex:
    """Patterns, filed under the rarest words each of them needs, so that a text meets only the few that can match."""

    def __init__(self, patterns: Sequence[str], grammar: Grammar) -> None:
        """Read the patterns. A regex is made when a text first needs it: few ever are, and all together take a second.

        Raises:
            ValueError: a pattern cannot be read.
        """
        self._patterns = patterns
        self._grammar = grammar
        self._needs: list[tuple[frozenset[str], ...]] = []
        self._regexes: list[tuple[re.Pattern[str], ...] | None] = [None] * len(patterns)
        self._by_word: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            needs = [words for half in pattern.split(_HALVES) for words in grammar.needs(half)]
            needs.sort(key=_rarity, reverse=True)
            for word in needs[0]:
                self._by_word.setdefault(word, []).append(number)
            self._needs.append(tuple(needs[1:]))
        self.words = frozenset(self._by_word)
        """A text without any of these words holds no pattern."""

    def candidates(self, words: AbstractSet[str]) -> list[int]:
        """The numbers of all patterns that a text of these words, or a part of it, could hold; no other holds."""
        if self.words.isdisjoint(words):
            return []
        numbers = {number for word in words & self.words for number in self._by_word[word]}
        return sorted([number for number in numbers if not any(map(words.isdisjoint, self._needs[number]))])

    def search(self, plain: str, candidates: Iterable[int]) -> int | None:
        """The number of the first of these patterns that the plain text holds."""
        return next((number for number in candidates if self._holds(number, plain)), None)

    def cover(self, plain: str, candidates: Iterable[int]) -> str:
        """The plain text with every match of these replaced by a mark that no pattern matches or reaches over."""
        for number in candidates:
            if self._holds(number, plain):
                for half in self._regex(number):
                    plain = half.sub(_COVERED, plain)
        return plain

    def _holds(self, number: int, plain: str) -> bool:
        return all(half.search(plain) for half in self._regex(number))

    def _regex(self, number: int) -> tuple[re.Pattern[str], ...]:
        """Both halves of a pattern, or the one it has."""
        found = self._regexes[number]
        if found is None:
            halves = self._patterns[number].split(_HALVES)
            found = tuple(re.compile(_translate(self._grammar.pieces(half))) for half in halves)
            self._regexes[number] = found
        return found


def _translate(pieces: Iterable[Piece]) -> str:
    """The regex. Every word brings the space before it along; the end of the last one is looked at, not taken."""
    regex, before = "", r" "
    for entries, is_optional, _ in pieces:
        match entries:
            case ("^",):
                regex += r"(?<=\.)"
            case ("$",):
                regex += r"(?=\.)"
            case ("*",):
                before = rf" {_GAP}"
            case _:
                words = "|".join(re.escape(entry).replace(r"\ ", _BETWEEN) for entry in entries)
                regex += f"(?:{before}(?:{words}))?" if is_optional else f"{before}(?:{words})"
                before = _BETWEEN
    return regex + r"(?=[ .])"


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    """Long words are rare; of equally long ones, few."""
    return min(len(word) for word in words), -len(words)

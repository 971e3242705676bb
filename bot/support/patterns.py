"""Small patterns that authors can read, and looking for many of them at once.

my friend * (will not|can not) wake up     `(a|b)`: either; `*`: up to three words in between
^goodbye everyone$                         `^`, `$`: where a sentence begins, ends
i? want to die                             `?`: the word or group may be missing
<someone> is turning blue                  `<name>`: any of a named list
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.support.plain_words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

_PIECE = re.compile(r"([\^$*])|\(([\w' |<>]+)\)(\??)|(<\w+>)(\??)|([\w']+)(\??)|(\S)")
_NAME = re.compile(r"<\w+>")
_GAP = r"(?:\w+ ){0,3}"
_BETWEEN = r"\.? "
"""Words that follow each other may have a full stop between them; a gap never reaches over one."""
_COVERED = " #"
_HALVES = " & "
_MARKS = {("^",): r"(?<=\.)", ("$",): r"(?=\.)", (_ANY := ("*",)): ""}

Need: TypeAlias = "tuple[Collection[str], ...]"
"""Words of which a text needs at least one: those of a pattern itself, and those of the lists it names."""


def words_in(plain: str) -> frozenset[str]:
    """The words of a plain text."""
    return frozenset(plain.replace(".", "").split())


class Piece(NamedTuple):
    """A part of a pattern: one of its entries stands there, or may be missing. Marks such as ``*`` need no words."""

    entries: tuple[str, ...]
    is_optional: bool = False
    needs: Need = ()


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
        self._read: dict[str, tuple[list[str], frozenset[str]]] = {}
        """The lists met so far: they are long, and stand in many patterns."""

    def needs(self, pattern: str) -> list[Need]:
        """What a text needs, all of it, to match."""
        needs = [piece.needs for piece in self.pieces(pattern) if piece.needs and not piece.is_optional]
        if not needs or any("" in words for need in needs for words in need):
            raise ValueError(f"the pattern “{pattern}” holds no word that it needs")
        return needs

    def pieces(self, pattern: str) -> Iterator[Piece]:
        """The pieces in order."""
        for found in _PIECE.finditer(fold(pattern)):
            mark, group, group_mark, name, name_mark, word, word_mark, stray = found.groups()
            if stray:
                raise ValueError(f"the pattern “{pattern}” holds “{stray}”, which means nothing here")
            if mark:
                yield Piece((mark,))
            else:
                either = (group or name or word).split("|")
                yield self._piece(either, pattern, is_optional=bool(group_mark or name_mark or word_mark))

    def _piece(self, either: Iterable[str], pattern: str, *, is_optional: bool) -> Piece:
        """One of several words or lists."""
        entries: list[str] = []
        own: list[str] = []
        lists: list[frozenset[str]] = []
        for each in map(str.strip, either):
            if "<" in each:
                listed, words = self._list(each, pattern)
                entries += listed
                lists.append(words)
            else:
                entries.append(self._expand(each))
                own.append(_longest_word(entries[-1]))
        return Piece(tuple(entries), is_optional, tuple(filter(None, (tuple(own), *lists))))

    def _list(self, name: str, pattern: str) -> tuple[list[str], frozenset[str]]:
        """The entries of a named list, and one word of each."""
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"the pattern “{pattern}” holds “{name}” in a group, where a list must stand alone: "
                "put the words before or behind it outside of the group, or write a second pattern"
            )
        if name not in self._read:
            try:
                entries = [self._expand(fold(entry)) for entry in self._lists[name.strip("<>")]]
            except KeyError:
                raise ValueError(f"the pattern “{pattern}” names the list {name}, which is not there") from None
            self._read[name] = entries, frozenset(map(_longest_word, entries))
        return self._read[name]


class PatternIndex:
    """Patterns, filed under the rarest words each of them needs, so that a text meets only the few that can match."""

    def __init__(self, patterns: Sequence[str], grammar: Grammar) -> None:
        """Read the patterns. A regex is made when a text first needs it: few ever are, and all together take a second.

        Raises:
            ValueError: a pattern cannot be read.
        """
        self._patterns = patterns
        self._grammar = grammar
        self._plain_needs: list[tuple[Collection[str], ...]] = []
        self._other_needs: list[tuple[Need, ...]] = []
        self._regexes: list[tuple[re.Pattern[str], ...] | None] = [None] * len(patterns)
        self._by_word: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            needs = [need for half in pattern.split(_HALVES) for need in grammar.needs(half)]
            rarest, *others = sorted(needs, key=_rarity, reverse=True)
            for word in set().union(*rarest):
                self._by_word.setdefault(word, []).append(number)
            self._plain_needs.append(tuple(need[0] for need in others if len(need) == 1))
            self._other_needs.append(tuple(need for need in others if len(need) > 1))
        self._words = frozenset(self._by_word)

    def candidates(self, words: AbstractSet[str]) -> list[int]:
        """The numbers of all patterns that a text of these words, or a part of it, could hold; no other holds."""
        if self._words.isdisjoint(words):
            return []
        numbers = {number for word in self._words & words for number in self._by_word[word]}
        return sorted([number for number in numbers if self._may_hold(number, words)])

    def search(self, plain: str, candidates: Iterable[int]) -> int | None:
        """The number of the first of these patterns that the plain text holds."""
        return next((number for number in candidates if self._holds(number, plain)), None)

    def spans(self, plain: str, candidates: Iterable[int]) -> Iterator[tuple[int, int, int]]:
        """Every place where one of these patterns stands in the plain text: number, begin and end.

        Of a pattern in two halves the first tells the place.
        """
        for number in candidates:
            if self._holds(number, plain):
                for found in self._regex(number)[0].finditer(plain):
                    yield number, found.start(), found.end()

    def cover(self, plain: str, candidates: Iterable[int]) -> str:
        """The plain text with every match of these replaced by a mark that no pattern matches or reaches over."""
        for number in candidates:
            if self._holds(number, plain):
                for half in self._regex(number):
                    plain = half.sub(_COVERED, plain)
        return plain

    def _may_hold(self, number: int, words: AbstractSet[str]) -> bool:
        if any(map(words.isdisjoint, self._plain_needs[number])):
            return False
        return not any(all(map(words.isdisjoint, need)) for need in self._other_needs[number])

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
    for entries, is_optional, needs in pieces:
        if entries in _MARKS and not needs:
            regex += _MARKS[entries]
            before = rf" {_GAP}" if entries == _ANY else before
        else:
            words = "|".join(re.escape(entry).replace(r"\ ", _BETWEEN) for entry in entries)
            regex += f"(?:{before}(?:{words}))?" if is_optional else f"{before}(?:{words})"
            before = _BETWEEN
    return regex + r"(?=[ .])"


def _longest_word(entry: str) -> str:
    return max(entry.split(), key=len, default="") if " " in entry else entry


def _rarity(need: Need) -> tuple[int, int]:
    """Long words are rare; of equally long ones, few."""
    return min(len(word) for words in need for word in words), -sum(map(len, need))

"""Small patterns that authors can read, and looking for many of them at once.

my friend * (will not|can not) wake up     `(a|b)`: either; `*`: up to three words in between
^goodbye everyone$                         `^`, `$`: where a sentence begins, ends
i? want to die                             `?`: the word or group may be missing
<someone> is turning blue                  `<name>`: any of a named list
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from bot.support.plain_words import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_PIECE = re.compile(r"\^|\$|\*|\(([\w' |<>]+)\)(\??)|(<\w+>)(\??)|([\w']+)(\??)|(\S)")
_WORDS = re.compile(r"\w+")
_GAP = r"(?:\w+ ){0,3}"
_BETWEEN = r"\.? "
"""Words that follow each other may have a full stop between them; a gap never reaches over one."""
_COVERED = " #"


class PatternIndex:
    """Patterns, filed under the rarest words each of them needs, so that a text meets only the few that can match."""

    def __init__(
        self, patterns: Sequence[str], lists: Mapping[str, Iterable[str]], expand: Callable[[str], str]
    ) -> None:
        """Read the patterns. Regexes are compiled when first needed: who only checks patterns needs none.

        Args:
            patterns: as authors write them.
            lists: the named lists.
            expand: brings an author's words into the plain form that texts have.

        Raises:
            ValueError: a pattern cannot be read.
        """
        self._regexes: list[tuple[str, ...]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, pattern in enumerate(patterns):
            halves = [_translate(half, lists, expand) for half in pattern.split(" & ")]
            self._regexes.append(tuple(regex for regex, _ in halves))
            for word in max((words for _, words in halves), key=_rarity):
                self._by_word[word].append(number)

    def make_ready(self) -> None:
        """Compile everything now, so that no text has to wait for it."""
        _ = self._compiled

    def search(self, plain: str) -> int | None:
        """The number of the first pattern that the plain text holds."""
        return next((number for number in self._candidates(plain) if self._holds(number, plain)), None)

    def cover(self, plain: str) -> str:
        """The plain text with every match replaced by a mark that no pattern matches or reaches over."""
        for number in self._candidates(plain):
            if self._holds(number, plain):
                for half in self._compiled[number]:
                    plain = half.sub(_COVERED, plain)
        return plain

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], ...]]:
        return [tuple(re.compile(regex) for regex in halves) for halves in self._regexes]

    def _holds(self, number: int, plain: str) -> bool:
        return all(half.search(plain) for half in self._compiled[number])

    def _candidates(self, plain: str) -> list[int]:
        numbers: set[int] = set()
        for word in set(_WORDS.findall(plain)) & self._by_word.keys():
            numbers.update(self._by_word[word])
        return sorted(numbers)


def _translate(
    pattern: str, lists: Mapping[str, Iterable[str]], expand: Callable[[str], str]
) -> tuple[str, frozenset[str]]:
    """The regex, and the words of which a text needs one to match."""
    pieces = list(_pieces(pattern, lists, expand))
    needed = [group for group, optional in pieces if group and not optional and group not in (["^"], ["$"], ["*"])]
    if not needed:
        raise ValueError(f"the pattern “{pattern}” holds no word that it needs")
    rarest = max((frozenset(_longest_word(entry) for entry in group) for group in needed), key=_rarity)
    return _regex(pieces), rarest


def _pieces(
    pattern: str, lists: Mapping[str, Iterable[str]], expand: Callable[[str], str]
) -> Iterator[tuple[list[str], bool]]:
    """Each piece as its alternatives, and whether it may be missing."""
    for found in _PIECE.finditer(fold(pattern)):
        group, group_mark, name, name_mark, word, word_mark, stray = found.groups()
        if stray:
            raise ValueError(f"the pattern “{pattern}” holds “{stray}”, which means nothing here")
        either = group.split("|") if group else [name or word or found.group()]
        entries = [entry for each in either for entry in _listed(each.strip(), lists, pattern)]
        yield [expand(entry) for entry in entries], bool(group_mark or name_mark or word_mark)


def _listed(entry: str, lists: Mapping[str, Iterable[str]], pattern: str) -> Iterable[str]:
    """The entries of a named list; any other entry stands for itself."""
    if not entry.startswith("<"):
        return (entry,)
    try:
        return [fold(each) for each in lists[entry.strip("<>")]]
    except KeyError:
        raise ValueError(f"the pattern “{pattern}” names the list {entry}, which is not there") from None


def _regex(pieces: Sequence[tuple[list[str], bool]]) -> str:
    """Every word brings the space before it along; the end of the last one is looked at, not taken."""
    regex, before = "", r" "
    for group, optional in pieces:
        match group:
            case ["^"]:
                regex += r"(?<=\.)"
            case ["$"]:
                regex += r"(?=\.)"
            case ["*"]:
                before = rf" {_GAP}"
            case _:
                words = "|".join(re.escape(entry).replace(r"\ ", _BETWEEN) for entry in group)
                regex += f"(?:{before}(?:{words}))?" if optional else f"{before}(?:{words})"
                before = _BETWEEN
    return regex + r"(?=[ .])"


def _longest_word(entry: str) -> str:
    return max(entry.split(), key=len)


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    """Long words are rare; of equally long ones, few."""
    return min(len(word) for word in words), -len(words)

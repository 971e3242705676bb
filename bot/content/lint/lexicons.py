"""``lexicon/<language>.yaml``: words that are not said, and what to say instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeAlias, get_args

from pydantic import Field

from bot.content.fields import Line, Lines  # noqa: TC001 - pydantic reads these types
from bot.content.schema import FileModel, parse
from bot.content.yaml_reader import read_yaml
from bot.dialogue.showing import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

Theme: TypeAlias = Literal["stigma", "directive", "hollow_praise", "promise", "abstinence"]
_FOLDER = Path(__file__).parent / "lexicon"
_NEVER = r"(?!)"


class EntryFile(FileModel):
    """Phrases to stay away from, and what to say instead. A word that ends in ``*`` stands for all its endings."""

    avoid: Lines
    use: Line
    not_after: Lines = Field(default_factory=list)
    """Single words that make it something else when they stand right before: “if you have to”."""


_Entries: TypeAlias = Annotated[list[EntryFile], Field(min_length=1)]


class LexiconFile(FileModel):
    """A language's lists.

    `counted` are units of amounts, `sizes` words that may stand before them, `numbers` those that are written as words,
    `one` is what a share begins with (one in ten), and `shares` are the words in its middle.
    """

    lexicon: Line
    stigma: _Entries
    directive: _Entries
    hollow_praise: _Entries
    promise: _Entries
    abstinence: _Entries
    counted: Lines
    sizes: Lines
    numbers: Lines
    one: Lines
    shares: Lines


class Hit(NamedTuple):
    """What was found in a text, and what to say instead."""

    found: str
    use: str


@dataclass(frozen=True)
class Lexicon:
    """One language's lists, ready to be looked for."""

    file: LexiconFile

    def search(self, theme: Theme, text: str) -> Hit | None:
        """The first phrase of a theme that stands in a text; values shown in it are not looked at."""
        entries: list[EntryFile] = getattr(self.file, theme)
        plain = hide_values(text)
        found = self._patterns[theme].search(plain.lower())
        return Hit(plain[slice(*found.span())], entries[_group(found)].use) if found else None

    def find_amount(self, text: str) -> str | None:
        """The first amount or share in a text: a number, in figures or as a word, and what it is a number of."""
        plain = hide_values(text)
        found = self._amounts.search(plain.lower())
        return plain[slice(*found.span())] if found else None

    @cached_property
    def _amounts(self) -> re.Pattern[str]:
        file = self.file
        number = rf"(?:\d+(?:[.,]\d+)?|(?<!\w)(?:{_any_of(file.numbers)}))"
        amount = rf"{number}\s?(?:(?:{_any_of(file.sizes)})\s+)?(?:{_any_of(file.counted)})"
        share = rf"(?:{number}|(?<!\w)(?:{_any_of(file.one)}))\s+(?:{_any_of(file.shares)})\s+{number}"
        return re.compile(rf"(?:{amount}|{share})(?!\w)")

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        themes: tuple[Theme, ...] = get_args(Theme)
        return {theme: _compile(getattr(self.file, theme)) for theme in themes}


@lru_cache
def load_lexicon(language: str) -> Lexicon | None:
    """The lists of a language; None where nobody wrote any."""
    path = _FOLDER / f"{language}.yaml"
    return Lexicon(parse(read_yaml(path, str(path)), LexiconFile)) if path.is_file() else None


def hide_values(text: str) -> str:
    """A text without the words of others in it; apostrophes are straight."""
    return PLACEHOLDER.sub("…", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _compile(entries: Iterable[EntryFile]) -> re.Pattern[str]:
    # Searched in lower case: a pattern that ignores case takes three times as long.
    groups = (f"{_forbid(entry.not_after)}({_any_of(entry.avoid)})" for entry in entries)
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups) or _NEVER})(?!\w)")


def _forbid(words: Iterable[str]) -> str:
    return "".join(rf"(?<!\b{re.escape(word)}\s)" for word in words)


def _any_of(phrases: Iterable[str]) -> str:
    """The longest first, so that all of what stands there is told."""
    return "|".join(map(_spell, sorted(phrases, key=len, reverse=True)))


def _spell(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.lower().split())


def _group(found: re.Match[str]) -> int:
    return (found.lastindex or 1) - 1

"""From what a person typed to a value, or to the reason why it is none.

A wrong guess is worse than a question, so everything here takes only what can be meant in one way.
"""

from __future__ import annotations

import math
import re
import unicodedata
from enum import StrEnum
from functools import lru_cache, singledispatch
from typing import TYPE_CHECKING

from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.values import Amount, Value
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Kind

_NUMBER = re.compile(r"(?<![\w.,])[-+]?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)")
_AMOUNT = re.compile(r"(?P<number>[-+]?\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s].*)?$")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:\s*(?P<mark>[:.h])\s*(?P<minute>\d{2})?)?\s*(?P<half>[^\d\s].*)?$")
_POINT_FIRST = re.compile(r"(?<![\d.,])[.,](?=\d)")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")
"""One thousand to some, one and a bit to others."""
_SEPARATORS = re.compile(r"\s*[,;+&]\s*|\s*\n\s*")
_APOSTROPHES = re.compile("['\\u2019\\u00b4`]")
_WORDS = re.compile(r"\w+")
_SHORTEST_PREFIX = 3
_NOON = 12


class Misread(StrEnum):
    """Why something typed is no answer."""

    NOT_UNDERSTOOD = "not understood"
    TOO_LONG = "too long"
    OUT_OF_RANGE = "out of range"


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, nothing around it: the form in which words are compared."""
    bare = text.lower() if text.isascii() else _without_accents(text)
    return " ".join(bare.split()).strip(" .!?")


def _without_accents(text: str) -> str:
    lower = unicodedata.normalize("NFKD", text).casefold()
    return "".join(mark for mark in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(mark))


_fold_written = lru_cache(maxsize=4096)(fold)
"""For labels and words of authors, never for what a person typed: that is not to stay in memory."""


def means_one_of(text: str, words: tuple[str, ...]) -> bool:
    """Whether typed words are, when folded, one of these that an author wrote."""
    return fold(text) in _fold_all(words)


@lru_cache(maxsize=256)
def _fold_all(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def read(kind: Kind, text: str, words: Words) -> Value | Misread:
    """The value that `text` gives for a question of this kind."""
    return _read(kind, text, words)


@singledispatch
def _read(kind: object, _text: str, _words: Words) -> Value | Misread:
    raise TypeError(f"no way to read a {type(kind).__name__}")


@_read.register
def _(kind: Scale, text: str, words: Words) -> Value | Misread:
    out_of = rf"/\s*{kind.last}\b"
    return _within(_one_number(re.sub(out_of, "", text), words), kind.first, kind.last, whole=True)


@_read.register
def _(kind: Number, text: str, words: Words) -> Value | Misread:
    return _within(_one_number(text, words), kind.first, kind.last, whole=kind.whole)


@_read.register
def _(kind: Choice, text: str, _words: Words) -> Value | Misread:
    return _option(kind.of, text) or _meant(kind, text) or Misread.NOT_UNDERSTOOD


@_read.register
def _(kind: Choices, text: str, _words: Words) -> Value | Misread:
    whole = _option(kind.of, text)
    codes = [whole] if whole else [_option(kind.of, part) for part in _SEPARATORS.split(text) if part]
    chosen = tuple(code for code in kind.of if code in codes)
    if not chosen or None in codes:
        return Misread.NOT_UNDERSTOOD
    return chosen if len(chosen) <= (kind.at_most or len(chosen)) else Misread.OUT_OF_RANGE


@_read.register
def _(kind: YesNo, text: str, words: Words) -> Value | Misread:
    said = fold(text)
    for code, label, others in (
        ("yes", kind.yes or words.yes, words.yes_words),
        ("no", kind.no or words.no, words.no_words),
    ):
        if said == _fold_written(label) or said in _fold_all(others):
            return code
    return Misread.NOT_UNDERSTOOD


@_read.register
def _(kind: Text, text: str, _words: Words) -> Value | Misread:
    said = text.strip()
    if not said:
        return Misread.NOT_UNDERSTOOD
    return said if len(said) <= kind.up_to else Misread.TOO_LONG


@_read.register
def _(_kind: TimeOfDay, text: str, words: Words) -> Value | Misread:
    said = fold(text)
    if said in _fold_all(words.noon):
        return "12:00"
    if said in _fold_all(words.midnight):
        return "00:00"
    clock = _CLOCK.fullmatch(said)
    hour = _hour(clock, words) if clock else None
    minute = int(clock["minute"] or 0) if clock else 0
    if hour is None or hour >= 24 or minute >= 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
        return Misread.NOT_UNDERSTOOD
    return f"{hour:02}:{minute:02}"


@_read.register
def _(kind: Measure, text: str, words: Words) -> Value | Misread:
    said = fold(_POINT_FIRST.sub("0.", text))
    first, _, rest = said.partition(" ")
    if first in words.number_words:
        said = f"{words.number_words[first]} {rest}"
    match = _AMOUNT.fullmatch(said.strip())
    number = _number(match["number"]) if match else None
    if match is None or number is None:
        return Misread.NOT_UNDERSTOOD
    unit = _unit(kind.units, match["unit"])
    if unit is None:
        return Misread.NOT_UNDERSTOOD
    return Amount(number, unit) if number >= 0 else Misread.OUT_OF_RANGE


@_read.register
def _(kind: City, text: str, _words: Words) -> Value | Misread:
    said = fold(text)
    by_name = kind.zones.get(said) or kind.zones.get(said.partition(",")[0].strip())
    if by_name:
        return by_name
    by_zone = {_fold_written(zone): zone for zone in kind.zones.values()}
    return by_zone.get(said, Misread.NOT_UNDERSTOOD)


def _number(digits: str) -> float | int | None:
    """The number written; None for "1,000", which means two things, and for one beyond all measure."""
    number = float(digits.replace(",", "."))
    if _THOUSANDS.fullmatch(digits) or not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _one_number(text: str, words: Words) -> float | None:
    """The only number in the text: "about 7" gives 7, "7 or 8" nothing."""
    found = [_number(digits) for digits in _NUMBER.findall(_POINT_FIRST.sub("0.", text))]
    found += [words.number_words[word] for word in fold(text).split() if word in words.number_words]
    return found[0] if len(found) == 1 else None


def _within(number: float | None, first: float | None, last: float | None, *, whole: bool) -> Value | Misread:
    if number is None or (whole and not float(number).is_integer()):
        return Misread.NOT_UNDERSTOOD
    inside = (first is None or number >= first) and (last is None or number <= last)
    return number if inside else Misread.OUT_OF_RANGE


def _option(options: Mapping[str, str], text: str) -> str | None:
    """The code of the option meant: by label, by the number a label begins with, by its place, by its beginning.

    Its place counts only where no label has a number in it: under "5 minutes" and "10 minutes", 2 means neither.
    """
    said = fold(text)
    labels = {code: _fold_written(label) for code, label in options.items()}
    exact = [code for code, label in labels.items() if said in (label, code)]
    numbered = [code for code, label in labels.items() if said.isdecimal() and label.split()[:1] == [said]]
    countable = not any(mark.isdecimal() for label in labels.values() for mark in label)
    counted = [code for place, code in enumerate(options, start=1) if countable and said == str(place)]
    begun = [code for code, label in labels.items() if len(said) >= _SHORTEST_PREFIX and label.startswith(said)]
    for found in (exact, numbered, counted, begun):
        if len(found) == 1:
            return found[0]
    return None


def _meant(kind: Choice, text: str) -> str | None:
    """The code of the option that other words stand for. Nothing may be left over: "fine" is not in "not fine"."""
    if not kind.means:
        return None
    said, beside = _bare_words(text), frozenset(kind.beside)
    core = [word for word in said if word not in beside]
    phrases = ((code, _bare_words(each)) for code, means in kind.means.items() if code in kind.of for each in means)
    found = {code for code, words in phrases if words in (said, core)}
    return found.pop() if len(found) == 1 else None


def _bare_words(text: str) -> list[str]:
    """The words, without marks within or between them."""
    return _WORDS.findall(_APOSTROPHES.sub("", fold(text)))


def _unit(units: Mapping[str, str], said: str | None) -> str | None:
    """The code of the unit meant; with a single unit it may be left out. "beer" and "beers" are the same."""
    if said is None:
        return next(iter(units)) if len(units) == 1 else None
    forms = {code: {_fold_written(each).rstrip("s") for each in (code, label)} for code, label in units.items()}
    found = [code for code, known in forms.items() if said.rstrip("s") in known]
    return found[0] if len(found) == 1 else None


def _hour(clock: re.Match[str], words: Words) -> int | None:
    """The hour of 0 to 23. A bare number up to 12 could be either half of the day, so it is none."""
    hour, half = int(clock["hour"]), clock["half"]
    if half in _fold_all(words.am) or half in _fold_all(words.pm):
        if not 1 <= hour <= _NOON:
            return None
        return hour % _NOON + (_NOON if half in _fold_all(words.pm) else 0)
    if half or (clock["mark"] is None and hour <= _NOON):
        return None
    return hour

"""L16: how hard the words are to read."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.content.lint.lexicons import hide_values
from bot.content.lint.subject import Finding
from bot.content.lint.utterances import list_said
from bot.content.lint.wording import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from bot.content.lint.subject import Subject
    from bot.content.lint.utterances import Utterance

MISSING = "the grade of reading is not looked at: textstat is not installed (pip install 'leeward[authors]')"
FEWEST_WORDS = 10
"""The grade of fewer words says nothing."""
LONGEST_SENTENCE = 20
HARDEST = 6.0
HARDEST_IN_DANGER = 5.0
GOOD = 5.0
_TONGUES = {"en": "en_US", "es": "es"}
"""The languages that a formula was made for. For others there is none, and none is invented."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”»\")]*\s+|\n+")
_EASE = ((90, 5), (80, 6), (70, 7), (60, 8), (50, 10), (30, 13))
"""Fernández Huerta's ease, from so much on, and the grade it stands for in his table."""
_HARDEST_TEXT = 16


def is_ready() -> bool:
    """Whether grades can be told at all: textstat is for authors, and not installed with the bot."""
    return find_spec("textstat") is not None


def find_hard_words(subject: Subject) -> Iterator[Finding]:
    """Messages and dialogs that are hard to read, and sentences that are long."""
    said = list(list_said(subject))
    for each in said:
        yield from _find_long_sentences(each)
        if count_words(each.text) >= FEWEST_WORDS:
            yield from _judge(each)
    yield from _judge_dialog(said)


def _find_long_sentences(said: Utterance) -> Iterator[Finding]:
    longest = max(map(count_words, _SENTENCE_END.split(said.text)), default=0)
    if longest > LONGEST_SENTENCE:
        message = f"a sentence of {longest} words: make it two, of at most {LONGEST_SENTENCE}"
        yield Finding(said.where, message, language=said.language)


def _judge(said: Utterance) -> Iterator[Finding]:
    grade = grade_text(hide_values(said.text), said.language)
    in_danger = said.step is not None and said.step.mi == "SAFETY"
    most = HARDEST_IN_DANGER if in_danger else HARDEST
    if grade is not None and grade > min(most, GOOD):
        severity, bound = ("error", f"{most:g} is the most") if grade > most else ("warning", f"{GOOD:g} reads easily")
        message = f"reads like grade {grade:.1f}, {bound}: shorter words, shorter sentences"
        yield Finding(said.where, message, severity=severity, language=said.language)


def _judge_dialog(said: Iterable[Utterance]) -> Iterator[Finding]:
    by_language: dict[str, list[str]] = {}
    for each in said:
        by_language.setdefault(each.language, []).append(hide_values(each.text))
    for language, texts in by_language.items():
        whole = "\n".join(texts)
        grade = grade_text(whole, language) if count_words(whole) >= FEWEST_WORDS else None
        if grade is not None and grade > HARDEST:
            message = f"all in all it reads like grade {grade:.1f}, {HARDEST:g} is the most"
            yield Finding(("steps",), message, at_key=True, language=language)


@lru_cache(maxsize=20_000)
def grade_text(text: str, language: str) -> float | None:
    """The grade at school at which a text is read with ease; None where there is no formula for the language.

    English: Flesch and Kincaid (1975). Spanish: Fernández Huerta (1959), whose ease is told as a grade.
    """
    if language not in _TONGUES or not is_ready():
        return None
    textstat = _load_textstat()
    textstat.set_lang(_TONGUES[language])
    if language == "en":
        return round(float(textstat.flesch_kincaid_grade(_close(text))), 1)
    ease = textstat.fernandez_huerta(_close(text))
    return float(next((grade for least, grade in _EASE if ease >= least), _HARDEST_TEXT))


@cache
def _load_textstat() -> ModuleType:
    """Only authors have it, and only they need it."""
    import textstat  # noqa: PLC0415

    from bot.content.lint.pronunciations import hasten_textstat  # noqa: PLC0415

    hasten_textstat()
    return textstat  # type: ignore[no-any-return]


def _close(text: str) -> str:
    """A line without a full stop is a sentence, too: a list is not one long sentence."""
    lines = (line.strip(" -•…“”") for line in text.splitlines())
    return "\n".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines if line)

"""L9, L12, L13 and L15: words that are not said. L4: how much is said, and asked, at once. L14: numbers are facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.content.lint.lexicons import hide_values, load_lexicon
from bot.content.lint.subject import Finding
from bot.content.lint.utterances import list_headings, list_labels, list_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.content.lint.lexicons import Theme
    from bot.content.lint.subject import Subject
    from bot.content.lint.utterances import Utterance

MOST_WORDS = 40
GOOD_WORDS = 25
_BRIEF = {"SR", "CR", "Q_open", "Q_closed", "AF", "SEEK", "AUT"}
"""What is told in these is a turn of the talk; information, an exercise's steps and help in danger may take more."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_TELEPHONE = re.compile(r"(?<![\w/])(?:\+?\d[\d\s().-]{4,}\d|\d{3,}|\d(?:-\d){2,})(?!\w)")
_SHARE = re.compile(r"(?<!\w)\d+ (?:in|of|out of|de cada|de) \d+(?!\w)")


def find_stigma(subject: Subject) -> Iterator[Finding]:
    """No word labels a person; not even on a button."""
    yield from _search("stigma", (*_list_spoken(subject), *list_labels(subject)))


def find_orders(subject: Subject) -> Iterator[Finding]:
    """Nobody is told what to do. What stands on a button is what the person says, and may be a should."""
    yield from _search("directive", _list_spoken(subject))


def find_hollow_praise(subject: Subject) -> Iterator[Finding]:
    """Praise that fits anything says nothing."""
    yield from _search("hollow_praise", _list_spoken(subject))


def find_promises(subject: Subject) -> Iterator[Finding]:
    """Nobody knows what will happen."""
    yield from _search("promise", _list_spoken(subject))


def find_ranked_goals(subject: Subject) -> Iterator[Finding]:
    """Stopping is not worth more than using less, using more safely, or changing nothing."""
    yield from _search("abstinence", (*_list_spoken(subject), *list_labels(subject)))


def find_own_numbers(subject: Subject) -> Iterator[Finding]:
    """Amounts, limits, shares and telephone numbers stand in the facts, with a source and a day to look again."""
    for said in (*_list_spoken(subject), *list_labels(subject)):
        if found := _find_number(said):
            message = f"“{found}”: a number like this is a fact: put it in dialogs/facts, and show {{fact.…}}"
            yield _tell(said, message)


def find_crowded_messages(subject: Subject) -> Iterator[Finding]:
    """One question in a message, and few words."""
    for said in list_said(subject):
        marks = said.text.count("?")
        if marks > 1:
            yield _tell(said, f"{marks} questions in one message: ask one")
        words = count_words(said.text)
        if said.step and said.step.mi in _BRIEF and words > GOOD_WORDS:
            severity = "error" if words > MOST_WORDS else "warning"
            message = f"{words} words: {GOOD_WORDS} are easy to read, {MOST_WORDS} are the most"
            yield _tell(said, message)._replace(severity=severity)


def count_words(text: str) -> int:
    """The words of a text; a value shown in it counts as one."""
    return len(_WORD.findall(text))


def _list_spoken(subject: Subject) -> tuple[Utterance, ...]:
    return (*list_said(subject), *list_headings(subject))


def _search(theme: Theme, texts: Iterable[Utterance]) -> Iterator[Finding]:
    for said in texts:
        lexicon = load_lexicon(said.language)
        if lexicon and (hit := lexicon.search(theme, said.text)):
            yield _tell(said, f"“{hit.found}”: use instead: {hit.use}")


def _find_number(said: Utterance) -> str | None:
    plain = hide_values(said.text)
    if found := _TELEPHONE.search(plain) or _SHARE.search(plain):
        return found[0]
    lexicon = load_lexicon(said.language)
    return lexicon.find_amount(plain) if lexicon else None


def _tell(said: Utterance, message: str) -> Finding:
    return Finding(said.where, message, language=said.language)

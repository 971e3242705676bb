"""Rules on who stands behind a dialog, and on what its words are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject


def find_untagged_words(subject: Subject) -> Iterator[Finding]:
    """Every step that speaks says what its words are, in MI terms."""
    for name, step in subject.dialog.steps.items():
        if step.phrases and step.mi is None:
            yield Finding(("steps", name), "“mi” is missing: what are these words, in MI terms?", at_key=True)


def find_unsigned_dialogs(subject: Subject) -> Iterator[Finding]:
    """Author, source and the dates of review are given. An empty reviewer means that nobody reviewed it yet."""
    about = subject.dialog.about
    for key, value in (("author", about.author), ("source", about.source)):
        if not value.strip():
            yield Finding((key,), f"“{key}” is missing in the head")
    for key, value in (("on", about.reviewed_on), ("again_by", about.review_again_by)):
        if not value:
            yield Finding(("reviewed", key), f"“reviewed: {{{key}: …}}” is missing in the head")
    if about.reviewed_on and about.review_again_by and about.review_again_by <= about.reviewed_on:
        yield Finding(("reviewed", "again_by"), "the next review comes after the last one")
    if about.reviewed_by.strip() and _find_name(about.reviewed_by) == _find_name(about.author):
        yield Finding(("reviewed", "by"), "nobody signs their own words: somebody else reviews them")


def _find_name(text: str) -> str:
    """The name alone, without what somebody is."""
    return text.partition(",")[0].strip().casefold()

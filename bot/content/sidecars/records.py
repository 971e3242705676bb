"""Comments that the program writes above a text: what the dialog says, and what it said when it was translated."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from yaml.reader import Reader

from bot.content.json_schemas import MODELINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.content.schema import ConditionFile

Record: TypeAlias = tuple[str, ...]
"""A text of the dialog as a comment shows it, line by line."""
NOT_RECORDED: Record = ("(not recorded)",)
"""Stands for what was translated where no comment tells."""
_CASE = re.compile(r"# if \{.*\}|# otherwise")
_UNSEEN = re.compile(f"[\t\r\x85\u2028\u2029]|{Reader.NON_PRINTABLE.pattern}")
_LINE_END = re.compile(r"\r\n|\n")


@dataclass(frozen=True)
class Marks:
    """How such comments begin; `language` is the dialog's own."""

    language: str

    @property
    def now(self) -> str:
        """Before what the dialog says now."""
        return f"# {self.language}: "

    @property
    def was(self) -> str:
        """Before what it said when the text was translated, if that is something else."""
        return f"# {self.language} was: "

    def owns(self, comment: str) -> bool:
        """Whether the program wrote a comment; all others are the translator's."""
        return comment.startswith((self.now, self.was, MODELINE)) or _CASE.fullmatch(comment) is not None


@dataclass(slots=True)
class Comments:
    """The comments above a text, by who wrote them."""

    now: list[Record] = field(default_factory=list)
    was: list[Record] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    """The translator's."""


def record(text: str) -> Record:
    """How a comment shows a text: without spaces at the ends of lines, and with what cannot be seen spelt out."""
    return tuple(_UNSEEN.sub(_spell, line).rstrip() for line in _LINE_END.split(text.strip()))


def write_record(mark: str, shown: Record) -> Iterator[str]:
    """The lines of a comment."""
    ahead = "#" + " " * (len(mark) - 1)
    yield mark + shown[0]
    yield from ((ahead + line).rstrip() for line in shown[1:])


def read_comments(lines: Iterable[str], marks: Marks) -> Comments:
    """Comments as they stand above a text, each line from its ``#`` on, without spaces at its end."""
    found = Comments()
    ahead, open_record = "", list[str]()
    ends: list[tuple[list[Record], list[str]]] = []
    for line in lines:
        mark = next((each for each in (marks.was, marks.now) if line.startswith(each)), "")
        if mark:
            open_record, ahead = [line[len(mark) :]], "#" + " " * (len(mark) - 1)
            ends.append((found.was if mark == marks.was else found.now, open_record))
        elif open_record and (line.startswith(ahead) or line == "#"):
            open_record.append(line[len(ahead) :])
        else:
            open_record = []
            found.own += [] if marks.owns(line) else [line]
    for where, shown in ends:
        where.append(tuple(shown))
    return found


def tell_case(when: ConditionFile | None) -> str:
    """A comment on when a case holds."""
    if when is None:
        return "# otherwise"
    tests = (f"{name}: {texts[0] if len(texts) == 1 else '[' + ', '.join(texts) + ']'}" for name, texts in when.items())
    return f"# if {{{', '.join(tests)}}}"


def _spell(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")

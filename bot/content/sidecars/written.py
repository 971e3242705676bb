"""What stands in a translation's file as its translator wrote it: every text with its quotes, every comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from bot.content.sidecars.records import Comments, Record, read_comments
from bot.content.translations import TODO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.sidecars.records import Marks
    from bot.content.yaml_reader import Document, Where

STRAYS = "# No longer in the dialog, and never said. Take away what is of no use:"
"""Begins the last comment of a file: what was translated of texts that are gone."""
_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_COMMENT = re.compile("(?<![^ \n\r\x85\u2028\u2029])#[^\n\r\x85\u2028\u2029]*")
Span: TypeAlias = tuple[int, int]


@dataclass(slots=True)
class Entry:
    """A text, and the comments about it."""

    where: Where
    raw: str
    """As it is written, quotes and all."""
    value: str
    comments: Comments = field(default_factory=Comments)
    behind: str = ""
    """The comment behind it in its line."""

    @property
    def is_gap(self) -> bool:
        """Whether it is still to be translated."""
        return self.value.strip() == TODO

    @property
    def now(self) -> Record | None:
        """What the dialog said when the file was refreshed last; None where no comment tells."""
        return self.comments.now[-1] if self.comments.now else None

    @property
    def was(self) -> Record | None:
        """What it said when this was translated, if that was something else."""
        return self.comments.was[0] if self.comments.was else None


@dataclass(slots=True)
class Written:
    """A whole file; texts by their places, a text alone standing at place 0 of its list."""

    entries: dict[Where, Entry] = field(default_factory=dict)
    above: dict[Where, list[str]] = field(default_factory=dict)
    """The translator's comments above what holds texts, such as a step."""
    last: list[str] = field(default_factory=list)
    """The translator's comments below everything."""
    strays: list[str] = field(default_factory=list)
    """The comment that `STRAYS` begins."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A key, an item of a list or a text: what a comment can be about."""

    line: int
    where: Where
    holds: bool
    """It is a key above a mapping or a list."""


def read_written(document: Document, marks: Marks) -> Written:
    """Read a file that is free of faults."""
    return _Reader(document.text, marks).read()


class _Reader:
    def __init__(self, text: str, marks: Marks) -> None:
        self.text = text
        self.marks = marks
        self.written = Written()
        self.anchors: list[_Anchor] = []
        self.scalars: list[Span] = []
        self.lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.first: dict[int, list[Entry]] = {}
        """The texts that begin in a line."""
        self.last: dict[int, Entry] = {}
        """The last text that ends in a line."""

    def read(self) -> Written:
        events = yaml.parse(self.text, Loader=_LOADER)
        next(events)
        next(events)
        self._node(next(events), events, ())
        self._share_comments(list(self._find_comments()))
        return self.written

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], where: Where) -> None:
        if isinstance(event, yaml.MappingStartEvent):
            while not isinstance(key := next(events), yaml.MappingEndEvent):
                self._mark(key)
                value = next(events)
                below = (*where, str(getattr(key, "value", "")))
                self.anchors.append(_Anchor(_line(key), below, not isinstance(value, yaml.ScalarEvent)))
                self._node(value, events, below)
        elif isinstance(event, yaml.SequenceStartEvent):
            number = 0
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                self.anchors.append(_Anchor(_line(item), (*where, number), holds=False))
                self._node(item, events, (*where, number))
                number += 1
        elif isinstance(event, yaml.ScalarEvent):
            self.anchors.append(_Anchor(_line(event), where, holds=False))
            begin, end = self._mark(event)
            entry = Entry(_in_list(where), self.text[begin:end].rstrip(), str(event.value))
            self.written.entries[entry.where] = entry
            self.first.setdefault(_line(event), []).append(entry)
            self.last[self._find_line(begin + len(entry.raw))] = entry

    def _mark(self, event: yaml.Event) -> Span:
        begin, end = event.start_mark, event.end_mark
        self.scalars.append((begin.index, end.index) if begin and end else (0, 0))
        return self.scalars[-1]

    def _find_comments(self) -> Iterator[tuple[int, bool, str]]:
        """Line, whether something else stands before it in its line, and the comment itself."""
        begins = [begin for begin, _ in self.scalars]
        for match in _COMMENT.finditer(self.text):
            number = bisect_right(begins, match.start()) - 1
            if number < 0 or self.scalars[number][1] <= match.start():
                line = self._find_line(match.start())
                behind = bool(self.text[self.lines[line] : match.start()].strip())
                yield line, behind, match[0].rstrip()

    def _find_line(self, index: int) -> int:
        return bisect_right(self.lines, index) - 1

    def _share_comments(self, comments: list[tuple[int, bool, str]]) -> None:
        starts = sorted({anchor.line for anchor in self.anchors})
        blocks: dict[int | None, list[str]] = {}
        for line, behind, comment in comments:
            if behind and line in self.last:
                self.last[line].behind = comment
                continue
            place = bisect_right(starts, line - 1 if behind else line)
            blocks.setdefault(starts[place] if place < len(starts) else None, []).append(comment)
        for start, block in blocks.items():
            self._attach(start, block)

    def _attach(self, line: int | None, block: list[str]) -> None:
        if line is None:
            strays = block.index(STRAYS) if STRAYS in block else len(block)
            self.written.last, self.written.strays = block[:strays], block[strays:]
            return
        comments = read_comments(block, self.marks)
        anchor = next(anchor for anchor in self.anchors if anchor.line == line)
        entries = self.first.get(line, [])
        if anchor.holds or not entries:
            self.written.above.setdefault(anchor.where, []).extend(comments.own)
        else:
            entries[0].comments.own = comments.own
        for number, entry in enumerate(entries):
            entry.comments.now = comments.now[number : number + 1]
            entry.comments.was = comments.was[number : number + 1]


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


def _in_list(where: Where) -> Where:
    """Where a text stands, were every text of a step in a list."""
    match where:
        case ("steps", _, "say" | "retry") | ("steps", _, "pick", _):
            return (*where, 0)
        case _:
            return where

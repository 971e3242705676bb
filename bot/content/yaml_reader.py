"""Strict YAML: every scalar stays the text that was written, and everything has a place.

YAML's traps are refused instead of guessed at: duplicate keys, anchors, aliases, tags, tabs, empty values, several
documents. Size and depth are bounded on events, before anything is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import yaml
from yaml.reader import Reader

from bot.content.faults import Fault, Faulty
from bot.content.yaml_advice import QUOTE, advise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 32

Node: TypeAlias = "dict[str, Node] | list[Node] | str"
Where: TypeAlias = "tuple[str | int, ...]"
"""The way to a value from the top: keys and list positions from 0."""
Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
"""Only its parser is used, never its constructor."""
_EMPTY = "an empty value: write one, or remove the key"
_WITHOUT_COLON = f"a word within {{ }} without a colon: if it belongs to a text, {QUOTE}"
_NULLS = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class _Places:
    """Where everything stands in a file. `branches` are the values that are mappings or lists."""

    values: dict[Where, Place] = field(default_factory=dict)
    keys: dict[Where, Place] = field(default_factory=dict)
    branches: set[Where] = field(default_factory=set)


@dataclass(frozen=True)
class Document:
    """A file as dicts, lists and texts, and where each of them stands."""

    file: str
    value: Node
    text: str = field(repr=False)

    @cached_property
    def _places(self) -> _Places:
        """Read again for the first fault: most files have none, and these tables are larger than all the rest."""
        places = _Places()
        _Builder(self.file, places).build(yaml.parse(self.text, Loader=_LOADER))
        return places

    def place(self, where: Where) -> Place:
        """The place of a value. Of what is not there: the place of the text, or else of the key, nearest above it."""
        values, keys = self._places.values, self._places.keys
        for length in range(len(where), -1, -1):
            above = where[:length]
            if above in values and (length == len(where) or above not in self._places.branches):
                return values[above]
            if above in keys or above in values:
                return self.key_place(above)
        return 1, 1

    def key_place(self, where: Where) -> Place:
        """The place of a value's key, or of the nearest above that is there."""
        for length in range(len(where), -1, -1):
            place = self._places.keys.get(where[:length]) or self._places.values.get(where[:length])
            if place:
                return place
        return 1, 1

    def fault(self, where: Where, rule: str, message: str, severity: str = "error") -> Fault:
        """A fault of the value at `where`."""
        return Fault(self.file, *self.place(where), rule, message, severity)

    def key_fault(self, where: Where, rule: str, message: str, severity: str = "error") -> Fault:
        """A fault of the key at `where`."""
        return Fault(self.file, *self.key_place(where), rule, message, severity)


def read_yaml(path: Path, name: str) -> Document:
    """The document in a file; `name` is what faults call the file.

    Raises:
        Faulty: it cannot be read, or holds something that is refused.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Faulty([Fault(name, 1, 1, "unreadable", f"cannot be read: {error.strerror}")]) from None
    return parse_yaml(data, name)


def parse_yaml(data: bytes, name: str) -> Document:
    """The document in the bytes of a file.

    Raises:
        Faulty: the bytes hold something that is refused.
    """
    text = _decode(data, name)
    faults = [*_find_characters(text, name)]
    if faults:
        raise Faulty(faults)
    builder = _Builder(name)
    try:
        value = builder.build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line, column, message = advise(text, error)
        builder.faults = [fault for fault in builder.faults if fault.line != line]  # what follows from the same slip
        builder.refuse((line, column), "yaml", message)
    except yaml.YAMLError:
        builder.refuse((1, 1), "yaml", "this is no YAML")
    if builder.faults:
        raise Faulty(builder.faults)
    return Document(name, value, text)


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise Faulty([Fault(name, 1, 1, "too-large", f"is larger than {MAX_BYTES} bytes: split it")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise Faulty([Fault(name, line, column, "encoding", "is not UTF-8: save the file as UTF-8")]) from None


def _find_characters(text: str, name: str) -> Iterator[Fault]:
    """Tabs and characters that nobody can see."""
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            yield Fault(name, number, line.index("\t") + 1, "tab", "a tab: use spaces")
        strange = Reader.NON_PRINTABLE.search(line)
        if strange:
            yield Fault(name, number, strange.start() + 1, "character", "an invisible character: remove it")


class _Builder:
    """Builds one document from parser events and notes every fault on the way."""

    def __init__(self, name: str, places: _Places | None = None) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.places = places

    def refuse(self, place: Place, rule: str, message: str) -> None:
        self.faults.append(Fault(self.name, *place, rule, message))

    def build(self, events: Iterator[yaml.Event]) -> Node:
        next(events)  # the stream begins
        start = next(events)
        if not isinstance(start, yaml.DocumentStartEvent):
            self.refuse((1, 1), "empty", "the file is empty")
            return ""
        if start.tags or start.version:
            self.refuse(_place(start), "directive", "a YAML directive (%): remove it")
        value = self._node(next(events), events, (), None)
        next(events)  # the document ends
        more = next(events)
        if isinstance(more, yaml.DocumentStartEvent):
            self.refuse(_place(more), "documents", "a second document (---): one file holds one")
        return value

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], where: Where, key: yaml.Event | None) -> Node:
        if self.places:
            self.places.values[where] = _place(event)
        self._check(event)
        if len(where) >= MAX_DEPTH:
            raise Faulty([Fault(self.name, *_place(event), "depth", f"more than {MAX_DEPTH} levels deep")])
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, where)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, where)
        if not isinstance(event, yaml.ScalarEvent):
            return ""  # an alias, refused above
        if event.implicit[0] and event.value in _NULLS:
            lone = key and _end(key) == _place(event)
            self.refuse(_place(key or event), "empty", _WITHOUT_COLON if lone else _EMPTY)
        return str(event.value)

    def _mapping(self, events: Iterator[yaml.Event], where: Where) -> Node:
        found: dict[str, Node] = {}
        lines: dict[str, yaml.Event] = {}
        if self.places:
            self.places.branches.add(where)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._key(event, events, where)
            if key in found:
                first = _place(lines[key])[0]
                self.refuse(_place(event), "duplicate-key", f"“{key}” stands here twice; first in line {first}")
            if self.places:
                self.places.keys[(*where, key)] = _place(event)
            lines[key] = event
            found[key] = self._node(next(events), events, (*where, key), event)
        return found

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], where: Where) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._check(event)
            return str(event.value)
        self.refuse(_place(event), "key", "a key must be plain text; quote a value that begins with “{” or “[”")
        self._node(event, events, (*where, ""), None)
        return ""

    def _sequence(self, events: Iterator[yaml.Event], where: Where) -> Node:
        found: list[Node] = []
        if self.places:
            self.places.branches.add(where)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self._node(event, events, (*where, len(found)), None))
        return found

    def _check(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.refuse(_place(event), "alias", "an alias (*): write it out, or quote the text")
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                self.refuse(_place(event), "anchor", "an anchor (&): remove it, or quote the text")
            if getattr(event, "tag", None) is not None:
                self.refuse(_place(event), "tag", "a tag (!): remove it, or quote the text")


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _end(event: yaml.Event) -> Place:
    mark = event.end_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)

"""How a translation's file is laid out: one key or text in a line, comments above it."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.content.faults import Faulty
from bot.content.sidecars.records import write_record
from bot.content.translations import TODO
from bot.content.yaml_reader import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.sidecars.records import Marks, Record
    from bot.content.sidecars.written import Entry

_STEP = "  "


@dataclass(slots=True)
class Leaf:
    """A text, and what the dialog says there."""

    entry: Entry | None = None
    """None where it is still to be translated."""
    now: Record | None = None
    was: Record | None = None


@dataclass(slots=True)
class Items:
    """A list, with the comments above each place."""

    nodes: Sequence[Node]
    above: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Fields:
    """A mapping, with the comments above each key."""

    nodes: Mapping[str, Node]
    above: Mapping[str, Sequence[str]] = field(default_factory=dict)


Node: TypeAlias = Leaf | Items | Fields


def write_fields(fields: Fields, marks: Marks, margin: str = "") -> Iterator[str]:
    """The lines of a mapping. A list of variants that holds one is written as that text."""
    for key, node in fields.nodes.items():
        yield from (margin + comment for comment in fields.above.get(key, ()))
        match _unwrap(node):
            case Leaf() as leaf:
                yield from _write_leaf(leaf, marks, margin, f"{key}:")
            case Items() as items:
                yield f"{margin}{key}:"
                yield from _write_items(items, marks, margin + _STEP)
            case Fields() as below:
                yield f"{margin}{key}:"
                yield from write_fields(below, marks, margin + _STEP)


def write_text(entry: Entry, margin: str) -> str:
    """A text as its translator wrote it, its lines moved to this margin; written anew only where that changes it."""
    first, *rest = entry.raw.replace("\r\n", "\n").split("\n")
    is_block = first.startswith(("|", ">"))
    rest = textwrap.dedent("\n".join(rest)).split("\n") if is_block and rest else [line.strip() for line in rest]
    raw = "\n".join([first, *((margin + line).rstrip() for line in rest)])
    return raw if _read(raw, margin) == entry.value else json.dumps(entry.value, ensure_ascii=False)


def _write_items(items: Items, marks: Marks, margin: str) -> Iterator[str]:
    """The lines of a list. What stands above the first text of a list within it, stands above both dashes."""
    for number, node in enumerate(items.nodes):
        yield from (margin + comment for comment in items.above.get(number, ()))
        match _unwrap(node):
            case Leaf() as leaf:
                yield from _write_leaf(leaf, marks, margin, "-")
            case Items() as below:
                lines = list(_write_items(below, marks, margin + _STEP))
                first = next(place for place, line in enumerate(lines) if not line.lstrip().startswith("#"))
                yield from (line.removeprefix(_STEP) for line in lines[:first])
                yield f"{margin}- {lines[first].lstrip()}"
                yield from lines[first + 1 :]
            case _:
                pass  # a list holds no mappings here


def _write_leaf(leaf: Leaf, marks: Marks, margin: str, head: str) -> Iterator[str]:
    entry = leaf.entry
    yield from (margin + comment for comment in (entry.comments.own if entry else ()))
    raw = write_text(entry, margin + _STEP) if entry else TODO
    behind = entry.behind if entry else ""
    if behind and "\n" in raw:
        yield margin + behind
        behind = ""
    for mark, shown in ((marks.was, leaf.was), (marks.now, leaf.now)):
        yield from (margin + comment for comment in (write_record(mark, shown) if shown else ()))
    yield f"{margin}{head} {raw} {behind}".rstrip()


def _unwrap(node: Node) -> Node:
    """A text alone in its list; cases stay a list, and have comments above them."""
    return node.nodes[0] if isinstance(node, Items) and len(node.nodes) == 1 and not node.above else node


def _read(raw: str, margin: str) -> object:
    """What a text means at a margin."""
    above = margin.removesuffix(_STEP)
    try:
        document = parse_yaml(f"{above}a: {raw}\n".encode(), "")
    except Faulty:
        return None
    return document.value.get("a") if isinstance(document.value, dict) else None

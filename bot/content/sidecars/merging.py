"""A dialog and what is translated of it, brought together in the dialog's order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from bot.content.schema import TalkFile
from bot.content.sidecars.layout import Fields, Items, Leaf, write_text
from bot.content.sidecars.records import NOT_RECORDED, record, tell_case
from bot.content.sidecars.written import STRAYS, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.content.schema import DialogFile, StepFile, ValueFile
    from bot.content.sidecars.layout import Node
    from bot.content.sidecars.records import Marks
    from bot.content.sidecars.written import Written
    from bot.content.yaml_reader import Where

T = TypeVar("T")


@dataclass(slots=True)
class Merger:
    """Gives the texts of one translation their places in the dialog, and keeps count."""

    file: DialogFile
    written: Written
    marks: Marks
    is_current: bool
    """Whether the version that was translated is the dialog's: texts that no comment tells of are taken to be so."""
    entries: dict[Where, Entry] = field(init=False)
    """The texts that have no place yet."""
    above: dict[Where, list[str]] = field(init=False)
    """The comments that have no place yet."""
    texts: int = 0
    gaps: int = 0
    stale: int = 0

    def __post_init__(self) -> None:
        """Begin with the steps that were given another name at their new one, unless something stands there."""
        names = {where[1] for where in self.written.entries if where[0] == "steps"}
        new = {old: name for old, name in self.file.renamed.items() if name in self.file.steps and name not in names}
        self.entries = _rename(self.written.entries, new)
        self.above = _rename(self.written.above, new)
        for where, entry in self.entries.items():
            entry.where = where

    def merge(self, language: str) -> Fields:
        """The whole file, but for its first line and its last comments."""
        nodes: dict[str, Node] = {
            "dialog": self.make_head("dialog", self.file.dialog),
            "language": self.make_head("language", language),
            "version": self.make_head("version", str(self.file.version)),
        }
        for key, text in (("title", self.file.title), ("menu", self.file.menu)):
            if text.strip():
                nodes[key] = self.merge_text((key,), text)
        for key, below in (
            ("remember", {name: self.merge_value(name, value) for name, value in self.file.remember.items()}),
            ("steps", {name: self.merge_step(name, step) for name, step in self.file.steps.items()}),
        ):
            if kept := {name: each for name, each in below.items() if each.nodes}:
                nodes[key] = self.make_fields((key,), kept)
        return self.make_fields((), nodes)

    def make_head(self, key: str, value: str) -> Leaf:
        """A line of the head, with what the translator wrote about it."""
        entry = self.entries.pop((key,), None) or Entry((key,), value, value)
        entry.raw = entry.value = value
        return Leaf(entry)

    def make_fields(self, where: Where, nodes: Mapping[str, Node]) -> Fields:
        """A mapping with the translator's comments above its keys."""
        return Fields(nodes, {key: self.above.pop((*where, key)) for key in nodes if (*where, key) in self.above})

    def merge_value(self, name: str, value: ValueFile) -> Fields:
        """The labels of a value."""
        where: Where = ("remember", name)
        nodes: dict[str, Node] = {}
        if isinstance(value, TalkFile):
            return self.make_fields(where, nodes)
        for key in ("of", "units"):
            labels: Mapping[str, str] = getattr(value, key, {})
            if labels:
                below = {code: self.merge_text((*where, key, code), label) for code, label in labels.items()}
                nodes[key] = self.make_fields((*where, key), below)
        for key in ("low", "high", "yes", "no"):
            if label := getattr(value, key, "").strip():
                nodes[key] = self.merge_text((*where, key), label)
        return self.make_fields(where, nodes)

    def merge_step(self, name: str, step: StepFile) -> Fields:
        """The words of a step."""
        where: Where = ("steps", name)
        nodes: dict[str, Node] = {}
        if step.say:
            nodes["say"] = self.merge_variants((*where, "say"), step.say)
        if step.pick:
            nodes["pick"] = self.merge_cases((*where, "pick"), step)
        if step.retry:
            nodes["retry"] = self.merge_variants((*where, "retry"), step.retry)
        return self.make_fields(where, nodes)

    def merge_cases(self, where: Where, step: StepFile) -> Items:
        """The cases of a step; one that moved takes its translation with it."""
        cases = step.pick or []
        old = sorted({place[3] for place in self.entries if place[:3] == where and len(place) > len(where)}, key=int)
        places = _align([case.say for case in cases], [self.list_entries((*where, number)) for number in old])
        nodes, above = [], {}
        for number, case in enumerate(cases):
            source = (*where, old[places[number]]) if number in places else None
            nodes.append(self.merge_variants(source, case.say))
            above[number] = [*(self.above.pop(source, ()) if source else ()), tell_case(case.when)]
        return Items(nodes, above)

    def merge_variants(self, where: Where | None, texts: Sequence[str]) -> Items:
        """The variants of a text; each stays with the one it was translated from. There may be more of them."""
        listed = self.list_entries(where) if where else []
        places = _align([[text] for text in texts], [[entry] for entry in listed])
        taken = [listed[places[number]] if number in places else None for number in range(len(texts))]
        nodes = [self.merge_text(each.where if each else None, text) for each, text in zip(taken, texts, strict=True)]
        more = [entry for entry in listed if entry not in taken and not entry.now and not entry.is_gap]
        return Items([*nodes, *(Leaf(self.entries.pop(entry.where)) for entry in more)])

    def merge_text(self, where: Where | None, text: str) -> Leaf:
        """One text; where it was translated from other words, with these."""
        now = record(text)
        entry = self.entries.pop(where, None) if where else None
        self.texts += 1
        if entry is None or entry.is_gap:
            self.gaps += 1
            return Leaf(entry, now)
        translated = entry.was or entry.now or (now if self.is_current else NOT_RECORDED)
        self.stale += translated != now
        return Leaf(entry, now, translated if translated != now else None)

    def list_entries(self, where: Where) -> list[Entry]:
        """The texts of a list that have no place yet."""
        return [entry for place, entry in self.entries.items() if place[:-1] == where]

    def list_strays(self) -> Iterator[str]:
        """What found no place, as a comment below what found none before."""
        left = [entry for entry in self.entries.values() if not entry.is_gap]
        if self.written.strays or left or self.above:
            yield from self.written.strays or [STRAYS]
        for comments in self.above.values():
            yield from comments
        for entry in left:
            yield f"# {'.'.join(map(str, entry.where))}"
            yield from (f"#   {comment}" for comment in (*entry.comments.own, *filter(None, [entry.behind])))
            yield from (f"#   {self.marks.language}: {line}".rstrip() for line in entry.was or entry.now or ())
            yield from (f"#   {line}".rstrip() for line in write_text(entry, "  ").split("\n"))


def _align(units: Sequence[Sequence[str]], written: Sequence[Sequence[Entry]]) -> dict[int, int]:
    """The number of the translation for each of the dialog's units that has one.

    A unit is a variant alone, or the variants of a case. Translations go by the words they were made from. Where these
    are gone they go by their order; so they do where no comment tells the words of any of them.
    """
    shown = [{record(text) for text in unit} for unit in units]
    told = [{each for entry in entries for each in (entry.now, entry.was) if each} for entries in written]
    places: dict[int, int] = {}
    for number, words in enumerate(told):
        same = (place for place, unit in enumerate(shown) if place not in places and unit & words)
        if (place := next(same, None)) is not None:
            places[place] = number
    left = set(range(min(len(units), len(written)))) - {*places, *places.values()}
    return places | {number: number for number in left if told[number] or not any(told)}


def _rename(table: Mapping[Where, T], new: Mapping[str, str]) -> dict[Where, T]:
    renamed: dict[Where, T] = {}
    for where, value in table.items():
        match where:
            case ("steps", str(name), *below) if name in new:
                renamed["steps", new[name], *below] = value
            case _:
                renamed[where] = value
    return renamed

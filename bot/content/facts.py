"""The facts of each country, from ``facts/<country>.yaml``."""

from __future__ import annotations

from datetime import date  # noqa: TC003  pydantic looks it up when the module is read
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.content.faults import Faulty
from bot.content.fields import Line, OwnName
from bot.content.schema import FileModel, parse
from bot.content.yaml_reader import read_yaml
from bot.support.facts import EMERGENCY, WORLD, Fact, Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document

_FOLDER = "facts"
_NO_FACTS = "cities.yaml"
_LONGEST_DAYS = 366
_RULE = "fact"
_WORLD_KNOWS = (EMERGENCY, "crisis_line")


def _by_language(value: object) -> object:
    """Words alone are English."""
    return {"en": value} if isinstance(value, str) else value


class FactFile(FileModel):
    """One fact: its words (by language, where they differ), its source, and how long it may be shown."""

    value: Annotated[dict[str, Line], BeforeValidator(_by_language, json_schema_input_type=Line | dict[str, Line])]
    """The words that are shown; by language where they differ: `{en: …, es: …}`."""
    source: Line
    """Where it was read, and how it was checked."""
    jurisdiction: Line
    """Where it is true."""
    checked_on: date
    """The day on which it was looked up, such as 2026-11-23."""
    expires_on: date
    """Within a year after; from the next day on it is no longer shown."""
    certainty: Literal["A", "B"]
    """A: an official text was seen. B: a reliable second-hand text was seen."""

    @model_validator(mode="after")
    def _hold(self) -> Self:
        if "en" not in self.value:
            raise ValueError("the value needs words in English (en): other languages fall back to them")
        if not 0 <= (self.expires_on - self.checked_on).days <= _LONGEST_DAYS:
            raise ValueError("expires_on must be within a year after checked_on")
        return self


class FactsFile(FileModel):
    """The facts of one country."""

    facts: Line
    """The country's code, as the file is called; `world` where the country is not known."""
    known: dict[OwnName, FactFile] = Field(min_length=1)
    """The facts by name. `{fact.name}` shows one in a dialog."""


def load_facts(folder: Path, today: Callable[[], date]) -> Facts:
    """The facts in the ``facts`` folder of a folder of dialogs.

    Args:
        folder: the folder of dialogs.
        today: asked at each look-up, to know which facts have expired.

    Raises:
        Faulty: with every fault of every file.
    """
    countries: dict[str, dict[str, Fact]] = {}
    faults: list[Fault] = []
    for path in sorted((folder / _FOLDER).glob("*.yaml")):
        if path.name == _NO_FACTS:
            continue
        try:
            document = read_yaml(path, str(path))
            file = parse(document, FactsFile)
        except Faulty as faulty:
            faults += faulty.faults
        else:
            faults += _faults(document, file, path.stem)
            countries[path.stem] = {name: _fact(written) for name, written in file.known.items()}
    if faults:
        raise Faulty(faults)
    return Facts(countries, today)


def _faults(document: Document, file: FactsFile, country: str) -> Iterator[Fault]:
    if file.facts != country:
        yield document.fault(("facts",), _RULE, f"must be “{country}”, as the file is called")
    for name in _WORLD_KNOWS if country == WORLD else (EMERGENCY,):
        if name not in file.known:
            yield document.key_fault(("known",), _RULE, f"“{name}” is missing: it is shown whatever happens")


def _fact(written: FactFile) -> Fact:
    return Fact(
        words=written.value,
        source=written.source,
        jurisdiction=written.jurisdiction,
        checked_on=written.checked_on,
        expires_on=written.expires_on,
        certainty=written.certainty,
    )

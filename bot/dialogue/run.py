"""Where one person stands: the stack of open dialogs, what is kept, and whose turn each variant is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from bot.dialogue.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.values import Json, Value


class Mark(StrEnum):
    """What happened to a frame while another dialog lay over it."""

    NONE = ""
    DUE = "due"
    """The time of its question or wait has come."""
    LEFT = "left"
    """It lies open again, but its question has not been asked anew: nobody was to be disturbed."""


class Visited(NamedTuple):
    """A question that was left, so that "back" finds it.

    `collected`: its answer went into a list. `answered`: it was not skipped.
    """

    step: str
    collected: bool = False
    answered: bool = True


class Frame(NamedTuple):
    """One open dialog. `visit` is 0 while a dialog that it runs is open above it.

    A turn changes it many times, and a tuple is changed ten times as fast as a dataclass.
    """

    dialog: str
    version: int
    step: str
    visit: int = 0
    asked_at: datetime | None = None
    values: Mapping[str, Value] = MappingProxyType({})
    tries: int = 0
    picked: tuple[str, ...] = ()
    history: tuple[Visited, ...] = ()
    mark: Mark = Mark.NONE
    series: int = 0
    """The visit that began the bubble in which words change by themselves, while they do; else 0."""
    rounds: int = 0
    """So many rounds of it are done."""

    def hush(self, visit: int) -> Frame:
        """The same with its series broken off, under a visit of its own that no timer and no button knows."""
        return self._replace(visit=visit, series=0, rounds=0, mark=Mark.LEFT) if self.series else self


@dataclass(frozen=True, slots=True)
class Run:
    """The open dialogs, the top one last. `number` counts conversations, `visits` questions; neither ever goes back."""

    number: int = 0
    visits: int = 0
    frames: tuple[Frame, ...] = ()

    @property
    def top(self) -> Frame | None:
        """The dialog that talks, if any is open."""
        return self.frames[-1] if self.frames else None

    @property
    def open_visits(self) -> frozenset[int]:
        """The visits that a timer may still come back to."""
        return frozenset(frame.visit for frame in self.frames if frame.visit)


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a person that the engine reads and changes."""

    run: Run = field(default_factory=Run)
    kept: Mapping[str, Value] = field(default_factory=dict)
    rotation: Mapping[str, int] = field(default_factory=dict)

    def with_kept(self, **values: Value) -> Standing:
        """The same, with these values kept."""
        return replace(self, kept={**self.kept, **values})


def standing_to_json(standing: Standing) -> Json:
    """The stored form; short keys, nothing that is at its default."""
    run = standing.run
    return {
        "n": run.number,
        "v": run.visits,
        "f": [_frame_to_json(frame) for frame in run.frames],
        "k": {name: to_json(value) for name, value in standing.kept.items()},
        "r": dict(standing.rotation),
    }


def standing_from_json(data: Json) -> Standing:
    """What `standing_to_json` wrote."""
    stored = cast("dict[str, Json]", data)
    frames = cast("list[dict[str, Json]]", stored["f"])
    run = Run(cast("int", stored["n"]), cast("int", stored["v"]), tuple(_frame_from_json(frame) for frame in frames))
    return Standing(run, _values(stored["k"]), cast("dict[str, int]", stored["r"]))


def _frame_to_json(frame: Frame) -> Json:
    data: dict[str, Json] = {"d": frame.dialog, "ver": frame.version, "s": frame.step}
    optional: dict[str, Json] = {
        "v": frame.visit,
        "at": frame.asked_at.isoformat() if frame.asked_at else None,
        "a": {name: to_json(value) for name, value in frame.values.items()},
        "t": frame.tries,
        "p": list(frame.picked),
        "h": [[visited.step, visited.collected, visited.answered] for visited in frame.history],
        "m": frame.mark.value,
        "b": frame.series,
        "n": frame.rounds,
    }
    return data | {key: value for key, value in optional.items() if value}


def _frame_from_json(data: dict[str, Json]) -> Frame:
    asked_at = cast("str | None", data.get("at"))
    return Frame(
        dialog=cast("str", data["d"]),
        version=cast("int", data["ver"]),
        step=cast("str", data["s"]),
        visit=cast("int", data.get("v", 0)),
        asked_at=datetime.fromisoformat(asked_at) if asked_at else None,
        values=_values(data.get("a", {})),
        tries=cast("int", data.get("t", 0)),
        picked=tuple(cast("list[str]", data.get("p", []))),
        history=tuple(Visited(*item) for item in cast("list[tuple[str, bool, bool]]", data.get("h", []))),
        mark=Mark(cast("str", data.get("m", ""))),
        series=cast("int", data.get("b", 0)),
        rounds=cast("int", data.get("n", 0)),
    )


def _values(data: Json) -> dict[str, Value]:
    return {name: from_json(value) for name, value in cast("dict[str, Json]", data).items()}

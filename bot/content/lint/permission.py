"""L5: information and advice come when the person asked for them or agreed, and are handed back with a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.content.lint.graph import OVER
from bot.content.lint.subject import Finding
from bot.content.lint.walks import find_on_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.graph import Graph, Spot, Way
    from bot.content.lint.subject import Subject

_TELLING = ("INFO", "PWP")
_HANDING_BACK = ("SEEK", "Q_open")


class _Mind(NamedTuple):
    """Whether the person agreed to what is said now, and the step whose words are not handed back yet."""

    agreed: bool
    told: str | None = None


def find_uninvited_advice(subject: Subject) -> Iterator[Finding]:
    """INFO and PWP follow a choice that could have been a no; in an interview it is a SEEK, and another follows."""
    if not any(step.mi in _TELLING for step in subject.dialog.steps.values()):
        return
    opened = bool(subject.dialog.command or subject.dialog.coping)
    choices = {spot for spot in _list_choices(subject.graph) if spot.code == "SEEK" or not subject.interviews}

    def watch(mind: _Mind, spot: Spot, way: Way) -> tuple[_Mind, Finding | None]:
        finding = None
        if spot.code in _TELLING:
            finding = None if mind.agreed else _tell_uninvited(spot)
            mind = mind._replace(told=spot.step.name)
        if spot.step.ask:
            finding = finding or _look_whether_handed_back(subject, mind, spot)
            agrees = way.how == "answer" and spot in choices
            mind = _Mind(agrees or (opened and not subject.interviews))
        if way.to == OVER and mind.told and subject.interviews:
            finding = finding or _tell_dropped(mind.told)
        return mind, finding

    yield from find_on_paths(subject.graph, _Mind(agreed=opened), watch)


def _look_whether_handed_back(subject: Subject, mind: _Mind, spot: Spot) -> Finding | None:
    if mind.told and subject.interviews and spot.code not in _HANDING_BACK:
        return _tell_dropped(mind.told)
    return None


def _tell_uninvited(spot: Spot) -> Finding:
    message = (
        f"{spot.step.mi} that the person did not ask for: seek permission first (SEEK), with a no that leads elsewhere"
    )
    return Finding(("steps", spot.step.name), message, at_key=True)


def _tell_dropped(step: str) -> Finding:
    message = "nobody asks what the person makes of this: let a SEEK follow, such as “What do you make of that?”"
    return Finding(("steps", step), message, at_key=True)


def _list_choices(graph: Graph) -> Iterator[Spot]:
    """The questions of which some answer leads into a turn that tells nothing: a real no."""
    for spot, ways in zip(graph.spots, graph.ways, strict=True):
        answers = [way for way in ways if way.how == "answer"]
        if spot.step.ask and any(not _tells(graph, way.to) for way in answers):
            yield spot


def _tells(graph: Graph, number: int) -> bool:
    """Whether the turn that begins here can hold information."""
    ahead = [number]
    seen = set()
    while ahead:
        number = ahead.pop()
        if number == OVER or number in seen:
            continue
        seen.add(number)
        if graph.spots[number].code in _TELLING:
            return True
        if not graph.spots[number].ends_turn:
            ahead += [way.to for way in graph.ways[number]]
    return False

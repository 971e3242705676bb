"""People of different habits, who walk through the dialogs that ship with Leeward."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.dialogue.keyboards import SOS_TOKEN
from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal
    from bot.dialogue.effects import Button
    from bot.dialogue.model import Kind, Step

Act: TypeAlias = tuple[str, str]
"""``tap`` and a token, ``type`` and words, or ``wait`` and hours."""

ANSWERS: dict[type[Kind], tuple[str, ...]] = {
    Text: ("my daughter", "It was a long day, and nobody called.", "a {name} & <b>bold</b> *one*"),
    TimeOfDay: ("20:30", "8pm"),
    City: ("Lisbon", "Europe/Madrid"),
    Measure: ("3 beers", "2"),
    Number: ("3",),
    Scale: ("7",),
}
NEAR_MISSES = {Scale: "about 70 of 10", Number: "some", TimeOfDay: "25:80", City: "Lsbno", Measure: "a few"}
COMMANDS = ("/help", "/back", "/craving", "/skip", "/menu", "/nonsense", "/back", "/stop", "/safer", "hello there")
CRISIS = ("I want to kill myself", "I'm safe, go back", "i took too much and can't breathe")


@dataclass
class Street:
    """Where someone walks: the programme, and how often each act was done at each step."""

    programme: Programme
    done: Counter[tuple[str, str]] = field(default_factory=Counter)

    def step(self, talk: Rehearsal) -> tuple[Step, Kind | None] | None:
        """The step that waits for the person, and the kind of answer that it asks for."""
        top = talk.person.standing.run.top
        if top is None:
            return None
        dialog = self.programme.books["en"].dialogs[top.dialog]
        step = dialog.steps[top.step]
        return step, dialog.variables[step.ask].kind if step.ask else None


Walker: TypeAlias = "Callable[[Street, Rehearsal, Random], Act]"


def walk_willingly(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Takes the first answer that is offered, and writes where words are asked for."""
    answers = _answers(street, talk, chance)
    return answers[0] if answers else ("type", "fine")


def walk_minimising(_street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Leaves everything out."""
    if talk.person.standing.run.top is None:
        return "type", "hello"
    skip = [button for button in buttons(talk) if button.token.endswith((":!skip", ":!go"))]
    return ("tap", skip[0].token) if skip and chance.random() < 0.5 else ("type", chance.choice(["skip", "/skip"]))


def walk_with_typos(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Types labels with two letters the wrong way round, and now and then gives up and taps."""
    at = street.step(talk)
    labels = [button.label for button in buttons(talk) if button.token != SOS_TOKEN]
    if at is None or not labels or chance.random() < 0.2:
        return walk_curiously(street, talk, chance)
    label = chance.choice(labels)
    place = chance.randrange(max(len(label) - 1, 1))
    swapped = label[:place] + label[place : place + 2][::-1] + label[place + 2 :]
    return "type", NEAR_MISSES.get(type(at[1]), swapped)


def walk_silently(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Mostly says nothing for a while."""
    if chance.random() < 0.7:
        return "wait", str(chance.choice([0.1, 1, 3, 26, 80]))
    return walk_curiously(street, talk, chance)


def walk_restlessly(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Interrupts with commands."""
    return ("type", chance.choice(COMMANDS)) if chance.random() < 0.5 else walk_curiously(street, talk, chance)


def walk_in_danger(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Writes words of crisis in the middle, and goes on."""
    if chance.random() < 0.3:
        return "type", chance.choice(CRISIS)
    return walk_curiously(street, talk, chance)


def walk_curiously(street: Street, talk: Rehearsal, chance: Random) -> Act:
    """Does what has been done least at this step so far: every answer, skip, silence and nonsense."""
    at = street.step(talk)
    if at is None:
        return "type", "hello"
    step, kind = at
    first, *others = _answers(street, talk, chance) or [("tap", "")]
    acts = [first, ("tap", _code(talk, "!skip")), ("tap", _code(talk, "!go")), *others]
    if step.silence or step.wait is not None:
        acts.append(("wait", "30"))
    if kind and not isinstance(kind, Text):
        acts.append(("type", "%&"))
    acts = [act for act in acts if act[1]]
    top = talk.person.standing.run.top
    place = f"{top.dialog}.{top.step}" if top else ""

    def times(act: Act) -> int:
        return street.done[place, f"{act[0]} {act[1].rpartition(':')[2]}"]

    chosen = min(acts, key=times)
    street.done[place, f"{chosen[0]} {chosen[1].rpartition(':')[2]}"] += 1
    return chosen


WALKERS: dict[str, Walker] = {
    "willing": walk_willingly,
    "minimising": walk_minimising,
    "typo-prone": walk_with_typos,
    "silent": walk_silently,
    "restless": walk_restlessly,
    "in danger": walk_in_danger,
    "curious": walk_curiously,
}


def do(talk: Rehearsal, act: Act) -> None:
    """Let the act happen."""
    how, what = act
    if how == "tap":
        talk.tap_token(what)
    elif how == "type":
        talk.write(what)
    else:
        talk.toast = None
        talk.wait(timedelta(hours=float(what)))


def buttons(talk: Rehearsal) -> list[Button]:
    """The buttons of the open question."""
    top = talk.person.standing.run.top
    shown = [each for each in talk.chat if top and top.visit and each.visit == top.visit]
    return [button for each in shown[-1:] for row in each.buttons for button in row]


def _answers(street: Street, talk: Rehearsal, chance: Random) -> list[Act]:
    at = street.step(talk)
    kind = at[1] if at else None
    if isinstance(kind, Choice | Choices | YesNo | Scale):
        codes = [button.token for button in buttons(talk) if button.token != SOS_TOKEN and "!skip" not in button.token]
        picked = isinstance(kind, Choices) and any("✓" in button.label for button in buttons(talk))
        return [("tap", token) for token in (reversed(codes) if picked else codes)]
    return [("type", chance.choice(ANSWERS[type(kind)]))] if kind else []


def _code(talk: Rehearsal, code: str) -> str:
    return next((button.token for button in buttons(talk) if button.token.endswith(f":{code}")), "")

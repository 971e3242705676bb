"""People of different habits who answer by themselves. The same seed takes the same way."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeAlias

from bot.dialogue.keyboards import DONE, GO_ON, SKIP, SOS_TOKEN
from bot.dialogue.model import Choices, City, Measure, Number, Scale, Text, TimeOfDay
from bot.studio.orders import Tap, Wait, Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal
    from bot.dialogue.effects import Button
    from bot.dialogue.model import Kind
    from bot.studio.orders import Act

_HOUR = 3600
_ANSWERS: dict[type[Kind], tuple[str, ...]] = {
    Text: ("my daughter", "It was a long day, and nobody called.", "I am tired of the mornings after"),
    TimeOfDay: ("20:30", "8pm"),
    City: ("Lisbon", "Madrid"),
    Measure: ("3", "2"),
    Number: ("3", "5"),
    Scale: ("7", "4"),
}
_TORN = ("I want to, and I don't", "part of me would like that", "I'm not sure", "some days yes, some days no")
_ANGRY = ("leave me alone", "this is stupid", "you're a machine, what do you know", "whatever")
_IN_DANGER = ("I want to kill myself", "i took too much and can't breathe")
_COMMANDS = ("/help", "/back", "/craving", "/menu", "/safer", "hello there")


class Scene:
    """What a persona sees: the open question and its buttons."""

    def __init__(self, programme: Programme, rehearsal: Rehearsal, chance: Random) -> None:
        """Look at where the conversation stands."""
        top = rehearsal.person.standing.run.top
        shown = [each for each in rehearsal.chat if top and top.visit and each.visit == top.visit]
        self.chance = chance
        self.buttons = [button for each in shown[-1:] for row in each.buttons for button in row]
        self.kind: Kind | None = None
        if top:
            dialog = programme.book(rehearsal.person).dialogs[top.dialog]
            asked = dialog.steps[top.step].ask
            self.kind = dialog.variables[asked].kind if asked else None

    def own(self, code: str) -> Act | None:
        """A tap on one of the interface's own buttons."""
        return next((_tap(each) for each in self.buttons if each.token.endswith(f":{code}")), None)

    @property
    def options(self) -> list[Button]:
        """The answers that are offered."""
        return [each for each in self.buttons if each.token != SOS_TOKEN and not _is_ours(each)]

    def answer(self) -> Act:
        """A fitting answer by chance."""
        picked = isinstance(self.kind, Choices) and any("✓" in each.label for each in self.buttons)
        if picked and (done := self.own(DONE)):
            return done
        if self.options:
            return _tap(self.chance.choice(self.options))
        if self.kind is None:
            return self.own(GO_ON) or self.write("fine")
        return self.write(*_ANSWERS.get(type(self.kind), ("fine",)))

    def write(self, *texts: str) -> Act:
        """One of these, typed."""
        return Written(kind="write", text=self.chance.choice(texts))

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.chance.random() < share


def _answer_willingly(scene: Scene) -> Act:
    return scene.answer()


def _waver(scene: Scene) -> Act:
    if isinstance(scene.kind, Text):
        return scene.write(*_TORN)
    if isinstance(scene.kind, Scale) and scene.options:
        return _tap(scene.options[len(scene.options) // 2])
    return scene.write("/back") if scene.happens(0.15) else scene.answer()


def _grumble(scene: Scene) -> Act:
    if isinstance(scene.kind, Text) or scene.happens(0.3):
        return scene.write(*_ANGRY)
    return scene.answer()


def _play_down(scene: Scene) -> Act:
    return scene.own(SKIP) or scene.own(GO_ON) or scene.write("skip")


def _mistype(scene: Scene) -> Act:
    if not scene.options or scene.happens(0.4):
        return scene.answer()
    label = scene.chance.choice(scene.options).label
    place = scene.chance.randrange(max(len(label) - 1, 1))
    return scene.write(label[:place] + label[place : place + 2][::-1] + label[place + 2 :])


def _fall_silent(scene: Scene) -> Act:
    return Wait(kind="wait", seconds=scene.chance.choice([1, 3, 26]) * _HOUR) if scene.happens(0.5) else scene.answer()


def _interrupt(scene: Scene) -> Act:
    return scene.write(*_COMMANDS) if scene.happens(0.4) else scene.answer()


def _be_in_danger(scene: Scene) -> Act:
    return scene.write(*_IN_DANGER) if scene.happens(0.25) else scene.answer()


_Persona: TypeAlias = "Callable[[Scene], Act]"

PERSONAS: dict[str, _Persona] = {
    "willing": _answer_willingly,
    "ambivalent": _waver,
    "angry": _grumble,
    "minimising": _play_down,
    "typo-prone": _mistype,
    "silent": _fall_silent,
    "restless": _interrupt,
    "in danger": _be_in_danger,
}
"""By name: what each does next."""


def choose_act(persona: str, programme: Programme, rehearsal: Rehearsal, *, seed: int, number: int) -> Act | None:
    """What a persona does as the act of this number; None where nothing is open any more, or nobody is called so."""
    if persona not in PERSONAS or rehearsal.person.standing.run.top is None:
        return None
    chance = Random(f"{persona} {seed} {number}")  # noqa: S311 - the same way each time, nothing secret
    return PERSONAS[persona](Scene(programme, rehearsal, chance))


def _tap(button: Button) -> Tap:
    return Tap(kind="tap", token=button.token, label=button.label)


def _is_ours(button: Button) -> bool:
    return button.token.rpartition(":")[2].startswith("!")

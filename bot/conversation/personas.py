"""People of different habits who answer by themselves, for authors and tests. The same seed takes the same way."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from bot.conversation.events import Tapped, Wrote
from bot.conversation.persona_words import WORDS
from bot.dialogue.keyboards import DONE, GO_ON, SAFE_TOKEN, SKIP, SOS_TOKEN, STOP
from bot.dialogue.model import Choices, Scale, Text
from bot.errors import LeewardError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal
    from bot.dialogue.effects import Button
    from bot.dialogue.model import Kind

Act: TypeAlias = Wrote | Tapped | timedelta
"""Words, a tap, or nothing for so long."""

_COMMANDS = ("/help", "/back", "/craving", "/menu", "/safer", "/skip", "/nonsense")
_HOURS_OF_SILENCE = (1, 3, 26)
_A_WHILE = timedelta(minutes=1)
"""So long someone watches words that change by themselves, before they look up."""
_LATER = "later:"
"""How the ids of timers begin that open a dialog by themselves."""


class Scene:
    """What a persona sees: the open question and its buttons."""

    def __init__(self, programme: Programme, rehearsal: Rehearsal, chance: Random) -> None:
        """Look at where the conversation stands."""
        person = rehearsal.person
        top = person.standing.run.top
        shown = [each for each in rehearsal.chat if top and top.visit and each.visit == top.visit]
        last = rehearsal.chat[-1:]
        self.chance = chance
        self.words = WORDS.get(programme.language(person.language), WORDS["en"])
        self.buttons = [button for each in shown[-1:] for row in each.buttons for button in row]
        self.is_held = any(button.token == SAFE_TOKEN for each in last for row in each.buttons for button in row)
        """Whether the words for a crisis were said last."""
        self.kind: Kind | None = None
        if top:
            dialog = programme.book(person).dialogs[top.dialog]
            asked = dialog.steps[top.step].ask
            self.kind = dialog.variables[asked].kind if asked else None

    def own(self, code: str) -> Act | None:
        """A tap on one of the interface's own buttons."""
        return next((Tapped(each.token) for each in self.buttons if each.token.endswith(f":{code}")), None)

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
            return Tapped(self.chance.choice(self.options).token)
        if self.own(STOP):
            return _A_WHILE
        if self.kind is None:
            return self.own(GO_ON) or Wrote(self.words.passing)
        return self.write(self.words.answers.get(type(self.kind), (self.words.passing,)))

    def write(self, texts: tuple[str, ...]) -> Act:
        """One of these, typed."""
        return Wrote(self.chance.choice(texts))

    def happens(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return self.chance.random() < share


def _waver(scene: Scene) -> Act:
    if isinstance(scene.kind, Text):
        return scene.write(scene.words.torn)
    if isinstance(scene.kind, Scale) and scene.options:
        return Tapped(scene.options[len(scene.options) // 2].token)
    return Wrote("/back") if scene.happens(0.15) else scene.answer()


def _grumble(scene: Scene) -> Act:
    if isinstance(scene.kind, Text) or scene.happens(0.3):
        return scene.write(scene.words.angry)
    return scene.answer()


def _play_down(scene: Scene) -> Act:
    if isinstance(scene.kind, Text) and scene.happens(0.5):
        return scene.write(scene.words.minimising)
    return scene.own(SKIP) or scene.own(GO_ON) or scene.own(STOP) or Wrote("/skip")


def _shake(scene: Scene) -> Act:
    if isinstance(scene.kind, Text) or scene.happens(0.15):
        return scene.write(scene.words.in_withdrawal)
    return scene.answer()


def _be_in_danger(scene: Scene) -> Act:
    return scene.write(scene.words.suicidal) if scene.happens(0.25) else scene.answer()


def _mistype(scene: Scene) -> Act:
    if scene.happens(0.4) or (not scene.options and type(scene.kind) not in scene.words.near_misses):
        return scene.answer()
    if scene.kind and type(scene.kind) in scene.words.near_misses:
        return Wrote(scene.words.near_misses[type(scene.kind)])
    label = scene.chance.choice(scene.options).label
    place = scene.chance.randrange(max(len(label) - 1, 1))
    return Wrote(label[:place] + label[place : place + 2][::-1] + label[place + 2 :])


def _fall_silent(scene: Scene) -> Act:
    return timedelta(hours=scene.chance.choice(_HOURS_OF_SILENCE)) if scene.happens(0.5) else scene.answer()


def _interrupt(scene: Scene) -> Act:
    return scene.write((*_COMMANDS, scene.words.passing)) if scene.happens(0.4) else scene.answer()


PERSONAS: dict[str, Callable[[Scene], Act]] = {
    "willing": Scene.answer,
    "ambivalent": _waver,
    "angry": _grumble,
    "minimising": _play_down,
    "in withdrawal": _shake,
    "suicidal": _be_in_danger,
    "typo-prone": _mistype,
    "silent": _fall_silent,
    "restless": _interrupt,
}
"""By name: what each does next."""


def check_persona(name: str) -> None:
    """See that somebody is called so.

    Raises:
        LeewardError: nobody is.
    """
    if name not in PERSONAS:
        raise LeewardError(f"There is no persona '{name}'. There are: {', '.join(PERSONAS)}.")


def choose_act(persona: str, programme: Programme, rehearsal: Rehearsal, *, seed: int, number: int) -> Act | None:
    """What a persona does as the act of this number; None where nothing is open any more, or nobody is called so.

    Where nothing is open, and a dialog is to open by itself, they say nothing until it does.
    """
    if persona not in PERSONAS:
        return None
    chance = Random(f"{persona} {seed} {number}")  # noqa: S311 - the same way each time, nothing secret
    scene = Scene(programme, rehearsal, chance)
    if scene.is_held and scene.happens(0.7):
        return Tapped(SAFE_TOKEN)
    if rehearsal.person.standing.run.top is None:
        return _wait_for_more(rehearsal)
    return PERSONAS[persona](scene)


def _wait_for_more(rehearsal: Rehearsal) -> Act | None:
    due = min((each.due_at for name, each in rehearsal.timers.items() if name.startswith(_LATER)), default=None)
    return timedelta(minutes=-(-(due - rehearsal.now) // timedelta(minutes=1))) if due else None


def _is_ours(button: Button) -> bool:
    return button.token.rpartition(":")[2].startswith("!")

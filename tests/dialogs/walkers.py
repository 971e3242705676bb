"""Walks through the dialogs that ship with Leeward, and what must not happen on any of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from bot.conversation.events import Tapped, Wrote
from bot.conversation.personas import Scene, choose_act
from bot.conversation.rehearsal import Rehearsal
from bot.dialogue.keyboards import GO_ON, SAFE_TOKEN, SKIP, STOP
from bot.dialogue.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.conversation.coverage import Watch
    from bot.conversation.personas import Act
    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Shown
    from bot.dialogue.model import Step
    from bot.dialogue.run import Run
    from bot.dialogue.values import Value

CURIOUS = "curious"
"""Does what has been done least at each step so far: every answer, skip, silence and nonsense."""
ACTS = 200
"""Who answers comes to an end within so many acts, whatever they answer."""
UNBOUND = {"silent": 25, "restless": 25, "angry": 60}
"""Who may go on for ever, and where their walk is broken off."""
CURIOUS_ACTS = 8
"""For each step of a dialog: whoever wants to see all of it takes longer where there is more."""
LOOKED_BACK = 30
"""So many of the last messages are kept: a long chat is slow to look through."""
WAY_OUT = 40
"""More questions than any dialog has, with all that it runs."""
STRANGE = "a {name} & <b>bold</b> *one*"
NONSENSE = Wrote("%&")
AGAINST, FOR = "honestly i don't want to change, it helps me sleep", "i want to stop, i've had enough of it"
MINUTE, LONG = timedelta(minutes=1), timedelta(hours=30)


@dataclass
class Explorer:
    """Someone curious. Remembers, over all their walks, how often each act was done at each step."""

    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: tuple[str, Act] | None = None
    is_wild: bool = False
    """Whether chance decides between what was done as often: in turn, some orders of answers never come up."""

    def choose_act(self, programme: Programme, talk: Rehearsal, chance: Random) -> Act:
        """What has been done least here."""
        top = talk.person.standing.run.top
        if top is None:
            return Wrote("hello")
        scene = Scene(programme, talk, chance)
        if scene.is_held:
            return Tapped(SAFE_TOKEN)
        place = f"{top.dialog}.{top.step}"
        if self.is_wild and self.last == (place, NONSENSE) and scene.happens(0.8):
            return NONSENSE  # often enough in a row, it leads on
        acts = [*self._acts(scene, programme, top.dialog, top.step)]
        chosen = min(acts, key=lambda act: (self.done[place, _kind_of(act)], chance.random() * self.is_wild))
        if self.is_wild and scene.happens(0.1):
            chosen = scene.own(SKIP) or chosen
        self.done[place, _kind_of(chosen)] += 1
        self.last = place, chosen
        return chosen

    def _acts(self, scene: Scene, programme: Programme, dialog: str, step: str) -> Iterator[Act]:
        picked = any("✓" in each.label for each in scene.buttons)
        yield scene.answer()
        yield from (each for each in (scene.own(SKIP), scene.own(GO_ON), scene.own(STOP)) if each)
        options = reversed(scene.options) if picked else scene.options
        yield from (Tapped(each.token) for each in options)
        written = programme.books[programme.base].dialogs[dialog]
        content = written.steps[step]
        if content.silence or content.wait is not None:
            yield LONG
        if content.silence:
            yield content.silence.after + MINUTE
        if isinstance(scene.kind, Text):
            yield Wrote(STRANGE)
            if any(each.heard_in == content.ask for each in written.variables.values()):
                yield from (Wrote(AGAINST), Wrote(FOR))
        elif scene.kind:
            yield NONSENSE


def _kind_of(act: Act) -> str:
    return act.token.rpartition(":")[2] if isinstance(act, Tapped) else type(act).__name__ + str(act)


class Walk:
    """One walk from the beginning of a dialog. What goes wrong on it is gathered in `problems`."""

    def __init__(self, watch: Watch, now: datetime, name: str, kept: dict[str, Value], dialog: str) -> None:
        """Stand before the dialog; nothing is open yet."""
        self.problems: list[str] = []
        self._watch = watch
        self._programme = watch.programme
        self._name = name
        self._dialog = watch.programme.books[watch.programme.base].dialogs[dialog]
        self._talk = Rehearsal(self._programme, now, kept, is_known=True)
        self._said: dict[str, str] = {}
        """What each step with variants said the time before."""
        self._asked = ""
        """The question that was open when words of a crisis were written: ``dialog.step``."""

    @property
    def kept(self) -> dict[str, Value]:
        """What is kept of them for another time; that they were in danger is not."""
        kept = self._talk.person.standing.kept
        return {name: value for name, value in kept.items() if not name.startswith("safety.")}

    def go(self, seed: int, explorer: Explorer) -> None:
        """Walk until nothing more is to come."""
        chance = Random(f"{self._name} {self._dialog.name} {seed}")  # noqa: S311 - the same walk each time, nothing secret
        most = CURIOUS_ACTS * len(self._dialog.steps) if self._name == CURIOUS else UNBOUND.get(self._name, ACTS)
        self._look(None, self._talk.begin(self._dialog.name))
        for number in range(most):
            del self._talk.chat[:-LOOKED_BACK]
            if self._name == CURIOUS:
                if self._talk.person.standing.run.top is None:
                    self._talk.chat.clear()  # what another conversation said is no repetition
                    self._look(None, self._talk.begin(self._dialog.name))
                act: Act | None = explorer.choose_act(self._programme, self._talk, chance)
            else:
                act = choose_act(self._name, self._programme, self._talk, seed=seed, number=number)
            if act is None:
                return
            self._do(act)
        if self._name not in {*UNBOUND, CURIOUS}:
            self._note(f"no end within {ACTS} acts")
        self._leave()

    def _do(self, act: Act) -> None:
        before, run = self._talk.chat[-1] if self._talk.chat else None, self._talk.person.standing.run
        shown = self._talk.wait(act) if isinstance(act, timedelta) else self._talk.react(act)
        self._look(before, shown, act)
        in_crisis = bool(shown) and shown[0].source.startswith("safety.") and bool(shown[0].buttons)
        if in_crisis and not self._asked and run.top and run.top.visit:
            asked = self._programme.books[self._programme.base].dialogs[run.top.dialog].steps[run.top.step]
            self._asked = "" if asked.over else f"{run.top.dialog}.{run.top.step}"
        elif act == Tapped(SAFE_TOKEN):
            if self._asked and shown[-1].source != self._asked:
                self._note(f"the way back leads to {shown[-1].source}, and not to {self._asked}")
            self._asked = ""
        elif not isinstance(act, Wrote):
            self._asked = ""
        if not shown and not self._talk.toast and isinstance(act, Wrote | Tapped) and not self._is_told(run):
            self._note(f"nothing is said after {act}")

    def _is_told(self, before: Run) -> bool:
        """Whether silence is an answer: a choice was switched, or a dialog ended that others run, and never opens."""
        now = self._talk.person.standing.run
        return now != before if now.top else not self._dialog.command

    def _look(self, was: Shown | None, shown: list[Shown], act: Act | None = None) -> None:
        """`was` is what was said last before."""
        run = self._talk.person.standing.run
        self._watch.look(run)
        for each in shown:
            if was and was.text == each.text and (step := self._step(each)) and not _is_own(step):
                self._note(f"“{each.text}” twice in a row, after {act}")
            if "{" in each.text.replace(STRANGE, ""):
                self._note(f"“{each.text}” is unfilled, after {act}")
            if not each.text.strip():
                self._note(f"an empty message after {act}")
            self._look_at_variant(each, act, is_back=was is not None and self._step(was) is None)
            was = each
        if run.top and run.top.visit and not run.top.mark and not self._buttons():
            self._note(f"no button at {run.top.dialog}.{run.top.step}")

    def _look_at_variant(self, shown: Shown, act: Act | None, *, is_back: bool) -> None:
        """A step that has variants does not say the same as the time before, but where it is only gone back to."""
        step = self._step(shown)
        if step and step.phrases and all(len(phrase.variants) > 1 for phrase in step.phrases):
            if self._said.get(shown.source) == shown.text and not is_back:
                self._note(f"“{shown.text}” a second time, and there are other words, after {act}")
            self._said[shown.source] = shown.text

    def _leave(self) -> None:
        for _ in range(WAY_OUT):
            if self._talk.person.standing.run.top is None:
                return
            self._talk.write("/skip")
        self._note("no way out by skipping")

    def _buttons(self) -> bool:
        top = self._talk.person.standing.run.top
        return any(each.buttons for each in self._talk.chat if top and each.visit == top.visit)

    def _step(self, shown: Shown) -> Step | None:
        """The step that says it. Help lines, and that nothing is open, are of none: they may be said again."""
        dialog, _, step = shown.source.partition(".")
        content = self._programme.books[self._programme.base].dialogs.get(dialog)
        return content.steps.get(step) if content else None

    def _note(self, problem: str) -> None:
        top = self._talk.person.standing.run.top
        self.problems.append(f"{f'{top.dialog}.{top.step}' if top else 'nothing open'}: {problem}")


def _is_own(step: Step) -> bool:
    """Whether a step says the person's own words: who wrote them twice, reads them twice."""
    return any("{" in variant for phrase in step.phrases for variant in phrase.variants)

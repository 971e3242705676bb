"""One turn under way: it moves through steps, speaks, and gathers effects until it waits for the person again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue import keyboards
from bot.dialogue.effects import Ask, Began, BeginLater, Do, Effect, End, Ended, Remember, Say, Settle, Wake
from bot.dialogue.machine import Trigger, move
from bot.dialogue.model import END, Act, Scale, Text
from bot.dialogue.run import Frame, Mark, Run, Standing, Visited
from bot.dialogue.showing import fill, show
from bot.dialogue.values import Amount
from bot.errors import DialogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Dialog, Step, Variable
    from bot.dialogue.moment import Moment
    from bot.dialogue.playbook import Playbook
    from bot.dialogue.values import Value

MOVED_ON = "moved_on"
TOO_MANY_TRIES = "too_many_tries"

_STEPS_IN_A_TURN = 200
"""Far more than any turn takes; a circle without a question ends here instead of never."""
_LONGEST_LIST = 50
_LONGEST_HISTORY = 30
_DEEPEST = 8


class Walk:
    """A person's standing while a turn changes it. Made for one turn, then thrown away."""

    def __init__(self, book: Playbook, standing: Standing, moment: Moment) -> None:
        """Take up the person where they stand."""
        self._book = book
        self._moment = moment
        self._number = standing.run.number
        self._visits = standing.run.visits
        self._frames = list(standing.run.frames)
        self._kept = dict(standing.kept)
        self._rotation = dict(standing.rotation)
        self.effects: list[Effect] = []

    @property
    def standing(self) -> Standing:
        """Where the person stands now."""
        return Standing(Run(self._number, self._visits, tuple(self._frames)), self._kept, self._rotation)

    # -- what the machine sees ------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The step of the top dialog."""
        return self.top.step

    @state.setter
    def state(self, step: str) -> None:
        self._change(step=step)

    @property
    def values(self) -> Mapping[str, Value]:
        """The values that the top dialog may see: its own, and what it declares of those kept."""
        declared = self.dialog.variables.values()
        kept = {each.name: self._kept[each.name] for each in declared if each.name in self._kept and _is_kept(each)}
        return kept | dict(self.top.values)

    # -- where we are ---------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether any dialog is open."""
        return bool(self._frames)

    @property
    def top(self) -> Frame:
        """The dialog that talks."""
        return self._frames[-1]

    @property
    def dialog(self) -> Dialog:
        """The top dialog's content."""
        return self._book.dialogs[self.top.dialog]

    @property
    def step(self) -> Step:
        """The top dialog's step."""
        return self.dialog.steps[self.top.step]

    @property
    def asked(self) -> Variable:
        """The value that the open question asks for."""
        if self.step.ask is None:
            raise DialogueError(f"step '{self.dialog.name}.{self.step.name}' asks nothing")
        return self.dialog.variables[self.step.ask]

    @property
    def token_mark(self) -> str:
        """The beginning of the tokens of the open question's buttons."""
        return f"{self._number}:{self.top.visit}"

    def expired(self, frame: Frame) -> bool:
        """Whether a question has waited longer than its dialog allows."""
        dialog = self._book.dialogs.get(frame.dialog)
        return bool(dialog and frame.asked_at and self._moment.now - frame.asked_at > dialog.expires)

    # -- opening and closing dialogs ------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """Lay a dialog on top. Where it is open already it begins anew, and what lay above it gives way."""
        if self._frames:
            self.settle()
        else:
            self._number += 1
        for depth, frame in enumerate(self._frames):
            if frame.dialog == name:
                self.drop_from(depth, End.REPLACED)
                break
        if len(self._frames) == _DEEPEST:
            self.effects.append(Ended(self._frames.pop(0).dialog, End.REPLACED))
        dialog = self._book.dialogs[name]
        self._frames.append(Frame(name, dialog.version, dialog.first))
        self.effects.append(Began(name))

    def drop_from(self, depth: int, how: End) -> None:
        """Close the dialogs from this depth upwards, saying nothing."""
        while len(self._frames) > depth:
            self.effects.append(Ended(self._frames.pop().dialog, how))

    def close(self, how: End, *, quietly: bool = False) -> bool:
        """Close the top dialog and return to the one below; whether that one goes on by itself now.

        A dialog that ran this one goes on. One that was interrupted asks its question again, unless `quietly`:
        then it waits as it is.
        """
        self.effects.append(Ended(self._frames.pop().dialog, how))
        while self._frames and (self.expired(self.top) or self.top.dialog not in self._book.dialogs):
            self.effects.append(Ended(self._frames.pop().dialog, End.EXPIRED))
        if not self._frames:
            return False
        if not self.top.visit:
            if self.top.step in self.dialog.steps:
                self.move(Trigger.ADVANCE)
            else:
                self.find_place()
            return True
        if not quietly:
            return self.return_to_question()
        return False

    def return_to_question(self) -> bool:
        """Ask the open question again, or go on where its time came meanwhile; whether the dialog goes on by itself."""
        if not self.find_place():
            return True
        if self.top.mark is Mark.DUE:
            self.move(Trigger.ADVANCE if self.step.wait is not None else Trigger.FALL_SILENT)
            return True
        self._say(self._turn_of("words.back_again", self._book.words.back_again), "words.back_again")
        self._wait_for_person(self.step)
        return False

    def find_place(self) -> bool:
        """Whether the top dialog's step is still there; if not, move to where the person is best taken up again."""
        frame = self.top
        step = frame.step
        while step not in self.dialog.steps and step in self.dialog.renamed:
            step = self.dialog.renamed[step]
        found = step in self.dialog.steps and (self.dialog.steps[step].ask or self.dialog.steps[step].wait) is not None
        if not found:
            known = [visited.step for visited in frame.history if visited.step in self.dialog.steps]
            step = known[-1] if known else self.dialog.first
            self.speak(MOVED_ON)
        self._change(step=step, version=self.dialog.version, visit=frame.visit if found else 0)
        return found

    # -- moving ---------------------------------------------------------------------------------------------------

    def move(self, trigger: Trigger) -> None:
        """Leave the step by the way of this trigger."""
        move(self._book.machines[self.top.dialog], trigger, self)
        self._change(visit=0, tries=0, picked=(), mark=Mark.NONE)

    def go_on(self, *, quietly: bool = False) -> None:
        """Do steps until one waits for the person, or nothing is open. `quietly`: see `close`."""
        for _ in range(_STEPS_IN_A_TURN):
            if self.top.step == END:
                if not self.close(End.DONE, quietly=quietly):
                    return
            elif self._do_step(self.step):
                return
        raise DialogueError(
            f"dialog '{self.top.dialog}' goes in a circle at step '{self.top.step}': run 'leeward check'"
        )

    def _do_step(self, step: Step) -> bool:
        """Do what a step says; whether it waits for the person."""
        for name, value in step.set.items():
            self.set_value(name, value)
        if step.do:
            argument = self.values.get("pause_for", "") if step.do is Act.PAUSE else ""
            self.effects.append(Do(step.do, str(argument)))
        if step.later:
            self.effects.append(BeginLater(step.later.after, step.later.dialog))
        if step.ask or step.wait is not None:
            self._wait_for_person(step)
            return True
        self._say(self._words_of(step), self._source(step))
        next_dialog = step.run or (self._suggested(step.run_one_of) if step.run_one_of else None)
        if next_dialog:
            self.open(next_dialog)
        else:
            self.move(Trigger.ADVANCE)
        return False

    def speak(self, name: str) -> None:
        """Say all of a dialog that asks nothing, without opening it."""
        dialog = self._book.dialogs.get(name)
        for step in dialog.steps.values() if dialog else ():
            for phrase in step.phrases:
                self._say(self._turn_of(f"{name}.{step.name}", phrase.variants), f"{name}.{step.name}")

    def _wait_for_person(self, step: Step) -> None:
        self._visits += 1
        self._change(visit=self._visits, asked_at=self._moment.now, mark=Mark.NONE, picked=())
        self.effects.append(self._question(step, self._words_of(step)))
        after = step.wait if step.wait is not None else step.silence.after if step.silence else None
        if after is not None:
            self.effects.append(Wake(after, self._number, self._visits))

    def ask_again(self, words: str) -> None:
        """Ask the open question with other words; its old buttons give way to the new ones."""
        self.settle()
        self._visits += 1
        self._change(visit=self._visits, tries=self.top.tries + 1)
        self.effects.append(self._question(self.step, words))
        if self.step.silence:
            self.effects.append(Wake(self.step.silence.after, self._number, self._visits))

    def settle(self, label: str = "") -> None:
        """The open question's buttons are done with."""
        if self.top.visit:
            self.effects.append(Settle(self.top.visit, label))

    def mark_due(self, visit: int) -> None:
        """Note that the time of a buried question or wait has come."""
        for depth, frame in enumerate(self._frames):
            if frame.visit == visit:
                self._frames[depth] = replace(frame, mark=Mark.DUE)

    def pick(self, codes: tuple[str, ...]) -> None:
        """Note which of several choices are switched on."""
        self._change(picked=codes)

    # -- values ---------------------------------------------------------------------------------------------------

    def remember(self, value: Value, raw: str) -> None:
        """Store the answer to the open question and note that it was visited."""
        variable = self.asked
        self.effects.append(self._answer(self.step.name, variable, value, raw))
        self.set_value(variable.name, value)
        self._visited(collected=bool(variable.collected_as) and self._collect(variable, value))

    def lengthen_last(self, words: str) -> None:
        """Add words to the free text answered last; where the last answer was no free text, nothing happens."""
        last = self.top.history[-1].step if self.top.history else ""
        name = self.dialog.steps[last].ask if last in self.dialog.steps else None
        variable = self.dialog.variables.get(name or "")
        before = self.values.get(name or "")
        if variable is None or not isinstance(variable.kind, Text) or not isinstance(before, str):
            return
        value = f"{before}\n{words}"
        self.effects.append(self._answer(last, variable, value, raw=words))
        self.set_value(variable.name, value)
        if variable.collected_as and self._list(variable.collected_as)[-1:] == (before,):
            self._kept[variable.collected_as] = (*self._list(variable.collected_as)[:-1], value)

    def pass_over(self) -> None:
        """The open question stays unanswered; an answer given earlier in this dialog no longer counts."""
        self._set_own(self.asked.name, None)
        self._visited(collected=False)

    def go_back(self) -> bool:
        """Move to the question before this one, taking its answer out of its list; whether there was one."""
        while self._frames:
            if self.top.history:
                *earlier, last = self.top.history
                self._change(step=last.step, history=tuple(earlier), visit=0, tries=0, picked=())
                if last.collected and self.asked.collected_as:
                    self._kept[self.asked.collected_as] = self._list(self.asked.collected_as)[:-1]
                return True
            below = self._frames[-2] if len(self._frames) > 1 else None
            if below is None or below.visit or not below.history:
                return False
            self.effects.append(Ended(self._frames.pop().dialog, End.STOPPED))
        return False

    def _answer(self, step: str, variable: Variable, value: Value, raw: str) -> Remember:
        return Remember(
            run=self._number,
            visit=self.top.visit,
            dialog=self.dialog.name,
            version=self.dialog.version,
            step=step,
            name=variable.name,
            value=value,
            code="" if isinstance(variable.kind, Text) else code_of(value),
            raw=raw,
            sensitive=variable.sensitive,
        )

    def _visited(self, *, collected: bool) -> None:
        history = (*self.top.history, Visited(self.step.name, collected))
        self._change(history=history[-_LONGEST_HISTORY:])

    def set_value(self, name: str, value: Value | None) -> None:
        """Give a value, or clear it with None; where it is kept is as the dialog declares."""
        variable = self.dialog.variables.get(name)
        if variable is None or not _is_kept(variable):
            self._set_own(name, value)
        elif value is None:
            self._kept.pop(name, None)
        else:
            self._kept[name] = value

    def _set_own(self, name: str, value: Value | None) -> None:
        others = {known: each for known, each in self.top.values.items() if known != name}
        self._change(values=others if value is None else {**others, name: value})

    def _collect(self, variable: Variable, value: Value) -> bool:
        """Add to the list that the value is collected in; a line that stands there already is not said twice."""
        name = str(variable.collected_as)
        line = show(value, variable, self._book.words) if isinstance(value, Amount) else str(value)
        lines = self._list(name)
        if line in lines:
            return False
        self._kept[name] = (*lines, line)[-_LONGEST_LIST:]
        return True

    def _list(self, name: str) -> tuple[str, ...]:
        lines = self._kept.get(name, ())
        return lines if isinstance(lines, tuple) else ()

    # -- words ----------------------------------------------------------------------------------------------------

    def _question(self, step: Step, text: str) -> Ask:
        words, mark = self._book.words, self.token_mark
        if step.wait is not None:
            return Ask(text, keyboards.waiting_keyboard(words, mark), self.top.visit, self._source(step))
        kind = self.asked.kind
        if isinstance(kind, Scale) and kind.low and kind.high:
            text = f"{text}\n\n{kind.first} = {kind.low} · {kind.last} = {kind.high}"
        keyboard = keyboards.question_keyboard(kind, words, mark, self.top.picked)
        return Ask(text, keyboard, self.top.visit, self._source(step))

    def _say(self, text: str, source: str) -> None:
        if text:
            self.effects.append(Say(text, source))

    def _words_of(self, step: Step) -> str:
        values = self.values
        for number, phrase in enumerate(step.phrases):
            if phrase.when is None or phrase.when.holds(values):
                text = self._turn_of(f"{self._source(step)}.{number}", phrase.variants)
                return fill(text, self._shown)
        return ""

    def _shown(self, placeholder: str) -> str:
        name, _, part = placeholder.partition(".")
        if name == "fact":
            if part not in self._moment.facts:
                raise DialogueError(f"dialog '{self.dialog.name}' shows the fact '{part}', which is not there")
            return self._moment.facts[part]
        variable, value = self.dialog.variables.get(name), self.values.get(name)
        if variable is None or value is None:
            raise DialogueError(f"step '{self._source(self.step)}' shows '{name}', which has no value")
        if part == "one" and isinstance(value, tuple):
            return self._turn_of(f"{name}.one", value)
        return show(value, variable, self._book.words)

    def _turn_of(self, key: str, variants: tuple[str, ...]) -> str:
        """The variant whose turn it is: each is said before any is said again."""
        if len(variants) < 2:  # noqa: PLR2004 - one variant, or none
            return variants[0] if variants else ""
        said = self._rotation.get(key, 0)
        self._rotation[key] = said + 1
        return variants[said % len(variants)]

    def _suggested(self, group: str) -> str | None:
        names = self._moment.suggestions.get(group, ())
        if not names:
            return None
        key = f"one_of:{names[0]}"
        self._rotation[key] = self._rotation.get(key, 0) + 1
        return names[0]

    def _source(self, step: Step) -> str:
        return f"{self.dialog.name}.{step.name}"

    def _change(self, **changes: object) -> None:
        self._frames[-1] = replace(self.top, **changes)  # type: ignore[arg-type]  # names of Frame's own fields


def code_of(value: Value) -> str:
    """A value as one short word, for statistics."""
    match value:
        case Amount(number, unit):
            return f"{number:g} {unit}"
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def _is_kept(variable: Variable) -> bool:
    return variable.kept or variable.is_list

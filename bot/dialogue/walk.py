"""One turn under way: it moves through steps, speaks, and gathers effects until it waits for the person again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.dialogue import asking
from bot.dialogue.effects import Ask, Began, BeginLater, Do, End, Ended, Remember, Say, Settle, Wake, Withdraw
from bot.dialogue.keeping import Keeping, is_kept
from bot.dialogue.machine import Trigger, move
from bot.dialogue.model import CONTACT_LINK, END, NESTED, ROUNDS_LEFT, Act, Choice, Choices, Text
from bot.dialogue.run import Frame, Mark, Run, Standing, Visited
from bot.dialogue.showing import show
from bot.dialogue.stack import Stack, renamed
from bot.dialogue.values import Amount, read_length
from bot.dialogue.wording import Wording
from bot.errors import DialogueError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.conditions import Condition
    from bot.dialogue.model import Dialog, Kind, Later, Step, Variable
    from bot.dialogue.moment import Moment
    from bot.dialogue.playbook import Playbook
    from bot.dialogue.values import Value

MOVED_ON = "moved_on"
TOO_MANY_TRIES = "too_many_tries"

_STEPS_IN_A_TURN = 200
"""Far more than any turn takes; a circle without a question ends here instead of never."""
_DEEPEST = 8


class Walk(Stack):
    """A person's standing while a turn changes it. Made for one turn, then thrown away."""

    def __init__(self, book: Playbook, standing: Standing, moment: Moment) -> None:
        """Take up the person where they stand."""
        super().__init__(book.dialogs, standing.run.frames, moment.now)
        self._book = book
        self._suggest = moment.suggest
        self._hear = moment.hear
        self._invite = moment.invite
        self._number = standing.run.number
        self._visits = standing.run.visits
        self._kept = Keeping(standing.kept)
        self._wording = Wording(standing.rotation, moment.facts, book.words)

    @property
    def standing(self) -> Standing:
        """Where the person stands now."""
        run = Run(self._number, self._visits, tuple(self._frames))
        return Standing(run, self._kept.values, self._wording.rotation)

    # -- what the machine sees ------------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The step of the top dialog."""
        return self.top.step

    @state.setter
    def state(self, step: str) -> None:
        self.change(step=step)

    @property
    def values(self) -> Mapping[str, Value]:
        """The values that the top dialog may see: its own, what it declares of those kept, and whether it is run."""
        around: dict[str, Value] = {NESTED: "yes" if self.is_nested else "no"}
        if self.is_in_series:
            around[ROUNDS_LEFT] = self._count_rounds_left()
        return self._kept.seen_by(self.dialog) | dict(self.top.values) | around

    # -- where we are ---------------------------------------------------------------------------------------------

    @property
    def asked(self) -> Variable:
        """The value that the open question asks for."""
        if self.step.ask is None:
            raise DialogueError(f"step '{source(self.dialog, self.step)}' asks nothing")
        return self.dialog.variables[self.step.ask]

    @property
    def asked_kind(self) -> Kind:
        """What may be answered now: without the options that are not offered to this person."""
        kind, offer = self.asked.kind, self.step.offer
        if not offer or not isinstance(kind, Choice | Choices):
            return kind
        values = self.values
        return replace(kind, of={code: label for code, label in kind.of.items() if _is_offered(code, offer, values)})

    @property
    def token_mark(self) -> str:
        """The beginning of the tokens of the open question's buttons; of words that change, the same for all."""
        return f"{self._number}:{self.top.series or self.top.visit}"

    # -- opening and closing dialogs ------------------------------------------------------------------------------

    def open(self, name: str) -> None:
        """Lay a dialog on top. Where it is open already it begins anew, and what lay above it gives way."""
        if name not in self._book.dialogs:
            raise DialogueError(f"there is no dialog '{name}': run 'leeward check'")
        if self._frames:
            self.settle()
            self._hush()
        else:
            self._number += 1
        for depth, frame in enumerate(self._frames):
            if frame.dialog == name:
                self.drop_from(depth, End.REPLACED)
                break
        if len(self._frames) == _DEEPEST:
            self.effects.append(Ended(self._frames.pop(0).dialog, End.REPLACED))
        dialog = self._book.dialogs[name]
        self._frames.append(Frame(name, dialog.version, dialog.first, asked_at=self._now))
        self.effects.append(Began(name))

    def close(self, *, quietly: bool = False) -> bool:
        """Close the top dialog, which is done, and return to the one below; whether that one goes on by itself now.

        A dialog that ran this one goes on. One that was interrupted asks its question again, unless `quietly`:
        then it lies open until the person writes.
        """
        self.drop_from(len(self._frames) - 1, End.DONE)
        while self._frames and (self.is_gone or (self.top.visit and self.is_expired)):
            self.drop_stale()
        if not self._frames:
            return False
        if not self.top.visit:
            self.return_to_runner()
            return True
        if quietly and self.top.mark is not Mark.DUE:
            self.change(mark=Mark.LEFT)
            return False
        return self.return_to_question()

    def clear(self, *, expired: bool) -> None:
        """Close dialogs that are gone or, where wanted, expired. What lay below is asked when the person writes."""
        depth, gone = len(self._frames), False
        while self._frames and (self.is_gone or (expired and self.is_expired)):
            gone = gone or self.is_gone
            self.settle()
            self.drop_stale()
        if gone:
            self.speak(MOVED_ON)
        if self._frames and len(self._frames) < depth and self.top.mark is Mark.NONE:
            self.change(mark=Mark.LEFT)

    def return_to_runner(self) -> None:
        """Go on in the dialog that ran the one which is closed now."""
        step = self.dialog.steps.get(renamed(self.dialog, self.top.step))
        if step and (step.run or step.run_one_of):
            self.change(step=step.name)
            self.move(Trigger.ADVANCE)
        else:
            self.find_place()

    def return_to_question(self) -> bool:
        """Ask the open question again, or go on where its time came meanwhile; whether the dialog goes on by itself."""
        if not self.find_place():
            return True
        if self.is_in_series:  # it was broken off
            self.end_series(quietly=True)
            return True
        if self.top.mark is Mark.DUE and self.way_when_due:
            self.move(self.way_when_due)
            return True
        self._say(self._wording.turn_of("words.back_again", self._book.words.back_again), "words.back_again")
        self._wait_for_person(self.step, again=True)
        return False

    def find_place(self) -> bool:
        """Whether the top dialog's step is still there; if not, move to where the person is best taken up again."""
        step = self.dialog.steps.get(renamed(self.dialog, self.top.step))
        if step and (step.ask or step.wait is not None):
            self.change(step=step.name, version=self.dialog.version)
            return True
        *earlier, last = self.questions_before(self.top) or [Visited(self.dialog.first)]
        self.speak(MOVED_ON)
        self.move_to(last.step, tuple(earlier))
        return False

    def lift_urgent(self, visit: int) -> bool:
        """Lay the dialog of this visit on top, if it is urgent and stands by itself; whether it was."""
        depth = next(place for place, frame in enumerate(self._frames) if frame.visit == visit)
        dialog = self._dialogs.get(self._frames[depth].dialog)
        is_run = depth > 0 and not self._frames[depth - 1].visit
        if dialog is None or not dialog.is_urgent or is_run:
            return False
        self.settle()
        self._hush()
        self._frames.append(self._frames.pop(depth))
        return True

    # -- moving ---------------------------------------------------------------------------------------------------

    def move(self, trigger: Trigger) -> None:
        """Leave the step by the way of this trigger."""
        move(self._book.machine(self.top.dialog), trigger, self)
        self.move_to(self.top.step, self.top.history)

    # -- words that change by themselves, in one bubble -----------------------------------------------------------

    def change_words(self, late: timedelta) -> None:
        """Go to the next step of the series; where it is so late that its time is over too, to the one after it."""
        before = self.top.visit
        self._next_in_series()
        for _ in range(_STEPS_IN_A_TURN):
            wait = self.step.wait if self.is_in_series else None
            if wait is None or late < wait:
                break
            late -= wait
            self._next_in_series()
        if not self.is_in_series:
            self.effects.append(Settle(before))

    def end_series(self, *, quietly: bool = False) -> None:
        """Leave the series: for its last words, or, where it was broken off before, for what comes after them.

        `quietly`: for what comes after all that is only said, such as a farewell.
        """
        series, before = self.top.series, self.top.visit
        for _ in range(_STEPS_IN_A_TURN):
            if self.top.step == END or not (self.is_in_series or (quietly and _only_speaks(self.step))):
                break
            if series and self.step.wait is None:
                break
            self.move(Trigger.ADVANCE)
        if series:
            self.effects.append(Withdraw(series))
        if series and not self.is_in_series:
            self.effects.append(Settle(before))

    def _next_in_series(self) -> None:
        again, done = self.step.again, self.top.rounds + 1
        if again and done < again.times:
            self.move_to(again.first, self.top.history)
            self.change(rounds=done)
        else:
            self.change(rounds=0 if again else self.top.rounds)
            self.move(Trigger.ADVANCE)

    def _count_rounds_left(self) -> int:
        """Of the steps that are done again, as far as the open one is among them or comes before them."""
        steps = list(self.dialog.steps.values())
        ahead = steps[steps.index(self.step) :]
        return next((each.again.times - self.top.rounds for each in ahead if each.again), 0)

    def _hush(self) -> None:
        """What lies below another dialog changes no words any more."""
        if self.top.series:
            self._visits += 1
            self._frames[-1] = self.top.hush(self._visits)

    # -- doing steps ----------------------------------------------------------------------------------------------

    def go_on(self, *, quietly: bool = False) -> None:
        """Do steps until one waits for the person, or nothing is open. `quietly`: see `close`."""
        for _ in range(_STEPS_IN_A_TURN):
            if self.top.step == END:
                if not self.close(quietly=quietly):
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
        if step.do is Act.LET_GO:
            self.drop_below()
        elif step.do:
            self.effects.append(Do(step.do, self._argument_of(step.do)))
        if step.later and (when := self._time_of(step.later)):
            self.effects.append(BeginLater(when, step.later.dialog))
        if step.ask or step.wait is not None:
            self._wait_for_person(step)
            return True
        self._say(self._words_of(step), source(self.dialog, step), over=self.top.series)
        next_dialog = step.run or (self._suggested(step.run_one_of) if step.run_one_of else None)
        if next_dialog:
            self.open(next_dialog)
        else:
            self.move(Trigger.ADVANCE)
        return False

    def _argument_of(self, act: Act) -> str:
        if act is Act.INVITE_CONTACT:
            link = self._invite()
            self.set_own(CONTACT_LINK, link)
            return link
        return str(self.values.get("pause_for", "")) if act is Act.PAUSE else ""

    def go_back(self) -> bool:
        """Move to the question before this one, taking its answer out of its list; whether there was one."""
        depth = self.depth_of_last_question()
        if depth is None:
            return False
        self.settle()
        self.drop_from(depth + 1, End.STOPPED)
        *earlier, last = self.questions_before(self.top)
        self.move_to(last.step, tuple(earlier))
        if last.collected and self.asked.collected_as:
            self._kept.drop_last(self.asked.collected_as)
        return True

    # -- asking ---------------------------------------------------------------------------------------------------

    def _wait_for_person(self, step: Step, *, again: bool = False) -> None:
        self.change(asked_at=self._now, mark=Mark.NONE, picked=())
        self._ask(step, self._words_of(step, again=again))

    def ask_again(self, words: str) -> None:
        """Ask the open question with other words, after an answer that was not understood."""
        self.settle()
        self.change(tries=self.top.tries + 1)
        self._ask(self.step, words)

    def repeat(self) -> None:
        """Ask the open question once more, so that it stands below what was written; a wait only goes on."""
        if self.step.wait is not None:
            self._say(self._book.words.still_waiting, "words.still_waiting")
            return
        self.settle()
        self._ask(self.step, self._words_of(self.step, again=True))

    def _ask(self, step: Step, text: str) -> None:
        self._visits += 1
        over = self.top.series
        self.change(visit=self._visits, series=(over or self._visits) if step.over else 0)
        words, mark = self._book.words, self.token_mark
        if step.wait is not None:
            text, keyboard = asking.pause(text, words, mark, in_series=step.over)
        else:
            text, keyboard = asking.question(self.asked_kind, text, words, mark, self.top.picked)
        self.effects.append(Ask(text, keyboard, self._visits, source(self.dialog, step), over))
        after = step.wait if step.wait is not None else step.silence.after if step.silence else None
        if after is not None:
            self.effects.append(Wake(after, self._number, self._visits))

    def settle(self, label: str = "") -> None:
        """The open question's buttons are done with."""
        if self.top.series:
            self.effects.append(Withdraw(self.top.series))
        if self.top.visit:
            self.effects.append(Settle(self.top.visit, label))

    # -- values ---------------------------------------------------------------------------------------------------

    def remember(self, value: Value, raw: str) -> None:
        """Store the answer to the open question and note that it was visited."""
        variable = self.asked
        self.effects.append(self._answer(self.step.name, variable, value, raw))
        self.set_value(variable.name, value)
        self._listen(variable.name, raw)
        line = show(value, variable, self._book.words) if isinstance(value, Amount) else str(value)
        repeats = isinstance(variable.kind, Choice)
        name = variable.collected_as
        collected = bool(name and self._kept.collect(name, line, repeats=repeats))
        self.visited(Visited(self.step.name, collected))

    def pass_over(self) -> None:
        """The open question stays unanswered; an answer given earlier in this dialog no longer counts."""
        self.set_own(self.asked.name, None)
        self._listen(self.asked.name, None)
        self.visited(Visited(self.step.name, answered=False))

    def lengthen_last(self, words: str) -> None:
        """Add words to the free text answered last; where the last answer was no free text, nothing happens."""
        last = self.top.history[-1] if self.top.history else None
        step = self.dialog.steps.get(last.step) if last and last.answered else None
        variable = self.dialog.variables.get(step.ask) if step and step.ask else None
        before = self.values.get(variable.name) if variable else None
        if not step or not variable or not isinstance(variable.kind, Text) or not isinstance(before, str):
            return
        value = f"{before}\n{words}"
        if len(value) > variable.kind.up_to:
            self._say(self._book.words.too_long.replace("{limit}", str(variable.kind.up_to)), "words.too_long")
            return
        self.effects.append(self._answer(step.name, variable, value, raw=words))
        self.set_value(variable.name, value)
        self._listen(variable.name, value)
        if variable.collected_as:
            self._kept.reword_last(variable.collected_as, before, value)

    def _listen(self, name: str, words: str | None) -> None:
        """Note what is heard in an answer, for the values that tell of it; nothing where it was left out."""
        for each in self.dialog.variables.values():
            if each.heard_in == name:
                self.set_own(each.name, None if words is None else self._hear(words))

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

    def set_value(self, name: str, value: Value | None) -> None:
        """Give a value, or clear it with None; where it is kept is as the dialog declares."""
        variable = self.dialog.variables.get(name)
        if variable and is_kept(variable):
            self._kept.put(name, value)
        else:
            self.set_own(name, value)

    # -- words ----------------------------------------------------------------------------------------------------

    def speak(self, name: str) -> None:
        """Say all of a dialog that asks nothing, without opening it."""
        dialog = self._book.dialogs.get(name)
        if dialog is None:
            return
        for step in dialog.steps.values():
            self._say(self._wording.say(dialog, step, {}), f"{name}.{step.name}")

    def _words_of(self, step: Step, *, again: bool = False) -> str:
        return self._wording.say(self.dialog, step, self.values, again=again)

    def _say(self, text: str, source: str, over: int = 0) -> None:
        if text:
            self.effects.append(Say(text, source, over))

    def _time_of(self, later: Later) -> timedelta | str | None:
        """How long to wait, or the time of day to wait for; None where it was not said."""
        if isinstance(later.after, timedelta):
            return later.after
        value = self.values.get(later.at or later.after or "")
        if not isinstance(value, str):
            return None
        return value if later.at else read_length(value)

    def _suggested(self, group: str) -> str | None:
        names = self._suggest(group)
        if not names:
            return None
        self._wording.count(f"one_of:{names[0]}")
        return names[0]


def _is_offered(code: str, offer: Mapping[str, Condition], values: Mapping[str, Value]) -> bool:
    return code not in offer or offer[code].holds(values)


def _only_speaks(step: Step) -> bool:
    return not (step.set or step.do or step.later or step.ask or step.run or step.run_one_of or step.wait)


def code_of(value: Value) -> str:
    """A value as one short word, for statistics."""
    match value:
        case Amount(number, unit):
            return f"{number:g} {unit}"
        case tuple():
            return ",".join(value)
        case _:
            return str(value)


def source(dialog: Dialog, step: Step) -> str:
    """Where words come from, for the operator."""
    return f"{dialog.name}.{step.name}"

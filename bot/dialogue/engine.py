"""Everything that can happen in a dialog, each as a function from a standing to a new standing and its effects.

begin      a dialog is opened, over whatever is open
answer     words were typed (`add_to_last`: before the open question was asked; `fit`: whether they answer at all)
tap        a button was tapped
skip, back, stop
speak      a dialog that asks nothing is said beside what is open
wake       a silence has lasted long enough, or a wait is over
resume     the open question is asked again
hush       words that change by themselves stay as they are
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.dialogue import asking, keyboards
from bot.dialogue.effects import Effect, End, Redraw, Say, Settle, Toast, Withdraw
from bot.dialogue.machine import Trigger
from bot.dialogue.model import Choices, Scale, Text
from bot.dialogue.reading import Misread, means_one_of, read
from bot.dialogue.run import Mark
from bot.dialogue.stack import is_expired
from bot.dialogue.walk import TOO_MANY_TRIES, Walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.moment import Moment
    from bot.dialogue.playbook import Playbook
    from bot.dialogue.run import Standing
    from bot.dialogue.values import Value
    from bot.dialogue.words import Words


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: where the person stands now, and what to do, in order."""

    standing: Standing
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Where to enter a dialog: its first step, or any step with values as if they had been answered."""

    dialog: str
    step: str | None = None
    values: Mapping[str, Value | None] = field(default_factory=dict)


class Fit(StrEnum):
    """What typed words are to what is open."""

    ANSWER = "answer"
    """They can be read as an answer, or as leaving the question out."""
    FREE = "free"
    """Any words would be an answer."""
    NONE = "none"
    """They are no answer, or none is wanted now."""


def begin(book: Playbook, standing: Standing, entry: Entry | str, moment: Moment) -> Played:
    """Open a dialog. What is open waits below it and comes back when it ends."""
    entry = Entry(entry) if isinstance(entry, str) else entry
    walk = Walk(book, standing, moment)
    walk.open(entry.dialog)
    if entry.step:
        walk.state = entry.step
    for name, value in entry.values.items():
        walk.set_value(name, value)
    walk.go_on()
    return _played(walk)


def answer(book: Playbook, standing: Standing, text: str, moment: Moment) -> Played:
    """Take typed words as the answer to the open question."""
    walk = Walk(book, standing, moment)
    if not _stands(walk):
        return _played(walk)
    if walk.is_in_series:
        _leave_wait(walk)
    elif walk.top.mark is not Mark.NONE:  # what stands at the end of the chat is another question, or none
        _ask_anew(walk)
    elif walk.step.wait is not None:
        _leave_wait(walk)
    elif _leaves_out(book, walk, text):
        _skip(walk)
    else:
        value = read(walk.asked_kind, text, book.words)
        if isinstance(value, Misread):
            _misread(walk, value, book.words)
        else:
            _accept(walk, value, raw=text)
    return _played(walk)


def fit(book: Playbook, standing: Standing, text: str, moment: Moment) -> Fit:
    """Whether typed words are an answer to the open question. Nothing comes of asking."""
    walk = Walk(book, standing, moment)
    if not _stands(walk) or walk.top.mark is not Mark.NONE or walk.step.wait is not None:
        return Fit.NONE
    if _leaves_out(book, walk, text):
        return Fit.ANSWER
    if isinstance(walk.asked_kind, Text):
        return Fit.FREE
    return Fit.NONE if isinstance(read(walk.asked_kind, text, book.words), Misread) else Fit.ANSWER


def tap(book: Playbook, standing: Standing, token: str, moment: Moment) -> Played:
    """Take a tap. One on a button that is no longer open only gets a passing word."""
    walk = Walk(book, standing, moment)
    mark, _, code = token.rpartition(":")
    if not walk.is_open or mark != walk.token_mark:
        return Played(standing, (Toast(book.words.old_button),))
    if not _stands(walk):
        return _played(walk)
    match code:
        case keyboards.STOP if walk.is_in_series:
            _leave_wait(walk)
        case keyboards.GO_ON if walk.step.wait is not None:
            _leave(walk, Trigger.ADVANCE, book.words.go_on_now)
        case keyboards.SKIP if walk.step.ask:
            _skip(walk, book.words.skip)
        case _ if walk.step.ask:
            _choose(walk, code, book.words)
        case _:
            return Played(standing, (Toast(book.words.old_button),))
    return _played(walk)


def means_skip(book: Playbook, text: str) -> bool:
    """Whether typed words only say that a question is to be left out."""
    return means_one_of(text, book.words.skip_words)


def _leaves_out(book: Playbook, walk: Walk, text: str) -> bool:
    """A bare "no" to a question for words of one's own declines it: nobody wants "no" quoted back."""
    declines = isinstance(walk.asked_kind, Text) and means_one_of(text, book.words.no_words)
    return declines or means_skip(book, text)


def add_to_last(book: Playbook, standing: Standing, text: str, moment: Moment, *, repeat: bool) -> Played:
    """Take words that were sent before the open question was read: they belong to the answer before it.

    Where that was no free text they are not kept. With `repeat` the question is asked again, below what was written.
    """
    walk = Walk(book, standing, moment)
    if _stands(walk):
        walk.lengthen_last(text.strip())
        if repeat:
            walk.repeat()
    return _played(walk)


def skip(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Leave the open question unanswered, or a wait before its time."""
    walk = Walk(book, standing, moment)
    if _stands(walk):
        if walk.step.wait is not None:
            _leave_wait(walk)
        else:
            _skip(walk)
    return _played(walk)


def back(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Return to the question before this one."""
    walk = Walk(book, standing, moment)
    if _stands(walk):
        if walk.go_back():
            walk.go_on()
        else:
            walk.effects.append(Say(book.words.cannot_go_back))
            walk.repeat()
    return _played(walk)


def stop(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Close everything that is open."""
    walk = Walk(book, standing, moment)
    if not walk.is_open:
        return Played(standing, (Say(book.words.nothing_open),))
    walk.settle()
    walk.drop_from(0, End.STOPPED)
    walk.effects.append(Say(book.words.stopped))
    return _played(walk)


def speak(book: Playbook, standing: Standing, dialog: str, moment: Moment) -> Played:
    """Say all of a dialog that asks nothing; what is open stays open as it is."""
    walk = Walk(book, standing, moment)
    walk.speak(dialog)
    return _played(walk)


def wake(book: Playbook, standing: Standing, visit: int, moment: Moment, late: timedelta = timedelta(0)) -> Played:
    """The time of a visit has come, or came so long ago. Nothing happens when the person has moved on."""
    if visit not in standing.run.open_visits:
        return Played(standing)
    walk = Walk(book, standing, moment)
    if walk.top.visit != visit and not walk.lift_urgent(visit):
        walk.mark_due(visit)
    elif walk.is_gone:
        return Played(standing)
    elif _stands(walk):
        _go_on_by_clock(walk, late)
    return _played(walk)


def resume(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Ask the open question again, where one is open."""
    walk = Walk(book, standing, moment)
    if _stands(walk):
        walk.settle()
        _ask_anew(walk)
    return _played(walk)


def hush(standing: Standing) -> Played:
    """Let words that change by themselves stay as they are. When the person goes on, it is behind them."""
    run, top = standing.run, standing.run.top
    if top is None or not top.series:
        return Played(standing)
    visit = run.visits + 1
    run = replace(run, visits=visit, frames=(*run.frames[:-1], top.hush(visit)))
    return Played(replace(standing, run=run), (Withdraw(top.series), Settle(top.visit)))


def clear_expired(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Close dialogs whose open question has waited too long, the top one first."""
    top = standing.run.top
    dialog = book.dialogs.get(top.dialog) if top else None
    if top is None or (dialog and not is_expired(top, dialog, moment.now)):
        return Played(standing)
    walk = Walk(book, standing, moment)
    walk.clear(expired=True)
    return _played(walk)


def _played(walk: Walk) -> Played:
    return Played(walk.standing, tuple(walk.effects))


def _stands(walk: Walk) -> bool:
    """Whether a question is open and still part of its dialog; otherwise the person is taken up where it goes on."""
    walk.clear(expired=False)
    if not walk.is_open:
        return False
    if not walk.top.visit:
        walk.return_to_runner()
    elif walk.find_place():
        return True
    walk.go_on()
    return False


def _ask_anew(walk: Walk) -> None:
    if walk.return_to_question():
        walk.go_on()


def _accept(walk: Walk, value: Value, raw: str, label: str = "") -> None:
    walk.remember(value, raw)
    _leave(walk, Trigger.ADVANCE, label)


def _leave(walk: Walk, trigger: Trigger, label: str = "", *, quietly: bool = False) -> None:
    walk.settle(label)
    walk.move(trigger)
    walk.go_on(quietly=quietly)


def _leave_wait(walk: Walk) -> None:
    """Go on before its time; of words that change by themselves, to the end."""
    if walk.is_in_series:
        walk.end_series()
        walk.go_on()
    else:
        _leave(walk, Trigger.ADVANCE)


def _go_on_by_clock(walk: Walk, late: timedelta) -> None:
    if walk.top.series:
        walk.change_words(late)
        walk.go_on()
    elif not walk.is_in_series and (way := walk.way_when_due):
        _leave(walk, way, quietly=way is Trigger.FALL_SILENT)


def _skip(walk: Walk, label: str = "") -> None:
    walk.pass_over()
    _leave(walk, Trigger.SKIP, label)


def _choose(walk: Walk, code: str, words: Words) -> None:
    kind = walk.asked_kind
    if isinstance(kind, Choices):
        _switch(walk, kind, code, words)
        return
    label = keyboards.options(kind, words).get(code)
    if label is None:  # the choice is not offered any more
        walk.effects.append(Toast(words.old_button))
    else:
        _accept(walk, int(code) if isinstance(kind, Scale) else code, raw=label, label=label)


def _switch(walk: Walk, kind: Choices, code: str, words: Words) -> None:
    """Switch one of several choices on or off, or take them all as the answer."""
    picked = tuple(each for each in kind.of if each in walk.top.picked)
    wanted = set(picked) ^ {code}
    if code == keyboards.DONE and picked:
        label = ", ".join(kind.of[each] for each in picked)
        _accept(walk, picked, raw=label, label=label)
    elif code == keyboards.DONE:
        walk.effects.append(Toast(words.none_chosen))
    elif code not in kind.of:
        walk.effects.append(Toast(words.old_button))
    elif kind.at_most is not None and len(wanted) > kind.at_most:
        walk.effects.append(Toast(words.at_most.replace("{limit}", str(kind.at_most))))
    else:
        walk.pick(tuple(each for each in kind.of if each in wanted))
        keyboard = keyboards.question_keyboard(kind, words, walk.token_mark, walk.top.picked)
        walk.effects.append(Redraw(walk.top.visit, keyboard))


def _misread(walk: Walk, why: Misread, words: Words) -> None:
    """Ask once more, or, when that has been done often enough, go on without an answer."""
    kind = walk.asked_kind
    retries = walk.step.retry or (asking.second_chance(kind, words),)
    if walk.top.tries < len(retries):
        walk.ask_again(asking.why_not(why, kind, words) or retries[walk.top.tries])
        return
    walk.pass_over()
    if walk.step.stuck is None:
        walk.speak(TOO_MANY_TRIES)
    _leave(walk, Trigger.GIVE_UP)

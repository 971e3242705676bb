"""Everything that can happen in a dialog, each as a function from a standing to a new standing and its effects.

begin      a dialog is opened, over whatever is open
answer     words were typed (`add_to_last`: before the open question was asked)
tap        a button was tapped
skip, back, stop
wake       a silence has lasted long enough, or a wait is over
resume     the open question is asked again
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.dialogue import keyboards
from bot.dialogue.effects import Effect, End, Redraw, Say, Toast
from bot.dialogue.keyboards import option_label
from bot.dialogue.machine import Trigger
from bot.dialogue.model import Choice, Choices, City, Measure, Number, Scale, Text, TimeOfDay, YesNo
from bot.dialogue.reading import Misread, fold, read
from bot.dialogue.walk import MOVED_ON, TOO_MANY_TRIES, Walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.dialogue.model import Kind
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
    values: Mapping[str, Value] = field(default_factory=dict)


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
    if walk.step.wait is not None:
        _leave(walk, Trigger.ADVANCE)
    elif fold(text) in {fold(word) for word in book.words.skip_words}:
        _skip(walk)
    else:
        value = read(walk.asked.kind, text, book.words)
        if isinstance(value, Misread):
            _misread(walk, value, book.words)
        else:
            _accept(walk, value, raw=text)
    return _played(walk)


def tap(book: Playbook, standing: Standing, token: str, moment: Moment) -> Played:
    """Take a tap. One on a button that is no longer open only gets a passing word."""
    walk = Walk(book, standing, moment)
    mark, _, code = token.rpartition(":")
    if not walk.is_open or not walk.top.visit or mark != walk.token_mark:
        return Played(standing, (Toast(book.words.old_button),))
    if not _stands(walk):
        return _played(walk)
    match code:
        case keyboards.GO_ON if walk.step.wait is not None:
            _leave(walk, Trigger.ADVANCE, book.words.go_on_now)
        case keyboards.SKIP if walk.step.ask:
            _skip(walk, book.words.skip)
        case _ if walk.step.ask:
            _choose(walk, code, book.words)
        case _:
            return Played(standing, (Toast(book.words.old_button),))
    return _played(walk)


def add_to_last(book: Playbook, standing: Standing, text: str, moment: Moment) -> Played:
    """Take words that were sent before the open question was asked: they belong to the answer before it."""
    walk = Walk(book, standing, moment)
    if walk.is_open and text.strip():
        walk.lengthen_last(text.strip())
    return _played(walk)


def skip(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Leave the open question unanswered, or a wait before its time."""
    walk = Walk(book, standing, moment)
    if _stands(walk):
        if walk.step.wait is not None:
            _leave(walk, Trigger.ADVANCE)
        else:
            _skip(walk)
    return _played(walk)


def back(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Return to the question before this one."""
    walk = Walk(book, standing, moment)
    if _stands(walk):
        walk.settle()
        if not walk.go_back():
            walk.effects.append(Say(book.words.cannot_go_back))
        walk.go_on()
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


def wake(book: Playbook, standing: Standing, visit: int, moment: Moment) -> Played:
    """The time of a visit has come. Nothing happens when the person has moved on."""
    if visit not in standing.run.open_visits:
        return Played(standing)
    walk = Walk(book, standing, moment)
    if walk.top.visit != visit:
        walk.mark_due(visit)
    elif _stands(walk):
        silent = walk.step.wait is None
        _leave(walk, Trigger.FALL_SILENT if silent else Trigger.ADVANCE, quietly=silent)
    return _played(walk)


def resume(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Ask the open question again, where one is open."""
    walk = Walk(book, standing, moment)
    if walk.is_open and _stands(walk):
        walk.settle()
        if walk.return_to_question():
            walk.go_on()
    return _played(walk)


def clear_expired(book: Playbook, standing: Standing, moment: Moment) -> Played:
    """Close dialogs whose open question has waited too long, the top one first."""
    walk = Walk(book, standing, moment)
    while walk.is_open and (walk.expired(walk.top) or walk.top.dialog not in book.dialogs):
        walk.settle()
        how = End.EXPIRED if walk.top.dialog in book.dialogs else End.GONE
        if how is End.GONE:
            walk.speak(MOVED_ON)
        walk.drop_from(len(walk.standing.run.frames) - 1, how)
    return _played(walk)


def _played(walk: Walk) -> Played:
    return Played(walk.standing, tuple(walk.effects))


def _stands(walk: Walk) -> bool:
    """Whether the open question is still part of its dialog; otherwise the person is taken up where it goes on."""
    if not walk.is_open:
        return False
    if walk.find_place():
        return True
    walk.go_on()
    return False


def _accept(walk: Walk, value: Value, raw: str, label: str = "") -> None:
    walk.remember(value, raw)
    _leave(walk, Trigger.ADVANCE, label)


def _leave(walk: Walk, trigger: Trigger, label: str = "", *, quietly: bool = False) -> None:
    walk.settle(label)
    walk.move(trigger)
    walk.go_on(quietly=quietly)


def _skip(walk: Walk, label: str = "") -> None:
    walk.pass_over()
    _leave(walk, Trigger.SKIP, label)


def _choose(walk: Walk, code: str, words: Words) -> None:
    kind = walk.asked.kind
    if isinstance(kind, Choices):
        _switch(walk, kind, code, words)
    elif isinstance(kind, Scale) and code.isdecimal():
        _accept(walk, int(code), raw=code, label=code)
    else:
        label = option_label(kind, code, words)
        _accept(walk, code, raw=label, label=label)


def _switch(walk: Walk, kind: Choices, code: str, words: Words) -> None:
    """Switch one of several choices on or off, or take them all as the answer."""
    picked = walk.top.picked
    if code == keyboards.DONE:
        if not picked:
            walk.effects.append(Toast(words.none_chosen))
            return
        label = ", ".join(kind.of[each] for each in picked)
        _accept(walk, picked, raw=label, label=label)
        return
    wanted = set(picked) ^ {code}
    if kind.at_most is None or len(wanted) <= kind.at_most:
        walk.pick(tuple(each for each in kind.of if each in wanted))
        keyboard = keyboards.question_keyboard(kind, words, walk.token_mark, walk.top.picked)
        walk.effects.append(Redraw(walk.top.visit, keyboard))


def _misread(walk: Walk, why: Misread, words: Words) -> None:
    """Ask once more, or, when that has been done often enough, go on without an answer."""
    kind = walk.asked.kind
    retries = walk.step.retry or (second_chance(kind, words),)
    if walk.top.tries < len(retries):
        walk.ask_again(_why(why, kind, words) or retries[walk.top.tries])
        return
    walk.pass_over()
    if walk.step.stuck is None:
        walk.speak(TOO_MANY_TRIES)
    _leave(walk, Trigger.GIVE_UP)


def _why(why: Misread, kind: Kind, words: Words) -> str | None:
    match why, kind:
        case Misread.TOO_LONG, Text(up_to):
            return words.too_long.replace("{limit}", str(up_to))
        case Misread.OUT_OF_RANGE, Scale(first, last) | Number(int() | float() as first, int() | float() as last):
            return words.out_of_range.replace("{low}", f"{first:g}").replace("{high}", f"{last:g}")
        case _:
            return None


def second_chance(kind: Kind, words: Words) -> str:
    """What to say to an answer that was not understood where the author gave no words for it."""
    by_kind: dict[type, str] = {
        Scale: words.retry_scale,
        Number: words.retry_number,
        Choice: words.retry_choice,
        Choices: words.retry_choices,
        YesNo: words.retry_yes_no,
        Text: words.retry_text,
        TimeOfDay: words.retry_time,
        Measure: words.retry_amount,
        City: words.retry_city,
    }
    return by_kind[type(kind)]

"""A performance as the page shows it: plain values, ready for JSON."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.conversation.events import BeginTimer, CheckInTimer
from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.events import Timer
    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal, Shown
    from bot.dialogue.model import Dialog, Variable
    from bot.dialogue.values import Value
    from bot.studio.performance import Performance

View: TypeAlias = "dict[str, Any]"


def show(performance: Performance, programme: Programme, differs: Sequence[int] = ()) -> View:
    """All that the page shows of a performance; `differs` are the messages to mark."""
    rehearsal = performance.rehearsal
    marked = set(differs)
    return {
        "turns": [
            {"act": turn.act.model_dump() if turn.act else None, "until": turn.until} for turn in performance.turns
        ],
        "chat": [_show_message(each, programme, number in marked) for number, each in enumerate(rehearsal.chat)],
        "stopped": performance.stopped,
        "toast": rehearsal.toast or "",
        "now": rehearsal.now.isoformat(),
        "place": [{"dialog": frame.dialog, "step": frame.step} for frame in rehearsal.person.standing.run.frames],
        "values": _show_values(rehearsal, programme.books[programme.base].dialogs),
    }


def _show_message(shown: Shown, programme: Programme, differs: bool) -> View:  # noqa: FBT001 - one of the values shown
    name, _, step = shown.source.partition(".")
    dialog = programme.books[programme.base].dialogs.get(name)
    return {
        "text": shown.text,
        "buttons": [[{"label": each.label, "token": each.token} for each in row] for row in shown.buttons],
        "chosen": shown.chosen,
        "dialog": name,
        "step": step,
        "mi": (dialog.steps[step].mi or "") if dialog and step in dialog.steps else "",
        "differs": differs,
    }


def _show_values(rehearsal: Rehearsal, dialogs: Mapping[str, Dialog]) -> View:
    standing = rehearsal.person.standing
    timers = sorted(rehearsal.timers.values(), key=lambda timer: timer.due_at)
    kept = {name: each for dialog in dialogs.values() for name, each in dialog.variables.items() if each.kept}
    return {
        "frames": [
            {"dialog": frame.dialog, "values": _write(frame.values, dialogs[frame.dialog].variables)}
            for frame in reversed(standing.run.frames)
        ],
        "kept": _write(standing.kept, kept),
        "timers": [_show_timer(each, rehearsal, dialogs) for each in timers],
        "answers": [
            {"step": f"{each.what.dialog}.{each.what.step}", "name": each.what.name, "code": each.what.code}
            for each in rehearsal.answers
        ],
    }


def _write(values: Mapping[str, Value], declared: Mapping[str, Variable]) -> list[View]:
    return [
        {"name": name, "value": _write_value(value), "is_sensitive": name in declared and declared[name].sensitive}
        for name, value in values.items()
    ]


def _show_timer(timer: Timer, rehearsal: Rehearsal, dialogs: Mapping[str, Dialog]) -> View:
    """What will happen by itself, when, and in how many seconds from now."""
    match timer.what:
        case BeginTimer(dialog):
            what = f"begins {dialog}"
        case CheckInTimer():
            what = "check-in"
        case _:
            top = rehearsal.person.standing.run.top
            is_wait = top and dialogs[top.dialog].steps[top.step].wait is not None
            what = "the wait is over" if is_wait else "silence"
    seconds = ceil((timer.due_at - rehearsal.now).total_seconds())
    return {"what": what, "at": f"{timer.due_at:%d %b %H:%M}", "seconds": seconds}


def _write_value(value: Value) -> str:
    match value:
        case tuple():
            return " | ".join(value)
        case Amount(number, unit):
            return f"{number:g} {unit}"
        case _:
            return str(value)

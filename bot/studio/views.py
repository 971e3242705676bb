"""A performance as the page shows it: plain values, ready for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from bot.dialogue.values import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.programme import Programme
    from bot.conversation.rehearsal import Rehearsal, Shown
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
        "values": _show_values(rehearsal),
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


def _show_values(rehearsal: Rehearsal) -> View:
    standing = rehearsal.person.standing
    timers = sorted(rehearsal.timers.values(), key=lambda timer: timer.due_at)
    return {
        "here": _write(standing.run.top.values if standing.run.top else {}),
        "kept": _write(standing.kept),
        "timers": {each.id: f"{each.due_at:%d %b %H:%M}" for each in timers},
        "answers": [
            {"step": f"{each.what.dialog}.{each.what.step}", "name": each.what.name, "code": each.what.code}
            for each in rehearsal.answers
        ],
    }


def _write(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: _write_value(value) for name, value in values.items()}


def _write_value(value: Value) -> str:
    match value:
        case tuple():
            return " | ".join(value)
        case Amount(number, unit):
            return f"{number:g} {unit}"
        case _:
            return str(value)

"""What there is to play, and what is wrong with it, as the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.content.diagram import list_options
from bot.content.rule_pages import list_rules
from bot.dialogue.model import Choice, YesNo
from bot.studio.personas import PERSONAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.content.faults import Fault
    from bot.conversation.programme import Programme
    from bot.dialogue.model import Dialog, Variable
    from bot.studio.shelf import Shelf


def list_contents(shelf: Shelf, against: Programme | None = None) -> dict[str, Any]:
    """Dialogs with their steps and values, languages, personas, faults (errors first); what differs from `against`."""
    return {
        "version": shelf.version,
        "obstacles": [str(fault) for fault in shelf.obstacles],
        "is_checked": shelf.is_checked,
        "folder": str(shelf.folder),
        "faults": [
            _list_fault(each, shelf) for each in sorted(shelf.faults, key=lambda each: each.severity != "error")
        ],
        "explained": [*list_rules()],
        "personas": [*PERSONAS],
        **(_list_programme(shelf.programme, shelf, against) if shelf.programme else {"languages": [], "dialogs": []}),
    }


def _list_programme(programme: Programme, shelf: Shelf, against: Programme | None) -> dict[str, Any]:
    others = _dialogs(against) if against else None
    return {
        "languages": [{"code": code, "name": book.words.name} for code, book in programme.books.items()],
        "dialogs": [
            _list_dialog(each, shelf) | ({} if others is None else _find_differences(each, others.get(each.name)))
            for each in sorted(_dialogs(programme).values(), key=_rank)
        ],
    }


def _dialogs(programme: Programme) -> Mapping[str, Dialog]:
    return programme.books[programme.base].dialogs


def _rank(dialog: Dialog) -> tuple[bool, bool, str]:
    """Those with a command first, coping strategies last."""
    return bool(dialog.coping), not dialog.command, dialog.name


def _list_dialog(dialog: Dialog, shelf: Shelf) -> dict[str, Any]:
    return {
        "name": dialog.name,
        "title": dialog.title,
        "command": dialog.command or "",
        "values": [_list_value(each) for each in dialog.variables.values()],
        "steps": [
            {
                "name": step.name,
                "mi": step.mi or "",
                "ways": sum(len(phrase.variants) for phrase in step.phrases),
                "place": shelf.places.find_place(dialog.name, step.name),
            }
            for step in dialog.steps.values()
        ],
    }


def _list_value(variable: Variable) -> dict[str, Any]:
    """`codes`: the few that it can be, where they are few."""
    match variable.kind:
        case Choice(of) if not variable.is_list:
            codes = dict(of)
        case YesNo(yes, no) if not variable.is_list:
            codes = {"yes": yes or "Yes", "no": no or "No"}
        case _:
            codes = {}
    return {"name": variable.name, "codes": codes, "kind": ", ".join(list_options(variable.kind))}


def _find_differences(dialog: Dialog, other: Dialog | None) -> dict[str, Any]:
    """The steps that are new or other than in the version to compare with, and those that only it has."""
    before = other.steps if other else {}
    return {
        "changed": [name for name, step in dialog.steps.items() if before.get(name) != step],
        "gone": [name for name in before if name not in dialog.steps],
    }


def _list_fault(fault: Fault, shelf: Shelf) -> dict[str, Any]:
    dialog, step = shelf.places.find_step(fault)
    return {
        "place": f"{fault.file}:{fault.line}:{fault.column}",
        "rule": fault.rule,
        "message": fault.message,
        "severity": fault.severity,
        "path": [*fault.path],
        "dialog": dialog,
        "step": step,
    }

"""What there is to play, and what is wrong with it, as the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.studio.personas import PERSONAS

if TYPE_CHECKING:
    from bot.content.faults import Fault
    from bot.conversation.programme import Programme
    from bot.dialogue.model import Dialog
    from bot.studio.shelf import Shelf


def list_contents(shelf: Shelf) -> dict[str, Any]:
    """Dialogs with their steps and values, languages, personas and faults."""
    return {
        "version": shelf.version,
        "is_current": shelf.is_current,
        "folder": str(shelf.folder),
        "faults": [_list_fault(fault, shelf) for fault in shelf.faults],
        "personas": [*PERSONAS],
        **(_list_programme(shelf.programme, shelf) if shelf.programme else {"languages": [], "dialogs": []}),
    }


def _list_programme(programme: Programme, shelf: Shelf) -> dict[str, Any]:
    dialogs = programme.books[programme.base].dialogs
    return {
        "languages": [{"code": code, "name": book.words.name} for code, book in programme.books.items()],
        "dialogs": [_list_dialog(each, shelf) for each in sorted(dialogs.values(), key=_rank)],
    }


def _rank(dialog: Dialog) -> tuple[bool, bool, str]:
    """Those with a command first, coping strategies last."""
    return bool(dialog.coping), not dialog.command, dialog.name


def _list_dialog(dialog: Dialog, shelf: Shelf) -> dict[str, Any]:
    return {
        "name": dialog.name,
        "title": dialog.title,
        "command": dialog.command or "",
        "values": [{"name": each.name, "kind": type(each.kind).__name__} for each in dialog.variables.values()],
        "steps": [
            {
                "name": step.name,
                "mi": step.mi or "",
                "says": [text for phrase in step.phrases for text in phrase.variants],
                "place": shelf.find_place(dialog.name, step.name),
            }
            for step in dialog.steps.values()
        ],
    }


def _list_fault(fault: Fault, shelf: Shelf) -> dict[str, Any]:
    dialog, step = shelf.find_step(fault)
    return {
        "place": f"{fault.file}:{fault.line}:{fault.column}",
        "rule": fault.rule,
        "message": fault.message,
        "severity": fault.severity,
        "dialog": dialog,
        "step": step,
    }

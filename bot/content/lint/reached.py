"""L17: every dialog is opened by something."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.content.lint.subject import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.content.lint.subject import Subject

PROGRAM = "always"
"""The sub-folder of dialogs that the program opens by itself."""


def find_unopened_dialogs(subject: Subject) -> Iterator[Finding]:
    """A dialog has a command, is a coping strategy, is run by another that is opened, or by the program itself."""
    ahead = [subject.dialog.name]
    seen = set()
    while ahead:
        name = ahead.pop()
        if name in seen:
            continue
        seen.add(name)
        if _is_opened(subject, name):
            return
        ahead += subject.folder.runners.get(name, ())
    message = "nothing opens this dialog: give it a “command”, or “run” it from another"
    yield Finding(("dialog",), message)


def _is_opened(subject: Subject, name: str) -> bool:
    dialog = subject.folder.dialogs[name]
    folder = PurePath(subject.assembly.documents[name].document.file).parent.name
    return bool(dialog.command or dialog.coping) or folder == PROGRAM

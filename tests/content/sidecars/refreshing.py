"""One dialog in a folder, and its Spanish translation as it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.sidecars import draft_all
from bot.content.sources import read_sources
from tests.content.folders import write_dialog

if TYPE_CHECKING:
    from pathlib import Path

    from bot.content.sidecars import Draft

LANGUAGE = "es"


def draft(folder: Path, body: str, written: str | None = None) -> Draft:
    """What becomes of the translation of the dialog `small` with this body, if this much of it is written."""
    write_dialog(folder, body)
    if written is not None:
        (folder / "small.es.yaml").write_text(written, encoding="utf-8", newline="")
    (found,) = draft_all(folder, read_sources(folder), LANGUAGE, ())
    return found


def refresh(folder: Path, body: str, written: str | None = None) -> str:
    """The text of `draft`, which a second run leaves as it is."""
    after = draft(folder, body, written).after
    assert draft(folder, body, after).after == after
    return after


def refresh_steps(folder: Path, body: str, written: str) -> str:
    """The same of the steps alone: `written` stands below ``steps:``."""
    head = "dialog: small\nlanguage: es\nversion: 1\ntitle: Una prueba\nsteps:\n"
    return refresh(folder, f"steps:\n{body}", head + written).partition("\nsteps:\n")[2]

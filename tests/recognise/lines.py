"""The lines that free words are held against: where they are."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
DIALOGS = HERE.parents[1] / "dialogs"
LANGUAGES = ("en", "es")

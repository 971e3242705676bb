"""The lines that the crisis screen is held against: where they are."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
DIALOGS = HERE.parents[1] / "dialogs"
LANGUAGES = ("en", "es")
OPEN, OURS, HELD_BACK = HERE / "open", HERE / "ours", HERE / "held_back"
RECOGNISED = HERE.parent / "recognise" / "open"
"""Lines for commands and about change, which are no cries for help."""
RECOGNISED_OURS = HERE.parent / "recognise" / "ours"
"""More lines about change, by us."""

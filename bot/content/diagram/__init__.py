"""Dialogs drawn: one of them step by step, or a map of all; as Mermaid, SVG or PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.diagram.map import sketch_map
from bot.content.diagram.mermaid import write_mermaid
from bot.content.diagram.palette import write_forms, write_style, write_whole_style
from bot.content.diagram.png import write_png
from bot.content.diagram.sketch import sketch_dialog
from bot.content.diagram.svg import write_svg

if TYPE_CHECKING:
    from bot.content.diagram.sketch import Sketch
    from bot.dialogue.model import Dialog

__all__ = ["FORMATS", "draw", "draw_mermaid", "sketch_dialog", "sketch_map", "write_svg"]

FORMATS = ("mermaid", "svg", "png")


def draw(sketch: Sketch, form: str) -> bytes:
    """The picture in one of `FORMATS`.

    Raises:
        SettingsError: a library for pictures is not installed.
    """
    match form:
        case "mermaid":
            return write_mermaid(sketch).encode()
        case "svg":
            return write_svg(sketch, write_whole_style()).encode()
        case _:
            return write_png(write_svg(sketch, write_forms() + write_style()))


def draw_mermaid(dialog: Dialog) -> str:
    """The dialog as Mermaid source."""
    return write_mermaid(sketch_dialog(dialog))

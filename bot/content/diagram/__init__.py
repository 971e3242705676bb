"""Dialogs drawn: one of them step by step, or a map of all; as Mermaid, SVG or PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.content.diagram.map import sketch_map
from bot.content.diagram.mermaid import write_mermaid
from bot.content.diagram.palette import write_page_style, write_print_style, write_whole_style
from bot.content.diagram.png import find_letters, write_png
from bot.content.diagram.sketch import list_options, sketch_dialog
from bot.content.diagram.svg import write_svg

if TYPE_CHECKING:
    from bot.content.diagram.sketch import Sketch

__all__ = [
    "FORMATS",
    "draw",
    "find_letters",
    "list_options",
    "sketch_dialog",
    "sketch_map",
    "write_page_style",
    "write_svg",
]

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
            return write_png(write_svg(sketch, write_print_style()))

"""An SVG as pixels, without a browser. The typeface comes along, so that a server without fonts draws the same."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from types import ModuleType

_ZOOM = 2
"""Pixels of the picture for one of the SVG's: sharp on screens of today, and on paper."""


def write_png(svg: str) -> bytes:
    """The picture as PNG.

    Raises:
        SettingsError: the library for it is not installed.
    """
    resvg, letters = _load("resvg_py"), str(find_letters())
    png: bytes = resvg.svg_to_bytes(svg_string=svg, zoom=_ZOOM, font_dirs=[letters], sans_serif_family="Lato")
    return png


def find_letters() -> Path:
    """The folder with the typeface, ``Lato-Regular.ttf`` and others.

    Raises:
        SettingsError: it is not installed.
    """
    return Path(_load("font_lato").__file__ or "").parent / "files"


def _load(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise SettingsError("This needs more than is installed: pip install 'leeward[studio]'") from None

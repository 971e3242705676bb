"""An SVG as pixels, without a browser. The typeface comes along, so that a server without fonts draws the same."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from bot.errors import SettingsError

_ZOOM = 2
"""Pixels of the picture for one of the SVG's: sharp on screens of today, and on paper."""


def write_png(svg: str) -> bytes:
    """The picture as PNG.

    Raises:
        SettingsError: the library for it is not installed.
    """
    try:
        resvg, lato = import_module("resvg_py"), import_module("font_lato")
    except ImportError:
        raise SettingsError("PNG needs more: pip install 'leeward[studio]'. --format svg may be enough.") from None
    folder = Path(lato.__file__ or "").parent / "files"
    png: bytes = resvg.svg_to_bytes(svg_string=svg, zoom=_ZOOM, font_dirs=[str(folder)], sans_serif_family="Lato")
    return png

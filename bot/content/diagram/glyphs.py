"""The marks of the MI codes. Each has a form of its own, so that nobody needs to tell colours apart."""

from __future__ import annotations

from math import cos, pi, sin

GLYPH_SIZE = 15
"""How wide a mark is at most, in pixels; its middle lies at 0, 0."""

FAMILIES = {
    "Q_open": "question",
    "Q_closed": "question",
    "SR": "reflection",
    "CR": "reflection",
    "AF": "affirmation",
    "SEEK": "partnership",
    "AUT": "partnership",
    "INFO": "information",
    "PWP": "information",
    "STRUCT": "structure",
    "SAFETY": "safety",
}
"""The colour of each code."""

MEANINGS = {
    "Q_open": "open question",
    "Q_closed": "closed question",
    "SR": "simple reflection",
    "CR": "complex reflection",
    "AF": "affirmation",
    "SEEK": "seeks permission or a wish",
    "AUT": "stresses autonomy",
    "INFO": "information",
    "PWP": "advice with permission",
    "STRUCT": "structure",
    "SAFETY": "safety",
}


def draw_glyph(code: str) -> str:
    """The mark of a code as SVG, around 0, 0; empty for an unknown one."""
    return _GLYPHS.get(code, "")


def _star() -> str:
    corners = [(7.5 if place % 2 == 0 else 3.2, place * pi / 5 - pi / 2) for place in range(10)]
    return " ".join(f"{radius * cos(angle):.1f},{radius * sin(angle):.1f}" for radius, angle in corners)


_GLYPHS = {
    "Q_open": '<circle class="line" r="5.6"/>',
    "Q_closed": '<circle class="full" r="6.2"/>',
    "SR": '<path class="line" d="M4 -5.5 L-4.5 0 L4 5.5 Z"/>',
    "CR": '<path class="full" d="M0.5 -6 L-7.5 0 L0.5 6 Z M7.5 -6 L-0.5 0 L7.5 6 Z"/>',
    "AF": f'<polygon class="full" points="{_star()}"/>',
    "SEEK": '<path class="line" d="M0 -6.5 L6.5 0 L0 6.5 L-6.5 0 Z"/>',
    "AUT": '<path class="line" d="M-3.3 -5.7 L3.3 -5.7 L6.6 0 L3.3 5.7 L-3.3 5.7 L-6.6 0 Z"/>',
    "INFO": '<rect class="full" x="-5.5" y="-5.5" width="11" height="11"/>',
    "PWP": '<rect class="line" x="-5" y="-5" width="10" height="10"/><circle class="full" r="2"/>',
    "STRUCT": '<path class="line" d="M-6 -4 H6 M-6 0 H6 M-6 4 H6"/>',
    "SAFETY": '<path class="line" d="M0 -6 L7 6 H-7 Z M0 -2 V2.2 M0 3.6 V4.6"/>',
}

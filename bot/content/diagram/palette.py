"""The colours of a picture, by day and by night. Each text has a contrast of at least 4.5 to 1, each line of 3 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LIGHT = {
    "paper": "#fbfaf8",
    "card": "#ffffff",
    "edge": "#7a8591",
    "text": "#1b2430",
    "faint": "#55606e",
    "way": "#5b6673",
    "light": "#7f8995",
    "question": "#1d5fa8",
    "reflection": "#0b6b6b",
    "affirmation": "#8a3b78",
    "partnership": "#2d6a33",
    "information": "#835400",
    "structure": "#59636f",
    "safety": "#b3261e",
}
_DARK = {
    "paper": "#14181d",
    "card": "#1f262e",
    "edge": "#707c8a",
    "text": "#e9edf2",
    "faint": "#a9b3bf",
    "way": "#93a0ad",
    "light": "#707c89",
    "question": "#7db7f5",
    "reflection": "#5cc9c2",
    "affirmation": "#e3a0d3",
    "partnership": "#8fcf95",
    "information": "#e5b45c",
    "structure": "#aab4c0",
    "safety": "#ff9d94",
}
_FAMILIES = ("question", "reflection", "affirmation", "partnership", "information", "structure", "safety")
_FACE = 'Lato, "Helvetica Neue", "Segoe UI", Roboto, Arial, "Liberation Sans", sans-serif'
_FORMS = f"""\
.diagram text {{ font-family: {_FACE}; }}
.diagram .heading {{ font-size: 20px; font-weight: bold; }}
.diagram .title {{ font-size: 14px; font-weight: bold; }}
.diagram .words {{ font-size: 13px; }}
.diagram .entry {{ font-size: 12.5px; font-weight: bold; }}
.diagram .note, .diagram .option, .diagram .label {{ font-size: 11.5px; }}
.diagram .mi {{ font-size: 10.5px; font-weight: bold; }}
.diagram .label {{ text-anchor: middle; }}
.diagram .outline {{ stroke-width: 1.3; }}
.diagram .way path {{ fill: none; stroke-width: 1.4; }}
.diagram .way.light path {{ stroke-width: 1.1; stroke-dasharray: 5 4; }}
.diagram .line {{ fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }}
"""


def write_style(selector: str = "", *, is_dark: bool = False) -> str:
    """CSS with the colours of one of the two, for everything below `selector`."""
    before = f"{selector} .diagram ".lstrip()
    rules = (rule.replace(", .", f", {before}.") for rule in _rules(_DARK if is_dark else _LIGHT))
    return "\n".join(before + rule for rule in rules) + "\n"


def write_whole_style() -> str:
    """CSS for a picture on its own, which follows its reader's wish for light or dark."""
    return f"{_FORMS}{write_style()}@media (prefers-color-scheme: dark) {{\n{write_style(is_dark=True)}}}\n"


def write_page_style() -> str:
    """CSS for pictures in a page whose root may name a `data-theme`, and else follows its reader's wish."""
    dark = write_style(':root:not([data-theme="light"])', is_dark=True)
    chosen = write_style(':root[data-theme="dark"]', is_dark=True)
    return f"{_FORMS}{write_style()}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{chosen}"


def write_print_style() -> str:
    """CSS for a picture that knows no wishes: the light one."""
    return _FORMS + write_style()


def _rules(colours: Mapping[str, str]) -> list[str]:
    of = colours.__getitem__
    rules = [
        f".paper {{ fill: {of('paper')}; }}",
        f".outline {{ fill: {of('card')}; stroke: {of('edge')}; }}",
        f".asks .outline {{ stroke: {of('question')}; }}",
        f".end .outline {{ fill: {of('text')}; stroke: {of('text')}; }}",
        f".end text {{ fill: {of('paper')}; }}",
        f".heading, .title, .words {{ fill: {of('text')}; }}",
        f".entry {{ fill: {of('question')}; }}",
        f".note, .option, .label {{ fill: {of('faint')}; }}",
        f".label {{ stroke: {of('paper')}; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }}",
        f".way path {{ stroke: {of('way')}; }}",
        f".way.light path {{ stroke: {of('light')}; }}",
        f".way .tip {{ fill: {of('way')}; stroke: none; }}",
        f".way.light .tip {{ fill: {of('light')}; }}",
    ]
    for family in _FAMILIES:
        rules += [
            f".{family} .line {{ stroke: {of(family)}; }}",
            f".{family} .full {{ fill: {of(family)}; stroke: none; }}",
            f".{family}.mi {{ fill: {of(family)}; }}",
        ]
    return rules

"""The placeholders in authored words."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.dialogue.showing import PLACEHOLDER

_BRACE = re.compile(r"[{}]")
FACT = "fact"


class Placeholder(NamedTuple):
    """``{name}`` or ``{name.part}``."""

    name: str
    part: str


def find_placeholders(text: str) -> list[Placeholder]:
    """All placeholders of a text, in order."""
    if "{" not in text:
        return []
    return [Placeholder(name, part) for name, _, part in (found.partition(".") for found in PLACEHOLDER.findall(text))]


def has_stray_brace(text: str) -> bool:
    """Whether a brace stands there that belongs to no placeholder."""
    return _BRACE.search(PLACEHOLDER.sub("", text)) is not None

"""What authors can read about each rule: the pages in `docs/rules`, which are installed with the program."""

from __future__ import annotations

import re
from pathlib import Path

from bot.content.validation import suggest

_COMMON = "structure"
"""The page with a section for each rule that has no page of its own."""
_SECTION = re.compile(r"^## `(?P<rule>[a-z-]+)`.*?(?=^## `|\Z)", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"L(?P<number>\d+)")


def list_rules() -> tuple[str, ...]:
    """The ids of all rules that are explained: L1 and on, then the others by name."""
    pages = [path.stem for path in _folder().glob("L*.md")]
    return (*sorted(pages, key=lambda name: int(name[1:])), *sorted(_sections()))


def find_page(rule: str) -> str:
    """What is written about a rule, in Markdown; its id may be in small letters.

    Raises:
        LookupError: there is no such rule.
    """
    known = {each.casefold(): each for each in list_rules()}
    found = known.get(rule.casefold())
    if found is None:
        all_rules = ", ".join(known.values())
        raise LookupError(f"There is no rule “{rule}”{suggest(rule, known.values()) or '.'} The rules are {all_rules}.")
    return _read(found) if _PAGE.fullmatch(found) else _sections()[found]


def _sections() -> dict[str, str]:
    return {found["rule"]: found[0][1:].strip() + "\n" for found in _SECTION.finditer(_read(_COMMON))}


def _read(name: str) -> str:
    return (_folder() / f"{name}.md").read_text(encoding="utf-8")


def _folder() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    shipped = package / "_rules"
    return shipped if shipped.is_dir() else package.parent / "docs" / "rules"

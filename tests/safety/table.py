"""Writes the figures of the crisis screen into ``docs/safety.md``: ``python -m tests.safety.table``."""

from __future__ import annotations

from bot.content.safety import load_screen
from bot.content.screening import draw_table, measure, read_sets
from tests.safety.lines import DIALOGS, HERE

PAGE = HERE.parents[1] / "docs" / "safety.md"
BEGIN, END = "<!-- figures: written by python -m tests.safety.table -->\n", "<!-- end of figures -->\n"


def tables() -> str:
    """The figures as they are now."""
    screen = load_screen(DIALOGS)
    return "".join(
        f"{line}\n" for line in draw_table({which: measure(screen, lines) for which, lines in read_sets(HERE).items()})
    )


def main() -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + tables() + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()

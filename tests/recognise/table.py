"""Writes the figures of free words into ``docs/recognition.md``: ``python -m tests.recognise.table``."""

from __future__ import annotations

from bot.content.listening import DRAWINGS, measure
from bot.content.recognition import load_recogniser
from tests.recognise.lines import DIALOGS, HERE

PAGE = HERE.parents[1] / "docs" / "recognition.md"
END = "<!-- end of figures -->\n"


def begin(kind: str) -> str:
    """What stands above the figures of a kind."""
    return f"<!-- figures of {kind}: written by python -m tests.recognise.table -->\n"


def tables() -> dict[str, str]:
    """The figures as they are now, by kind."""
    recogniser = load_recogniser(DIALOGS)
    return {
        kind: "".join(f"{line}\n" for line in draw(measure(recogniser, HERE, kind))) for kind, draw in DRAWINGS.items()
    }


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for kind, table in tables().items():
        before, _, rest = page.partition(begin(kind))
        page = before + begin(kind) + table + END + rest.partition(END)[2]
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

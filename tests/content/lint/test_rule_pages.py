"""Every page on a rule shows a dialog that breaks it, and one that does not; both are what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.lint import lint
from bot.content.lint.interviewing import ALL_RULES
from tests.content.folders import HEAD, write_dialog

FOLDER = Path(__file__).parents[3] / "docs" / "rules"
RULES = [f"L{number}" for number in range(1, 19)]
PAGES = [FOLDER / f"{rule}.md" for rule in RULES]
HEADING = re.compile(
    r"# (?P<rule>L\d+): (?P<line>.+)\n\n\*\*Severity:\*\* (?P<severity>.+) · \*\*holds for:\*\* (?P<scope>.+)\n"
)
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OPENED = HEAD + "command: try\n"


def find_rules(folder: Path, page: Path, number: int) -> set[str]:
    """The rules that an example breaks, the first one or the second; a head is put before it if it has none."""
    example = EXAMPLE.findall(page.read_text(encoding="utf-8"))[number]
    head = "" if example.startswith("dialog:") else OPENED
    write_dialog(folder, example, head=head)
    return {fault.rule for fault in lint(folder, facts={"emergency"}, rules=ALL_RULES)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_first_example_breaks_the_rule_and_no_other(tmp_path: Path, page: Path) -> None:
    assert find_rules(tmp_path, page, 0) == {page.stem}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_second_example_breaks_none(tmp_path: Path, page: Path) -> None:
    assert find_rules(tmp_path, page, 1) == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_why_and_what_to_do(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: ")
    assert [part for part in ("## What\n", "## Why\n", "ertainty", "## What to do\n") if part not in text] == []
    assert "**Severity:**" in text


def test_every_rule_of_interviewing_has_a_page_and_every_page_a_rule() -> None:
    lettered = {rule.id for rule in ALL_RULES if re.fullmatch(r"L\d+", rule.id)}
    assert lettered == set(RULES) == {path.stem for path in FOLDER.glob("L*.md")}


def test_the_index_lists_every_page_as_its_head_says() -> None:
    heads = [HEADING.match(page.read_text(encoding="utf-8")) for page in PAGES]
    rows = [f"| [{head[1]}]({head[1]}.md) | {head[2]} | {head[3]} | {head[4]} |" for head in heads if head]
    index = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in index if line.startswith("| [")] == rows

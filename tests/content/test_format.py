"""The examples in ``docs/format.md`` are what they say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.content.facts import load_facts
from bot.content.library import load_library
from bot.dialogue.model import Again

FORMAT = Path(__file__).parents[2] / "docs" / "format.md"
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_examples_can_be_played(tmp_path: Path) -> None:
    dialog, changing, coping, translation, _ = BLOCK.findall(FORMAT.read_text(encoding="utf-8"))
    head, steps = dialog.split("\nremember:", 1)
    (tmp_path / "small_ruler.yaml").write_text(f"{head}\n{coping}\nremember:{steps}", encoding="utf-8")
    (tmp_path / "small_ruler.es.yaml").write_text(translation.replace("menu: …\n", ""), encoding="utf-8")
    (tmp_path / "small_breath.yaml").write_text(f"{head.replace('small_ruler', 'small_breath')}\n{changing}", "utf-8")
    library = load_library(tmp_path)
    assert library.dialogs("en")["small_breath"].steps["out"].again == Again("in", 6)
    assert library.coping("en")[0].coping
    assert library.dialogs("es")["small_ruler"].steps["reflect"].phrases[1].variants[0].startswith("Esto te importa")


def test_the_example_of_a_fact_is_one(tmp_path: Path) -> None:
    *_, fact = BLOCK.findall(FORMAT.read_text(encoding="utf-8"))
    world = fact.replace("facts: us", "facts: world") + fact.split("known:\n")[1].replace("emergency", "crisis_line")
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "us.yaml").write_text(fact, encoding="utf-8")
    (tmp_path / "facts" / "world.yaml").write_text(world, encoding="utf-8")
    facts = load_facts(tmp_path, lambda: date(2026, 12, 1))
    assert facts.for_country("us")["emergency"] == "911"

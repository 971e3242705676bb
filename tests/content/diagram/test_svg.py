"""Dialogs drawn as SVG, and as PNG from that."""

from __future__ import annotations

import re
import struct
import sys
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bot.content.diagram import draw, sketch_dialog, sketch_map
from bot.content.diagram.glyphs import FAMILIES, MEANINGS, draw_glyph
from bot.content.diagram.palette import _DARK, _LIGHT
from bot.content.library import default_folder, load_library
from bot.dialogue.model import Text
from bot.errors import SettingsError
from tests.dialogue.examples import dialog, step, variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.content.diagram.sketch import Sketch
    from bot.dialogue.model import Dialog

SVG = "{http://www.w3.org/2000/svg}"


@cache
def _dialogs() -> Mapping[str, Dialog]:
    return load_library(default_folder()).dialogs("en")


def read(sketch: Sketch) -> ET.Element:
    return ET.fromstring(draw(sketch, "svg"))  # noqa: S314 - our own


def test_every_dialog_that_ships_is_drawn_whole() -> None:
    for each in _dialogs().values():
        root = read(sketch_dialog(each))
        drawn = [group.get("data-name") for group in root.iter(f"{SVG}g") if "block" in group.get("class", "")]
        assert [name for name in drawn if name != "end"] == list(each.steps)


def test_blocks_lie_inside_the_picture_and_not_over_each_other() -> None:
    root = read(sketch_dialog(_dialogs()["craving"]))
    tops = [_y(group) for group in root.iter(f"{SVG}g") if "block" in group.get("class", "")]
    assert min(tops) >= 0
    assert len(set(tops)) > 10, "a long dialog runs downwards"


def test_no_word_of_a_dialog_becomes_markup() -> None:
    nasty = '<script>alert(1)</script> & "quotes" ]]> {name}'
    root = read(sketch_dialog(dialog("small", step("a", nasty, mi="SR"), title="<b>&</b>")))
    assert [each.tag for each in root.iter() if each.tag.endswith(("script", "}b"))] == []
    assert any(nasty in (each.text or "") for each in root.iter(f"{SVG}title"))


def test_a_step_may_lead_to_itself() -> None:
    ask = step("ask", "How?", ask="it", go="ask")
    assert read(sketch_dialog(dialog("small", ask, remember=[variable("it", Text())]))) is not None


def test_each_mi_code_has_a_mark_of_its_own_form_and_the_legend_tells_those_in_use() -> None:
    assert len({draw_glyph(code) for code in MEANINGS}) == len(MEANINGS) == len(FAMILIES)
    text = draw(sketch_dialog(_dialogs()["paced_breathing"]), "svg").decode()
    legend = text.partition('class="legend"')[2].partition('class="block')[0]
    used = {each.mi for each in _dialogs()["paced_breathing"].steps.values() if each.mi}
    assert {code for code in MEANINGS if f">{code} {MEANINGS[code]}<" in legend} == used


def test_the_map_shows_every_dialog_once_and_coping_strategies_as_one() -> None:
    root = read(sketch_map(_dialogs()))
    drawn = [group.get("data-name") for group in root.iter(f"{SVG}g") if "block" in group.get("class", "")]
    assert sorted(filter(None, drawn)) == sorted(
        {"coping", *(name for name, each in _dialogs().items() if not each.coping)}
    )


def test_png_is_twice_as_large_and_holds_letters_without_any_font_of_the_machine() -> None:
    sketch = sketch_dialog(_dialogs()["menu"])
    png = draw(sketch, "png")
    width = re.search(rb'width="(\d+)"', draw(sketch, "svg"))
    assert png.startswith(b"\x89PNG")
    assert width
    assert struct.unpack(">I", png[16:20])[0] == 2 * int(width[1])


def test_without_the_libraries_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    with pytest.raises(SettingsError, match=re.escape("leeward[studio]")):
        draw(sketch_dialog(_dialogs()["menu"]), "svg")


@pytest.mark.parametrize("colours", [_LIGHT, _DARK])
def test_every_text_and_line_has_enough_contrast(colours: dict[str, str]) -> None:
    for text in set(colours) - {"paper", "card", "edge", "way", "light"}:
        assert min(_contrast(colours[text], colours[ground]) for ground in ("card", "paper")) >= 4.5, text
    for line in ("edge", "way", "light"):
        assert min(_contrast(colours[line], colours[ground]) for ground in ("card", "paper")) >= 3, line


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _y(group: ET.Element) -> float:
    return float(group.get("transform", "").rpartition(" ")[2].rstrip(")"))

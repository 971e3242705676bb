from __future__ import annotations

from bot.dialogue.model import Coping, Dialog
from bot.support.coping import suggest


def strategy(name: str, *substances: str) -> Dialog:
    return Dialog(name, 1, name, "en", {}, coping=Coping("breath", 2, substances=substances or ("any",)))


FEW = [strategy(name) for name in ("breathe", "walk", "music", "water")]


def test_all_strategies_and_nothing_else_are_suggested() -> None:
    assert set(suggest([*FEW, Dialog("menu", 1, "Menu", "en", {})], {}, {}, "a")) == {
        "breathe", "walk", "music", "water",
    }  # fmt: skip


def test_what_was_never_tried_comes_before_what_was_and_often_played_comes_last() -> None:
    played = {"one_of:walk": 3, "one_of:music": 1, "one_of:water": 2}
    assert suggest(FEW, {}, played, "a") == ("breathe", "music", "water", "walk")


def test_what_fits_the_substances_comes_first_even_if_played() -> None:
    both = [strategy("patch", "tobacco"), strategy("water", "alcohol", "tobacco"), strategy("breathe")]
    order = suggest(both, {"substances": ("alcohol",)}, {"one_of:water": 9}, "a")
    assert order == ("breathe", "water", "patch")
    assert suggest(both, {"substances": "tobacco"}, {"one_of:water": 1, "one_of:breathe": 2}, "a")[0] == "patch"


def test_the_order_of_equals_is_the_persons_own_and_stays() -> None:
    orders = {suggest(FEW, {}, {}, str(seed)) for seed in range(20)}
    assert len(orders) > 5
    assert suggest(FEW, {}, {}, "a") == suggest(list(reversed(FEW)), {}, {}, "a")

"""Dialogs that change on the disk."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from bot.studio.shelf import Shelf
from tests.studio.examples import NOW, write_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def clock() -> datetime:
    return NOW


def said(shelf: Shelf) -> str:
    assert shelf.programme
    return shelf.programme.books["en"].dialogs["small"].steps["ask"].phrases[0].variants[0]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_faulty_text_leaves_the_old_one_in_play_and_tells_its_faults(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    shelf = Shelf(tmp_path, clock)
    assert (shelf.version, shelf.obstacles, shelf.faults) == (1, (), ())
    edit(path, "How is it today?", "How is it now?")
    edit(path, "skip: close", "skip: nowhere")
    shelf.read()
    assert (shelf.version, said(shelf)) == (2, "How is it today?")
    assert shelf.obstacles == [*shelf.faults]
    assert [(fault.rule, shelf.places.find_step(fault)) for fault in shelf.faults] == [
        ("missing-step", ("small", "ask"))
    ]
    edit(path, "skip: nowhere", "skip: close")
    shelf.read()
    assert (*shelf.obstacles, *shelf.faults) == ()
    assert said(shelf) == "How is it now?"


def test_a_file_that_is_no_yaml_keeps_its_steps_in_mind(tmp_path: Path) -> None:
    path = write_folder(tmp_path)
    shelf = Shelf(tmp_path, clock)
    edit(path, "  tell: {say:", "  tell: {say")
    shelf.read()
    assert shelf.places.find_step(shelf.faults[0])[0] == "small"
    assert shelf.places.find_place("small", "tell") == f"{path}:13"


def test_a_folder_with_errors_from_the_beginning_has_nothing_to_play(tmp_path: Path) -> None:
    write_folder(tmp_path).write_text("dialog: small\n", encoding="utf-8")
    shelf = Shelf(tmp_path, clock)
    assert shelf.programme is None
    assert shelf.faults


@pytest.mark.parametrize("touch", [True, False])
def test_a_change_is_news_to_everyone_who_waits(tmp_path: Path, *, touch: bool) -> None:
    path = write_folder(tmp_path)
    shelf = Shelf(tmp_path, clock)

    async def wait() -> tuple[int, int]:
        watching = asyncio.create_task(shelf.watch())
        checked = await asyncio.wait_for(shelf.wait_for_news(1), 20)
        waiting = [asyncio.create_task(shelf.wait_for_news(checked)) for _ in range(2)]
        await asyncio.sleep(0)
        if touch:
            os.utime(path, (1, 1))
        else:
            await shelf.close()
        one, other = await asyncio.wait_for(asyncio.gather(*waiting), 20)
        watching.cancel()
        return one, other

    assert asyncio.run(wait()) == ((3, 3) if touch else (2, 2))


def test_the_rules_of_interviewing_are_looked_at_after_the_dialogs_can_be_played(tmp_path: Path) -> None:
    edit(write_folder(tmp_path), "How is it today?", "How is it today? And yesterday?")
    shelf = Shelf(tmp_path, clock)
    assert (shelf.obstacles, shelf.is_checked, shelf.faults) == ((), False, ())

    async def check() -> None:
        watching = asyncio.create_task(shelf.watch())
        await asyncio.wait_for(shelf.wait_for_news(1), 20)
        watching.cancel()

    asyncio.run(check())
    assert (shelf.obstacles, shelf.is_checked) == ((), True)
    assert [(fault.rule, shelf.places.find_step(fault)) for fault in shelf.faults] == [("L4", ("small", "ask"))]

"""Small folders of dialogs, written out for one test."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MARK = "«"
"""Stands before the place where a fault is expected."""

HEAD = """\
dialog: {name}
version: 1
title: A test
language: en
author: Someone
source: Somewhere
reviewed: {{by: "", on: 2026-11-23, again_by: 2027-11-23}}
"""


def write_dialog(folder: Path, body: str, name: str = "small", head: str = HEAD) -> Path:
    """A dialog's file with this body below a sound head."""
    path = folder / f"{name}.yaml"
    path.write_text(head.format(name=name) + body.replace(MARK, ""), encoding="utf-8")
    return path


def find_mark(body: str, name: str = "small", head: str = HEAD) -> tuple[int, int]:
    """Line and column of the mark in a dialog with this body."""
    before = (head.format(name=name) + body).partition(MARK)[0]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

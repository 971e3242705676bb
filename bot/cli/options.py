"""What the commands share: options, exit codes and the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.settings import Settings

FOUND_PROBLEMS, WRONG_USE, PART_AWAY = 1, 2, 3
"""Exit codes besides 0."""

Config = Annotated[Path | None, typer.Option("--config", help="The configuration file.", dir_okay=False)]
Folder = Annotated[Path | None, typer.Argument(help="The folder of dialogs; left out: the configured one.")]


def read_settings(config: Path | None, overriding: dict[str, str] | None = None) -> Settings:
    """The settings of a file and the environment; some of the environment's can be overridden.

    Raises:
        SettingsError: They cannot be used.
    """
    from bot.settings import load_settings

    return load_settings(config, {**os.environ, **(overriding or {})})


def find_dialogs(folder: Path | None, config: Path | None) -> Path:
    """The folder of dialogs that is named, else the configured one; seen from here.

    Raises:
        SettingsError: there is none.
    """
    if folder is None:
        from bot import app  # what a bot needs to run takes half a second to load

        folder = app.dialogs_folder(read_settings(config))
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder of dialogs.")
    return see_from_here(folder)


def see_from_here(path: Path) -> Path:
    """The way to it from the working directory, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path

"""What the commands share: options, exit codes and the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

"""The database, kept by hand."""

from __future__ import annotations

import asyncio

import typer

from bot.cli.options import Config, read_settings

commands = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)


@commands.command()
def upgrade(config: Config = None) -> None:
    """Bring the tables up to date. `run` and `chat` do it by themselves."""
    from bot import app

    asyncio.run(app.upgrade(read_settings(config)))
    typer.echo("The database is up to date.")

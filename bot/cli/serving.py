"""Talking: in a terminal and in Telegram."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot.cli.options import Config, read_settings
from bot.logs import set_up_logs

commands = typer.Typer()

Watch = Annotated[bool, typer.Option("--watch", help="Follow the dialogs as they are saved; for their authors.")]


@commands.command()
def chat(
    person: Annotated[str, typer.Option(help="Who talks; another name is another person.")] = "you",
    language: Annotated[str | None, typer.Option(help="The first language, such as es.")] = None,
    database_url: Annotated[str | None, typer.Option("--database", help="Such as sqlite:///try.db.")] = None,
    watch: Watch = False,
    config: Config = None,
) -> None:
    r"""Talk with Leeward here. Reads plain lines when standard input is no terminal.

    leeward chat

    printf '/start\nSkip\n' | leeward chat --database sqlite://
    """
    from bot import app

    settings = read_settings(config, {"LEEWARD_DATABASE__URL": database_url} if database_url else {})
    set_up_logs("error", settings.log.format)
    asyncio.run(app.chat(settings, person, language, watch=watch))


@commands.command()
def run(watch: Watch = False, config: Config = None) -> None:
    """Serve in Telegram until stopped. SIGHUP reads the dialogs anew.

    LEEWARD_TELEGRAM__TOKEN=123456:ABC… leeward run
    """
    from bot import app

    settings = read_settings(config)
    set_up_logs(settings.log.level, settings.log.format)
    asyncio.run(app.run(settings, watch=watch))

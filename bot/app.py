"""The composition root: the only file that knows every part."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import signal
import sys
from collections import defaultdict
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from bot.content.everything import load_content
from bot.content.languages import find_missing_files
from bot.content.library import default_folder
from bot.content.lookout import Lookout
from bot.conversation.events import Address
from bot.conversation.programme import Programme
from bot.conversation.service import Conversation, find_emergency
from bot.dialogue.playbook import Playbook
from bot.errors import Away, SettingsError, StorageError
from bot.reloading import Reloader, log_news
from bot.storage.database import is_there
from bot.storage.gates import Pace
from bot.storage.holding import hold_database
from bot.storage.key_file import load_key, load_or_make_key
from bot.storage.store import open_store
from bot.support.invitations import make_code

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from starlette.routing import BaseRoute

    from bot.conversation.stranded import Stranded
    from bot.messenger.service import TelegramOptions, TelegramService
    from bot.messenger.webhook import WebhookOptions
    from bot.settings import Settings, Webhook
    from bot.studio.service import StudioOptions
    from bot.terminal.drawing import Screen
    from bot.terminal.playing import Play, PlayOptions


_BETWEEN_LOOKS = 2.0
"""Seconds after which it is looked again whether a database that was away at start is there."""
_HOW_TO_TALK = "Numbers or words answer. /start begins, /help tells more, Ctrl-D leaves."
_HOW_TO_PLAY = "'--- 15 minutes later' lets time pass. Ctrl-D leaves."


def read_clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def dialogs_folder(settings: Settings) -> Path:
    """Where the dialogs are: where the operator says, else those that ship with the program."""
    return settings.dialogs or default_folder()


def read_programme(settings: Settings, clock: Callable[[], datetime] = read_clock) -> Programme:
    """Read everything that is said, and check it.

    Raises:
        Faulty: with every fault of the folder.
        SettingsError: a language lacks its words, or those for a crisis.
    """
    folder = dialogs_folder(settings)
    content = load_content(folder, lambda: clock().date())
    for language in settings.languages:
        if missing := find_missing_files(folder, language):
            files = ", ".join(map(str, missing))
            raise SettingsError(f"languages: '{language}' is not ready; write {files} or take it out")
    library = content.library
    return Programme(
        books={code: Playbook(library.dialogs(code), library.words(code)) for code in settings.languages},
        screen=content.screen,
        crisis=content.responses,
        facts=content.facts,
        recogniser=content.recogniser,
        base=settings.languages[0],
        country=settings.country,
    )


@asynccontextmanager
async def open_conversation(
    settings: Settings,
    programme: Programme,
    clock: Callable[[], datetime] = read_clock,
    *,
    sends: str | None = None,
) -> AsyncIterator[Conversation]:
    """The conversation on the operator's database, closed at the end. `sends`: this channel's messages leave from here.

    Raises:
        StorageError: the database cannot be used, or another process that sends has its file.
    """
    url, key = settings.database.url, _key(settings)
    pace = Pace(settings.telegram.messages_per_second, settings.telegram.paid_messages_per_second)
    with hold_database(url) if sends else nullcontext():
        conversation = Conversation(open_store(url, key, clock, sends=sends, pace=pace), programme, clock)
        try:
            yield conversation
        finally:
            await conversation.close()


async def chat(settings: Settings, name: str, language: str | None, *, watch: bool = False) -> None:
    """Talk in the terminal until the lines end. `watch`: dialogs that are saved meanwhile are live at the next turn."""
    from bot.terminal.chat import Chat  # noqa: PLC0415 - each command loads its own parts
    from bot.terminal.lines import piped_lines, typed_lines  # noqa: PLC0415 - the same

    lookout = Lookout(dialogs_folder(settings)) if watch else None
    programme = read_programme(settings)
    async with open_conversation(settings, programme) as conversation:
        screen = _screen()
        screen.in_place = sys.stdin.isatty() and sys.stdout.isatty()
        talk = Chat(conversation, Address("terminal", name), language, screen, _write)
        reloader = Reloader(
            lambda: read_programme(settings),
            conversation.stage,
            asyncio.Event(),
            lambda news: _write("\n".join(screen.faint(f"({line})") for line in news.lines)),
        )
        lines = (
            typed_lines(_write, _typed_commands(programme), _HOW_TO_TALK, "Take care. What you told me is kept.")
            if sys.stdin.isatty()
            else piped_lines(sys.stdin.readline, _write)
        )
        async with _keeping_time(conversation), _reloading(reloader, lookout), aclosing(lines):
            await talk.run(lines)


async def play(settings: Settings, options: PlayOptions) -> None:
    """Play one dialog in the terminal for its author; where it is recorded, however it ends."""
    from bot.conversation.personas import check_persona  # noqa: PLC0415 - the same
    from bot.conversation.recording import Beginning, check_place, save  # noqa: PLC0415 - the same
    from bot.terminal.playing import Play  # noqa: PLC0415 - the same

    if options.record:
        check_place(options.record, replace=options.replace)
    if options.persona:
        check_persona(options.persona)
    at = read_clock().replace(second=0, microsecond=0)
    beginning = Beginning(at, options.dialog, options.step, options.values, options.language)
    talk = Play(read_programme(settings), beginning, _screen(), _write)
    try:
        if options.persona:
            talk.play_alone(options.persona, options.seed)
        else:
            await _play_typed(talk, "" if options.record else "Nothing of this was stored.")
    finally:
        if options.record:
            save(options.record, talk.transcript, replace=options.replace)
    if options.record:
        _write(f"Written to {options.record}. 'leeward test {options.record}' plays it again.")


async def _play_typed(talk: Play, farewell: str) -> None:
    from bot.terminal.lines import piped_lines, typed_lines  # noqa: PLC0415 - the same

    lines = (
        typed_lines(_write, {}, _HOW_TO_PLAY, farewell)
        if sys.stdin.isatty()
        else piped_lines(sys.stdin.readline, _write)
    )
    if task := asyncio.current_task():
        with suppress(NotImplementedError):
            for each in (signal.SIGTERM, signal.SIGHUP):  # the terminal was closed: what follows is done all the same
                asyncio.get_running_loop().add_signal_handler(each, task.cancel)
    with suppress(asyncio.CancelledError):
        async with aclosing(lines):
            await talk.run(lines)


async def studio(options: StudioOptions) -> None:
    """Serve the studio for authors on this machine until SIGTERM or SIGINT.

    Raises:
        ListenError: the port is taken.
        SettingsError: there is no version to compare with, or a library for pictures is not installed.
        ContentError: the version to compare with has errors.
    """
    from bot.studio.service import open_studio  # noqa: PLC0415 - the same

    async with open_studio(options, token_urlsafe(16), read_clock) as address:
        _write(f"The studio is open at {address}")
        _write("Ctrl-C closes it.")
        await _stop_signal().wait()


async def upgrade(settings: Settings) -> None:
    """Bring the database up to date."""
    open_store(settings.database.url, _key(settings)).close()


def count_stranded(settings: Settings, folder: Path | None = None) -> Stranded:
    """Whom the dialogs of a folder (None: the configured one) would meet in the middle of what they no longer have.

    Raises:
        Faulty: the dialogs have faults, and could not become live.
        SettingsError: the privacy key cannot be used.
        StorageError: the database cannot be read.
    """
    from bot.conversation.stranded import Census  # noqa: PLC0415 - the same
    from bot.storage.onlooker import open_onlooker  # noqa: PLC0415 - the same

    library = load_content(folder or dialogs_folder(settings), lambda: read_clock().date()).library
    census = Census(library.dialogs(settings.languages[0]), read_clock())
    with open_onlooker(settings.database.url, lambda: _key(settings, load_key)) as onlooker:
        census.count(onlooker.see_standings())
        census.count_later(onlooker.count_later())
    return census.found


async def run(settings: Settings, clock: Callable[[], datetime] = read_clock, *, watch: bool = False) -> None:
    """Serve in Telegram until SIGTERM or SIGINT. On SIGHUP the dialogs are read anew; with `watch` also when saved.

    Raises:
        SettingsError: there is no token.
        Faulty: the dialogs have faults.
        StorageError: the database cannot be used, or another process has its file.
        ListenError: an address to listen at is taken.
        MessengerError: Telegram refuses the bot.
    """
    asked, lookout = _reload_signal(), Lookout(dialogs_folder(settings)) if watch else None
    with _loading():
        from bot.messenger.ports import Ports  # noqa: PLC0415 - the same
        from bot.messenger.service import TelegramService  # noqa: PLC0415 - the same
        from bot.messenger.updates import CHANNEL  # noqa: PLC0415 - the same
        from bot.messenger.world import World  # noqa: PLC0415 - the same

        options = _telegram_options(settings)
        spread = timedelta(minutes=settings.checkins.spread)
        names: list[str] = []

        def invite() -> str:
            code = make_code()
            return f"https://t.me/{names[-1]}?start={code}" if names else f"/start {code}"

        def read() -> Programme:
            return replace(read_programme(settings, clock), spread=spread, invite=invite)

        programme = read()
    stop = _stop_signal()
    async with AsyncExitStack() as stack:
        try:
            conversation = await stack.enter_async_context(open_conversation(settings, programme, clock, sends=CHANNEL))
        except Away:
            await _keep_vigil(settings, options, programme, stop)
            if stop.is_set():
                return
            conversation = await stack.enter_async_context(open_conversation(settings, programme, clock, sends=CHANNEL))
        ports = Ports(
            intake=conversation.intake,
            store=conversation.store,
            writer=conversation.writer,
            emergency=conversation.emergency,
            private_only=conversation.private_only,
            known_as=names.append,
        )
        service = TelegramService(options, ports, _menu(programme), World(now=clock))
        conversation.on_commit(service.accept)

        async def adapt(new: Programme) -> None:
            _forget_garbage()
            await service.change_menu(_menu(new))

        reloader = Reloader(read, conversation.stage, asked, log_news, adapt)
        async with (
            _listening(settings, conversation, service),
            _keeping_time(conversation),
            _reloading(reloader, lookout),
        ):
            await service.run(stop)


async def _keep_vigil(settings: Settings, options: TelegramOptions, programme: Programme, stop: asyncio.Event) -> None:
    """Until the database can be used, answer words of a crisis alone; what they were in is taken afterwards."""
    from bot.messenger.vigil import Vigil  # noqa: PLC0415 - the same

    ended = asyncio.Event()
    keeping = asyncio.create_task(Vigil(options, partial(find_emergency, programme)).keep(ended))
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set() and not await asyncio.to_thread(is_there, settings.database.url):
            await asyncio.wait({stopping}, timeout=_BETWEEN_LOOKS)
            if keeping.done():
                keeping.result()
    finally:
        ended.set()
        stopping.cancel()
        await keeping


@contextmanager
def _loading() -> Iterator[None]:
    """What is loaded in here stays: it is never looked through for garbage, which takes longer than many turns."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _forget_garbage() -> None:
    """Let go of the programme that is no longer played, and never look through the one that is. Takes 50 to 200 ms."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _telegram_options(settings: Settings) -> TelegramOptions:
    from bot.messenger.service import TelegramOptions  # noqa: PLC0415 - the same

    telegram = settings.telegram
    if telegram.token is None:
        raise SettingsError("telegram.token is missing: ask @BotFather for one and set LEEWARD_TELEGRAM__TOKEN")
    return TelegramOptions(
        token=telegram.token.get_secret_value(),
        api_url=telegram.api_url,
        pause=telegram.typing_pause,
        chat_pause=telegram.chat_pause,
        paid=telegram.paid_messages_per_second > 0,
        connections=telegram.connections,
        proxy=telegram.proxy.get_secret_value() if telegram.proxy else None,
        webhook=_webhook_options(telegram.webhook) if telegram.mode == "webhook" else None,
    )


def _webhook_options(webhook: Webhook) -> WebhookOptions:
    from bot.messenger.webhook import WebhookOptions  # noqa: PLC0415 - the same

    if not webhook.url or not webhook.secret:
        raise SettingsError("telegram.webhook needs url and secret")
    return WebhookOptions(webhook.url, webhook.path, webhook.secret.get_secret_value(), webhook.connections)


@asynccontextmanager
async def _listening(settings: Settings, conversation: Conversation, service: TelegramService) -> AsyncIterator[None]:
    """Be reached over HTTP, where the operator wants it: one server for each address."""
    routes: defaultdict[str, list[BaseRoute]] = defaultdict(list)
    if service.webhook:
        routes[settings.telegram.webhook.listen].append(service.webhook.route)
    if settings.http.listen:
        from bot.status import Status  # noqa: PLC0415 - the same

        routes[settings.http.listen] += Status(conversation, lambda: service.is_serving).routes
    async with AsyncExitStack() as servers:
        if routes:
            from bot.web.server import serve  # noqa: PLC0415 - the same

            for address, paths in routes.items():
                await servers.enter_async_context(serve(address, paths))
        yield


@asynccontextmanager
async def _keeping_time(conversation: Conversation) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(conversation.keep_time(stop))
    try:
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def _reloading(reloader: Reloader, lookout: Lookout | None) -> AsyncIterator[None]:
    """Follow the files inside the block: when asked, and with a lookout by itself."""
    tasks = [asyncio.create_task(reloader.run())]
    if lookout:
        tasks.append(asyncio.create_task(reloader.watch(lookout)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _key(settings: Settings, load: Callable[[Path], bytes] = load_or_make_key) -> bytes:
    """The privacy key; what is wrong with its file is a mistake in the settings."""
    path = settings.key_file
    if not path.parent.is_dir():
        raise SettingsError(f"There is no folder {path.parent}: make it, or set database.url (--database) to another.")
    try:
        return load(path)
    except StorageError as error:
        raise SettingsError(f"privacy.key_file {path}: {error}") from None


def _screen() -> Screen:
    from bot.terminal.drawing import Screen  # noqa: PLC0415 - the same

    if not sys.stdout.isatty():
        return Screen()
    return Screen(columns=shutil.get_terminal_size().columns, in_colour=not os.environ.get("NO_COLOR"))


def _write(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is what the terminal shows


def _typed_commands(programme: Programme) -> dict[str, str]:
    """The commands to complete, with what they do."""
    inside = {"skip": "Leave this question out", "back": "One question back", "stop": "End what is open"}
    return dict(_menu(programme)[programme.base]) | inside


def _stop_signal() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(each, stop.set)
    return stop


def _reload_signal() -> asyncio.Event:
    """What SIGHUP sets. When the terminal that we run in is closed, it ends us, as it does without us."""
    asked, loop, in_terminal = asyncio.Event(), asyncio.get_running_loop(), sys.stderr.isatty()

    def hear() -> None:
        if in_terminal and not sys.stderr.isatty():
            loop.remove_signal_handler(signal.SIGHUP)
            signal.raise_signal(signal.SIGHUP)
        asked.set()

    with suppress(NotImplementedError, AttributeError):  # there is none on Windows
        loop.add_signal_handler(signal.SIGHUP, hear)
    return asked


def _menu(programme: Programme) -> dict[str, list[tuple[str, str]]]:
    """Telegram's menu of commands in each language, in the order of the words' file."""
    return {
        language: [(dialog.command, dialog.menu) for dialog in book.dialogs.values() if dialog.command and dialog.menu]
        + [("sos", book.words.help_now)]
        for language, book in programme.books.items()
    }

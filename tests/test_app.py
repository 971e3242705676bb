from __future__ import annotations

import asyncio
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.content.library import default_folder
from bot.errors import ContentError, ListenError, SettingsError, StorageError
from bot.settings import Settings, load_settings
from bot.storage.holding import hold_database

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
TOKEN = "123456789:AAF-not-a-real-token-0123456789abcde"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(**environment: str) -> Settings:
    return load_settings(None, {f"LEEWARD_{name}": value for name, value in environment.items()})


def read_clock() -> datetime:
    return NOW


def test_the_programme_speaks_the_languages_that_are_set() -> None:
    assert list(app.read_programme(settings(LANGUAGES="es,en")).books) == ["es", "en"]
    assert app.read_programme(settings(LANGUAGES="es,en")).base == "es"


def test_the_operators_country_is_for_people_who_have_not_told_theirs() -> None:
    assert app.read_programme(settings(COUNTRY="gb")).country == "gb"


def test_a_language_without_words_for_a_crisis_or_for_buttons_is_refused() -> None:
    files = r"\S+/safety/phrases\.fr\.yaml, \S+/safety/responses\.fr\.yaml, \S+/words\.fr\.yaml"
    with pytest.raises(SettingsError, match=rf"'fr' is not ready; write {files} or take it out"):
        app.read_programme(settings(LANGUAGES="en,fr"))


def test_dialogs_that_ship_with_the_program_are_used_unless_others_are_set() -> None:
    assert app.dialogs_folder(settings()) == default_folder()
    assert app.dialogs_folder(settings(DIALOGS="mine")) == Path("mine")


def test_a_folder_with_a_fault_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "dialogs"
    shutil.copytree(default_folder(), folder)
    (folder / "help.yaml").write_text("dialog: [", encoding="utf-8")
    with pytest.raises(ContentError, match=r"help\.yaml:\d+:\d+: error"):
        app.read_programme(settings(DIALOGS=str(folder)))


def test_without_a_token_nothing_is_opened() -> None:
    with pytest.raises(SettingsError, match=r"telegram\.token is missing: ask @BotFather"):
        asyncio.run(app.run(settings()))
    assert not Path("leeward.db").exists()


def test_a_file_that_another_process_has_is_left_alone() -> None:
    with hold_database("sqlite:///leeward.db"), pytest.raises(StorageError, match="Another leeward is running"):
        asyncio.run(app.run(settings(TELEGRAM__TOKEN=TOKEN)))


def test_an_address_that_is_taken_ends_it_before_telegram_is_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ListenError, match=f"Nobody can listen at {listen}"):
            asyncio.run(app.run(settings(TELEGRAM__TOKEN=TOKEN, HTTP__LISTEN=listen)))


def test_the_key_is_made_beside_the_database() -> None:
    asyncio.run(app.upgrade(settings(DATABASE__URL="sqlite:///mine.db")))
    assert {each.name for each in Path.cwd().iterdir()} >= {"mine.db", "mine.key"}


def test_a_folder_that_is_not_there_is_not_made() -> None:
    with pytest.raises(SettingsError, match="There is no folder nowhere: make it"):
        asyncio.run(app.upgrade(settings(DATABASE__URL="sqlite:///nowhere/mine.db")))


def test_a_key_that_others_can_read_is_refused() -> None:
    Path("leeward.key").write_text("ab" * 32, encoding="ascii")
    Path("leeward.key").chmod(0o644)
    with pytest.raises(SettingsError, match=r"privacy\.key_file leeward\.key: Everyone on this machine"):
        asyncio.run(app.upgrade(settings()))


def test_a_conversation_is_opened_with_the_clock_that_is_given_and_closed() -> None:
    async def story() -> None:
        programme = app.read_programme(settings(), read_clock)
        async with app.open_conversation(settings(DATABASE__URL="sqlite://"), programme, read_clock) as conversation:
            assert conversation.clock() == NOW
        with pytest.raises(RuntimeError):
            await conversation.writer(lambda: None)

    asyncio.run(story())

from __future__ import annotations

import asyncio
import json
import logging
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.logs import Level, Style, redact, set_up_logs
from tests.fake_bot_api import CutShort, FakeBotApi

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "123456789:AAF-not-a-real_token-0123456789abcde"
SECRET = TOKEN.partition(":")[2]
URL = f"https://api.telegram.org/bot{TOKEN}/getMe"
NAMES = ("telegram", "httpx", "httpcore", "alembic", "transitions", "sqlalchemy")

styles = pytest.mark.parametrize("style", ["text", "json"])


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, levels = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in NAMES}
    yield
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def read_json(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def fail(text: str) -> None:
    raise ValueError(text)


def fail_to_connect() -> None:
    raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.") from NetworkError(f"cannot reach {URL}")


@styles
def test_a_token_is_taken_out_of_our_lines(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", style)
    structlog.get_logger().warning(f"away: {URL}", url=URL, parts=[{"token": TOKEN}])
    written = capsys.readouterr().err
    assert written.count("[token]") == 3
    assert SECRET not in written


@styles
@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "asyncio", "somebody.else"])
def test_a_token_is_taken_out_of_every_logger(name: str, style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", style)
    logging.getLogger(name).warning('HTTP Request: POST %s "200"', URL)
    written = capsys.readouterr().err
    assert "https://api.telegram.org/bot[token]/getMe" in written
    assert SECRET not in written


@styles
@pytest.mark.parametrize("ours", [True, False])
def test_a_token_is_taken_out_of_a_traceback_and_its_causes(
    ours: bool,  # noqa: FBT001 - a parameter of pytest
    style: Style,
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("info", style)
    try:
        fail_to_connect()
    except InvalidToken:
        if ours:
            structlog.get_logger().exception("failed")
        else:
            logging.getLogger("somebody.else").exception("failed %s", TOKEN)
    written = capsys.readouterr().err
    assert "Traceback" in written
    assert "NetworkError: " in written.replace("Cannot", "cannot")
    assert "[token]" in written
    assert SECRET not in written


@styles
def test_a_token_is_taken_out_of_a_real_failed_request(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", style)

    async def ask() -> None:
        async with Bot(TOKEN, base_url="http://127.0.0.1:9/bot"):
            pass

    try:
        asyncio.run(ask())
    except NetworkError:
        structlog.get_logger().exception("failed")
    written = capsys.readouterr().err
    assert "NetworkError" in written
    assert SECRET not in written


def test_a_token_is_taken_out_of_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(f"never ask {URL}", stacklevel=1)
    written = capsys.readouterr().err
    assert "never ask" in written
    assert SECRET not in written


def test_a_token_is_taken_out_of_a_line_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    logging.getLogger("httpx").warning("%d", URL)
    assert capsys.readouterr().err == "A log line of httpx could not be written.\n"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (TOKEN, "[token]"),
        ("/bot1:short/getMe", "/bot[token]/getMe"),
        (f"https%3A//x/bot{TOKEN.replace(':', '%3A')}/getMe", "https%3A//x/bot[token]/getMe"),
        ("2026-11-23 12:30:59 took 123456:78", "2026-11-23 12:30:59 took 123456:78"),
    ],
)
def test_only_tokens_are_taken_out(text: str, left: str) -> None:
    assert redact(text) == left


def test_json_lines_are_whole_objects(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    structlog.get_logger().info("sent", person="ab12", text='quotes " and\nlines')
    logging.getLogger("library").error("first\nsecond %s", "“three”")
    try:
        fail(f'"{TOKEN}"')
    except ValueError:
        structlog.get_logger("named").exception("failed")
    ours, library, failed = read_json(capsys.readouterr().err)
    assert {key: ours[key] for key in ("event", "level", "logger", "person")} == {
        "event": "sent",
        "level": "info",
        "logger": "tests.test_logs",
        "person": "ab12",
    }
    assert ours["timestamp"].endswith("Z")
    assert (library["event"], library["logger"]) == ("first\nsecond “three”", "library")
    assert failed["exception"].endswith('ValueError: "[token]"')


def test_text_lines_say_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    structlog.get_logger().info("sent", person="ab12")
    written = capsys.readouterr().err
    assert "sent" in written
    assert "person=ab12" in written
    assert "\x1b" not in written


def test_a_traceback_shows_no_local_variables(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    words = "what a person wrote".upper()
    try:
        fail(str(len(words)))
    except ValueError:
        structlog.get_logger().exception("failed")
    written = capsys.readouterr().err
    assert "Traceback" in written
    assert words not in written


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", ["ours debug", "ours info", "httpx info", "ours warning"]),
        ("info", ["ours info", "ours warning"]),
        ("error", []),
    ],
)
def test_libraries_are_quieter_than_we_are(level: Level, heard: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(level, "json")
    for name in ("ours", "httpx", "telegram.Bot", "transitions.core", "sqlalchemy.engine"):
        logging.getLogger(name).debug("%s debug", name)
    for name in ("ours", "httpx", "telegram.Bot", "transitions.core", "sqlalchemy.engine"):
        logging.getLogger(name).info("%s info", name)
    structlog.get_logger("ours").warning("ours warning")
    assert [line["event"] for line in read_json(capsys.readouterr().err)] == heard


@styles
def test_the_telegram_library_writes_nobodys_words(style: Style, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", style)
    with FakeBotApi() as api:
        api.telegram.queue("message", {"text": "my secret"})  # no message is without a date
        with pytest.raises(KeyError):
            asyncio.run(get_updates(api))
        api.fault("getUpdates", CutShort())
        with pytest.raises(TelegramError):
            asyncio.run(get_updates(api))
    structlog.get_logger().info("heard")
    written = capsys.readouterr().err
    assert "heard" in written
    assert "secret" not in written


async def get_updates(api: FakeBotApi) -> None:
    """Ask as the library would."""
    async with Bot(api.token, f"{api.url}/bot") as bot:
        await bot.get_updates()


def test_the_telegram_library_is_silent_whatever_it_has_to_say(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug")
    for name in ("telegram", "telegram.Bot", "telegram.request.BaseRequest"):
        logging.getLogger(name).critical("my secret")
    assert capsys.readouterr().err == ""


def test_setting_up_again_replaces_what_was_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("debug", "text")
    set_up_logs("info", "json")
    structlog.get_logger().debug("not heard")
    structlog.get_logger().info("heard")
    assert [line["event"] for line in read_json(capsys.readouterr().err)] == ["heard"]


def test_the_operators_guide_explains_lines_that_are_written() -> None:
    root = Path(__file__).parent.parent
    guide = (root / "docs/operating.md").read_text(encoding="utf-8")
    table = guide.partition("| line | what it means |")[2].partition("\n\n")[0]
    lines = [line for row in table.splitlines() for line in re.findall("`(.+?)`", row.partition(" | ")[0])]
    code = "".join(file.read_text(encoding="utf-8") for file in (root / "bot").rglob("*.py"))
    assert lines
    assert [line for line in lines if f'"{line}' not in code] == []

"""What the operator sets: a file, the environment and secret files become one frozen object.

Later sources win: defaults, the YAML file, systemd's credentials (``telegram_token``), the environment
(``LEEWARD_TELEGRAM__TOKEN``, or ``LEEWARD_TELEGRAM__TOKEN_FILE`` for a file that holds the value).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.content.faults import Faulty
from bot.content.yaml_reader import read_yaml
from bot.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic_core import ErrorDetails

    from bot.content.yaml_reader import Document, Node

CONFIG: Final = Path("config.yaml")
"""Read when no other file is named, if it is there."""
_PREFIX: Final = "LEEWARD_"
_FILE: Final = "_FILE"
_LONGEST: Final = 80
"""Characters of a wrong value that a mistake shows."""
_TELEGRAM: Final = "https://api.telegram.org"
_LAST_PORT: Final = 65535
HEALTH_PATHS: Final = ("/healthz", "/readyz", "/metrics")
"""What `http.listen` serves."""

Key: TypeAlias = tuple[str, ...]


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value


def _check_languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(codes)) < len(codes):
        raise ValueError("a language stands here twice")
    if any(not re.fullmatch("[a-z]{2,3}", code) for code in codes):
        raise ValueError("write languages as codes: en, es")
    return codes


def _check_country(code: str) -> str:
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise ValueError("write a country as its two letters: us, es, gb")
    return code.lower()


def _check_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value(), re.ASCII):
        raise ValueError("a token looks like 123456:ABC…; ask @BotFather for it")
    return token


def _check_api_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/].*", url):
        raise ValueError("begin it with https:// or http://")
    return url.rstrip("/")


def _check_database_url(url: str) -> str:
    if not re.match("sqlite://|postgres(ql)?://", url):
        raise ValueError("begin it with sqlite:/// or postgresql://")
    return url


def _check_webhook_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", url):
        raise ValueError("write it as https://HOST/PATH")
    return url


def _check_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch("[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("Telegram takes 1 to 256 letters, digits, _ and -; 'openssl rand -hex 32' makes a good one")
    return secret


def _check_listen(address: str) -> str:
    if not re.fullmatch(r"([\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}", address, re.ASCII):
        raise ValueError("write it as HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
    if not 1 <= int(address.rpartition(":")[2]) <= _LAST_PORT:
        raise ValueError(f"ports go from 1 to {_LAST_PORT}")
    return address


Listen: TypeAlias = Annotated[str, AfterValidator(_check_listen)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Webhook(_Section):
    """Where Telegram calls us: `url` is what it is told, `listen` where we hear what a proxy passes on."""

    url: Annotated[str, AfterValidator(_check_webhook_url)] | None = None
    secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = Field(default=None, repr=False)
    listen: Listen = "127.0.0.1:8080"
    connections: int = Field(default=40, ge=1, le=100)

    @property
    def path(self) -> str:
        """The part of the address behind the host."""
        return urlsplit(self.url or "").path or "/"


class Telegram(_Section):
    """How Telegram is reached. Pauses are in seconds: before a second message in one go, between two in one chat."""

    mode: Literal["polling", "webhook"] = "polling"
    webhook: Webhook = Webhook()
    token: Annotated[SecretStr, AfterValidator(_check_token)] | None = Field(default=None, repr=False)
    api_url: Annotated[str, AfterValidator(_check_api_url)] = _TELEGRAM
    proxy: SecretStr | None = Field(default=None, repr=False)
    connections: int = Field(default=64, ge=1, le=1000)
    messages_per_second: float = Field(default=30.0, gt=0, le=1000)
    paid_messages_per_second: float = Field(default=0.0, ge=0, le=1000)
    typing_pause: float = Field(default=1.0, ge=0, le=10)
    chat_pause: float = Field(default=1.0, ge=0, le=60)


class Database(_Section):
    """Where everything is kept. The URL can hold a password."""

    url: Annotated[str, AfterValidator(_check_database_url)] = Field(default="sqlite:///leeward.db", repr=False)


class Privacy(_Section):
    """The key that seals what people write."""

    key_file: Path | None = None


class Checkins(_Section):
    """Check-ins that fall on the same minute leave within `spread` minutes."""

    spread: float = Field(default=5.0, ge=0, le=60)


class Http(_Section):
    """Where health and figures are asked for."""

    listen: Listen | None = None


class Log(_Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(_Section):
    """All that the operator sets; `config.example.yaml` explains each key."""

    telegram: Telegram = Telegram()
    database: Database = Database()
    dialogs: Path | None = None
    languages: Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_check_languages)] = Field(
        default=("en", "es"), min_length=1
    )
    country: Annotated[str, AfterValidator(_check_country)] | None = None
    privacy: Privacy = Privacy()
    checkins: Checkins = Checkins()
    http: Http = Http()
    log: Log = Log()

    @property
    def key_file(self) -> Path:
        """The file of the privacy key: the one that is set, else beside the database, else in this folder."""
        if self.privacy.key_file:
            return self.privacy.key_file
        _, is_file, path = self.database.url.partition("sqlite:///")
        path = path.partition("?")[0]
        return Path(path).with_suffix(".key") if is_file and path not in {"", ":memory:"} else Path("leeward.key")


def load_settings(path: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings from this file (else from ``./config.yaml``, if it is there), credentials and the environment.

    An environment variable that is empty counts as not set.

    Raises:
        SettingsError: they cannot be used. Its text has one line for each mistake, with secrets masked.
    """
    reading = _Reading()
    if path or CONFIG.exists():
        reading.read_file(path or CONFIG)
    if folder := environment.get("CREDENTIALS_DIRECTORY"):
        reading.read_credentials(Path(folder))
    reading.read_environment(environment)
    return reading.finish()


def _list_keys(model: type[BaseModel], above: Key = ()) -> Iterator[tuple[Key, bool]]:
    """Every key, and whether its value is secret."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _list_keys(field.annotation, (*above, name))
        else:
            yield (*above, name), not field.repr


_KEYS: Final = dict(_list_keys(Settings))
_SECTIONS: Final = {key[:-1] for key in _KEYS if key[:-1]}
_VARIABLES: Final = {_PREFIX + "__".join(key).upper(): key for key in _KEYS}


@dataclass(frozen=True, slots=True)
class _Found:
    """A value as it was written, and where."""

    value: Node
    place: str


class _Reading:
    """What has been found so far, and every mistake."""

    def __init__(self) -> None:
        self.found: dict[Key, _Found] = {}
        self.mistakes: list[str] = []

    def read_file(self, path: Path) -> None:
        try:
            document = read_yaml(path, str(path))
        except Faulty as error:
            self.mistakes += map(str, error.faults)
        else:
            self._read_section(document, document.value, ())

    def _read_section(self, document: Document, node: Node, above: Key) -> None:
        if not isinstance(node, dict):
            what = f"“{above[-1]}”" if above else "the file"
            self.mistakes.append(f"{_place(document, document.place(above))}: {what} must hold lines of key: value")
            return
        for name, value in node.items():
            key = (*above, name)
            if key in _SECTIONS:
                self._read_section(document, value, key)
            elif key in _KEYS:
                self.found[key] = _Found(value, _place(document, document.place(key)))
            else:
                self.mistakes.append(f"{_place(document, document.key_place(key))}: {_explain_unknown_key(key)}")

    def read_credentials(self, folder: Path) -> None:
        for key in _KEYS:
            file = folder / "_".join(key)
            if file.exists():
                self._read_secret(key, file, str(file))

    def read_environment(self, environment: Mapping[str, str]) -> None:
        for name, value in sorted(environment.items()):
            base = name.removesuffix(_FILE)
            if not name.startswith(_PREFIX) or not value:
                continue
            if name in _VARIABLES:
                self.found[_VARIABLES[name]] = _Found(value, name)
            elif base not in _VARIABLES:
                self.mistakes.append(f"{name}: {_explain_unknown_variable(name)}")
            elif environment.get(base):
                self.mistakes.append(f"{name}: {base} is set too: keep one of them")
            else:
                self._read_secret(_VARIABLES[base], Path(value), name)

    def _read_secret(self, key: Key, file: Path, place: str) -> None:
        try:
            self.found[key] = _Found(file.read_text(encoding="utf-8").strip(), place)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            self.mistakes.append(f"{place}: {file} cannot be read: {reason}")

    def finish(self) -> Settings:
        settings = Settings()
        try:
            settings = Settings.model_validate(self._build_tree())
        except ValidationError as error:
            self.mistakes += map(self._explain, error.errors(include_url=False))
        self.mistakes += [f"{self._place_of(key)}: {mistake}" for key, mistake in _compare(settings)]
        if self.mistakes:
            raise SettingsError("\n".join(self.mistakes))
        return settings

    def _place_of(self, key: Key) -> str:
        return self.found[key].place if key in self.found else ".".join(key)

    def _build_tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for (*above, name), found in self.found.items():
            section = tree
            for part in above:
                section = section.setdefault(part, {})
            section[name] = found.value
        return tree

    def _explain(self, error: ErrorDetails) -> str:
        key = next(key for key in self.found if key == tuple(error["loc"][: len(key)]))
        found = self.found[key]
        message = error["msg"].removeprefix("Value error, ")
        return f"{found.place}: {'.'.join(key)} is {_show(key, found.value)}: {message[0].lower()}{message[1:]}"


def _compare(settings: Settings) -> Iterator[tuple[Key, str]]:
    """What does not go together, by the key that asks for the other."""
    telegram, webhook = settings.telegram, settings.telegram.webhook
    if telegram.mode != "webhook":
        return
    mode, url = ("telegram", "mode"), ("telegram", "webhook", "url")
    if not webhook.url:
        yield mode, "a webhook needs telegram.webhook.url, such as https://bot.example.org/telegram"
    elif webhook.url.startswith("http:") and telegram.api_url == _TELEGRAM:
        yield url, "telegram.webhook.url must begin with https://; only a Bot API server of your own calls http://"
    if not webhook.secret:
        yield mode, "a webhook needs telegram.webhook.secret: make one with 'openssl rand -hex 32'"
    if webhook.path in HEALTH_PATHS and webhook.listen == settings.http.listen:
        yield url, f"{webhook.path} is taken by http.listen: choose another path"


def _place(document: Document, place: tuple[int, int]) -> str:
    return f"{document.file}:{place[0]}:{place[1]}"


def _show(key: Key, value: Node) -> str:
    if _KEYS[key]:
        return "“***”"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"“{text[:_LONGEST]}”"


def _explain_unknown_key(key: Key) -> str:
    written = ".".join(key)
    nearest = _find_nearest(written, [".".join(known) for known in (*_KEYS, *_SECTIONS)])
    if not nearest:
        return f"unknown key “{written}”: config.example.yaml shows all keys"
    above, _, name = nearest.rpartition(".")
    return f"unknown key “{written}”: did you mean “{name}”{f' below “{above}”' if above else ''}?"


def _explain_unknown_variable(name: str) -> str:
    nearest = _find_nearest(name, _VARIABLES)
    return f"unknown variable: did you mean {nearest}?" if nearest else "unknown variable: unset it"


def _find_nearest(name: str, names: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name, names, n=1, cutoff=0.5)), None)

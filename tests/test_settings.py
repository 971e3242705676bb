from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel, ValidationError

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "123456789:AAF-not-a-real-token-0123456789abcde"
EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(text: str = "", /, **environment: str) -> Settings:
    if text:
        Path("config.yaml").write_text(text, encoding="utf-8")
    return load_settings(None, environment)


def mistakes_of(text: str = "", /, **environment: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(text, **environment)
    return str(caught.value).splitlines()


def token_of(settings: Settings) -> str | None:
    token = settings.telegram.token
    return token.get_secret_value() if token else None


def test_nothing_set_gives_the_defaults() -> None:
    settings = load()
    assert settings == Settings()
    assert settings.telegram.token is None
    assert settings.languages == ("en", "es")
    assert settings.database.url == "sqlite:///leeward.db"


def test_settings_never_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().log.level = "debug"  # type: ignore[misc] # that is what is tested


def test_the_file_in_the_working_directory_is_read() -> None:
    settings = load("telegram:\n  messages_per_second: 5\ncountry: NO\ndialogs: mine\n")
    assert settings.telegram.messages_per_second == 5
    assert settings.country == "no"
    assert settings.dialogs == Path("mine")


def test_a_named_file_is_read_instead() -> None:
    Path("config.yaml").write_text("country: us\n", encoding="utf-8")
    Path("other.yaml").write_text("country: es\n", encoding="utf-8")
    assert load_settings(Path("other.yaml"), {}).country == "es"


def test_a_named_file_must_be_there() -> None:
    with pytest.raises(SettingsError, match=r"^away\.yaml:1:1: error unreadable: cannot be read"):
        load_settings(Path("away.yaml"), {})


def test_the_environment_wins_over_the_file_key_by_key() -> None:
    settings = load("log:\n  level: debug\n  format: json\n", LEEWARD_LOG__LEVEL="error", OTHER="ignored")
    assert (settings.log.level, settings.log.format) == ("error", "json")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load("country: us\n", LEEWARD_COUNTRY="").country == "us"


@pytest.mark.parametrize("text", ["languages: [es, en]\n", "languages: es, en\n"])
def test_languages_are_a_list_or_stand_between_commas(text: str) -> None:
    assert load(text).languages == ("es", "en")
    assert load(LEEWARD_LANGUAGES="es,en").languages == ("es", "en")


def test_a_secret_can_stand_in_a_file_of_its_own() -> None:
    Path("token").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert token_of(load(LEEWARD_TELEGRAM__TOKEN_FILE="token")) == TOKEN


def test_a_secret_can_be_a_credential_of_systemd(tmp_path: Path) -> None:
    (tmp_path / "telegram_token").write_text(f"{TOKEN}\n", encoding="utf-8")
    assert token_of(load(CREDENTIALS_DIRECTORY=str(tmp_path))) == TOKEN
    other = load(CREDENTIALS_DIRECTORY=str(tmp_path), LEEWARD_TELEGRAM__TOKEN="1:other")
    assert token_of(other) == "1:other"


def test_the_key_named_key_file_is_no_secret_file() -> None:
    assert load(LEEWARD_PRIVACY__KEY_FILE="/keys/leeward.key").key_file == Path("/keys/leeward.key")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///leeward.db", "leeward.key"),
        ("sqlite:////var/lib/leeward/people.db?timeout=5", "/var/lib/leeward/people.key"),
        ("sqlite://", "leeward.key"),
        ("sqlite:///:memory:", "leeward.key"),
        ("postgresql://leeward:word@host/leeward", "leeward.key"),
    ],
)
def test_the_privacy_key_stands_beside_the_database(url: str, file: str) -> None:
    assert load(LEEWARD_DATABASE__URL=url).key_file == Path(file)


def test_secrets_do_not_show() -> None:
    shown = repr(load(LEEWARD_TELEGRAM__TOKEN=TOKEN, LEEWARD_DATABASE__URL="postgresql://ana:hidden@host/leeward"))
    assert TOKEN not in shown
    assert "hidden" not in shown


def test_every_mistake_is_reported_at_once_with_its_place() -> None:
    text = "telegram:\n  tokn: 12\n  typing_pause: soon\nlog:\n  level: loud\nlanguages: [en, english]\n"
    assert mistakes_of(
        text, LEEWARD_COUNTRY="Spain", LEEWARD_LOG__FORMATS="x", LEEWARD_TELEGRAM__API_URL="ftp://x"
    ) == [
        "config.yaml:2:3: unknown key “telegram.tokn”: did you mean “token” below “telegram”?",
        "LEEWARD_LOG__FORMATS: unknown variable: did you mean LEEWARD_LOG__FORMAT?",
        "LEEWARD_TELEGRAM__API_URL: telegram.api_url is “ftp://x”: begin it with https:// or http://",
        (
            "config.yaml:3:17: telegram.typing_pause is “soon”: input should be a valid number, "
            "unable to parse string as a number"
        ),
        "config.yaml:6:12: languages is “en, english”: write languages as codes: en, es",
        "LEEWARD_COUNTRY: country is “Spain”: write a country as its two letters: us, es, gb",
        "config.yaml:5:10: log.level is “loud”: input should be 'debug', 'info', 'warning' or 'error'",
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("logs:\n  level: info\n", "1:1: unknown key “logs”: did you mean “log”?"),
        ("token: abc\n", "1:1: unknown key “token”: did you mean “token” below “telegram”?"),
        ("log.level: info\n", "1:1: unknown key “log.level”: did you mean “level” below “log”?"),
        ("zzz: 1\n", "1:1: unknown key “zzz”: config.example.yaml shows all keys"),
        ("telegram: 12\n", "1:11: “telegram” must hold lines of key: value"),
        ("- telegram\n", "1:1: the file must hold lines of key: value"),
        ("country: ~\n", "1:1: error empty: an empty value: write one, or remove the key"),
        ("country: [us]\n", "1:10: country is “us”: input should be a valid string"),
        ("languages: [en, en]\n", "1:12: languages is “en, en”: a language stands here twice"),
        (
            "telegram: {messages_per_second: 0}\n",
            "1:33: telegram.messages_per_second is “0”: input should be greater than 0",
        ),
        (
            "telegram: {typing_pause: nan}\n",
            "1:26: telegram.typing_pause is “nan”: input should be a finite number",
        ),
    ],
)
def test_a_mistake_in_the_file_says_what_to_do(text: str, mistake: str) -> None:
    assert mistakes_of(text) == [f"config.yaml:{mistake}"]


def test_a_wrong_secret_is_masked() -> None:
    mistakes = mistakes_of("telegram:\n  token: my secret\n", LEEWARD_DATABASE__URL="mysql://ana:hidden@host/x")
    assert mistakes == [
        "config.yaml:2:10: telegram.token is “***”: a token looks like 123456:ABC…; ask @BotFather for it",
        "LEEWARD_DATABASE__URL: database.url is “***”: begin it with sqlite:/// or postgresql://",
    ]


def test_a_broken_file_does_not_hide_a_mistake_in_the_environment() -> None:
    assert [line.split(":")[0] for line in mistakes_of("log: [\n", LEEWARD_LOG="x")] == ["config.yaml", "LEEWARD_LOG"]


def test_a_secret_file_that_cannot_be_read_is_a_mistake() -> None:
    Path("latin").write_bytes(b"\xff")
    assert mistakes_of(LEEWARD_TELEGRAM__TOKEN_FILE="away", LEEWARD_DATABASE__URL_FILE="latin") == [
        "LEEWARD_DATABASE__URL_FILE: latin cannot be read: it is not UTF-8",
        "LEEWARD_TELEGRAM__TOKEN_FILE: away cannot be read: No such file or directory",
    ]


def test_a_value_and_a_file_for_the_same_key_are_a_mistake() -> None:
    assert mistakes_of(LEEWARD_TELEGRAM__TOKEN=TOKEN, LEEWARD_TELEGRAM__TOKEN_FILE="token") == [
        "LEEWARD_TELEGRAM__TOKEN_FILE: LEEWARD_TELEGRAM__TOKEN is set too: keep one of them"
    ]


def test_a_mistake_shows_no_more_than_the_beginning_of_a_long_value() -> None:
    assert len(mistakes_of(LEEWARD_LOG__LEVEL="x" * 1000)[0]) < 200


def test_the_example_shows_every_key_with_its_default() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace("token: 123456:ABC-your-token", f"token: {TOKEN}")
    assert load_settings(EXAMPLE, {}) == Settings()
    Path("all.yaml").write_text(re.sub(r"(?m)^( *)# ( *\w+:( \S+)?)$", r"\1\2", text), encoding="utf-8")
    everything = load_settings(Path("all.yaml"), {})
    assert everything.model_fields_set == set(Settings.model_fields)
    for section in find_sections(everything):
        assert section.model_fields_set == set(type(section).model_fields)


def find_sections(model: BaseModel) -> Iterator[BaseModel]:
    yield model
    for name in type(model).model_fields:
        if isinstance(section := getattr(model, name), BaseModel):
            yield from find_sections(section)


WEBHOOK = {
    "LEEWARD_TELEGRAM__MODE": "webhook",
    "LEEWARD_TELEGRAM__WEBHOOK__URL": "https://bot.example.org/telegram",
    "LEEWARD_TELEGRAM__WEBHOOK__SECRET": "a_secret-1",
}


def test_a_webhook_has_an_address_and_a_secret_that_does_not_show() -> None:
    settings = load(**WEBHOOK)
    assert settings.telegram.webhook.path == "/telegram"
    assert settings.telegram.webhook.listen == "127.0.0.1:8080"
    assert "a_secret-1" not in repr(settings)


def test_an_address_without_a_path_means_the_root() -> None:
    assert load(**WEBHOOK | {"LEEWARD_TELEGRAM__WEBHOOK__URL": "https://bot.example.org"}).telegram.webhook.path == "/"


def test_a_webhook_without_address_and_secret_says_what_is_missing() -> None:
    assert mistakes_of("telegram:\n  mode: webhook\n") == [
        "config.yaml:2:9: a webhook needs telegram.webhook.url, such as https://bot.example.org/telegram",
        "config.yaml:2:9: a webhook needs telegram.webhook.secret: make one with 'openssl rand -hex 32'",
    ]


def test_telegram_itself_calls_https_only() -> None:
    plain = WEBHOOK | {"LEEWARD_TELEGRAM__WEBHOOK__URL": "http://127.0.0.1:8080/telegram"}
    (mistake,) = mistakes_of(**plain)
    assert "telegram.webhook.url must begin with https://" in mistake
    assert load(**plain, LEEWARD_TELEGRAM__API_URL="http://127.0.0.1:8081").telegram.webhook.path == "/telegram"


def test_a_webhook_and_health_share_an_address_but_no_path() -> None:
    shared = WEBHOOK | {"LEEWARD_HTTP__LISTEN": "127.0.0.1:8080"}
    assert load(**shared).http.listen == "127.0.0.1:8080"
    (mistake,) = mistakes_of(**shared | {"LEEWARD_TELEGRAM__WEBHOOK__URL": "https://bot.example.org/readyz"})
    assert "/readyz is taken by http.listen" in mistake


@pytest.mark.parametrize(
    "address", ["8080", ":8080", "localhost:", "localhost:0", "localhost:65536", "::1:8080", "a b:1"]
)
def test_an_address_to_listen_at_has_a_host_and_a_port(address: str) -> None:
    (mistake,) = mistakes_of(LEEWARD_HTTP__LISTEN=address)
    assert mistake.startswith(f"LEEWARD_HTTP__LISTEN: http.listen is “{address}”: ")


@pytest.mark.parametrize("secret", ["with space", "x" * 257, "señal"])
def test_a_secret_that_telegram_would_not_take_is_a_mistake(secret: str) -> None:
    (mistake,) = mistakes_of(**WEBHOOK | {"LEEWARD_TELEGRAM__WEBHOOK__SECRET": secret})
    assert "“***”: telegram takes 1 to 256 letters" in mistake


def test_an_address_of_a_webhook_has_neither_question_nor_fragment() -> None:
    for url in ("bot.example.org", "https://bot.example.org/a?b=c", "https://bot.example.org/a#b", "https:///a"):
        (mistake,) = mistakes_of(**WEBHOOK | {"LEEWARD_TELEGRAM__WEBHOOK__URL": url})
        assert mistake.endswith(": write it as https://HOST/PATH")


def test_an_unknown_key_two_levels_down_is_placed() -> None:
    assert mistakes_of("telegram:\n  webhook:\n    secrets: x\n") == [
        "config.yaml:3:5: unknown key “telegram.webhook.secrets”: did you mean “secret” below “telegram.webhook”?"
    ]

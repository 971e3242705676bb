"""Nothing is started here: the files must be readable, and what they set must exist."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
import yaml

from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

Compose: TypeAlias = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SECRETS = {
    "telegram_token": "123456:ABC-token",
    "webhook_secret": "a" * 64,
    "database_url": "postgresql://leeward:word@postgres/leeward",
    "privacy_key": "0" * 64,
}


@pytest.fixture
def compose() -> Compose:
    read: Compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


@pytest.fixture
def unit() -> Mapping[str, str]:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read(DEPLOY / "leeward.service", encoding="utf-8")
    return parser["Service"]


def environment(compose: Compose, secrets: Path) -> dict[str, str]:
    for name, value in SECRETS.items():
        (secrets / name).write_text(value, encoding="utf-8")
    given = compose["services"]["leeward"]["environment"]
    named = {name: re.sub(r"\$\{LEEWARD_HOST:\?[^}]*}", "bot.example.org", value) for name, value in given.items()}
    return {name: value.replace("/run/secrets", str(secrets)) for name, value in named.items()}


def test_what_compose_sets_are_settings_that_go_together(
    compose: Compose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(environment=environment(compose, tmp_path))
    assert settings.telegram.mode == "webhook"
    assert settings.telegram.webhook.url == "https://bot.example.org/telegram"
    assert settings.telegram.webhook.listen == "0.0.0.0:8080"
    assert settings.database.url == SECRETS["database_url"]
    assert settings.key_file == tmp_path / "privacy_key"


def test_every_secret_that_a_service_reads_is_given_to_it(compose: Compose) -> None:
    for service in compose["services"].values():
        read = re.findall(r"/run/secrets/(\w+)", str(service.get("environment", "")))
        assert set(read) == set(service.get("secrets", ()))
        assert set(read) <= set(compose["secrets"])


def test_only_the_proxy_is_reached_from_outside_and_the_database_reaches_nobody(compose: Compose) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    networks = services["postgres"]["networks"]
    assert all(compose["networks"][name]["internal"] for name in networks)


def test_the_proxy_passes_on_what_leeward_listens_to(compose: Compose) -> None:
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    settings = compose["services"]["leeward"]["environment"]
    port = settings["LEEWARD_TELEGRAM__WEBHOOK__LISTEN"].rpartition(":")[2]
    path = settings["LEEWARD_TELEGRAM__WEBHOOK__URL"].rpartition("/")[2]
    assert f"dynamic a leeward {port}" in caddyfile
    assert f"handle /{path} {{" in caddyfile


def test_every_file_that_the_image_takes_is_there_and_is_not_ignored() -> None:
    wanted = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for name in " ".join(wanted).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_the_image_holds_a_driver_for_the_database_of_compose() -> None:
    locked = (ROOT / "requirements" / "server.txt").read_text(encoding="utf-8")
    assert "psycopg-binary==" in locked
    assert "--hash=sha256:" in locked


def test_the_credentials_of_the_unit_are_settings(unit: Mapping[str, str], tmp_path: Path) -> None:
    name = unit["LoadCredential"].partition(":")[0]
    (tmp_path / name).write_text(SECRETS["telegram_token"], encoding="utf-8")
    settings = load_settings(environment={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert settings.telegram.token is not None


def test_the_unit_is_not_started_again_for_faults_that_stay(unit: Mapping[str, str]) -> None:
    assert unit["RestartPreventExitStatus"] == "1 2"
    assert unit["ExecStart"].endswith("/leeward run")


def test_the_unit_reads_the_dialogs_anew_by_the_signal_that_does_it(unit: Mapping[str, str]) -> None:
    assert unit["ExecReload"] == "/bin/kill -HUP $MAINPID"
    assert unit["RestartForceExitStatus"] == "SIGHUP"

"""Several processes behind one webhook, on PostgreSQL."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.bots import database
from benchmarks.crowd import Order, greet
from benchmarks.load import READING, WARMING
from benchmarks.population import load_key
from benchmarks.postgres import start_postgres
from benchmarks.processes import Stuck, start_crowd
from benchmarks.tables import Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.bots import Bot
    from benchmarks.postgres import Server
    from benchmarks.tables import Row

COUNTS: Final = (1, 2, 4)
AT_ONCE: Final = 64
SECONDS: Final = 4.0
_SECRET: Final = "bench"  # noqa: S105 - nobody's
_PEOPLE: Final = 1500
_PATIENCE: Final = 30.0


def measure_replicas(leeward: Bot) -> list[Theme]:
    """The same ten questions with one, two and four processes."""
    with TemporaryDirectory() as name, start_postgres() as server:
        said = server.describe()
        rows = [_measure(leeward, Path(name, str(count)), server, count) for count in COUNTS]
    return [
        Theme(
            f"Processes behind a webhook, {AT_ONCE} people at once",
            ("processes", "steps/s", "CPU ms", "PostgreSQL's", "p50 ms", "waiting", "again"),
            rows,
            f"{said}. CPU for each step, of all the processes together and of the database's. Updates go to each in"
            " turn, whoever they are from. Everything runs on the cores named above, so that more processes than those"
            " cannot be faster here; what this shows is what a step costs with PostgreSQL, and that it works.",
        )
    ]


def _measure(leeward: Bot, folder: Path, server: Server, count: int) -> Row:
    folder.mkdir()
    key_file = database(folder).with_suffix(".key")
    load_key(key_file)
    common = {
        "DATABASE__URL": server.make_database(f"replicas_{count}"),
        "PRIVACY__KEY_FILE": str(key_file),
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__WEBHOOK__SECRET": _SECRET,
    }
    ports = _find_ports(2 * count)
    with start_crowd() as crowd, ExitStack() as stack:
        urls, processes = [], []
        for webhook, health in zip(ports[:count], ports[count:], strict=True):
            urls.append(f"http://127.0.0.1:{webhook}/telegram")
            settings = common | {
                "TELEGRAM__WEBHOOK__URL": urls[-1],
                "TELEGRAM__WEBHOOK__LISTEN": f"127.0.0.1:{webhook}",
                "HTTP__LISTEN": f"127.0.0.1:{health}",
            }
            processes.append(stack.enter_context(leeward.start(crowd, folder, settings)))
        _wait_until_ready(ports[count:])
        crowd.call(urls, _SECRET)
        crowd.play(greet(_PEOPLE, leeward.acts, at_once=_PEOPLE))
        crowd.play(Order(_PEOPLE, leeward.acts, READING, AT_ONCE, seconds=WARMING))
        used, database_used = sum(process.cpu for process in processes), server.cpu
        played = crowd.play(Order(_PEOPLE, leeward.acts, READING, AT_ONCE, seconds=SECONDS))
        cpu = sum(process.cpu for process in processes) - used
        return (
            str(count),
            f"{played.per_second:,.0f}",
            f"{1000 * cpu / played.steps:.2f}",
            f"{1000 * (server.cpu - database_used) / played.steps:.2f}",
            f"{1000 * sorted(played.latencies)[played.steps // 2]:.0f}",
            f"{played.at_once:.0f}",
            str(played.repeated),
        )


def _find_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _wait_until_ready(ports: Sequence[int]) -> None:
    until = time.monotonic() + _PATIENCE
    for port in ports:
        while not _is_ready(port):
            if time.monotonic() > until:
                raise Stuck(f"nothing is ready at {port}")
            time.sleep(0.05)


def _is_ready(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False

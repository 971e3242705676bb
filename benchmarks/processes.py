"""Programs that the benchmark starts: the Bot API with its crowd, and the bots. What a bot used is read from /proc."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.crowd import Order

ROOT: Final = Path(__file__).resolve().parent.parent
TOKEN: Final = "42:BENCH-token"  # noqa: S105 - the Bot API here takes any
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class Stuck(Exception):
    """A bot did not go on."""


@dataclass(frozen=True, slots=True)
class Played:
    """How a play went: `seconds` in all and of each step, acts that had to be done again, the server's CPU seconds."""

    seconds: float
    latencies: Sequence[float]
    answers: int
    """Acts that answered a question."""
    repeated: int
    server_cpu: float

    @property
    def steps(self) -> int:
        """How many acts were answered."""
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        """Steps in a second."""
        return self.steps / self.seconds

    @property
    def at_once(self) -> float:
        """How many people waited for the bot at the same time, on average."""
        return sum(self.latencies) / self.seconds


class Crowd:
    """The Bot API's process, and people who do what they are told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """The process has just been started."""
        self._process = process
        self.url = f"http://127.0.0.1:{self._hear()}"

    def begin(self, order: Order) -> None:
        """Let people play."""
        self._tell(asdict(order))

    def end(self) -> Played:
        """Wait until they are through.

        Raises:
            Stuck: someone waited in vain.
        """
        heard = self._hear()
        return Played(heard["seconds"], heard["latencies"], heard["answers"], heard["repeated"], heard["cpu"])

    def play(self, order: Order) -> Played:
        """Let people play, and wait until they are through.

        Raises:
            Stuck: someone waited in vain.
        """
        self.begin(order)
        return self.end()

    def count(self, messages: int) -> Sequence[float]:
        """Wait until the bot has sent so many messages in all; when each came, in seconds since 1970.

        Raises:
            Stuck: they do not come.
        """
        self._tell({"count": messages})
        moments: list[float] = self._hear()["moments"]
        return moments

    def call(self, urls: Sequence[str], secret: str) -> None:
        """Bring updates to these webhooks from now on."""
        self._tell({"call": urls, "secret": secret})
        self._hear()

    def _tell(self, order: object) -> None:
        assert self._process.stdin  # noqa: S101 - it was opened with pipes
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> Any:  # noqa: ANN401 - JSON of any shape
        assert self._process.stdout  # noqa: S101 - the same
        heard = json.loads(self._process.stdout.readline())
        if isinstance(heard, dict) and heard["stuck"]:
            raise Stuck(heard["stuck"])
        return heard


class Process:
    """A bot that runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """It has just been started."""
        self._process = process

    @property
    def cpu(self) -> float:
        """Seconds of CPU that all its threads have used so far, in the program and in the kernel for it."""
        return read_cpu(self._process.pid)

    @property
    def memory(self) -> float:
        """Megabytes that it holds now."""
        return read_memory(self._process.pid)


def read_cpu(pid: int) -> float:
    """Seconds of CPU that all threads of a process have used so far, in the program and in the kernel for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def read_memory(pid: int | str) -> float:
    """Megabytes that a process holds now; ``self`` is this one."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


@contextmanager
def start_crowd(delay: float = 0.0) -> Iterator[Crowd]:
    """A Bot API that is so many seconds away, there and back."""
    command = [sys.executable, "-m", "benchmarks.bot_api", str(delay)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603 - ours
        try:
            yield Crowd(process)
        finally:
            process.kill()


@contextmanager
def start_process(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[Process]:
    """A bot; what it says goes to `log`."""
    with (
        log.open("ab") as said,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said) as process,  # noqa: S603 - ours
    ):
        try:
            yield Process(process)
        except Stuck as stuck:
            stuck.add_note("\n".join([*command, *log.read_text(encoding="utf-8").splitlines()[-20:]]))
            raise
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

"""Log lines on standard error, as text or JSON, with every bot token taken out at the one place all lines pass.

The libraries write the token into lines, errors and tracebacks, because Telegram's URLs carry it. What people write
is kept out by writing codes and ids only. SQLAlchemy, which logs rows when it debugs, is never allowed to, and
python-telegram-bot may say nothing at all: what it cannot parse it logs whole, as critical. Its errors reach our code,
which logs their kind.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Final, Literal, TextIO, TypeAlias

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

Level: TypeAlias = Literal["debug", "info", "warning", "error"]
Style: TypeAlias = Literal["text", "json"]

_TOKEN: Final = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}|(?<=/bot)\d+(?::|%3A)[A-Za-z0-9_-]+")
_TALKATIVE: Final = ("httpx", "httpcore", "alembic")
_QUIET: Final = ("transitions", "sqlalchemy", "uvicorn")
_SILENT: Final = ("telegram",)


def set_up_logs(level: Level = "info", style: Style = "text") -> None:
    """Send all that is logged at `level` and above, by us and by libraries, to standard error. Can be called again."""
    handler = _Handler(sys.stderr)
    handler.setLevel(level.upper())  # a library's logger with a level of its own does not ask the root's
    handler.setFormatter(_make_formatter(style))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO if level == "debug" else logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def redact(text: str) -> str:
    """The text with every bot token replaced. For what is printed past the logs, such as a traceback."""
    return _TOKEN.sub("[token]", text)


_SHARED: Final[tuple[Processor, ...]] = (
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class _Handler(logging.StreamHandler[TextIO]):
    """Says no more than a logger's name about a line that cannot be written: the usual report shows its arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        self.stream.write(f"A log line of {record.name} could not be written.\n")


def _make_formatter(style: Style) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(style), _redact_line],
    )


def _renderers(style: Style) -> tuple[Processor, ...]:
    if style == "json":
        return structlog.processors.format_exc_info, structlog.processors.JSONRenderer()
    # A plain traceback: a pretty one shows local variables, and with them what people wrote.
    return (
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
        ),
    )


def _redact_line(_logger: object, _method: str, line: EventDict | str) -> str:
    return redact(str(line))

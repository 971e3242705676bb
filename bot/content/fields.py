"""The small types that the file format is made of.

Files hold texts only; these turn them into numbers, times and lists.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}
_DURATION = re.compile(rf"(?!0+ )(\d{{1,5}}) ({'|'.join(_UNITS)})s?", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_CODE = re.compile(r"[a-z0-9_]+", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,6})?", re.ASCII)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}
_RESERVED_NAMES = {"end", "fact", "nested", "rounds_left"}
_RESERVED_CODES = {"known", "unknown"}


def read_duration(text: str) -> timedelta:
    """What ``10 minutes``, ``24 hours``, ``3 days`` or ``1 week`` says.

    Raises:
        ValueError: it says no duration.
    """
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is no duration: write it as “10 minutes”, “24 hours”, “3 days” or “1 week”")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])


def read_number(text: str) -> float:
    """What ``7``, ``-2`` or ``0.5`` says, as an int where it is whole.

    Raises:
        ValueError: it is no number.
    """
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"“{text}” is no number")
    return float(text) if "." in text else int(text)


def _read_duration(value: object) -> object:
    return read_duration(value) if isinstance(value, str) else value


def _read_length(value: object) -> object:
    return read_duration(value) if isinstance(value, str) and _DURATION.fullmatch(value) else value


def _read_whole(value: object) -> object:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError(f"“{value}” is no whole number")
    return int(value) if isinstance(value, str) else value


def _read_number(value: object) -> object:
    return read_number(value) if isinstance(value, str) else value


def _read_flag(value: object) -> object:
    if isinstance(value, str) and value not in _FLAGS:
        raise ValueError(f"“{value}” is neither yes nor no")
    return _FLAGS[value] if isinstance(value, str) else value


def _check_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"“{value}” is no date: write it as 2026-11-23") from None


def _check_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(f"“{value}” is no name: use lower-case letters, digits and underscores, a letter first")
    return value


def _check_own_name(value: str) -> str:
    if value in _RESERVED_NAMES:
        raise ValueError(f"“{value}” has a meaning of its own: choose another name")
    return _check_name(value)


def _check_code(value: str) -> str:
    if value in _RESERVED_CODES:
        raise ValueError(f"“{value}” has a meaning of its own: choose another code")
    if not _CODE.fullmatch(value):
        raise ValueError(f"“{value}” is no code: use lower-case letters, digits and underscores")
    return value


def _make_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _like(pattern: re.Pattern[str]) -> dict[str, object]:
    """The JSON schema of a text that a pattern fits as a whole."""
    return {"type": "string", "pattern": f"^(?:{pattern.pattern})$"}


Line: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words that are not empty."""
Name: TypeAlias = Annotated[str, AfterValidator(_check_name), WithJsonSchema(_like(_NAME))]
"""The name of something that is defined elsewhere, or ``end``."""
OwnName: TypeAlias = Annotated[
    str, AfterValidator(_check_own_name), WithJsonSchema(_like(_NAME) | {"not": {"enum": sorted(_RESERVED_NAMES)}})
]
"""A name that is defined here."""
Code: TypeAlias = Annotated[
    str, AfterValidator(_check_code), WithJsonSchema(_like(_CODE) | {"not": {"enum": sorted(_RESERVED_CODES)}})
]
"""What is stored for an option."""
Duration: TypeAlias = Annotated[
    timedelta,
    BeforeValidator(_read_duration),
    WithJsonSchema(_like(_DURATION)),
]
_WholeText: TypeAlias = Annotated[str, WithJsonSchema(_like(_WHOLE))]
_DecimalText: TypeAlias = Annotated[str, WithJsonSchema(_like(_DECIMAL))]
Length: TypeAlias = Annotated[
    timedelta | Name, BeforeValidator(_read_length), WithJsonSchema({"type": "string", "minLength": 1})
]
"""A duration, or the name of a choice whose codes are durations."""
Whole: TypeAlias = Annotated[int, BeforeValidator(_read_whole, json_schema_input_type=int | _WholeText)]
Decimal: TypeAlias = Annotated[float, BeforeValidator(_read_number, json_schema_input_type=float | _DecimalText)]
Flag: TypeAlias = Annotated[
    bool, BeforeValidator(_read_flag), WithJsonSchema({"enum": [*_FLAGS, True, False]}, mode="validation")
]
Day: TypeAlias = Annotated[str, AfterValidator(_check_date), WithJsonSchema({"type": "string", "format": "date"})]
Scalar: TypeAlias = Annotated[str, WithJsonSchema({"type": ["string", "number", "boolean"]})]
"""A text that an editor may take for a number or a truth value."""
Lines: TypeAlias = Annotated[
    list[Line],
    Field(min_length=1),
    BeforeValidator(_make_list, json_schema_input_type=Line | Annotated[list[Line], Field(min_length=1)]),
]
"""One text, or a list of them."""
Scalars: TypeAlias = Annotated[list[Scalar], BeforeValidator(_make_list, json_schema_input_type=Scalar | list[Scalar])]

"""``words.<language>.yaml``: the interface's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import Field, create_model

from bot.content.fields import Line, Lines, Whole
from bot.content.schema import FileModel
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from pydantic import BaseModel

_TYPES: dict[object, Any] = {str: Line, tuple[str, ...]: Lines, Mapping[str, int]: dict[str, Whole]}
"""How each type of `Words` is written in a file."""


def _tell_default(default: object) -> str | None:
    """What editors show: the English words, which are said where a file leaves them out."""
    said = (default,) if isinstance(default, str) else default
    return f"In English: {' · '.join(said)}" if isinstance(said, tuple) else None


def _make_model() -> type[BaseModel]:
    """The words as a model of a file, so that `Words` stays the one list of them."""
    hints = get_type_hints(Words, localns={"Mapping": Mapping})
    shape: dict[str, Any] = {
        each.name: (_TYPES[hints[each.name]] | None, Field(None, description=_tell_default(each.default)))
        for each in fields(Words)
    }
    return create_model("WordsFile", __base__=FileModel, **shape)


WordsFile = _make_model()


def make_words(file: BaseModel) -> Words:
    """The words of a file; those it leaves out keep their defaults."""
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in file if value is not None
    }
    return Words(**given)

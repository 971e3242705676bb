"""JSON schemas of the files of a folder, for editors: they complete, explain and check while somebody types.

They are made from the models, so they say what the models say, but for the ways in which a value may be written: an
editor takes ``7`` and ``true`` for a number and a truth value, where our reader has texts.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final

from pydantic.json_schema import GenerateJsonSchema

from bot.content.cities import CitiesFile
from bot.content.facts import FactsFile
from bot.content.recognition import ChangeTalkFile, IntentsFile, SpellingFile
from bot.content.safety import PhrasesFile, ResponsesFile
from bot.content.schema import DialogFile
from bot.content.sources import NO_DIALOGS
from bot.content.translations import TranslationFile
from bot.content.words import WordsFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "schema.json": DialogFile,
    "translation.schema.json": TranslationFile,
    "words.schema.json": WordsFile,
    "facts.schema.json": FactsFile,
    "cities.schema.json": CitiesFile,
    "phrases.schema.json": PhrasesFile,
    "responses.schema.json": ResponsesFile,
    "spelling.schema.json": SpellingFile,
    "intents.schema.json": IntentsFile,
    "change_talk.schema.json": ChangeTalkFile,
}
"""The model of each kind of file, by the name of its schema in a folder of dialogs."""
MODELINE: Final = "# yaml-language-server: $schema="
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_SCALAR = ["string", "number", "boolean"]


def draw_schema(model: type[BaseModel]) -> str:
    """The schema as the text of its file."""
    schema = model.model_json_schema(schema_generator=_ForEditors, mode="validation")
    drawn = {"$schema": _ForEditors.schema_dialect, **_name_bounds(schema)}
    return json.dumps(drawn, indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> None:
    """Write all schemas into a folder of dialogs.

    Raises:
        OSError: they cannot be written.
    """
    for name, model in MODELS.items():
        (folder / name).write_text(draw_schema(model), encoding="utf-8", newline="\n")


def choose_schema(folder: Path, path: Path) -> str | None:
    """The schema of a file of a folder of dialogs; None where there is none for it."""
    above, name = path.relative_to(folder).parts[0], path.stem.partition(".")
    match above, name:
        case ("facts", (stem, "", "")):
            kind = "cities." if stem == "cities" else "facts."
        case ("safety", ("phrases" | "responses" as stem, ".", _)):
            kind = f"{stem}."
        case ("recognise", ("spelling" | "intents" | "change_talk" as stem, ".", _)):
            kind = f"{stem}."
        case (other, _) if other in NO_DIALOGS:
            return None
        case (_, ("words", ".", _)):
            kind = "words."
        case (_, (_, dot, _)):
            kind = "translation." if dot else ""
    return f"{kind}schema.json"


def write_modeline(folder: Path, path: Path) -> str | None:
    """The first line of a file, by which editors find its schema."""
    name = choose_schema(folder, path)
    return MODELINE + os.path.relpath(folder / name, path.parent).replace(os.sep, "/") if name else None


class _ForEditors(GenerateJsonSchema):
    """Editors know draft 7 best. Left out is what they would show without need, and what our reader refuses: null."""

    schema_dialect = "http://json-schema.org/draft-07/schema#"

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        return _without_title(super().model_schema(schema))

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        return _without_title(super().enum_schema(schema))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        drawn = super().str_schema(schema)
        return drawn if "pattern" in drawn else drawn | {"type": _SCALAR}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        drawn: dict[str, Any] = {"type": "object"}
        keys = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        keys.pop("type", None)
        if keys:
            drawn["propertyNames"] = keys
        if "values_schema" in schema:
            drawn["additionalProperties"] = self.generate_inner(schema["values_schema"])
        self.update_with_validations(drawn, schema, self.ValidationsMapping.object)
        return drawn


def _name_bounds(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Pydantic leaves its own names where a bound is put on a number that may be written as a text."""
    if isinstance(schema, list):
        return [_name_bounds(each) for each in schema]
    return (
        {_BOUNDS.get(key, key): _name_bounds(each) for key, each in schema.items()}
        if isinstance(schema, dict)
        else schema
    )


def _without_title(schema: JsonSchemaValue) -> JsonSchemaValue:
    """A title would be the name of a class."""
    schema.pop("title", None)
    return schema

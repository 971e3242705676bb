"""Pydantic's errors as faults with a place and plain words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from bot.content.faults import Fault
    from bot.content.yaml_reader import Document, Node, Where

_PLAIN = {
    "string_type": "this must be text",
    "list_type": "this must be a list",
    "dict_type": "this must be lines of “key: value”",
    "model_type": "this must be lines of “key: value”",
    "too_short": "this must not be empty",
    "string_too_short": "this must not be empty",
}
BORROWED = "borrowed"
"""The tag of a value that has no type of its own."""
_QUOTED = re.compile(r"'([^']*)'")


def suggest(word: str, known: Iterable[str]) -> str:
    """A tail for a message: the known word that was probably meant, if one is near."""
    best = _find_nearest(word, known)
    return f"; did you mean “{best}”?" if best else ""


def _find_nearest(word: str, known: Iterable[str]) -> str | None:
    best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=60)
    return best[0] if best else None


def find_faults(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Fault]:
    """Every error of a file as a fault; a key that is missing because it is misspelt is told once."""
    misspelt: set[Where] = set()
    for details in sorted(error.errors(), key=lambda each: each["type"] == "missing"):
        where, rest = _follow(document.value, details["loc"])
        match details["type"]:
            case "extra_forbidden":
                word, here = str(where[-1]), _list_words(model, document.value, where[:-1])
                misspelt.add((*where[:-1], _find_nearest(word, here) or ""))
                message = f"“{word}” does not belong here" if word in _all_words(model) else f"unknown word “{word}”"
                tail = suggest(word, here) or f"; here can stand {', '.join(sorted(here))}"
                yield document.key_fault(where, "unknown-word", message + tail)
            case "missing" if (*where, *details["loc"][-1:]) in misspelt:
                pass
            case "missing":
                yield document.key_fault(where, "missing", f"“{details['loc'][-1]}” is missing")
            case _ if "[key]" in rest:
                yield document.key_fault(where, "value", _explain(details))
            case _:
                yield document.fault(where, "value", _explain(details))


def _follow(node: Node, loc: tuple[str | int, ...]) -> tuple[Where, tuple[str | int, ...]]:
    """The part of pydantic's `loc` that stands in the file; it also names models, and lists that were made for it."""
    where: Where = ()
    rest: Where = ()
    for part in loc:
        if isinstance(node, dict) and part in node:
            node, where = node[str(part)], (*where, part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node, where = node[part], (*where, part)
        else:
            rest = (*rest, part)
    return where, rest


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _all_words(model: type[BaseModel]) -> set[str]:
    """The keys that are known anywhere in the file."""
    schema = _schema(model)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {word for part in parts for word in part.get("properties", {})}


def _list_words(model: type[BaseModel], node: Node, where: Where) -> set[str]:
    """The keys that are known at this place of the file."""
    defined = _schema(model).get("$defs", {})
    parts = [*_spread(_schema(model), defined, node)]
    for key in where:
        node = node[key]  # type: ignore[index] # pydantic has been here
        parts = [each for part in parts for below in _below(part, key) for each in _spread(below, defined, node)]
    return {word for part in parts for word in part.get("properties", {})}


def _below(part: dict[str, Any], key: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(key, int):
        candidates = [part.get("items")]
    elif key in part.get("properties", {}):
        candidates = [part["properties"][key]]
    else:
        candidates = [part.get("additionalProperties"), *part.get("patternProperties", {}).values()]
    return (each for each in candidates if isinstance(each, dict))


def _spread(part: dict[str, Any], defined: dict[str, Any], node: Node) -> Iterator[dict[str, Any]]:
    """A part of a schema as all that it may be; of several types of a value, only the one that is written there."""
    if "$ref" in part:
        part = defined[part["$ref"].rpartition("/")[2]]
    for each in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        yield from _spread(each, defined, node)
    fixed = {key: each["const"] for key, each in part.get("properties", {}).items() if "const" in each}
    if not isinstance(node, dict) or all(node.get(key, value) == value for key, value in fixed.items()):
        yield part


def _suggest_for(value: object, known: Iterable[str]) -> str:
    return suggest(value, known) if isinstance(value, str) else ""


def _explain(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match details["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error" | "enum":
            known = _QUOTED.findall(context["expected"])
            return f"“{details['input']}” is not one of {', '.join(known)}{_suggest_for(details['input'], known)}"
        case "union_tag_invalid":
            tag, known = (
                context["tag"],
                [kind for kind in _QUOTED.findall(context["expected_tags"]) if kind != BORROWED],
            )
            return f"unknown type “{tag}”: it is one of {', '.join(known)}{_suggest_for(tag, known)}"
        case "union_tag_not_found":
            return "“is” is missing: it gives the type"
        case kind:
            return _PLAIN.get(kind, details["msg"])

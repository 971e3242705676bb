"""Pydantic's errors as faults with a place and plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    "dict_type": "this must be a mapping (key: value)",
    "model_type": "this must be a mapping (key: value)",
    "too_short": "this must not be empty",
    "string_too_short": "this must not be empty",
}


def suggest(word: str, known: Iterable[str]) -> str:
    """A tail for a message: the known word that was probably meant, if one is near."""
    best = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean “{best[0]}”?" if best else ""


def find_faults(error: ValidationError, document: Document, model: type[BaseModel]) -> Iterator[Fault]:
    """Every error of a file as a fault."""
    for details in error.errors():
        where, rest = _follow(document.value, details["loc"])
        match details["type"]:
            case "missing":
                message = f"“{details['loc'][-1]}” is missing"
                yield document.key_fault(where, "missing", message)
            case "extra_forbidden":
                yield document.key_fault(where, "unknown-word", _explain_extra(str(where[-1]), model))
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


def _explain_extra(word: str, model: type[BaseModel]) -> str:
    known = _known_words(model)
    if word in known:
        return f"“{word}” does not belong here"
    return f"unknown word “{word}”{suggest(word, known)}"


def _known_words(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {word for part in parts for word in part.get("properties", {})}


def _explain(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match details["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error" | "enum":
            return f"“{details['input']}” is not one of {context['expected']}"
        case "union_tag_invalid":
            return f"unknown type “{context['tag']}”: it is one of {context['expected_tags']}"
        case "union_tag_not_found":
            return "“is” is missing: it gives the type"
        case kind:
            return _PLAIN.get(kind, details["msg"])

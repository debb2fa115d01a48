"""pydantic's findings in our words: where, what, and the nearest right key or the allowed values.

Comes in: a ValidationError and the Sources that were validated. Goes out: ConfigErrors, one a finding. pydantic's own
message is used only for kinds of findings that no setting of ours can cause today.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from syndication.config_sources import PREFIX, Key, Sources
from syndication.errors import ConfigError

#: How far a key may be from a right one to be taken for it; difflib's own default.
_NEAR = 0.6
#: What a value must be, by pydantic's name of the finding.
_MUST_BE = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "dict_type": "must be a table",
    "tuple_type": "must be a list in [ ]",
    "model_type": "must be a table",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


class Wrong(ValueError):
    """A validator's finding about one value: ``what`` is wrong, and the ``hint`` what to do."""

    def __init__(self, what: str, hint: str = "") -> None:
        """Both without a full stop at the end."""
        super().__init__(what)
        self.what = what
        self.hint = hint


def fault(sources: Sources, key: Key, what: str, hint: str = "") -> ConfigError:
    """A finding about ``key`` with its place: ``FILE:LINE: a.b: WHAT. HINT``; of a variable its name says it all."""
    place = sources.place(key)
    return ConfigError(what, where=place if place.startswith(PREFIX) else f"{place}: {dotted(key)}", hint=hint)


def faults(error: ValidationError, sources: Sources, model: type[BaseModel]) -> list[ConfigError]:
    """All findings of ``error``, in the order of the model's fields."""
    return [_fault(details, sources, model) for details in error.errors(include_url=False)]


def dotted(key: Key) -> str:
    """``section.2.titles.ar``, counted from 1 as people count: ``section[3].titles.ar``."""
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def nearest(word: str, allowed: Iterable[str], otherwise: str = "") -> str:
    """The hint for a wrong ``word``: the nearest of ``allowed``, else ``otherwise``, else all that are allowed."""
    words = list(allowed)
    near = difflib.get_close_matches(word, words, n=1, cutoff=_NEAR)
    return f"Did you mean {near[0]}?" if near else otherwise or f"Allowed: {', '.join(words)}"


def _fault(details: ErrorDetails, sources: Sources, model: type[BaseModel]) -> ConfigError:
    """One finding in our words."""
    key: Key = tuple(part for part in details["loc"] if part != "[key]")
    kind = details["type"]
    context: Mapping[str, Any] = details.get("ctx", {})
    if isinstance(wrong := context.get("error"), Wrong):
        return fault(sources, key, wrong.what, wrong.hint)
    if kind == "missing":
        return fault(sources, key, "is missing", _example(key, model))
    if kind == "extra_forbidden":
        return fault(sources, key, "there is no such setting", _nearest_key(key, sources, model))
    if kind == "literal_error":
        values = re.findall(r"'([^']*)'", context["expected"])
        return fault(sources, key, f"«{details['input']}» is not allowed here", nearest(str(details["input"]), values))
    # A store's address may hold a password: it is never quoted, wherever it was put.
    return fault(sources, key, finding(details, quoted=key[0] != "store"))


def finding(details: ErrorDetails, *, quoted: bool = True) -> str:
    """What one value must be, in our words; ``quoted``: and what was written instead."""
    context: Mapping[str, Any] = details.get("ctx", {})
    if details["type"] in _MUST_BE:
        what = _MUST_BE[details["type"]].format(**context)
        return f"{what}, not {_shown(details['input'])}" if quoted else what
    # A validator's own words come without pydantic's "Value error" before them.
    return str(context.get("error", details["msg"]))


def _shown(value: object) -> str:
    """What was written instead, cut short."""
    text = f"«{value}»" if isinstance(value, str) else "a table" if isinstance(value, dict) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _nearest_key(key: Key, sources: Sources, model: type[BaseModel]) -> str:
    """The right key near a wrong one: in its own table, else the table where that very name belongs."""
    name = str(key[-1])
    table = _model_at(model, key[:-1])
    if not difflib.get_close_matches(name, table.model_fields, n=1, cutoff=_NEAR):
        for other, info in model.model_fields.items():
            if name in getattr(_inner(info.annotation), "model_fields", {}):
                return f"{name} belongs to {other}"
    if (variable := sources.place(key)).startswith(PREFIX):
        before = PREFIX + "".join(f"{part}__" for part in key[:-1]).upper()
        after = variable[len(before) + len(name) :]
        return nearest(variable, [before + field.upper() + after for field in table.model_fields])
    return nearest(name, table.model_fields)


def _example(key: Key, model: type[BaseModel]) -> str:
    """How the missing key may look, from the examples of its field."""
    table, name = _model_at(model, key[:-1]), str(key[-1])
    examples = table.model_fields[name].examples
    if not examples:
        return f"Add a table [{name}]"
    (example,) = examples
    if isinstance(example, list):
        return f"Add {name} = [{', '.join(map(_inline, example))}]"
    return f"Add {name} = {_inline(example)}" if isinstance(example, dict) else f'Add {name} = "{example}"'


def _inline(table: Mapping[str, str]) -> str:
    """A table as TOML writes it in one line."""
    return "{ " + ", ".join(f'{key} = "{value}"' for key, value in table.items()) + " }"


def _model_at(model: type[BaseModel], key: Key) -> type[BaseModel]:
    """The table that ``key`` names, from ``model`` down. Only keys that pydantic found on its way occur."""
    for part in key:
        if isinstance(part, str):
            inner = _inner(model.model_fields[part].annotation)
            assert inner is not None, f"{dotted(key)} is no table"
            model = inner
    return model


def _inner(annotation: object) -> type[BaseModel] | None:
    """The model in an annotation: itself, or the entries' of a tuple."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None

"""Values between processes: pickle, for which frozen dataclasses with slots take a seventh of the time.

`dataclasses` gives them a ``__getstate__`` that asks for the list of fields at each object, and a ``__setstate__`` that
goes through ``object.__setattr__``; for ten articles that takes as long as sanitising them.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any


def packed(value: object) -> bytes:
    """``value`` for `pickle.loads` in a process of the same program."""
    into = io.BytesIO()
    _Pickler(into, pickle.HIGHEST_PROTOCOL).dump(value)
    return into.getvalue()


class _Pickler(pickle.Pickler):
    """Writes dataclasses with slots as their class and the values of their fields."""

    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        values = _values(kind)
        return NotImplemented if values is None else (_made, (kind, values(value)))


@cache  # of the classes of the program
def _values(kind: Any) -> Callable[[object], tuple[Any, ...]] | None:
    """What gives the fields' values; None for what is no dataclass with slots, two fields at least."""
    if not is_dataclass(kind) or "__slots__" not in vars(kind) or "__getstate__" not in vars(kind):
        return None
    names = tuple(each.name for each in fields(kind))
    return attrgetter(*names) if len(names) > 1 else None


@cache
def _setters(kind: type) -> tuple[Callable[[object, Any], None], ...]:
    return tuple(getattr(kind, each.name).__set__ for each in fields(kind))


def _made(kind: type, values: tuple[Any, ...]) -> object:
    """The value, as it was: nothing is checked or made anew."""
    made: object = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made

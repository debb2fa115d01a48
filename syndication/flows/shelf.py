"""The Shelf: fragments, documents and encoded bodies kept in memory, least recently used out first.

It is a cache of pure functions of the store and the configuration: what is thrown away is rendered again. Locks are
held for the length of a dictionary operation, so the event loop and the render thread may both use it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sized
from typing import Generic, TypeVar

from syndication.documents import Document

Value = TypeVar("Value")

#: What a kept value costs besides its bytes: key, tuple, dictionary entry (sys.getsizeof on CPython 3.11, rounded up).
OVERHEAD_BYTES = 600


class Lru(Generic[Value]):
    """A mapping bounded in bytes."""

    def __init__(self, max_bytes: int, size: Callable[[Value], int]) -> None:
        """Keep at most ``max_bytes``; ``size`` says how many bytes a value's body has."""
        self._max_bytes = max_bytes
        self._size = size
        self._bytes = 0
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Value | None:
        """What was put under ``key``, or None; it becomes the most recently used."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def get_all(self, keys: Iterable[Hashable]) -> list[Value | None]:
        """``get`` for each of the keys, in order."""
        with self._lock:
            kept, used = self._kept, self._kept.move_to_end
            found = []
            for key in keys:
                value = kept.get(key)
                if value is not None:
                    used(key)
                found.append(value)
            return found

    def put(self, key: Hashable, value: Value) -> None:
        """Keep ``value``; the least recently used go until all fits. A value larger than the whole is not kept."""
        with self._lock:
            self._drop(key)
            cost = self._size(value) + OVERHEAD_BYTES
            if cost > self._max_bytes:
                return
            self._kept[key] = value
            self._bytes += cost
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def drop_where(self, affected: Callable[[Value], bool]) -> list[Hashable]:
        """Drop the values that ``affected`` says yes to; returns their keys."""
        with self._lock:
            keys = [key for key, value in self._kept.items() if affected(value)]
            for key in keys:
                self._drop(key)
            return keys

    def _drop(self, key: Hashable) -> None:
        value = self._kept.pop(key, None)
        if value is not None:
            self._bytes -= self._size(value) + OVERHEAD_BYTES


def _length(value: Sized) -> int:
    return len(value)


class Beside(Lru[bytes]):
    """Fragments beside those of another shelf: what that one has is taken from there, and nothing is put there."""

    def __init__(self, main: Lru[bytes], max_bytes: int) -> None:
        """Look into ``main`` first, keep at most ``max_bytes`` here."""
        super().__init__(max_bytes, _length)
        self._main = main

    def get(self, key: Hashable) -> bytes | None:
        """What was put under ``key``, there or here."""
        found = self._main.get(key)
        return super().get(key) if found is None else found

    def get_all(self, keys: Iterable[Hashable]) -> list[bytes | None]:
        """``get`` for each of the keys, in order."""
        keys = list(keys)
        both = zip(self._main.get_all(keys), super().get_all(keys), strict=True)
        return [there if there is not None else here for there, here in both]


class Shelf:
    """What one process keeps: fragments by (arrived, touched, style), documents by address, bodies by ETag."""

    def __init__(self, max_bytes: int, beside: Shelf | None = None) -> None:
        """Divide ``max_bytes``: half for fragments, a quarter each for documents and for encoded bodies.

        ``beside``: the shelf whose fragments serve here too. Documents that are asked for with parameters have a small
        shelf of their own beside the main one: there is no end to them, and they must not push out what all read.
        """
        half = max_bytes // 2
        self.fragments: Lru[bytes] = Lru(half, _length) if beside is None else Beside(beside.fragments, half)
        self.documents: Lru[Document] = Lru(max_bytes // 4, lambda document: len(document.body))
        self.encoded: Lru[bytes] = Lru(max_bytes // 4, _length)

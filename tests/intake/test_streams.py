from __future__ import annotations

import gzip
import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.errors import InputError
from syndication.intake import streams


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@settings(max_examples=100)
@given(st.binary(max_size=200).map(lambda data: data.replace(b"\0", b"\n")), st.integers(1, 50))
def test_lines_are_the_same_however_the_blocks_fall(data: bytes, size: int) -> None:
    wanted = data.split(b"\n")
    if wanted[-1] == b"":
        wanted.pop()
    assert list(streams.lines(cut(data, size))) == wanted


@settings(max_examples=50)
@given(st.lists(st.binary(min_size=1, max_size=100), min_size=1, max_size=3), st.integers(1, 40), st.integers(0, 5))
def test_gzip_members_unpack_to_what_was_packed(parts: list[bytes], size: int, padding: int) -> None:
    packed = b"".join(gzip.compress(part, mtime=0) + b"\0" * padding for part in parts)
    assert b"".join(streams.unpacked(cut(packed, size))) == b"".join(parts)


def test_bytes_that_are_not_packed_pass_unchanged() -> None:
    assert b"".join(streams.unpacked([b"a", b"bc", b""])) == b"abc"
    assert list(streams.unpacked([])) == []
    assert b"".join(streams.unpacked([b"\x1f"])) == b"\x1f"


def test_a_bomb_unpacks_a_block_at_a_time() -> None:
    packed = gzip.compress(b"x" * (20 * streams.BLOCK_BYTES))
    assert max(map(len, streams.unpacked([packed]))) <= streams.BLOCK_BYTES


DATA = b" ".join(b"%d" % (number**3) for number in range(20_000))
PACKED = gzip.compress(DATA)


@pytest.mark.parametrize(
    ("packed", "words"),
    [(PACKED[:-9], "ends too early"), (PACKED[:20_000] + b"!" * 99 + PACKED[20_099:], "broken gzip")],
    ids=["cut", "damaged"],
)
def test_what_stands_before_a_break_comes_out(packed: bytes, words: str) -> None:
    found: list[bytes] = []
    with pytest.raises(InputError, match=words):
        found.extend(streams.unpacked(cut(packed, 1000)))
    assert b"".join(found)[:10_000] == DATA[:10_000]


def test_a_line_that_the_break_cuts_is_not_given_out() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one\ntwo\nthr"
        raise InputError("broken")

    lines = streams.lines(broken())
    assert next(lines) == b"one"
    assert next(lines) == b"two"
    with pytest.raises(InputError):
        next(lines)


def test_an_endless_line_is_cut_and_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_LINE_BYTES", 10)
    assert list(streams.lines([b"x" * 8] * 1000 + [b"\nshort\n"])) == [b"x" * 11, b"short"]


def test_a_read_error_is_an_input_error() -> None:
    class Disk(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(InputError, match="Input/output error"):
        list(streams.blocks(Disk()))  # type: ignore[arg-type]

"""The clock and the log lines."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC

import pytest

from syndication import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where this test's log lines go; the handlers of pytest come back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.start(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_now_is_utc_in_whole_seconds() -> None:
    assert logs.now().tzinfo is UTC
    assert logs.now().microsecond == 0


def test_a_record_is_one_line_of_json_with_its_extra_fields(stream: io.StringIO) -> None:
    logging.getLogger("syndication.serve").info("سطر\nثان %d", 3, extra={"status": 200, "path": object})
    logging.getLogger("syndication").debug("not shown")
    (line,) = stream.getvalue().splitlines()
    assert "سطر" in line
    got = json.loads(line)
    assert got.pop("time").endswith("+00:00")
    assert got == {
        "level": "info",
        "logger": "syndication.serve",
        "message": "سطر\nثان 3",
        "status": 200,
        "path": "<class 'object'>",
    }


def test_an_error_is_in_the_line_whole(stream: io.StringIO) -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    got = json.loads(stream.getvalue())
    assert (got["level"], got["message"]) == ("error", "it failed")
    assert got["error"].startswith("Traceback")
    assert got["error"].endswith("ValueError: broken")


def test_starting_again_does_not_double_the_lines(stream: io.StringIO) -> None:
    logs.start(stream)
    logging.getLogger("x").warning("once")
    assert len(stream.getvalue().splitlines()) == 1

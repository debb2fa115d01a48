"""The wall clock, and log lines that a machine can read.

``now()`` is the one place that asks the clock; doors and flows hand its answer down to the rooms. ``start()`` makes
the standard library's logging write one JSON object a line to stderr, which is what ``serve`` and ``work`` log with.
Commands for people print plain sentences and never call ``start()``.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

#: Attributes that every record of the standard library has; whatever else is on a record came in by ``extra=``.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def now() -> datetime:
    """The time, aware UTC, in whole seconds: feeds and HTTP dates carry no more."""
    return datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - this is the one clock


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: ``time``, ``level``, ``logger``, ``message``, the ``extra`` fields, ``error``.

    Letters are written as they are (Arabic stays readable); JSON escapes every control character, so no message can
    begin a line of its own. A value that JSON does not know is written as its ``str``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line without its end."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update((name, value) for name, value in vars(record).items() if name not in _STANDARD)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def start(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send all logging of this process to ``stream`` (stderr if None), in place of what was set up before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)

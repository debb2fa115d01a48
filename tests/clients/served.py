"""A served site as tests of clients see it: what it holds, what it was asked, and a correction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from syndication.demo import articles
from tests.e2e.sites import Home, eventually, get


@dataclass(frozen=True)
class Served:
    """The demo at ``url``."""

    home: Home
    url: str

    def items(self, path: str = "/all") -> list[dict[str, Any]]:
        """What a feed holds now, by its JSON Feed."""
        items: list[dict[str, Any]] = json.loads(get(f"{self.url}{path}.json").body)["items"]
        assert items
        return items

    def asked(self, agent: str, path: str) -> list[int]:
        """The statuses that a client got for ``path`` so far."""
        lines = (self.home.folder / "access.log").read_text(encoding="utf-8").splitlines()
        requests = [request for request in map(json.loads, lines) if "path" in request]
        return [each["status"] for each in requests if each["path"] == path and agent in (each["agent"] or "")]

    def soon_asked(self, agent: str, path: str, times: int) -> list[int]:
        """The same, as soon as there are so many: the log is half a second late."""
        return eventually(lambda: found if len(found := self.asked(agent, path)) >= times else [])

    def correct(self, number: str, title: str) -> str:
        """Correct an article of the demo, wait until feeds show it, and return its public id."""
        (line,) = (each for each in map(json.loads, articles.lines()) if str(each["id"]) == number)
        line |= {"title": title, "modified": "2026-01-01T10:00:00Z"}
        path = self.home.write("corrected.jsonl", json.dumps(line).encode())
        done = self.home.run("import", str(path))
        assert done.returncode == 0, done.stderr
        return eventually(lambda: next((str(each["id"]) for each in self.items() if each["title"] == title), ""))

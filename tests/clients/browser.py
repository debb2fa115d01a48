"""Chromium without a window, spoken to over its DevTools protocol: one start for all pages, and no driver library.

https://chromedevtools.github.io/devtools-protocol/. No request leaves this machine: names of hosts resolve to nothing,
and pictures from elsewhere are answered here.
"""

from __future__ import annotations

import base64
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.e2e.sites import eventually

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--hide-scrollbars"),
    *("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-port=0", "about:blank"),
)
#: A picture of one transparent pixel (GIF89a).
PIXEL = base64.b64encode(
    bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
)
#: What a page may complain of: the console's lines and the browser's own (content security policy, lost requests).
LOUD = {"warning", "error", "assert"}
WITHIN_S = 20


@contextmanager
def chromium(program: str, folder: Path) -> Iterator[str]:
    """A browser with a profile of its own in ``folder``; the address where it is spoken to."""
    port = folder / "DevToolsActivePort"
    process = subprocess.Popen(
        [program, f"--user-data-dir={folder}", *FLAGS],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        number = eventually(lambda: port.exists() and port.read_text().partition("\n")[0])
        yield f"http://127.0.0.1:{number}"
    finally:
        process.terminate()
        process.wait(WITHIN_S)


class Page:
    """One tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._last = 0
        self._seen: list[str] = []
        self.complaints: list[str] = []

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command; events that come before it are taken in."""
        self._last += 1
        number = self._last
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while (message := await self._socket.receive_json(timeout=WITHIN_S)).get("id") != number:
            await self._take(message)
        assert "error" not in message, message
        result: dict[str, Any] = message["result"]
        return result

    async def open(self, url: str) -> None:
        """Go to ``url`` and wait until it and its pictures are there."""
        self._seen.clear()
        self.complaints.clear()
        went = await self.command("Page.navigate", url=url)
        assert "errorText" not in went, went
        while "Page.loadEventFired" not in self._seen:
            await self._take(await self._socket.receive_json(timeout=WITHIN_S))

    async def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression, or of its promise; the page's policy does not hold for it."""
        done = await self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    async def _take(self, message: dict[str, Any]) -> None:
        """One event."""
        method, params = message.get("method", ""), message.get("params", {})
        self._seen.append(method)
        if method == "Log.entryAdded" and params["entry"]["level"] in LOUD:
            entry = params["entry"]
            if not entry.get("url", "").endswith("/favicon.ico"):  # every browser asks a host for it once, and may
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and params["type"] in LOUD:
            self.complaints.append(str(params["args"]))
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        elif method == "Fetch.requestPaused":
            self._last += 1
            answer = {"requestId": params["requestId"], "responseCode": 200, "body": PIXEL.decode()}
            answer["responseHeaders"] = [{"name": "Content-Type", "value": "image/gif"}]
            await self._socket.send_json({"id": self._last, "method": "Fetch.fulfillRequest", "params": answer})


@asynccontextmanager
async def tab(browser: str) -> AsyncIterator[Page]:
    """A new tab of the browser at that address."""
    async with ClientSession() as session:
        async with session.put(f"{browser}/json/new?about:blank") as answer:
            target = await answer.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            page = Page(socket)
            for domain in ("Page", "Runtime", "Log"):
                await page.command(f"{domain}.enable")
            await page.command("Fetch.enable", patterns=[{"urlPattern": "https://*"}])
            yield page
            await page.command("Page.close")

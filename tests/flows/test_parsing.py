"""One document as it would be taken in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from syndication.flows.parsing import Reading, readings
from tests.flows.newsroom import config
from tests.intake.loopback import running

BAGHDAD = ZoneInfo("Asia/Baghdad")
RSS = """<rss version="2.0"><channel><title>Paper</title><link>https://n.example/</link>
<item><title>ثاني</title><link>/2</link><pubDate>٥ آب ٢٠٢٤ 10:00</pubDate>
<description>&lt;p onclick="x()"&gt;نص&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</description>
<enclosure url="/a.mp3" type="audio/mpeg" length="5"/></item>
<item><title>Undated</title><guid isPermaLink="false"> 77 </guid></item>
<item><title>First</title><link>/1</link><guid isPermaLink="false">same</guid><pubDate>2024-01-01</pubDate></item>
<item><title>Later</title><link>/3</link><guid isPermaLink="false">same</guid><pubDate>2090-01-01Z</pubDate></item>
</channel></rss>"""


def reading(path: Path) -> Reading:
    [found] = readings([str(path)], None, BAGHDAD)
    return found


def test_entries_come_in_the_documents_order_as_they_would_be_taken_in(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    found = reading(tmp_path / "feed.xml")
    assert [each.title for each in found.articles] == ["ثاني", "Undated", "First", "Later"]
    first = found.articles[0]
    assert (first.url, first.html) == ("https://n.example/2", "<p>نص</p>")
    assert first.published == datetime(2024, 8, 5, 7, 0, tzinfo=UTC)
    assert [each.url for each in first.enclosures] == ["https://n.example/a.mp3"]


def test_what_has_no_date_has_none_and_what_is_to_come_stays(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    times = {each.title: each.published for each in reading(tmp_path / "feed.xml").articles}
    assert (times["Undated"], times["Later"]) == (None, datetime(2090, 1, 1, tzinfo=UTC))


def test_a_guid_of_several_entries_names_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    ids = [each.id for each in reading(tmp_path / "feed.xml").articles]
    assert (len(set(ids)), "same" in ids, ids[1]) == (4, False, "77")
    assert all(id.startswith("tag:parse.invalid,") for id in (ids[0], *ids[2:]))


def test_what_can_not_be_had_is_a_fault_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS)
    names = [str(tmp_path / "none.xml"), "http://127.0.0.1:9/feed", str(tmp_path), str(tmp_path / "feed.xml")]
    found = list(readings(names, None, BAGHDAD))
    assert [each.outcome for each in found] == ["unreadable", "unreadable", "unreadable", "feed"]
    assert ["No such file" in found[0].fault, "not public" in found[1].fault, "directory" in found[2].fault] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"<html><body>x</body></html>", "html"),
        (b"hi", "unreadable"),
    ],
)
def test_what_is_no_feed_is_told(tmp_path: Path, body: bytes, outcome: str) -> None:
    (tmp_path / "x").write_bytes(body)
    assert (reading(tmp_path / "x").outcome, reading(tmp_path / "x").articles) == (outcome, ())


def test_an_address_is_asked_under_the_settings(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path != "/feed":
            return web.Response(status=404)
        return web.Response(
            body=RSS.encode("cp1256", "xmlcharrefreplace"), headers={"Content-Type": "text/xml; charset=windows-1256"}
        )

    with running(answer) as server:
        settings = config(fetch={"allow": [server.host]})
        found = list(readings([f"{server.url}/feed", f"{server.url}/none"], settings, BAGHDAD))
        assert [(each.outcome, len(each.articles)) for each in found] == [("feed", 4), ("unreadable", 0)]
        assert found[0].articles[0].title == "ثاني"
        # What is relative is so to where it came from; what is minted has our authority.
        assert found[0].articles[0].url == f"{server.url}/2"
        assert found[0].articles[0].id.startswith(f"tag:{settings.site.tag}:")
        assert found[1].fault.endswith("answers with status 404")

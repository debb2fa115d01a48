from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

import brotli
import pytest
import zstandard

from syndication.errors import BadRequest, StoreError
from syndication.flows.status import Told
from syndication.serve import handlers
from syndication.serve.conditional import entity_tag, written_date
from syndication.serve.negotiate import Coding
from tests.serve.fakes import NOW, POLICY, UNREACHABLE, FakePublisher, document
from tests.serve.servers import serving

if TYPE_CHECKING:
    from syndication.flows.status import Operations

TAG = document().content_tag
MODIFIED = written_date(document().modified)


async def test_a_feed_goes_out_with_all_its_headers_cold_and_warm() -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        for _ in range(3):
            answer = await client.ask("/all.rss")
            assert answer.status == 200
            assert answer.body == document().body
            assert "date" in answer.headers
            del answer.headers["date"]
            assert answer.headers == {
                "server": "syndication",
                "content-type": "application/rss+xml; charset=utf-8",
                "content-length": "300",
                "etag": f'"{TAG}"',
                "last-modified": "Tue, 15 Jul 2025 11:00:00 GMT",
                "cache-control": "public, max-age=120, stale-while-revalidate=600, stale-if-error=86400",
                "vary": "Accept-Encoding",
                "accept-ranges": "none",
                "link": "<https://feeds.example/all.rss>; rel=self",
                "access-control-allow-origin": "*",
                "access-control-expose-headers": "ETag, Link",
                "x-robots-tag": "noindex",
                "x-content-type-options": "nosniff",
            }
    assert publisher.rendered == 1


async def test_a_page_for_people_may_run_nothing_and_is_not_for_scripts_of_other_sites() -> None:
    async with serving(FakePublisher(document("/articles/abcdefghijkl.html"))) as client:
        answer = await client.ask("/articles/abcdefghijkl.html")
    assert answer.status == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {"access-control-allow-origin", "link", "x-robots-tag"} & set(answer.headers)


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip, zstd", "zstd", zstandard.decompress),
        ("identity", None, bytes),
    ],
)
async def test_each_coding_has_its_own_tag_and_is_packed_once(
    accepted: str, coding: str | None, unpack: Callable[[bytes], bytes]
) -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        for _ in range(3):
            answer = await client.ask("/all.rss", f"Accept-Encoding: {accepted}")
            assert answer.headers.get("content-encoding") == coding
            assert answer.headers["etag"] == (f'"{TAG}-{coding}"' if coding else f'"{TAG}"')
            assert unpack(answer.body) == document().body
    assert publisher.compressed == (1 if coding else 0)


# Request headers, is the second of the last change over, status, coding of the tag in the answer.
CONDITIONS: list[tuple[list[str], bool, int, str]] = [
    ([], True, 200, "gzip"),
    ([f'If-None-Match: "{TAG}-gzip"'], True, 304, "gzip"),
    ([f'If-None-Match: W/"{TAG}-gzip"'], True, 304, "gzip"),
    ([f'If-None-Match: "{TAG}-br"'], True, 304, "br"),
    ([f'If-None-Match: "{TAG}"'], True, 304, "identity"),
    ([f'If-None-Match: "{TAG}", "{TAG}-gzip"'], True, 304, "gzip"),
    ([f'If-None-Match: "1.2.3", W/"{TAG}"'], True, 304, "identity"),
    (['If-None-Match: "1.2.3"', f'If-None-Match: "{TAG}"'], True, 304, "identity"),
    (["If-None-Match: *"], True, 304, "gzip"),
    (['If-None-Match: "1.2.3"'], True, 200, "gzip"),
    (["If-None-Match: rubbish"], True, 200, "gzip"),
    # It beats the date, in both directions.
    (['If-None-Match: "1.2.3"', f"If-Modified-Since: {MODIFIED}"], True, 200, "gzip"),
    ([f'If-None-Match: "{TAG}"', "If-Modified-Since: Tue, 01 Jul 2025 00:00:00 GMT"], True, 304, "identity"),
    ([f"If-Modified-Since: {MODIFIED}"], True, 304, "gzip"),
    (["If-Modified-Since: Tue, 15 Jul 2025 11:30:00 GMT"], True, 304, "gzip"),
    (["If-Modified-Since: Tue, 15 Jul 2025 10:59:59 GMT"], True, 200, "gzip"),
    (["If-Modified-Since: Wed, 16 Jul 2025 11:00:00 GMT"], True, 200, "gzip"),
    (["If-Modified-Since: rubbish"], True, 200, "gzip"),
    ([f"If-Modified-Since: {MODIFIED}"] * 2, True, 200, "gzip"),
    # While the second lasts the tag alone counts.
    ([f'If-None-Match: "{TAG}"'], False, 304, "identity"),
    ([f"If-Modified-Since: {MODIFIED}"], False, 200, "gzip"),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("lines", "over", "status", "coding"), CONDITIONS)
async def test_the_table_of_conditions(lines: list[str], over: bool, status: int, coding: Coding, method: str) -> None:
    now = NOW if over else document().modified
    async with serving(FakePublisher(document()), lambda: now) as client:
        for _ in range(2):
            answer = await client.ask("/all.rss", "Accept-Encoding: gzip", *lines, method=method)
            assert answer.status == status
            assert answer.headers["etag"] == entity_tag(TAG, coding)
            assert ("last-modified" in answer.headers) == (status == 200 and over)
            if status == 304:
                # RFC 9110 §15.4.5, and what a browser needs to hand the answer to a script.
                assert set(answer.headers) == {
                    *("etag", "cache-control", "vary", "date", "server", "x-content-type-options"),
                    *("access-control-allow-origin", "access-control-expose-headers"),
                }


async def test_last_modified_comes_with_the_next_second() -> None:
    now = document().modified
    async with serving(FakePublisher(document()), lambda: now) as client:
        assert "last-modified" not in (await client.ask("/all.rss")).headers
        now += timedelta(seconds=1)
        assert (await client.ask("/all.rss")).headers["last-modified"] == MODIFIED
        assert (await client.ask("/all.rss", f"If-Modified-Since: {MODIFIED}")).status == 304


async def test_head_says_what_get_would_and_sends_no_body() -> None:
    async with serving(FakePublisher(document())) as client:
        for coding in ("identity", "gzip"):
            got = await client.ask("/all.rss", f"Accept-Encoding: {coding}")
            head = await client.ask("/all.rss", f"Accept-Encoding: {coding}", method="HEAD")
            assert head.status == 200
            assert head.body == b""
            assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


async def test_a_changed_document_has_its_new_headers_at_once() -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        old = await client.ask("/all.rss")
        publisher.put(document(body=b"new", tag="8.5e77.beef", modified=NOW - timedelta(minutes=1)))
        new = await client.ask("/all.rss", f"If-None-Match: {old.headers['etag']}")
        assert (new.status, new.body, new.headers["etag"]) == (200, b"new", '"8.5e77.beef"')
        assert new.headers["last-modified"] == "Tue, 15 Jul 2025 11:59:00 GMT"


async def test_the_same_bytes_after_a_touch_keep_the_tag_and_tell_the_new_time() -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        await client.ask("/all.rss")
        publisher.put(document(modified=NOW - timedelta(minutes=1)))
        new = await client.ask("/all.rss")
        assert new.headers["etag"] == f'"{TAG}"'
        assert new.headers["last-modified"] == "Tue, 15 Jul 2025 11:59:00 GMT"


@pytest.mark.parametrize(
    "target",
    [
        "/all.rss?utm_source=x&fbclid=y",
        "/all.rss?",
        "http://feeds.example/all.rss",
        "http://feeds.example/all.rss?utm_source=x",
        "/%61ll.rss",
    ],
)
async def test_unknown_parameters_and_other_spellings_lead_to_the_same_document(target: str) -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        for _ in range(2):
            assert (await client.ask(target)).body == document().body
    assert publisher.rendered == 1


async def test_an_arabic_address_is_percent_encoded_on_the_wire() -> None:
    path = "/sections/سياسة.atom"
    async with serving(FakePublisher(document(path))) as client:
        answer = await client.ask(quote(path))
        assert answer.status == 200
        assert answer.headers["link"] == f"<https://feeds.example{quote(path)}>; rel=self"
        assert (await client.ask(quote("/sections/سياسة"))).headers["location"] == quote("سياسة.rss")


REFUSED: list[tuple[str, str, int]] = [
    ("GET", "/nothing.rss", 404),
    ("GET", "/articles/abcdefghijkl.rss", 404),
    ("GET", "/nothing", 404),
    ("GET", "/all.rss/", 404),
    ("GET", "//", 404),
    ("GET", "/%FF%FE.rss", 404),
    ("GET", "/%00.rss", 404),
    ("GET", "/../../etc/passwd", 404),
    ("GET", f"/{'x' * 5000}.rss", 404),
    ("GET", "http://feeds.example", 404),
    ("GET", "/tags/gone.rss", 410),
    ("POST", "/all.rss", 405),
    ("PUT", "/nothing", 405),
    ("DELETE", "/all.rss", 405),
    ("PATCH", "/all.rss", 405),
    ("TRACE", "/all.rss", 405),
]


@pytest.mark.parametrize(("method", "target", "status"), REFUSED)
async def test_a_refusal_is_in_plain_words_and_is_never_kept(method: str, target: str, status: int) -> None:
    async with serving(FakePublisher()) as client:
        answer = await client.ask(target, method=method)
        assert answer.status == status
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.body.decode().startswith(f"{status} ")
        assert answer.headers.get("allow") == ("GET, HEAD, OPTIONS" if status == 405 else None)
        page = await client.ask(target, "Accept: text/html,*/*;q=0.8", method=method)
        assert page.status == status
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["content-security-policy"] == POLICY
        assert page.body.startswith(f"<!DOCTYPE html><title>{status}<".encode())


async def test_an_error_whose_page_fails_is_told_as_text() -> None:
    publisher = FakePublisher()
    publisher.speechless = True
    async with serving(publisher) as client:
        answer = await client.ask("/nothing", "Accept: text/html")
        assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")


async def test_a_refused_head_has_no_body() -> None:
    async with serving(FakePublisher(document())) as client:
        assert (await client.ask("/nothing.rss", method="HEAD")).status == 404
        assert (await client.ask("/all.rss")).status == 200  # the connection is still in step


async def test_a_bad_value_of_a_known_parameter_is_400_with_its_reason() -> None:
    publisher = FakePublisher(document())
    publisher.fault = BadRequest("the content can't be <more>", hint="Leave it out")
    async with serving(publisher) as client:
        answer = await client.ask("/all.rss", "Accept: text/html")
    assert answer.status == 400
    assert "the content can&#x27;t be &lt;more&gt;. Leave it out" in answer.body.decode()


async def test_while_the_store_is_down_what_is_warm_goes_out_and_the_rest_is_503() -> None:
    publisher = FakePublisher(document(), document("/all.atom"))
    async with serving(publisher) as client:
        assert (await client.ask("/all.rss")).status == 200
        publisher.fault = UNREACHABLE
        assert (await client.ask("/all.rss")).status == 200
        answer = await client.ask("/all.atom")
        assert answer.status == 503
        assert answer.headers["retry-after"] == "10"
        assert answer.headers["cache-control"] == "no-store"
        assert b"out of reach" in answer.body
        publisher.fault = None
        assert (await client.ask("/all.atom")).status == 200


async def test_an_unforeseen_fault_is_500_and_the_next_request_is_answered(caplog: pytest.LogCaptureFixture) -> None:
    publisher = FakePublisher(document())
    publisher.fault = ZeroDivisionError("secret detail")
    async with serving(publisher) as client:
        answer = await client.ask("/all.rss")
        assert answer.status == 500
        assert b"secret" not in answer.body
        assert "secret detail" in caplog.text
        publisher.fault = None
        assert (await client.ask("/all.rss")).status == 200


BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "lines", "location"),
    [
        ("/all", [], "all.rss"),
        ("/all", ["Accept: */*"], "all.rss"),
        ("/all", [BROWSER], "all.html"),
        ("/all", [BROWSER, "Sec-Fetch-Mode: navigate"], "all.html"),
        ("/all", [BROWSER, "Sec-Fetch-Mode: cors"], "all.rss"),
        ("/all?utm_source=x", [], "all.rss"),
        ("/all/", [], "../all.rss"),
        ("/all/?utm_source=x", [BROWSER], "../all.html"),
        ("/articles/abcdefghijkl", [], "abcdefghijkl.html"),
        ("/articles/abcdefghijkl", [BROWSER], "abcdefghijkl.html"),
    ],
)
async def test_an_address_without_an_extension_leads_to_the_form_for_who_asks(
    path: str, lines: list[str], location: str
) -> None:
    async with serving(FakePublisher(document())) as client:
        answer = await client.ask(path, *lines)
    assert answer.status == 302
    assert answer.headers["location"] == location
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("target", ["/feed", "/feed/", "/feed/?utm_source=x", "/?feed=rss2"])
async def test_an_old_address_is_answered_in_place_and_names_the_new_one(target: str) -> None:
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        new = await client.ask("/all.rss")
        for lines in ([], [BROWSER]):
            old = await client.ask(target, *lines)
            assert (old.status, old.body) == (200, document().body)
            assert old.headers.pop("content-location") == "https://feeds.example/all.rss"
            assert {**old.headers, "date": ""} == {**new.headers, "date": ""}
        same = await client.ask(target, f"If-None-Match: {new.headers['etag']}")
        assert (same.status, same.headers["content-location"]) == (304, "https://feeds.example/all.rss")
        packed = await client.ask(target, "Accept-Encoding: br")
        assert (packed.headers["content-encoding"], brotli.decompress(packed.body)) == ("br", document().body)
    assert publisher.rendered == 1


async def test_a_query_of_the_root_is_neither_remembered_nor_mixed_up_with_it() -> None:
    async with serving(FakePublisher(document(), document("/"))) as client:
        for _ in range(2):
            assert (await client.ask("/")).headers["content-type"] == "text/html; charset=utf-8"
            assert (await client.ask("/?utm_source=x")).headers["content-type"] == "text/html; charset=utf-8"
            assert (await client.ask("/?feed=rss2")).headers["content-type"] == "application/rss+xml; charset=utf-8"
        assert list(client.site._routes) == ["/"]


@pytest.mark.parametrize(("target", "status"), [("/comments/feed/", 410), ("/?feed=wrong", 400)])
async def test_what_an_old_address_can_not_have_is_said_with_its_status(target: str, status: int) -> None:
    async with serving(FakePublisher(document())) as client:
        assert (await client.ask(target)).status == status


async def test_a_page_says_why_there_is_nothing_any_more() -> None:
    async with serving(FakePublisher(document())) as client:
        assert b"comments" in (await client.ask("/comments/feed/", BROWSER)).body
        assert b"withdrawn" in (await client.ask("/tags/gone.rss", BROWSER)).body


async def test_with_an_extension_accept_is_ignored() -> None:
    async with serving(FakePublisher(document())) as client:
        answer = await client.ask("/all.rss", "Accept: application/pdf")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")


async def test_a_preflight_lets_any_site_read_feeds_conditionally() -> None:
    async with serving(FakePublisher()) as client:
        preflight = ["Origin: https://reader.example", "Access-Control-Request-Method: GET"]
        answer = await client.ask("/all.rss", *preflight, method="OPTIONS")
        assert answer.status == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
        assert "If-None-Match" in answer.headers["access-control-allow-headers"]
        plain = await client.ask("*", method="OPTIONS")
        assert (plain.status, plain.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
        assert "access-control-allow-methods" not in plain.headers


async def test_only_answered_paths_are_remembered_and_their_number_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "MAX_ROUTES", 2)
    monkeypatch.setattr(handlers, "MAX_CODINGS", 2)
    publisher = FakePublisher(document())
    async with serving(publisher) as client:
        for number in range(5):
            await client.ask(f"/all.rss?n={number}", f"Accept-Encoding: gzip;q=0.{number + 1}")
            await client.ask(f"/n{number}.rss")
        assert list(client.site._routes) == []
        await client.ask("/all.rss")
        for spelling in ("/%61ll.rss", "/a%6Cl.rss", "/al%6C.rss"):
            assert (await client.ask(spelling)).status == 200
        assert list(client.site._routes) == ["/a%6Cl.rss", "/al%6C.rss"]
        assert len(client.site._codings) <= 2


async def test_parameters_lead_to_a_document_of_their_own_that_names_its_one_spelling() -> None:
    asked = document("/all.rss?lang=ar", tag="7.5e77.a5ced")
    async with serving(FakePublisher(document(), asked)) as client:
        plain = await client.ask("/all.rss")
        for target in ("/all.rss?lang=ar", "/all.rss?lang=ar&utm_source=x"):
            answer = await client.ask(target)
            assert answer.headers["etag"] != plain.headers["etag"]
            assert answer.headers["link"] == "<https://feeds.example/all.rss?lang=ar>; rel=self"
            spelled = answer.headers.get("content-location")
            assert spelled == (None if target.endswith("=ar") else "https://feeds.example/all.rss?lang=ar")
        assert (await client.ask("/all?lang=ar")).headers["location"] == "all.rss?lang=ar"
        refused = await client.ask("/all.rss?lang=%3F%3F")
        assert (refused.status, refused.headers["cache-control"]) == (400, "no-store")
        assert b"lang has a value that there is not" in refused.body


class Desk:
    """Answers operators at one path; ``fault`` is raised instead."""

    fault: StoreError | None = None

    async def answer(self, path: str) -> Told | None:
        if self.fault is not None:
            raise self.fault
        return Told(200, b"<!DOCTYPE html>", "text/html; charset=utf-8", POLICY) if path == "/status" else None


async def test_operators_are_answered_and_nobody_keeps_it() -> None:
    desk = Desk()
    async with serving(FakePublisher(document()), operations=cast("Operations", desk)) as client:
        answer = await client.ask("/status?utm_source=x")
        assert (answer.status, answer.body) == (200, b"<!DOCTYPE html>")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-robots-tag"] == "noindex"
        assert (await client.ask("/all.rss")).status == 200
        desk.fault = UNREACHABLE
        assert (await client.ask("/status")).status == 503
        assert (await client.ask("/all.rss")).status == 200, "what is warm is served"


@pytest.mark.parametrize(("end", "up"), [("", ""), ("/", "../")])
async def test_an_address_that_is_another_ones_redirects_for_good(end: str, up: str) -> None:
    async with serving(FakePublisher(document())) as client:
        answer = await client.ask(f"/stories/aaaaaaaaaaaa.rss{end}")
    assert (answer.status, answer.headers["location"]) == (301, f"{up}bbbbbbbbbbbb.rss")
    assert answer.headers["cache-control"] == "public, max-age=120"


async def test_all_who_wait_for_a_document_get_it() -> None:
    publisher = FakePublisher(document())
    publisher.gate = asyncio.Event()
    async with serving(publisher) as client, serving(publisher) as other:
        await client.send("/all.rss")
        await other.send("/all.rss")
        await publisher.asked.wait()
        publisher.gate.set()
        assert (await client.answer()).body == (await other.answer()).body == document().body

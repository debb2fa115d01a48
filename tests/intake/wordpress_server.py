"""A site that answers as WordPress does (class-wp-rest-posts-controller.php), with its traps; all posts are invented.

``WordPress`` holds the posts and is served by `tests.intake.loopback.running`. A test sets ``trap`` to answer some
requests otherwise, and changes ``posts`` while they are read by it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.intake.loopback import Loopback, running

Json = dict[str, Any]
Trap = Callable[[web.Request], Awaitable[web.StreamResponse | None]]

#: The time of post 0; post N was published N hours later.
START = int(datetime(2026, 3, 1, 6, tzinfo=UTC).timestamp())
EVENTS = (
    "أغلقت بلدية الرمان جسر النجوم أمام السيارات ثلاثة أسابيع كاملة بسبب أعمال التبليط والإنارة فوق النهر",
    "فاز فريق العنب بكأس البساتين بعد مباراة مثيرة حضرها آلاف المشجعين داخل ملعب التين الكبير مساء الجمعة",
    "هبطت أسعار الليمون والبرتقال والمشمش لدى تجار سوق الجملة نتيجة وفرة المحصول وتأخر التصدير خلال الشتاء",
)
CATEGORIES = {
    1: {"id": 1, "name": "غير مصنف", "parent": 0},
    2: {"id": 2, "name": "محليات", "parent": 0},
    3: {"id": 3, "name": "ضفة &amp; جسر", "parent": 2},
}


@dataclass
class Post:
    """A post as the database has it. Times are seconds."""

    id: int
    title: str = ""
    content: str = ""
    excerpt: str = ""
    published: int = 0
    modified: int = 0
    status: str = "publish"
    password: str = ""
    categories: tuple[int, ...] = (2,)
    tags: tuple[str, ...] = ("جسور",)
    author: str = "سلمى الرمان"
    guid: str = ""
    image: bool = False
    changes: Json = field(default_factory=dict)  #: what a plugin makes of the answer


def post(number: int, **fields: Any) -> Post:
    """Post ``number``, an hour after the one before."""
    at = START + number * 3600
    text = f"<p>{EVENTS[number % len(EVENTS)]}.</p>\n<p>الفقرة الثانية من الخبر {number:04}.</p>\n"
    values: Json = {
        "title": f"خبر رقم {number:04} &#8220;اليوم&#8221;",
        "content": text,
        "published": at,
        "modified": at,
        "guid": f"http://old.post.example/?p={number}",
    }
    return Post(id=number, **(values | fields))


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


@dataclass
class WordPress:
    """The site."""

    posts: dict[int, Post] = field(default_factory=dict)
    trap: Trap | None = None
    knows_modified_after: bool = True
    has_totals: bool = True  #: False: a proxy takes the headers away
    pretty: bool = True  #: permalinks; False: only ``/?rest_route=``
    user: str = ""  #: with ``password``: nobody else may read
    password: str = ""
    server: Loopback = field(default_factory=lambda: Loopback(""))

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def routes(self) -> list[str]:
        """What was asked for, without the server's address."""
        return [str(request.rel_url) for request in self.server.asked]

    def add(self, *posts: Post) -> None:
        self.posts.update((each.id, each) for each in posts)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.trap is not None and (caught := await self.trap(request)) is not None:
            return caught
        route = request.query.get("rest_route", "")
        if not route:
            if not self.pretty or not request.path.startswith("/wp-json/"):
                return web.Response(
                    text="<!DOCTYPE html><title>لا توجد صفحة</title>", status=404, content_type="text/html"
                )
            route = request.path.removeprefix("/wp-json")
        if self.password and not self._may(request):
            return error(401, "rest_not_logged_in")
        return self._route(route, request)

    def _may(self, request: web.Request) -> bool:
        wanted = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return request.headers.get("Authorization") == f"Basic {wanted}"

    def _route(self, route: str, request: web.Request) -> web.StreamResponse:
        if route == "/wp/v2/categories":
            return self._page(list(CATEGORIES.values()), request)
        if route == "/wp/v2/posts":
            return self._list(request)
        number = route.removeprefix("/wp/v2/posts/")
        if route.startswith("/wp/v2/posts/") and number.isdecimal():
            found = self.posts.get(int(number))
            if found is None:
                return error(404, "rest_post_invalid_id")
            return answer(self._json(found, request)) if found.status == "publish" else error(401, "rest_forbidden")
        return error(404, "rest_no_route")

    def _list(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        found = [each for each in self.posts.values() if each.status == "publish"]
        if include := query.get("include"):
            wanted = {int(number) for number in include.split(",")}
            found = [each for each in found if each.id in wanted]
        if self.knows_modified_after and (after := query.get("modified_after")):
            limit = datetime.fromisoformat(after).timestamp()
            found = [each for each in found if each.modified > limit]
        keys: dict[str, Callable[[Post], tuple[int, int]]] = {
            "id": lambda each: (each.id, 0),
            "modified": lambda each: (each.modified, each.id),
            "date": lambda each: (each.published, each.id),
        }
        found.sort(key=keys[query.get("orderby", "date")], reverse=query.get("order", "desc") == "desc")
        return self._page([self._json(each, request) for each in found], request)

    def _page(self, found: list[Any], request: web.Request) -> web.StreamResponse:
        size, page = int(request.query.get("per_page", 10)), int(request.query.get("page", 1))
        if not 1 <= size <= 100:
            return error(400, "rest_invalid_param")
        pages = -(-len(found) // size)
        if page > max(pages, 1):
            return error(400, "rest_post_invalid_page_number")
        totals = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)} if self.has_totals else {}
        return answer(found[(page - 1) * size : page * size], headers=totals)

    def _json(self, each: Post, request: web.Request) -> Json:
        is_locked = bool(each.password)
        short = each.excerpt or (f"<p>{each.content[3:60]} [&hellip;]</p>\n" if not is_locked else "")
        found: Json = {
            "id": each.id,
            "date": moment(each.published + 3 * 3600),
            "date_gmt": moment(each.published),
            "guid": {"rendered": each.guid},
            "modified": moment(each.modified + 3 * 3600),
            "modified_gmt": moment(each.modified),
            "slug": f"post-{each.id}",
            "status": each.status,
            "type": "post",
            "link": f"https://post.example/local/{each.id:04}/",
            "title": {"rendered": each.title},
            "content": {"rendered": "" if is_locked else each.content, "protected": is_locked},
            "excerpt": {"rendered": short, "protected": is_locked},
            "featured_media": 9 if each.image else 0,
            "sticky": each.id == 1,
            "categories": list(each.categories),
            "yoast_head": "<meta>" * 100,
            "_links": {},
        }
        if "_embed" in request.query:
            found["_embedded"] = embedded(each)
        found |= each.changes
        if fields := request.query.get("_fields"):
            tops = {field.partition(".")[0] for field in fields.split(",")}
            found = {name: value for name, value in found.items() if name in tops}
        return found


def embedded(each: Post) -> Json:
    terms = [
        [{"id": number, "name": CATEGORIES[number]["name"], "taxonomy": "category"} for number in each.categories],
        [{"id": 100 + index, "name": name, "taxonomy": "post_tag"} for index, name in enumerate(each.tags)],
    ]
    found: Json = {"author": [{"id": 1, "name": each.author, "slug": "salma"}], "wp:term": terms}
    if each.image:
        found["wp:featuredmedia"] = [
            {
                "id": 9,
                "source_url": "https://post.example/bridge.jpg",
                "mime_type": "image/jpeg",
                "alt_text": "الجسر",
                "media_details": {"width": 1200, "height": "800"},
            }
        ]
    return found


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=json.dumps(value).encode(),
        status=status,
        content_type="application/json",
        charset="UTF-8",
        headers=headers,
    )


def error(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return answer({"code": code, "message": "…", "data": {"status": status}}, status, headers)


@contextmanager
def wordpress(*posts: Post, **fields: Any) -> Iterator[WordPress]:
    """A site with these posts, served for the length of the block."""
    site = WordPress(**fields)
    site.add(*posts)
    with running(site.answer) as site.server:
        yield site

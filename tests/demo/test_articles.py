from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from syndication.demo import articles
from syndication.intake import jsonlines
from syndication.model import Article, RawEntry, Rejected, Stored
from syndication.normalise import change, entry
from syndication.normalise.rules import SiteRules

SITE = SiteRules(
    url="https://sada.example/", tag="sada.example,2024-01-01", language="ar", zone=ZoneInfo("Asia/Baghdad")
)


def normalised(lines: list[bytes]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    for raw in jsonlines.read(lines, "demo"):
        assert isinstance(raw, RawEntry), raw
        assert raw.unknown == ()
        article = entry.article(raw, SITE)
        assert not isinstance(article, Rejected), article
        assert raw.id is not None
        found[raw.id] = article
    return found


ALL = normalised(articles.lines())


def test_every_article_is_taken_in_under_an_id_of_its_own() -> None:
    assert len(ALL) == len(articles.lines()) == len({article.id for article in ALL.values()}) == 59
    assert sum(article.id.startswith("tag:sada.example,2024-01-01:") for article in ALL.values()) > 5


def test_four_languages_and_the_languages_that_were_not_said_are_found() -> None:
    expected = {"1": "ar", "2": "ckb", "3": "kmr", "4": "en"}
    assert {id: article.language for id, article in ALL.items()} == {id: expected[id[0]] for id in ALL}
    counts = Counter(article.language for article in ALL.values())
    assert counts["ar"] > 30
    assert min(counts.values()) >= 6


def test_only_the_embargo_lies_ahead_of_the_demos_now() -> None:
    ahead = [id for id, article in ALL.items() if article.published is None or article.published > articles.NOW]
    assert ahead == ["136"]
    assert change.decide(None, ALL["136"], articles.NOW).state == "waiting"
    times = [article.published for id, article in ALL.items() if id != "136" and article.published]
    assert max(times) - min(times) < timedelta(hours=48), "one page shows them all"


def test_the_correction_corrects_an_article_and_moves_its_time() -> None:
    old = ALL[articles.CORRECTED]
    (new,) = normalised([articles.correction()]).values()
    first = change.decide(None, old, articles.NOW)
    seen = articles.NOW - timedelta(hours=5)
    stored = Stored(
        article=old,
        state=first.state,
        arrived=1,
        revision=1,
        touched=1,
        touched_at=seen,
        first_seen=seen,
        shown_updated=first.updated,
    )
    found = change.decide(stored, new, articles.NOW)
    assert (found.kind, found.updated, found.article.id) == ("corrected", new.updated, old.id)
    assert new.title.startswith("تصحيح")


def test_the_article_to_withdraw_is_there_and_another_links_to_it() -> None:
    assert articles.WITHDRAW in ALL
    assert any(pick.ref == articles.WITHDRAW for article in ALL.values() for pick in article.picks)


def test_hard_cases_come_out_clean() -> None:
    assert ALL["122"].title == "مقهى «توت & تين» يفتح فرعه الثالث ويوظف أربعين شاباً"
    assert ALL["403"].title.startswith("5 < 7, yet")
    assert "a < b or b < a" in ALL["403"].text
    assert ALL["110"].title.startswith("NATO")
    assert "\u200c" in ALL["209"].title
    broken = ALL["135"]
    assert broken.title == "ورشة في الرمان لترميم المخطوطات القديمة"
    for word in ("script", "javascript", "onclick", "pixel", "\u202e", "\ud83d", "غير مرغوب"):
        assert word not in broken.html
    assert 'href="https://sada.example/culture/127"' in broken.html
    assert broken.image is not None
    assert broken.image.url == "https://sada.example/wp-content/uploads/makhtut.jpg"
    assert ALL["125"].enclosures[0].type == "audio/mpeg"
    assert ALL["127"].url is None


def test_picks_name_articles_of_the_demo_or_are_titles() -> None:
    names = {name for id, article in ALL.items() for name in (id, article.id, article.url)}
    picks = [pick for article in ALL.values() for pick in article.picks]
    assert len(picks) >= 6
    assert all(pick.ref in names for pick in picks if pick.ref)
    titles = {article.title for article in ALL.values()}
    assert sorted(pick.title in titles for pick in picks if not pick.ref) == [False, True]


def test_the_data_is_lines_of_json_in_nfc_with_no_name_of_the_house() -> None:
    for line in articles.lines():
        assert line.endswith(b"}\n")
        json.loads(line)

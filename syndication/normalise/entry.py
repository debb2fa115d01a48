"""One raw entry of our own as an article."""

from __future__ import annotations

from syndication.errors import InputError
from syndication.model import OWN, Article, RawEntry, Rejected
from syndication.normalise import change, fields, identity
from syndication.normalise.rules import SiteRules
from syndication.text.keys import article_key
from syndication.text.language import identify, normal_tag
from syndication.text.markup import cut
from syndication.text.urls import canonical

#: Characters of the beginning that the language is told from: more makes it no surer.
LANGUAGE_SAMPLE = 600


def article(raw: RawEntry, site: SiteRules) -> Article | Rejected:
    """The article, or the first reason why it isn't one. Equal entries give equal articles; no clock is asked."""
    try:
        return _article(raw, site)
    except InputError as error:
        return Rejected(place=raw.place, field=error.where, reason=error.what, hint=error.hint)


def _article(raw: RawEntry, site: SiteRules) -> Article:
    """All fields, those first that others need. A wrong one is refused, not dropped, if the article hangs on it."""
    title = fields.title(raw)
    url = fields.url(raw.url, site.url)
    language = _language(raw, title, site)
    base_url = raw.base_url or url or site.url
    body = cut(fields.body(raw, base_url, language), url, language)
    canonical_url = canonical(url) if url else None
    twin = identity.twin(title, body.text.partition("\n\n")[0])
    id = identity.public_id(raw, site.tag, canonical_url, twin)
    return change.hashed(
        Article(
            id=id,
            key=article_key(OWN, id),
            form=raw.form,
            publisher_id=identity.publisher_id(raw),
            url=url,
            canonical_url=canonical_url,
            twin=twin,
            title=title,
            summary=fields.summary(raw, body, site.excerpt),
            html=body.html,
            text=body.text,
            language=language,
            published=fields.time(raw.published, "published", site.zone),
            updated=fields.time(raw.updated, "updated", site.zone),
            expires=fields.time(raw.expires, "expires", site.zone),
            sections=fields.sections(raw),
            authors=fields.labels(raw.authors),
            tags=fields.labels(raw.tags),
            image=fields.image(raw, body, base_url),
            enclosures=fields.enclosures(raw, base_url),
            picks=fields.picks(raw, base_url),
        )
    )


def _language(raw: RawEntry, title: str, site: SiteRules) -> str:
    """The publisher's word, which beats any detector on short texts; else what the words show; else the site's."""
    if raw.language and (said := normal_tag(raw.language)):
        return said
    return identify(f"{title}\n{fields.beginning(raw)[:LANGUAGE_SAMPLE]}") or site.language
